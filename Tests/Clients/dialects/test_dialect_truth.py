"""One meter, one truth (rule R12): whatever the dialect, the same key has the same value by every road."""

import json

import pytest

from kit.http import Client, decoded
from kit.simulator import run_to_end, running
from kit.speaker import channels
from kit.worlds import METERS, credentials, world, write

SWITCHES = [
    {}, {"valueType": "number"}, {"timestampUnit": "seconds"}, {"timestampUnit": "string"}, {"channelOrder": "shuffled"},
    {"channelOrder": "extra"}, {"powerUnit": "base"}, {"rowOrder": "shuffled"}, {"windowEnd": "exclusive"},
    {"freezeStamp": "jitter"}, {"profileStamp": "start"}, {"demandReset": "day"}, {"fieldOrder": "shuffled"},
    {"unknownFields": "present"}, {"bom": True}, {"pushParts": "split"}, {"pushParts": "subtopics"},
    {"backfill": "delayed"}, {"backfill": "never"}, {"historyLimit": "truncate"}, {"failedMeter": "emptyValue"},
    {"emptyWindow": "success"}, {"emptyWindow": "emptyRow"}, {"instantStamp": "task"}, {"instantStamp": "start"},
    {"singleHistory": "taskReturn"}, {"singleHistory": "onDemand"}, {"absentPhase": "fails"}, {"historySpan": "months6"},
    {"freezeLabel": "opening"}, {"energyStep": 0.01}, {"decimals": "three"}, {"decimals": "stripped"}, {"pack": "field"},
    {"devAddrType": "number"}, {"pack": "rough"}, {"pack": "types"}, {"pack": "silent"}, {"pack": "paging"},
]  # fmt: skip
WINDOW = {"start": "2024-07-09 00:00:00", "end": "2024-07-11 00:00:00"}
MORNING = {"start": "2024-07-10 06:00:00", "end": "2024-07-10 09:00:00"}
EVERY = ",".join(METERS)


def by_key(rows, code=None):
    """(meter, stamp, cgcode) → value; a single code's rows need not name it."""
    found = {}
    for row in rows:
        pairs = channels(row).items() if "channelData" in row else [(row.get("cgcode", code), row["value"])]
        for cgcode, value in pairs:
            key = (row["devAddr"], row["timestamp"], str(cgcode))
            assert found.setdefault(key, value) == value, key
    return found


def pushed(speaker, endpoint, parts, **fields):
    _, messages = speaker.pushes_of(endpoint, parts, devList=EVERY, **fields)
    return [row for message in messages for row in decoded(message.payload)["data"]["list"]]


def kept(speaker, endpoint, **fields):
    page = {"devList": EVERY, "curPage": 1, "pageSize": 1000, **fields}
    return decoded(speaker.post(endpoint, **page).content)["data"]["list"]


def agree(some, others):
    """Whether they have keys in common and never two values for one."""
    common = some.keys() & others.keys()
    assert common
    assert {key: some[key] for key in common} == {key: others[key] for key in common}
    return len(common)


@pytest.mark.parametrize("dialect", SWITCHES, ids=lambda dialect: json.dumps(dialect).strip("{}") or "default")
def test_history_reads_and_pushes_agree(speak, dialect):
    speaker = speak(**dialect)
    parts = 3 if "pushParts" in dialect or dialect.get("pack") == "rough" else 1
    # The day that the last midnight opens is not over.
    expected = 8 if dialect.get("windowEnd") or dialect.get("freezeLabel") else 12

    daily = by_key(pushed(speaker, "readFrozen", parts, cgcode="1", **WINDOW))
    assert agree(daily, by_key(kept(speaker, "historyFrozen", cgcode="1", **WINDOW))) == len(daily)
    assert len({key[:2] for key in daily}) == expected
    for code in ("5069", "5099"):
        assert agree(daily, by_key(kept(speaker, "historySingle", cgcode=code, **WINDOW), code)) == expected
    profile = by_key(pushed(speaker, "readFrozen", parts, cgcode="3", **MORNING))
    assert agree(profile, by_key(kept(speaker, "historyFrozen", cgcode="3", **MORNING))) == len(profile)
    powers = by_key(kept(speaker, "historySingle", cgcode="5022", **MORNING), "5022")
    if dialect.get("singleHistory") or dialect.get("pack") == "field":
        # History has other instants than the load profile, or none that was not asked for.
        assert not profile.keys() & powers.keys()
    else:
        assert agree(profile, powers) * 6 in (len(profile), len(profile) * 6 // 7)


@pytest.mark.parametrize("dialect", [
    {}, {"profileStamp": "start"}, {"freezeStamp": "jitter"}, {"demandReset": "day"}, {"freezeLabel": "opening"},
    {"energyStep": 0.01}, {"instantStamp": "task"}, {"instantStamp": "start"}, {"pack": "field"},
])  # fmt: skip
@pytest.mark.parametrize("code", ["5069", "5022", "5099", "5050"])
def test_a_read_at_the_very_instant_of_a_freeze_says_what_the_freeze_says(speak, dialect, code):
    speaker = speak({"start": "2024-07-11 23:00:00"}, **dialect)
    speaker.control.post("clock", {"set": "2024-07-12 00:00:00"})
    (read,) = speaker.result("readSingle", devList=METERS[0], cgcode=code)["list"]
    window = {"start": "2024-07-11 00:00:00", "end": "2024-07-12 00:00:00"}
    rows = speaker.history(cgcode=code, **window)["list"]

    assert rows[-1]["value"] == read["value"]
    if dialect.get("freezeStamp") and code in ("5069", "5099"):
        return
    assert rows[-1]["timestamp"] == read["timestamp"]


def test_the_field_itself_is_the_same_in_every_dialect(speak):
    """What the API says is the dialect's, what the meters measure is not."""
    registers = set()
    for dialect in SWITCHES:
        if dialect.get("energyStep") or dialect.get("pack") == "field":
            # These meters count in coarser steps, and the truth has the same digits as every other road.
            continue
        speaker = speak(**dialect)
        values = speaker.control.get(f"meters/{METERS[0]}")["values"]
        registers.add(json.dumps(values["5069"]))
    assert len(registers) == 1


def test_serve_puts_a_pack_over_every_scenario(tmp_path):
    paths = []
    for code, dialect in (("4711", {"topicKey": "both", "pushQoS": 2}), ("4712", "race")):
        document = world("manual", tenantCode=code, dialect=dialect)
        paths += ["--scenario", write(document, tmp_path, f"{code}.json")]
    with running(*paths, "--dialect", "types") as simulator:
        for code in ("4711", "4712"):
            client = Client(simulator, credentials(tenant=code))
            assert client.send("getToken", client.credentials)["code"] == "200"
            answer = client.call("readSingle", devList=METERS[0], cgcode="5069")
            assert set(answer["data"]) == {"planId", "topicId"}
            client.close()


def test_serve_without_the_flag_leaves_the_scenarios_dialect(tmp_path):
    with running("--scenario", write(world("manual", dialect="types"), tmp_path)) as simulator:
        assert Client(simulator, credentials()).send("getToken", credentials())["code"] == "200"


@pytest.mark.parametrize("pack, hint", [("tabels", "did you mean 'tables'?"), ("zzz", "there are default, tables")])
def test_serve_knows_no_other_packs(pack, hint):
    ended = run_to_end("serve", "--dialect", pack, "--port", 0, "--mqtt-port", 0)

    assert ended.returncode == 2
    assert f"there is no dialect pack '{pack}'" in ended.stderr
    assert hint in ended.stderr
    assert ended.stdout == ""
