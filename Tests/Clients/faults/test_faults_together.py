"""Rules upon rules, and rules upon worlds that are reset, replaced, deleted or left alone."""

import threading
from urllib.parse import urlsplit

import pytest

from kit.broker import listens
from kit.control import Control
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, world, write

START = "2024-07-11 16:20:00"
NIGHTS = {"start": "2024-07-09 00:00:00", "end": "2024-07-11 00:00:00", "curPage": 1, "pageSize": 100}


def document(faults=(), events=(), mode="manual", link="instant"):
    dcus = [{"dcuNo": "D", "link": link, "meters": METERS}]
    tenant = {"dcus": dcus, "faults": list(faults), "events": list(events)}
    return {"name": "together", "clock": {"start": START, "mode": mode}, "tenants": [tenant]}


def rule(id, type, when=None, match=None, **parameters):
    made = {"id": id, "effect": {"type": type, **parameters}}
    return {**made, **({"when": when} if when else {}), **({"match": match} if match else {})}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("manual"), tmp_path_factory.mktemp("together"))) as simulator:
        yield simulator


@pytest.fixture
def make(simulator):
    made = []

    def make(*args, **options):
        made.append(Control(simulator).new_world(document(*args, **options)))
        return made[-1]

    yield make
    for control, client in made:
        control.send("DELETE", f"worlds/{control.tenant}")
        client.close()


def rows(client, meter=METERS[0], cgcode="5069", **more):
    return client.succeed("historySingle", devList=meter, cgcode=cgcode, **{**NIGHTS, **more})


def test_scaled_values_upon_scaled_values_stay_numbers(make):
    control, client = make([rule(f"x{n}", "scaledValue", cgcode="5069", factor=1e6) for n in range(5)])
    assert float(rows(client)["list"][0]["value"]) == 1e12
    assert client.succeed("historyFrozen", devList=METERS[0], cgcode="1", **NIGHTS)["total"] == 3


def test_duplicates_upon_duplicates_are_bounded(make):
    control, client = make([rule(f"x{n}", "duplicateRows") for n in range(63)])
    page = rows(client)
    assert (page["total"], len(page["list"])) == (3 * 64, 100)


def test_messages_upon_messages_are_bounded_and_the_journal_says_so(make):
    control, client = make([rule(f"x{n}", "pushDuplicate", copies=1000) for n in range(3)])
    client.succeed("readSingle", devList=METERS[0], cgcode="5069")
    control.advance("1s")
    assert len(control.journal(kind="push", limit=50000)) < 25_000
    assert any("messages" in entry.get("failure", "") for entry in control.journal(kind="push"))


def test_parts_of_parts_hold_every_meter_once(make, simulator):
    control, client = make([rule("a", "pushSplit", parts=2), rule("b", "pushSplit", parts=2, subtopics=True)])
    with listening(simulator.mqtt, topic=f"/{control.tenant}/#") as listener:
        client.succeed("readSingle", devList=",".join(METERS), cgcode="5069")
        control.advance("1s")
        listener.wait_for_count(4)
        heard = [row["devAddr"] for message in listener.messages for row in message.push["data"]["list"]]
    assert heard == METERS


def test_a_missing_channel_leaves_no_hole_in_the_pages(make):
    control, client = make([rule("x", "missingChannel", match={"meter": METERS[0]}, cgcodes="5069")])
    both = f"{METERS[0]},{METERS[1]}"
    pages = [rows(client, both, pageSize=2, curPage=page) for page in (1, 2)]
    assert [page["total"] for page in pages] == [3, 3]
    assert len({row["timestamp"] for page in pages for row in page["list"]}) == 3


def test_the_answer_waits_for_its_own_push_among_foreign_ones(make):
    control, client = make([rule("a", "pushForeign", count=40), rule("b", "pushBeforeReply")])
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    own = [e for e in control.journal(limit=1000) if e.get("topic", "").endswith(plan)][0]["ticket"]
    assert own in [e["ticket"] for e in control.journal(kind="puback", limit=1000)]


def test_what_overtakes_a_held_push_has_left_before_it(make):
    faults = [
        rule("hold", "pushHold", match={"meter": METERS[0]}, until=1),
        rule("slow", "pushDelay", match={"meter": METERS[1]}, delay="10s"),
    ]
    control, client = make(faults)
    held, other = [client.succeed("readSingle", devList=meter, cgcode="5069")["planId"] for meter in METERS[:2]]
    control.advance("1m")
    assert [e["planId"] for e in control.journal(kind="push")] == [other, held]


def test_registers_never_fall_when_a_wrong_ratio_is_mended(make):
    meter = METERS[0]
    events = [
        {"at": "+1h", "type": "ctRatioWrong", "devAddr": meter, "factor": 40},
        {"at": "+30h", "type": "ctRatioWrong", "devAddr": meter, "factor": 1},
    ]
    control, client = make(events=events)
    values = []
    for _ in range(20):
        values.append(float(control.get(f"meters/{meter}")["values"]["5069"]))
        control.advance("2h")
    assert values == sorted(values)
    assert values[14] - values[1] > 10 * (values[19] - values[16])


def test_a_meter_that_comes_back_is_there(make):
    one, other = METERS[0], "777"
    events = [
        {"at": "+1h", "type": "meterReplaced", "devAddr": one, "by": other},
        {"at": "+2h", "type": "meterReplaced", "devAddr": other, "by": one},
    ]
    control, client = make(events=events)
    seen = []
    for _ in range(3):
        seen.append((control.get(f"meters/{one}")["installed"]))
        control.advance("61m")
    assert seen == [True, False, True]
    assert control.get(f"meters/{one}")["dcuNo"] == "D"


@pytest.mark.parametrize("cgcode, endpoint", [("5069", "readSingle"), ("1", "readFrozen")])
def test_a_rule_that_is_armed_while_plans_are_under_way_acts_on_them(make, simulator, cgcode, endpoint):
    control, client = make(link="plc")
    window = {"start": NIGHTS["start"], "end": NIGHTS["end"]} if endpoint == "readFrozen" else {}
    with listening(simulator.mqtt, topic=f"/{control.tenant}/#") as listener:
        plan = client.succeed(endpoint, devList=",".join(METERS), cgcode=cgcode, **window)["planId"]
        control.post("faults", [
            rule("silent", "meterOffline", match={"meter": METERS[3]}), rule("bad", "badValue", cgcode="5069", value="x"),
            rule("twice", "pushDuplicate"),
        ])  # fmt: skip
        control.advance("30m")
        listener.wait_for_count(2)
        data = listener.messages[0].push["data"]
    assert data["status"] == "01"
    assert {row["devAddr"] for row in data["list"]} == set(METERS[:3])
    assert '"x"' in listener.messages[0].payload.decode()
    assert {e["rule"] for e in control.journal(kind="fault", planId=plan)} == {"silent", "bad", "twice"}


def test_a_reading_is_judged_by_when_it_is_read(make):
    faults = [
        rule("slow", "slowRead", delay="10s"),
        rule("later", "scaledValue", when={"from": "+5s"}, cgcode="5069", factor=0),
    ]
    control, client = make(faults)
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1m")
    assert [e["rule"] for e in control.journal(kind="fault", planId=plan)] == ["slow", "later"]
    stamps = [entry["t"] for entry in control.journal(limit=1000)]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize("how", ["reset", "replace"])
def test_an_outage_ends_with_the_world_that_had_it(tmp_path, how):
    path = write(world("manual", faults=[rule("down", "brokerDown", when={"from": "+1m"}, **{"for": "10h"})]), tmp_path)
    with running("--scenario", path) as simulator:
        control, port = Control(simulator), urlsplit(simulator.mqtt).port
        control.advance("2m")
        eventually(lambda: not listens(port), "the broker's end")
        if how == "reset":
            control.post("reset", {"scope": ["clock"]})
        else:
            control.ask("PUT", "scenario", document())
        eventually(lambda: listens(port), "its return")


@pytest.mark.parametrize("scope", ["faults", "all", "clock"])
def test_a_timed_rule_is_due_once_after_a_reset(make, scope):
    control, client = make([rule("once", "restart", when={"from": "+10m"})])
    control.post("reset", {"scope": [scope]})
    control.advance("1h")
    assert [(r["id"], r["hits"]) for r in control.get("faults")["faults"]] == [("once", 1)]


def test_a_new_world_in_real_time_runs_by_itself(make):
    control, client = make([rule("soon", "restart", when={"from": "+300ms"})], mode="real")
    assert control.post("journal/await", {"match": {"kind": "fault", "rule": "soon"}, "timeout": "20s"})["entries"]


def test_a_world_that_is_deleted_lets_go_of_whoever_moves_its_clock(make):
    control, client = make([rule("many", "pushDuplicate", copies=400, gap="1m")])
    for _ in range(20):
        client.succeed("readSingle", devList=METERS[0], cgcode="5069")
    answers = []
    mover = threading.Thread(target=lambda: answers.append(Control(control.simulator, control.tenant).send("POST", "clock", {"advance": "10h"})))
    mover.start()
    eventually(lambda: control.journal(kind="puback", limit=1), "the move's beginning")
    control.end()
    mover.join(20)
    assert answers and answers[0].status_code in (200, 409)


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection"])
def test_headers_that_frame_the_answer_are_refused(make, name):
    control, _ = make()
    refused = control.send("POST", "faults", rule("x", "replyStatus", status=500, headers={name: "5"}))
    assert refused.status_code == 400
    assert "frames" in refused.text
