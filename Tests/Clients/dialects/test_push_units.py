"""Results that are pushed as units finish, and what becomes of a push that is too large for `limits.maxPushBytes`."""

import json
import subprocess

import pytest

from kit.broker import tool
from kit.listener import listening
from kit.simulator import running
from kit.fresh_world import Speaker
from kit.waiting import eventually
from kit.worlds import DCU, METERS, NEIGHBOURS, OTHER_DCU, UNKNOWN, world, write

SECOND = {"perMeterRead": "1s"}
TWO_DCUS = [{"dcuNo": DCU, "meters": METERS}, {"dcuNo": OTHER_DCU, "meters": NEIGHBOURS}]
NIGHTS = {"start": "2024-06-20 00:00:00", "end": "2024-07-11 00:00:00"}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("manual"), tmp_path_factory.mktemp("units"))) as simulator:
        yield simulator


@pytest.fixture
def speak(simulator):
    made = []
    with listening(simulator.mqtt) as listener:

        def speak(dialect, **tenant):
            made.append(Speaker(simulator, listener, dialect, **{"dcus": TWO_DCUS, **tenant}))
            return made[-1]

        yield speak
    for speaker in made:
        speaker.control.end()


def heard(speaker, plan, since, count):
    """The plan's pushes so far, of which there must be as many."""
    eventually(lambda: len(speaker.heard(plan, since)) >= count, f"{count} pushes")
    speaker.listener.fence()
    messages = speaker.heard(plan, since)
    assert len(messages) == count
    return [json.loads(message.payload)["data"] for message in messages]


def told(data):
    return [(part["status"], [row["devAddr"] for row in part["list"]]) for part in data]


def test_push_units_per_meter(speak):
    speaker = speak({"pushParts": "perMeter"}, timing=SECOND)
    since = len(speaker.listener.messages)
    plan = speaker.data("readSingle", devList=f"{METERS[0]},{UNKNOWN},{METERS[1]}", cgcode="5069")["planId"]
    steps = [("500ms", [("02", [])]), ("600ms", [("00", METERS[:1])]), ("1s", [("00", METERS[1:2])])]
    expected = []
    for span, part in steps:
        speaker.control.advance(span)
        expected += part
        assert told(heard(speaker, plan, since, len(expected))) == expected
    phases = [entry["phase"] for entry in speaker.control.journal(planId=plan) if entry["kind"] == "plan"]
    assert phases == ["accepted", "reading", "published"]
    assert speaker.control.get(f"plans/{plan}")["phase"] == "published"


def test_push_units_per_dcu(speak):
    speaker = speak({"pushParts": "perDcu"}, timing=SECOND)
    since = len(speaker.listener.messages)
    asked = [METERS[0], NEIGHBOURS[0], METERS[1], NEIGHBOURS[1], METERS[2]]
    plan = speaker.data("relay", devList=",".join(asked), controlMode=2)["planId"]
    speaker.control.advance("2s")
    assert told(heard(speaker, plan, since, 1)) == [("00", NEIGHBOURS)]
    speaker.control.advance("1s")
    assert told(heard(speaker, plan, since, 2))[1] == ("00", METERS[:3])


def test_child_comes_below_the_answered_topic(speak):
    speaker = speak({"pushParts": "child", "topicForm": "hash"})
    since = len(speaker.listener.messages)
    answer = speaker.data("readSingle", devList=METERS[0], cgcode="5069")
    speaker.control.advance("1s")
    heard(speaker, answer["planId"], since, 1)
    assert speaker.heard(answer["planId"], since)[0].topic == answer["topicId"].removesuffix("#") + "1"


def test_a_rule_about_the_push_hits_every_unit_once(speak):
    drop = {"id": "drop", "when": {"times": 1}, "effect": {"type": "pushDrop"}}
    twice = {"id": "twice", "when": {"skip": 1, "times": 1}, "effect": {"type": "pushDuplicate", "copies": 1}}
    speaker = speak({"pushParts": "perMeter"}, timing=SECOND, faults=[drop, twice])
    plans = []
    since = len(speaker.listener.messages)
    for _ in range(3):
        plans.append(speaker.data("readSingle", devList=",".join(METERS[:2]), cgcode="5069")["planId"])
        speaker.control.advance("10s")
    assert [len(heard(speaker, plan, since, count)) for plan, count in zip(plans, [0, 4, 2], strict=True)] == [0, 4, 2]
    assert [speaker.control.get(f"plans/{plan}")["phase"] for plan in plans] == ["failed", "published", "published"]


@pytest.mark.parametrize("value", ["parts", "drop", "failure"])
def test_push_overflow(speak, value):
    limit = 4000
    speaker = speak({"pushOverflow": value}, limits={"maxPushBytes": limit})
    since = len(speaker.listener.messages)
    small = speaker.data("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    plan = speaker.data("readFrozen", devList=",".join(METERS[:2]), cgcode="1", **NIGHTS)["planId"]
    speaker.control.advance("1m")
    assert told(heard(speaker, small, since, 1)) == [("00", METERS[:1])]
    record = speaker.control.get(f"plans/{plan}")
    if value == "drop":
        assert heard(speaker, plan, since, 0) == []
        assert record["phase"] == "failed" and "limits.maxPushBytes (4000)" in record["reason"]
        return
    assert record["phase"] == "published"
    if value == "failure":
        assert told(heard(speaker, plan, since, 1)) == [("02", [])]
        return
    messages = eventually(lambda: len(speaker.heard(plan, since)) > 5 and speaker.heard(plan, since), "the parts")
    assert all(len(message.payload) <= limit for message in messages)
    rows = [row for message in messages for row in json.loads(message.payload)["data"]["list"]]
    assert len({(row["devAddr"], row["timestamp"]) for row in rows}) == len(rows) == 2 * 22


def test_mosquitto_sub_with_a_small_limit_of_its_own_gets_every_part(speak, simulator):
    """A client whose MQTT 5 Maximum Packet Size (§3.1.2.11.4) is the limit loses nothing."""
    speaker = speak({}, limits={"maxPushBytes": 2000})
    answer = speaker.data("readFrozen", devList=METERS[0], cgcode="1", **NIGHTS)
    port = simulator.mqtt.rsplit(":", 1)[1]
    command = [tool("mosquitto_sub"), "-p", port, "-V", "5", "-D", "connect", "maximum-packet-size", "2200", "-q", "1",
               "-W", "5", "-t", answer["topicId"], "-F", "%p", "-d"]  # fmt: skip
    with subprocess.Popen(["stdbuf", "-oL", *command], stdout=subprocess.PIPE, text=True) as subscriber:
        lines = iter(subscriber.stdout.readline, "")
        assert next((line for line in lines if "Subscribed" in line), None)
        speaker.control.advance("1m")
        parts = [json.loads(line) for line in lines if line.startswith('{"planId"')]
    assert len({row["timestamp"] for part in parts for row in part["data"]["list"]}) == 22
