"""What rules do to MQTT messages, seen by third-party subscribers."""

import json
import subprocess
import time

import pytest

from kit.broker import tool
from kit.listener import listening
from kit.stage import WINDOW, Cast, rule
from kit.waiting import PATIENCE_SECONDS, eventually
from kit.worlds import DCU, METERS

cast = Cast(3000)
READ = {"endpoint": "readSingle"}
ALL = ",".join(METERS)
DAY_MS = 86_400_000
OVERSIZE = 4 << 20


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with cast.on_stage(tmp_path_factory.mktemp("push")) as stage:
        yield stage


def compact(push):
    return json.dumps(push, separators=(",", ":")).encode()


def statuses(messages):
    return [message.push["data"]["status"] for message in messages]


def rows(messages):
    return [row for message in messages for row in message.push["data"]["list"]]


PLAIN = cast.world()


def test_without_a_rule_one_push_comes_200_ms_after_the_answer(stage):
    scene = stage[PLAIN]
    plan_id = scene.start()
    scene.advance(199)
    assert scene.heard(plan_id) == []
    scene.advance(1)
    [push] = scene.heard(plan_id)
    scene.advance("2h")

    assert scene.heard(plan_id) == [push] and push.topic == f"/{PLAIN}/{plan_id}"
    assert (push.qos, push.retained) == (1, False) and push.payload == compact(push.push)
    assert scene.phases(plan_id) == ["accepted", "reading", "published"]
    assert scene.journal(kind="fault") == []


DELAYED = cast.world(rule("pushDelay", delay="10m", match=READ))


def test_a_delayed_push_comes_so_much_later(stage):
    scene = stage[DELAYED]
    plan_id = scene.start()
    scene.advance(600_199)
    assert scene.heard(plan_id) == []
    scene.advance(1)

    assert statuses(scene.heard(plan_id)) == ["00"]
    assert [hit["planId"] for hit in scene.hits()] == [plan_id]


SPREAD = cast.world(rule("pushDelay", delay={"uniform": ["1m", "9m"]}))


def test_a_spread_delay_stays_within_its_bounds_and_differs(stage):
    scene = stage[SPREAD]
    plans = [scene.start() for _ in range(40)]
    scene.advance(60_199)
    assert scene.heard() == []
    scene.advance("4m")
    some = len(scene.heard())
    scene.advance("4m")

    assert 0 < some < 40 and len(scene.heard()) == 40
    assert {message.push["planId"] for message in scene.heard()} == set(plans)


DROPPED = cast.world(rule("pushDrop", match={"meter": METERS[1]}))


def test_a_dropped_push_never_comes_and_the_plan_has_failed(stage):
    scene = stage[DROPPED]
    plan_id, other = scene.start(devList=METERS[1]), scene.start()
    scene.advance("2h")

    assert scene.heard(plan_id) == [] and len(scene.heard(other)) == 1
    assert scene.phases(plan_id) == ["accepted", "reading", "failed"]
    assert scene.phases(other)[-1] == "published"
    assert [(hit["planId"], hit["devAddrs"]) for hit in scene.hits()] == [(plan_id, [METERS[1]])]


DROPPED_CHANGE = cast.world(rule("pushDrop", match={"endpoint": "addArchive"}))


def test_what_a_dropped_push_would_have_told_has_happened(stage):
    scene = stage[DROPPED_CHANGE]
    scene.start("addArchive", dcuNo=DCU, archives=[{"devAddr": "202407555555", "status": "1"}])
    scene.advance()

    assert scene.heard() == []
    assert "202407555555" in [row["devAddr"] for row in scene.plan("readArchive", dcuNo=DCU)["list"]]


TWICE = cast.world(rule("pushDuplicate", match=READ))
OFTEN = cast.world(rule("pushDuplicate", copies=3, gap="1m", match=READ))


def test_a_duplicate_is_the_same_message_again(stage):
    scene = stage[TWICE]
    plan_id = scene.start()
    scene.advance()
    first, second = scene.heard(plan_id)

    assert (first.topic, first.payload, first.qos) == (second.topic, second.payload, second.qos)
    assert scene.phases(plan_id).count("published") == len(scene.hits()) == 1


def test_copies_come_beside_the_first_at_their_gap(stage):
    scene = stage[OFTEN]
    plan_id = scene.start()
    counts = []
    for step in (200, 59_999, 1, 60_000, 60_000, 600_000):
        scene.advance(step)
        counts.append(len(scene.heard(plan_id)))

    assert counts == [1, 1, 2, 3, 4, 4]
    assert len({message.payload for message in scene.heard(plan_id)}) == 1


AHEAD = cast.world(rule("pushBeforeReply", match=READ))
FAR_AHEAD = cast.world(rule("pushBeforeReply", lead="30s", match=READ))


def test_the_broker_has_the_push_before_the_answer_leaves(stage):
    scene = stage[AHEAD]
    plan_id = scene.start()

    assert scene.journal(kind="puback", planId=plan_id), "not acknowledged when the answer came"
    assert len(scene.heard(plan_id)) == 1
    scene.advance("1h")
    assert len(scene.heard(plan_id)) == 1 and [hit["planId"] for hit in scene.hits()] == [plan_id]


def test_a_call_that_the_rule_does_not_match_is_answered_first(stage):
    scene = stage[AHEAD]
    plan_id = scene.start("readArchive", dcuNo=DCU)

    assert scene.journal(kind="puback", planId=plan_id) == [] and scene.heard(plan_id) == []


def test_with_a_lead_the_subscriber_has_the_push_while_the_request_is_open(stage):
    scene = stage[FAR_AHEAD]
    wire = scene.register_on_wire()
    [message] = eventually(scene.heard, "the push")
    eventually(lambda: scene.journal(kind="puback"), "the acknowledgement")
    assert wire.is_silent()
    scene.advance(29_999)
    assert wire.is_silent()
    scene.advance(1)

    assert json.loads(wire.answer()[2])["data"] == {"planId": message.push["planId"], "topicId": message.topic}


def test_with_a_lead_in_real_time_the_answer_comes_by_itself(stage):
    scene = stage[FAST_AHEAD]
    scene.client.log_in()
    scene.set_mode("real")
    started = time.monotonic()
    scene.start()
    took = time.monotonic() - started
    scene.set_mode("manual")

    assert 0.3 <= took < 5


FAST_AHEAD = cast.world(rule("pushBeforeReply", lead=300, match=READ))
SLOW_AHEAD = cast.world(rule("slowRead", delay="2m", id="slow"), rule("pushBeforeReply"))


def test_an_answer_behind_its_push_waits_for_slow_meters_too(stage):
    scene = stage[SLOW_AHEAD]
    wire = scene.register_on_wire()
    eventually(scene.hits, "the hit")
    scene.advance(119_999)
    assert wire.is_silent() and scene.heard() == []
    scene.advance(1)

    assert json.loads(wire.answer()[2])["code"] == 200 and len(scene.heard()) == 1


AHEAD_AND_DROPPED = cast.world(rule("pushBeforeReply"), rule("pushDrop", id="drop"))


def test_an_answer_behind_a_push_that_is_dropped_comes_all_the_same(stage):
    scene = stage[AHEAD_AND_DROPPED]

    assert scene.phases(scene.start())[-1] == "failed" and scene.heard() == []


HALVES = cast.world(rule("pushSplit", match={"endpoint": ["readSingle", "readArchive"]}))
SUBTOPICS = cast.world(rule("pushSplit", parts=3, subtopics=True))


def test_halves_have_the_whole_between_them_and_a_status_each(stage):
    scene = stage[HALVES]
    asked = [*METERS[:2], "999999999999", "888888888888"]
    plan_id = scene.start(devList=",".join(asked))
    scene.advance()
    parts = scene.heard(plan_id)

    assert statuses(parts) == ["00", "02"] and {part.topic for part in parts} == {f"/{HALVES}/{plan_id}"}
    assert [row["devAddr"] for row in rows(parts)] == METERS[:2]
    assert {part.push["planId"] for part in parts} == {plan_id}
    assert scene.phases(plan_id).count("published") == len(scene.hits()) == 1


def test_parts_come_on_topics_below_the_plan(stage):
    scene = stage[SUBTOPICS]
    plan_id = scene.start("readFrozen", devList=ALL, cgcode="1", **WINDOW)
    scene.advance()
    parts = scene.heard(plan_id)
    whole = stage[PLAIN].plan("readFrozen", devList=ALL, cgcode="1", **WINDOW)

    assert [part.topic for part in parts] == [f"/{SUBTOPICS}/{plan_id}/{number}" for number in (1, 2, 3)]
    assert rows(parts) == whole["list"] and statuses(parts) == ["00"] * 3


def test_a_plan_of_one_meter_is_split_by_its_rows(stage):
    scene = stage[SUBTOPICS]
    plan_id = scene.start("readFrozen", devList=METERS[0], cgcode="1", **WINDOW)
    scene.advance()

    assert [len(part.push["data"]["list"]) for part in scene.heard(plan_id)] == [1, 1, 2]
    assert [row["timestamp"] for row in rows(scene.heard(plan_id))] == sorted(
        row["timestamp"] for row in stage[PLAIN].frozen()["list"]
    )


def test_an_archive_is_split_by_its_entries(stage):
    scene = stage[HALVES]
    plan_id = scene.start("readArchive", dcuNo=DCU)
    scene.advance()

    assert [[row["devAddr"] for row in part.push["data"]["list"]] for part in scene.heard(plan_id)] == [
        METERS[:2],
        METERS[2:],
    ]


HELD_BY_COUNT = cast.world(rule("pushHold", until=2, when={"times": 1}))
HELD_FOR = cast.world(rule("pushHold", until="5m", when={"times": 1}))


def test_a_held_push_comes_after_two_others(stage):
    scene = stage[HELD_BY_COUNT]
    held = scene.start()
    scene.advance()
    before = scene.start()
    scene.advance()
    assert [message.push["planId"] for message in scene.heard()] == [before]
    after = scene.start()
    scene.advance()
    last = scene.start()
    scene.advance()

    assert [message.push["planId"] for message in scene.heard()] == [before, after, held, last]
    assert [hit["planId"] for hit in scene.hits()] == [held]


HELD_ALONE = cast.world(rule("pushHold", until=2))


def test_a_push_that_nobody_overtakes_is_held_for_an_hour(stage):
    scene = stage[HELD_ALONE]
    scene.start()
    scene.advance(3_600_199)
    assert scene.heard() == []
    scene.advance(1)

    assert statuses(scene.heard()) == ["00"]


def test_a_push_held_for_a_while_is_overtaken(stage):
    scene = stage[HELD_FOR]
    held = scene.start()
    scene.advance("1m")
    other = scene.start()
    scene.advance(240_199)
    assert [message.push["planId"] for message in scene.heard()] == [other]
    scene.advance(1)

    assert [message.push["planId"] for message in scene.heard()] == [other, held]


CORRUPTIONS = ["missingComma", "truncated", "empty", "binary", "notUTF8", "oversized", "noPlanId"]
CORRUPT = {how: cast.world(rule("pushCorrupt", how=how, match=READ)) for how in CORRUPTIONS}
CORRUPT_AGAIN = cast.world(rule("pushCorrupt", how="binary", match=READ))


@pytest.fixture(scope="module")
def corrupt(stage):
    """What came of the same plan in each world."""

    def payload(code):
        scene = stage[code]
        plan_id = scene.start()
        scene.advance()
        [message] = scene.heard(plan_id)
        assert len(scene.hits()) == 1 and scene.phases(plan_id)[-1] == "published"
        return message.payload

    return {"again": payload(CORRUPT_AGAIN)} | {how: payload(code) for how, code in CORRUPT.items()}


@pytest.fixture(scope="module")
def whole(stage):
    """The same plan, id and all, in a world without rules whose clock is where the others' are."""
    scene = stage[UNTOUCHED]
    scene.start()
    scene.advance()
    return scene.heard()[0].payload


UNTOUCHED = cast.world()


def test_a_comma_is_missing(corrupt, whole):
    comma = whole.index(b",")

    assert corrupt["missingComma"] == whole[:comma] + whole[comma + 1 :]
    with pytest.raises(json.JSONDecodeError):
        json.loads(corrupt["missingComma"])


def test_half_of_it_is_missing(corrupt, whole):
    assert corrupt["truncated"] == whole[: len(whole) // 2]


def test_it_is_empty(corrupt):
    assert corrupt["empty"] == b""


def test_it_is_binary_and_the_same_in_every_run(corrupt):
    assert len(corrupt["binary"]) == 64 and corrupt["binary"] == corrupt["again"]
    with pytest.raises(ValueError):
        json.loads(corrupt["binary"].decode())


def test_it_is_not_utf_8(corrupt, whole):
    assert corrupt["notUTF8"] == whole[:-2] + b"\xc3(" + whole[-2:]
    with pytest.raises(UnicodeDecodeError):
        corrupt["notUTF8"].decode()


def test_it_is_oversized_and_still_json(corrupt, whole):
    assert corrupt["oversized"] == whole + b" " * OVERSIZE
    assert json.loads(corrupt["oversized"]) == json.loads(whole)


def test_it_names_no_plan(corrupt, whole):
    assert json.loads(corrupt["noPlanId"]) == {"data": json.loads(whole)["data"]}


BESIDE = cast.world(
    rule("pushCorrupt", how="empty", beside=True, match=READ, id="empty"),
    rule("pushWrongPlan", beside=True, match=READ, id="other"),
)


def test_a_spoilt_copy_comes_before_the_result(stage):
    scene = stage[BESIDE]
    plan_id = scene.start()
    scene.advance()
    empty, other, own = scene.heard(plan_id)

    assert empty.payload == b"" and other.push["planId"] != plan_id == own.push["planId"]
    assert other.push["data"] == own.push["data"] and {empty.topic, other.topic, own.topic} == {f"/{BESIDE}/{plan_id}"}


WRONG_PLAN = cast.world(rule("pushWrongPlan", match=READ))
WRONG_TOPIC = cast.world(rule("pushWrongTopic", match=READ))


def test_the_push_names_another_plan_on_the_right_topic(stage):
    scene = stage[WRONG_PLAN]
    plan_id = scene.start()
    scene.advance()
    [message] = scene.heard()

    assert message.topic == f"/{WRONG_PLAN}/{plan_id}" and message.push["planId"] != plan_id
    assert len(message.push["planId"]) == len(plan_id) and message.push["planId"].startswith("P003_")
    assert message.push["data"]["status"] == "00" and len(scene.hits()) == 1


def test_the_push_comes_on_another_plans_topic(stage):
    scene = stage[WRONG_TOPIC]
    plan_id = scene.start()
    scene.advance()
    [message] = scene.heard()

    assert message.topic != f"/{WRONG_TOPIC}/{plan_id}" and message.topic.startswith(f"/{WRONG_TOPIC}/P003_")
    assert message.push["planId"] == plan_id and len(scene.hits()) == 1


RETAINED = cast.world(rule("pushRetained", match=READ))


def test_a_retained_push_waits_for_a_late_subscriber(stage):
    scene = stage[RETAINED]
    kept, plain = scene.start(), scene.start("readArchive", dcuNo=DCU)
    scene.advance()
    [live] = scene.heard(kept)

    with listening(stage.simulator.mqtt, topic=f"/{RETAINED}/#") as late:
        message = late.wait_for(kept)
        late.wait_for(scene.start_and_finish("readArchive", dcuNo=DCU))

    assert message.retained and not live.retained and message.payload == live.payload
    assert late.of(plain) == [] and [hit["planId"] for hit in scene.hits()] == [kept]


FOREIGN = cast.world(rule("pushForeign", count=5, match=READ))


def test_other_plans_pushes_come_around_it(stage):
    scene = stage[FOREIGN]
    plan_id = scene.start()
    scene.advance()
    messages = scene.heard()
    plans = [message.push["planId"] for message in messages]

    assert len(plans) == len(set(plans)) == 6 and plans.index(plan_id) == 3
    assert [message.topic for message in messages] == [f"/{FOREIGN}/{plan}" for plan in plans]
    assert len({json.dumps(message.push["data"]) for message in messages}) == 1
    assert len(scene.hits()) == 1


OLDER = cast.world(rule("pushForeign", count=1, older="1d", match=READ))


def test_other_plans_rows_are_older(stage):
    scene = stage[OLDER]
    scene.start()
    scene.advance()
    other, own = [message.push["data"]["list"] for message in scene.heard()]

    assert [row["timestamp"] + DAY_MS for row in other] == [row["timestamp"] for row in own]


LIES = {status: cast.world(rule("pushStatus", status=status, match=READ)) for status in ("00", "01", "02")}


@pytest.mark.parametrize("status", LIES)
def test_the_status_is_another_and_the_list_the_true_one(stage, status):
    scene = stage[LIES[status]]
    data = scene.plan(devList=f"{METERS[0]},999999999999")

    assert data["status"] == status and [row["devAddr"] for row in data["list"]] == METERS[:1]
    assert len(scene.hits()) == 1


COMPOSED = cast.world(
    rule("pushSplit", parts=2, id="split"),
    rule("pushDuplicate", copies=1, gap="1m", id="copy"),
    rule("pushStatus", status="02", id="status"),
)


def test_several_rules_act_one_after_another(stage):
    scene = stage[COMPOSED]
    plan_id = scene.start(devList=ALL)
    scene.advance()
    first = scene.heard(plan_id)
    scene.advance("1m")
    again = scene.heard(plan_id)[2:]

    assert statuses(first) == ["02", "02"] and len(rows(first)) == 4
    assert [message.payload for message in again] == [message.payload for message in first]
    assert [len(scene.hits(id)) for id in ("split", "copy", "status")] == [1, 1, 1]


ZOO = cast.world(
    rule("pushDuplicate", copies=2, match={"cgcode": "5069"}, id="copy"),
    rule("pushSplit", parts=2, subtopics=True, match={"cgcode": "5050"}, id="split"),
    rule("pushRetained", match={"cgcode": "5051"}, id="keep"),
    *(
        rule("pushCorrupt", how=how, match={"cgcode": code}, id=how)
        for how, code in zip(CORRUPTIONS[:5], ["5052", "5053", "5054", "5055", "5022"])
    ),
)


def test_mosquitto_sub_sees_the_same_bytes_as_paho(stage):
    scene = stage[ZOO]
    codes = ["5069", "5050", "5051", "5052", "5053", "5054", "5055", "5022"]
    count = 3 + 2 + 6
    with subscribed(stage, f"/{ZOO}/#", count) as finish:
        for code in codes:
            scene.start(cgcode=code, devList=ALL)
        scene.advance()
        lines = finish()

    assert lines == [
        f"{message.topic} {len(message.payload)} 0 1 {message.payload.hex()}" for message in scene.heard()
    ]
    assert len(lines) == count


def test_mosquitto_sub_gets_what_is_retained_when_it_comes_later(stage):
    scene = stage[RETAINED_FOR_SUB]
    plan_id = scene.start()
    scene.advance()
    [live] = scene.heard(plan_id)

    with subscribed(stage, f"/{RETAINED_FOR_SUB}/#", 1, waits=False) as finish:
        assert finish() == [f"{live.topic} {len(live.payload)} 1 1 {live.payload.hex()}"]


RETAINED_FOR_SUB = cast.world(rule("pushRetained"))


class subscribed:
    """A mosquitto_sub that ends after so many messages: topic, length, retained, QoS and payload in hexadecimal."""

    def __init__(self, stage, topic, count, waits=True):
        self._stage, self._waits = stage, waits
        port = stage.simulator.mqtt.rsplit(":", 1)[1]
        self._process = subprocess.Popen(
            ["stdbuf", "-oL", tool("mosquitto_sub"), "-p", port, "-q", "1", "-d", "-C", str(count), "-t", topic, "-F", "%t %l %r %q %x"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self):
        self._lines = []
        while self._waits and not any("Subscribed" in line for line in self._lines):
            line = self._process.stdout.readline()
            assert line, f"mosquitto_sub ended: {self._lines}"
            self._lines.append(line)
        return self._finish

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def _finish(self):
        output, _ = self._process.communicate(timeout=PATIENCE_SECONDS)
        return [line for line in output.splitlines() if line.startswith("/")]
