"""Dialect switches of topics, pushes, failures and types: each changes the wire as it says."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.control import Control
from kit.listener import listening
from kit.worlds import DCU, LOOSE, METERS

ZERO = "0000000042"


def test_the_formats_own_example_is_taken(speak):
    data = speak(pack="default", topicKey="both").read()
    assert data["topic"] == data["topicId"]


@pytest.mark.parametrize(
    "key, single, add",
    [
        ("asExample", {"topicId"}, {"topic"}), ("topicId", {"topicId"}, {"topicId"}), ("topic", {"topic"}, {"topic"}),
        ("both", {"topic", "topicId"}, {"topic", "topicId"}), ("asTable", {"topicId"}, {"topicId"}),
    ],
)  # fmt: skip
def test_topic_key(speak, key, single, add):
    speaker = speak(topicKey=key)
    body = {"dcuNo": DCU, "archives": [{"devAddr": "7", "status": "1"}], "token": speaker.client.token}
    added = speaker.client.post("/apis/openapi/dcu/addArchive", body).json()["data"]

    assert set(speaker.read()) - {"planId"} == single
    assert set(added) - {"planId"} == add


@pytest.mark.parametrize(
    "form, topic, published",
    [
        ("bare", "/{t}/{p}", "/{t}/{p}"), ("hash", "/{t}/{p}/#", "/{t}/{p}"), ("slash", "/{t}/{p}/", "/{t}/{p}/"),
        ("planOnly", "{p}", "/{t}/{p}"), ("noLeadingSlash", "{t}/{p}", "{t}/{p}"), ("asTable", "/{t}/{p}/#", "/{t}/{p}"),
    ],
)  # fmt: skip
def test_topic_form(speak, form, topic, published):
    speaker = speak(topicForm=form)
    data = speaker.read()
    plan, pushes = speaker.pushes()
    names = {"t": speaker.control.tenant, "p": data["planId"]}

    assert data["topicId"] == topic.format(**names)
    assert [push.topic for push in pushes] == [published.format(t=speaker.control.tenant, p=plan)]


def test_push_timing(speak):
    early, late = speak(pushTiming="beforeReply"), speak()
    plan = early.read()["planId"]
    early.listener.fence()
    assert early.listener.of(plan)
    assert [e["kind"] for e in early.control.journal() if e["kind"] in ("push", "puback")] == ["push", "puback"]
    late.read()
    assert not late.control.journal(kind="push")
    at_once = speak(pushTiming="immediate")
    plan = at_once.read()["planId"]
    at_once.control.post("journal/await", {"match": {"kind": "puback", "planId": plan}})


def test_an_answer_after_its_push_waits_for_the_broker(speak):
    early, at_once = speak(pushTiming="beforeReply"), speak(pushTiming="immediate")
    for speaker in (early, at_once):
        down = {"id": "down", "when": {"from": "+1m"}, "effect": {"type": "brokerDown", "for": "5m"}}
        speaker.control.post("faults", down)
        speaker.control.advance("2m")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(early.read)
        early.control.post("journal/await", {"match": {"kind": "push"}})
        at_once.read()
        assert not answer.done()

        early.control.advance("10m")
        plan = answer.result(timeout=10)["planId"]
    assert [e["kind"] for e in early.control.journal(planId=plan) if e["kind"] in ("push", "puback")] == ["push", "puback"]


@pytest.mark.parametrize("parts, topics", [("single", ["{}"]), ("split", ["{}"] * 3), ("subtopics", ["{}/1", "{}/2", "{}/3"])])
def test_push_parts(speak, parts, topics):
    speaker = speak(pushParts=parts)
    plan, pushes = speaker.pushes(",".join(METERS))

    assert [push.topic for push in pushes] == [t.format(f"/{speaker.control.tenant}/{plan}") for t in topics]
    rows = [row["devAddr"] for push in pushes for row in push.push["data"]["list"]]
    assert rows == METERS
    assert {push.push["data"]["status"] for push in pushes} == {"00"}


@pytest.mark.parametrize("rule, statuses", [("strict", ["00", "00", "02"]), ("silentGaps", ["00"] * 3)])
def test_each_part_has_its_own_status(speak, rule, statuses):
    speaker = speak(pushParts="subtopics", statusRule=rule)
    plan, pushes = speaker.pushes(",".join([*METERS[:2], LOOSE]))
    assert [push.push["data"]["status"] for push in pushes] == statuses

    plan, (push,) = speaker.pushes(LOOSE)
    assert push.push["data"]["status"] == "02"
    assert push.topic == f"/{speaker.control.tenant}/{plan}"


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_push_qos_and_retain(speak, world_host, qos):
    speaker = speak(pushQoS=qos, pushRetain=True)
    plan, pushes = speaker.pushes()
    assert [push.qos for push in pushes] == [qos]
    with listening(world_host.mqtt, topic=f"/{speaker.control.tenant}/#") as late:
        assert late.wait_for(plan).retained


@pytest.mark.parametrize(
    "form, expected", [("seconds", 7200), ("string", "7200"), ("milliseconds", 7200000), ("epochSeconds", 1720693200), ("absent", None)]
)
def test_expire_in(speak, form, expected):
    assert speak(expireIn=form).login()["data"].get("expireIn") == expected


@pytest.mark.parametrize(
    "dialect, status, code",
    [
        ({}, (200, 200), (500, 500)), ({"errorStatus": "mapped"}, (401, 400), (500, 500)),
        ({"tokenError": "code401"}, (200, 200), (401, 500)), ({"tokenError": "http401"}, (401, 200), (401, 500)),
        ({"pack": "http"}, (401, 400), (401, 500)), ({"codeType": "string"}, (200, 200), ("500", "500")),
    ],
)  # fmt: skip
def test_failures(speak, dialect, status, code):
    speaker = speak(**dialect)
    unknown_code = speaker.post("readSingle", devList=METERS[0], cgcode="9999")
    speaker.control.post("tokens/revoke")
    answers = [speaker.post("readSingle", devList=METERS[0], cgcode="5069"), unknown_code]
    assert tuple(answer.status_code for answer in answers) == status
    assert tuple(answer.json()["code"] for answer in answers) == code
    assert all("X-HES-Sim-Reason" in answer.headers for answer in answers)


@pytest.mark.parametrize("form, tail", [("absent", b'"}'), ("null", b',"data":null}'), ("empty", b',"data":{}}')])
def test_error_data(speak, form, tail):
    answer = speak(errorData=form).post("readSingle", devList="", cgcode="5069")
    assert answer.content.endswith(b'"msg":"devList empty"' + tail.removeprefix(b'"'))


@pytest.mark.parametrize("form, total", [("all", 2), ("page", 1), ("string", "2"), ("wrong", 1)])
def test_total_count(speak, form, total):
    assert speak(totalCount=form).history(pageSize=1)["total"] == total


def test_page_base_cgcode_and_types(speak):
    assert speak(pageBase=0).history()["curPage"] == 0
    assert speak(historyCgcode="string").history()["list"][0]["cgcode"] == "5069"
    assert speak(historyCgcode="number").history()["list"][0]["cgcode"] == 5069
    row = speak(valueType="number", devAddrType="number", timestampUnit="seconds").history(meters=ZERO)["list"][0]
    assert (row["devAddr"], row["timestamp"]) == (42, 1720540800)
    assert isinstance(row["value"], float)


@pytest.mark.parametrize("form, present", [("array", []), ("absent", "none"), ("null", None)])
def test_empty_list(speak, form, present):
    _, pushes = speak(emptyList=form).pushes("999999999999")
    assert pushes[0].push["data"].get("list", "none") == present


def test_power_unit(speak):
    kilo, base = [speak(powerUnit=unit).pushes(cgcode="5022")[1][0].push["data"]["list"][0] for unit in ("kilo", "base")]
    assert (kilo["unit"], base["unit"]) == ("kW", "W")
    assert int(base["value"]) == round(float(kilo["value"]) * 1000)


@pytest.mark.parametrize(
    "dialect, text",
    [
        ({"topicKey": "bth"}, "did you mean 'both'?"), ({"topickey": "both"}, "did you mean 'topicKey'?"),
        ({"pack": "tabels"}, "did you mean 'tables'?"), ({"rowOrder": "shufled"}, "did you mean 'shuffled'?"),
        ({"pushQoS": "1"}, "write it without quotes"), ({"pack": "silnt"}, "did you mean 'silent'?"),
    ],
)  # fmt: skip
def test_what_is_not_carried_out_is_refused(world_host, dialect, text):
    document = {"tenants": [{"dialect": dialect}]}
    refused = Control(world_host).send("POST", "worlds", document)
    assert refused.status_code == 400
    assert text in json.dumps(refused.json(), ensure_ascii=False)
