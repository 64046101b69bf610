"""Every switch that decides what the head-end does, rather than how it writes: each value, seen from outside."""

import json
import re
import uuid

import pytest

from kit.listener import listening
from kit.simulator import running
from kit.fresh_world import NIGHT, Speaker
from kit.waiting import eventually
from kit.worlds import DCU, METERS, UNKNOWN, world, write

OFFLINE = [{"id": "off", "match": {"meter": METERS[1]}, "effect": {"type": "meterOffline"}}]
NIGHT_MS = [1720540800000, 1720627200000]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("manual"), tmp_path_factory.mktemp("switches"))) as simulator:
        yield simulator


@pytest.fixture
def speak(simulator):
    made = []
    with listening(simulator.mqtt) as listener:

        def speak(dialect=None, **tenant):
            made.append(Speaker(simulator, listener, dialect or {}, **tenant))
            return made[-1]

        yield speak
    for speaker in made:
        speaker.control.end()


@pytest.mark.parametrize(
    "value, is_same, old_lives, life",
    [("sliding", True, True, 7200), ("remaining", True, True, 7100), ("replace", False, True, 7200), ("revoke", False, False, 7200)],
)
def test_token_renewal(speak, value, is_same, old_lives, life):
    speaker = speak({"tokenRenewal": value})
    old = speaker.client.token
    speaker.control.advance("100s")
    new = speaker.login()

    assert (new["token"] == old) == is_same
    assert new["expireIn"] == life
    assert speaker.knows(old) == old_lives
    assert speaker.knows(new["token"])


@pytest.mark.parametrize("value, lives", [("sliding", False), ("onUse", True)])
def test_token_renewal_by_use(speak, value, lives):
    speaker = speak({"tokenRenewal": value})
    speaker.control.advance("7000s")
    assert speaker.knows(speaker.client.token)
    speaker.control.advance("300s")
    assert speaker.knows(speaker.client.token) == lives


def test_row_order(speak):
    asked = {"devList": ",".join(METERS), "start": "2024-07-01 00:00:00"}
    stable, shuffled = speak({}), speak({"rowOrder": "shuffled"})
    keys = [[(r["devAddr"], r["timestamp"]) for r in speaker.rows(**asked)] for speaker in (stable, shuffled, shuffled)]

    assert keys[0] == sorted(keys[0], key=lambda key: (METERS.index(key[0]), key[1]))
    assert sorted(keys[0]) == sorted(keys[1]) == sorted(keys[2])
    assert keys[0] != keys[1] != keys[2]


@pytest.mark.parametrize("value, status", [("strict", "01"), ("silentGaps", "00"), ("withData02", "02")])
def test_status_rule(speak, value, status):
    result = speak({"statusRule": value}, faults=OFFLINE).result(devList=",".join(METERS[:2]))
    assert result["status"] == status
    assert [row["devAddr"] for row in result["list"]] == METERS[:1]


@pytest.mark.parametrize("value, shown", [("absent", None), ("emptyValue", ""), ("nullValue", None), ("dashes", "--"), ("emptyChannels", [])])
def test_failed_meter(speak, value, shown):
    speaker = speak({"failedMeter": value}, faults=OFFLINE)
    single = speaker.result(devList=",".join(METERS[:2]))
    frozen = speaker.result("readFrozen", devList=",".join(METERS[:2]), cgcode="1", **NIGHT)
    failed = [row for row in single["list"] if row["devAddr"] == METERS[1]]
    channels = [row["channelData"] for row in frozen["list"] if row["devAddr"] == METERS[1]]

    assert single["status"] == frozen["status"] == "01"
    assert [row["value"] for row in failed] == ([] if value in ("absent", "emptyChannels") else [shown])
    if value == "absent":
        assert channels == []
    else:
        values = [[channel["value"] for channel in row] for row in channels]
        assert values == ([[], []] if value == "emptyChannels" else [[shown] * 8] * 2)


@pytest.mark.parametrize("value", ["failsInPlan", "rejectsCall", "dropped"])
def test_unknown_meter(speak, value):
    speaker = speak({"unknownMeter": value})
    both = f"{METERS[0]},{UNKNOWN}"
    if value == "rejectsCall":
        answer = speaker.call("readSingle", devList=both, cgcode="5069")
        assert (answer["code"], answer["msg"]) == (500, f"unknown meter '{UNKNOWN}'")
        return
    result = speaker.result(devList=both)
    assert result["status"] == ("00" if value == "dropped" else "01")
    assert [row["devAddr"] for row in result["list"]] == METERS[:1]


@pytest.mark.parametrize("value, at_once, later", [("immediate", 2, 2), ("delayed", 0, 2), ("never", 0, 0)])
def test_backfill(speak, value, at_once, later):
    speaker = speak({"backfill": value}, history={"collected": 0})
    assert len(speaker.result("readFrozen", cgcode="1", **NIGHT)["list"]) == 2
    assert speaker.history("1")["data"]["total"] == at_once
    speaker.control.advance("10m")
    assert speaker.history("1")["data"]["total"] == later


def test_freeze_stamp(speak):
    exact, jitter = [[r["timestamp"] for r in speak({"freezeStamp": v}).rows("1", devList=",".join(METERS))] for v in ("exact", "jitter")]
    beside = [stamp - true for stamp, true in zip(jitter, exact, strict=True)]
    assert set(exact) == set(NIGHT_MS)
    assert all(abs(ms) <= 60_000 for ms in beside)
    assert any(beside)


def test_profile_stamp(speak):
    end, start = [speak({"profileStamp": value}).rows("3")[0] for value in ("end", "start")]
    window = {"start": "2024-07-10 00:15:00", "end": "2024-07-10 00:30:00"}
    ends, starts = [speak({"profileStamp": value}).rows("3", **window) for value in ("end", "start")]
    assert end["timestamp"] == NIGHT_MS[0]
    assert start["timestamp"] % 900_000 == 0
    by_end = {row["timestamp"]: row["channelData"] for row in ends}
    by_start = {row["timestamp"] + 900_000: row["channelData"] for row in starts}
    assert set(by_end) & set(by_start)
    assert all(by_end[stamp] == by_start[stamp] for stamp in set(by_end) & set(by_start))


def test_demand_reset(speak):
    days = {"start": "2024-07-02 00:00:00", "end": "2024-07-11 00:00:00"}
    month, day = [[float(r["value"]) for r in speak({"demandReset": v}).rows("5099", **days)] for v in ("month", "day")]
    assert month == sorted(month)
    assert day != sorted(day)
    assert max(day) == month[-1]


def test_field_order(speak):
    names = [list(speak({"fieldOrder": value}).call("readArchive", dcuNo=DCU)) for value in ("fixed", *["shuffled"] * 8)]
    assert names[0] == ["code", "msg", "data"]
    assert all(sorted(order) == sorted(names[0]) for order in names)
    assert any(order != names[0] for order in names[1:])


def test_unknown_fields(speak):
    speaker = speak({"unknownFields": "present"})
    row = speaker.result()["list"][0]
    assert set(row) > {"devAddr", "timestamp", "cgcode", "unit", "value"}
    assert set(speaker.call("readArchive", dcuNo=DCU)) > {"code", "msg", "data"}
    assert set(speak().result()["list"][0]) == {"devAddr", "timestamp", "cgcode", "unit", "value"}


def test_bom(speak):
    """The client's login reads JSON as requests does, which a byte order mark must not break."""
    marked, plain = speak({"bom": True}), speak()
    answers = [s.raw("readArchive", {"dcuNo": DCU, "token": s.client.token}).content for s in (marked, plain)]
    assert [answer[:4] for answer in answers] == [b"\xef\xbb\xbf{", b'{"co']
    assert marked.push().payload.startswith(b"\xef\xbb\xbf{")
    assert plain.push().payload.startswith(b"{")


@pytest.mark.parametrize("shown", [True, False])
def test_reason_header(speak, shown):
    speaker = speak({"reasonHeader": shown})
    refused = speaker.raw("readArchive", {"dcuNo": "nobody's", "token": speaker.client.token})
    assert refused.json()["msg"] == "unknown dcu 'nobody's'"
    assert ("X-HES-Sim-Reason" in refused.headers) == shown


@pytest.mark.parametrize("value, status, there", [("trimmed", "00", METERS[:2]), ("literal", "01", METERS[:1])])
def test_dev_list_form(speak, value, status, there):
    result = speak({"devListForm": value}).result(devList=f"{METERS[0]}, {METERS[1]}")
    assert result["status"] == status
    assert [row["devAddr"] for row in result["list"]] == there


@pytest.mark.parametrize("value", ["accepted", "refused"])
def test_integer_strings(speak, value):
    speaker = speak({"integerStrings": value})
    answers = [speaker.history(curPage="1"), speaker.history(pageSize="1"), speaker.call("relay", devList=METERS[0], controlMode="2")]
    names = ["curPage", "pageSize", "controlMode"]
    if value == "accepted":
        assert [answer["code"] for answer in answers] == [200] * 3
    else:
        assert [answer["msg"] for answer in answers] == [f"field '{name}' must be integer" for name in names]


def test_the_strict_pack_takes_no_shortcut(speak):
    speaker = speak({"pack": "strict"})
    text = {"Content-Type": "text/plain"}
    assert speaker.call("readSingle", devList=f"{METERS[0]}", cgcode="5069")["code"] == 200
    assert speaker.call("relay", devList=METERS[0], controlMode="1")["msg"] == "field 'controlMode' must be integer"
    assert speaker.call("removeArchive", dcuNo=DCU, archives=[{"devAddr": "7"}])["msg"] == "token missing"
    token = {"HES_Access_Token": speaker.client.token}
    strings = speaker.raw("removeArchive", {"dcuNo": DCU, "archives": ["7"]}, token).json()
    assert strings["msg"] == "field 'archives[0]' must be object"
    objects = speaker.raw("removeArchive", {"dcuNo": DCU, "archives": [{"devAddr": "7"}]}, token).json()
    assert objects["code"] == 200
    refused = speaker.raw("readArchive", {"dcuNo": DCU, "token": speaker.client.token}, text).json()
    assert refused["msg"] == "Content-Type must be application/json"


NONE = "0000000000"


@pytest.mark.parametrize("value", ["rejectsCall", "failsInPlan"])
def test_unknown_dcu(speak, value):
    speaker = speak({"unknownDcu": value})
    calls = [("readArchive", {}), ("addArchive", {"archives": [{"devAddr": "7", "status": "1"}]}), ("removeArchive", {"archives": ["7"]})]
    for endpoint, fields in calls:
        if value == "rejectsCall":
            assert speaker.call(endpoint, dcuNo=NONE, **fields)["msg"] == f"unknown dcu '{NONE}'"
        else:
            expected = {"status": "02", "list": []} if endpoint == "readArchive" else {"status": "02"}
            assert pushed(speaker, endpoint, dcuNo=NONE, **fields) == expected


def pushed(speaker, endpoint, **fields):
    """The data of the only push of a call about an archive."""
    since = len(speaker.listener.messages)
    plan = speaker.data(endpoint, **fields)["planId"]
    speaker.control.advance("1s")
    eventually(lambda: speaker.heard(plan, since), "the push")
    return json.loads(speaker.heard(plan, since)[0].payload)["data"]


@pytest.mark.parametrize("value", ["installs", "fails", "rejectsCall"])
def test_add_unknown(speak, value):
    speaker = speak({"addUnknown": value})
    added = {"dcuNo": DCU, "archives": [{"devAddr": METERS[0], "status": "0"}, {"devAddr": "7", "status": "1"}]}
    if value == "rejectsCall":
        assert speaker.call("addArchive", **added)["msg"] == "unknown meter '7'"
    else:
        assert pushed(speaker, "addArchive", **added) == {"status": "02" if value == "fails" else "00"}
    archive = {row["devAddr"]: row["status"] for row in pushed(speaker, "readArchive", dcuNo=DCU)["list"]}
    assert ("7" in archive, archive[METERS[0]]) == ((True, "0") if value == "installs" else (False, "1"))


@pytest.mark.parametrize("value", ["moves", "fails", "rejectsCall"])
def test_add_elsewhere(speak, value):
    speaker = speak({"addElsewhere": value}, dcus=[{"dcuNo": DCU, "meters": METERS[:2]}, {"dcuNo": "E", "meters": METERS[2:]}])
    added = {"dcuNo": DCU, "archives": [{"devAddr": METERS[2], "status": "1"}]}
    if value == "rejectsCall":
        assert speaker.call("addArchive", **added)["msg"] == f"meter '{METERS[2]}' is in another dcu"
    else:
        assert pushed(speaker, "addArchive", **added) == {"status": "02" if value == "fails" else "00"}
    there = [row["devAddr"] for row in pushed(speaker, "readArchive", dcuNo="E")["list"]]
    assert there == (METERS[3:] if value == "moves" else METERS[2:])


FORMS = {
    "sample": r"P003_\d{20}", "perCall": r"P00[124567]_\d{20}", "numeric19": r"\d{19}",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
}  # fmt: skip


@pytest.mark.parametrize("value", FORMS)
def test_plan_id_form(speak, value):
    speaker = speak({"planIdForm": value})
    calls = [("readSingle", {"devList": METERS[0], "cgcode": "5069"}), ("relay", {"devList": METERS[0], "controlMode": 2}),
             ("readFrozen", {"devList": METERS[0], "cgcode": "1", **NIGHT}), ("readArchive", {"dcuNo": DCU})]  # fmt: skip
    plans = []
    for endpoint, fields in calls:
        since = len(speaker.listener.messages)
        answer = speaker.data(endpoint, **fields)
        speaker.control.advance("1s")
        eventually(lambda: speaker.heard(answer["planId"], since), "the push")
        message = speaker.heard(answer["planId"], since)[0]
        assert message.topic.endswith("/" + answer["planId"])
        assert json.loads(message.payload)["planId"] == answer["planId"]
        assert speaker.control.get(f"plans/{answer['planId']}")["endpoint"] == endpoint
        plans.append(answer["planId"])
    assert all(re.fullmatch(FORMS[value], plan) for plan in plans), plans
    assert len({plan[:5] for plan in plans}) == 4 or value not in ("perCall",)
    assert len(set(plans)) == 4


def test_comm_type_of_the_scenario(speak):
    meters = [METERS[0], {"devAddr": METERS[1], "commType": "PLC-7"}, {"from": METERS[2], "count": 1, "commType": "x"}]
    speaker = speak(dcus=[{"dcuNo": DCU, "commType": "4", "meters": meters}, {"dcuNo": "E", "meters": METERS[3:]}])
    assert [row["commType"] for row in pushed(speaker, "readArchive", dcuNo=DCU)["list"]] == ["4", "PLC-7", "x"]
    assert [row["commType"] for row in pushed(speaker, "readArchive", dcuNo="E")["list"]] == ["1"]


def test_plan_timeout(speak):
    speaker = speak(timing={"perMeterRead": "10s"}, limits={"planTimeout": "25s"})
    since = len(speaker.listener.messages)
    plan = speaker.data("readSingle", devList=",".join(METERS), cgcode="5069")["planId"]
    speaker.control.advance("24s")
    speaker.listener.fence()
    assert not speaker.heard(plan, since)
    speaker.control.advance("1s")
    eventually(lambda: speaker.heard(plan, since), "the push")
    data = json.loads(speaker.heard(plan, since)[0].payload)["data"]
    assert (data["status"], [row["devAddr"] for row in data["list"]]) == ("01", METERS[:2])
    failed = [meter for meter in speaker.control.get(f"plans/{plan}")["meters"] if meter["outcome"] == "failed"]
    assert [meter["devAddr"] for meter in failed] == METERS[2:]
