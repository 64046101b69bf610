"""The one file of a newcomer's first pytest run: a call in a world in which one meter does not answer, and its push."""

import json
import urllib.request


def call(world, endpoint, **fields):
    """One of the nine calls; the data of its answer."""
    request = urllib.request.Request(f"{world.base_url}/{endpoint}", json.dumps(fields).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        answer = json.load(reply)
    assert answer["code"] == 200, answer
    return answer["data"]


def test_a_meter_that_does_not_answer_is_left_out(hes_world):
    hes_world.arm("F01-meter-offline")
    token = call(hes_world, "getToken", **hes_world.credentials)["token"]

    call(hes_world, "meter/readSingle", devList="202407100001,202407100002", cgcode="5069", token=token)

    assert hes_world.wait_for("push")[0]["devAddrs"] == ["202407100001"]
