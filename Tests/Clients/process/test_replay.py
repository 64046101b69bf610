"""The same scenario, seed and calls give the same bytes."""

import json

from conftest import opened
from kit.http import ENDPOINTS, ROOT
from kit.requests_of import GOOD, good
from kit.worlds import DISABLED, METERS, OTHER_DCU, UNKNOWN, world

SCRIPT = [
    *[(endpoint, good(endpoint)) for endpoint in GOOD],
    ("readSingle", {"devList": ",".join([*METERS, UNKNOWN, DISABLED]), "cgcode": "5022"}),
    ("readFrozen", good("readFrozen", devList=",".join(METERS), cgcode="3")),
    ("historyFrozen", good("historyFrozen", cgcode="2", start="2024-03-01 00:00:00")),
    ("advance", "47m"),
    ("relay", good("relay", controlMode=1)),
    ("addArchive", {"dcuNo": OTHER_DCU, "archives": [{"devAddr": METERS[1], "status": "1"}]}),
    ("advance", "untilIdle"),
    ("readSingle", good("readSingle", cgcode="5046")),
    ("readArchive", {"dcuNo": OTHER_DCU}),
    ("relay", {"devList": "", "controlMode": 1}),
    ("advance", "2h"),
    ("getToken", GOOD["getToken"]),
    ("historySingle", good("historySingle", cgcode="5022", end="2024-07-11 23:00:00")),
]


def run(directory, seed):
    """Every HTTP body and every MQTT payload of the script."""
    directory.mkdir()
    bodies = []
    lossy = {"perMeterRead": {"lognormal": {"median": 4000, "p95": 20000, "max": 90000}}}
    with opened(world("manual", timing=lossy), directory, "--seed", seed) as bench:
        token = ""
        for endpoint, argument in SCRIPT:
            if endpoint == "advance":
                bench.client.clock(advance=argument)
                continue
            response = bench.client.post(ROOT + ENDPOINTS[endpoint], {**argument, "token": token})
            bodies.append(response.content)
            token = json.loads(response.content).get("data", {}).get("token", token)
        plans = [json.loads(body)["data"]["planId"] for body in bodies if b"planId" in body]
        bench.client.clock(advance="untilIdle")
        pushes = [bench.listener.wait_for(plan).payload for plan in plans]
    return bodies, pushes


def test_two_runs_give_the_same_bytes(tmp_path):
    assert run(tmp_path / "first", seed=11) == run(tmp_path / "second", seed=11)


def test_another_seed_gives_other_values(tmp_path):
    _, pushes = run(tmp_path / "first", seed=11)
    _, others = run(tmp_path / "second", seed=12)

    assert pushes != others


def test_the_script_is_accepted_but_for_the_call_that_is_wrong(tmp_path):
    bodies, pushes = run(tmp_path / "only", seed=11)

    assert [json.loads(body)["msg"] for body in bodies if json.loads(body)["code"] != 200] == ["devList empty"]
    assert len(pushes) == 12
