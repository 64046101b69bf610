"""The clock as a barrier: under load, over a year, over a token's whole life, stopped and let go."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.control import Control
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, world, write

START = "2024-07-11 16:20:00"


def small(**tenant):
    return {
        "name": "small",
        "clock": {"start": START, "mode": "manual"},
        "tenants": [{"dcus": [{"dcuNo": "D", "meters": METERS}], **tenant}],
    }


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("manual"), tmp_path_factory.mktemp("clock"))) as simulator:
        yield simulator


@pytest.fixture
def own(simulator):
    control, client = Control(simulator).new_world(small())
    yield control, client
    control.end()
    client.close()


def test_the_barrier_holds_under_load(simulator):
    """2000 plans over 50 worlds, due one after another: after each advance exactly those due have been heard."""
    base = Control(simulator)
    faults = [{"id": "spread", "effect": {"type": "pushDelay", "delay": {"uniform": ["1s", "60s"]}}}]
    worlds = [base.new_world({**small(faults=faults), "seed": seed + 1}) for seed in range(50)]
    with listening(simulator.mqtt) as listener, ThreadPoolExecutor(8) as pool:
        plans = list(
            pool.map(
                lambda pair: {pair[1].succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"] for _ in range(40)},
                worlds,
            )
        )
        assert sum(map(len, plans)) == 2000
        listener.fence()
        assert not listener.messages
        heard = 0
        for _ in range(3):
            reports = list(pool.map(lambda pair: pair[0].advance("20s"), worlds))
            due = {
                (control.tenant, entry["planId"])
                for (control, _), report in zip(worlds, reports)
                for entry in report["fired"]
                if entry["kind"] == "push"
            }
            listener.fence()
            arrived = [tuple(message.topic.split("/")[1:3]) for message in listener.messages[heard:]]
            heard += len(arrived)
            assert len(due) == len(arrived) and set(arrived) == due
        assert 0 < heard <= 2000
        list(pool.map(lambda pair: pair[0].advance("20s"), worlds))
        listener.fence()
        assert len(listener.messages) == 2000
    for control, client in worlds:
        control.end()
        client.close()


def test_a_tokens_whole_life_takes_no_time(own):
    control, client = own
    token = client.token
    control.advance("7199s")
    assert client.call("readArchive", dcuNo="D")["code"] == 200
    client.log_in()
    assert client.token == token
    control.advance("7199s")
    assert client.call("readArchive", dcuNo="D")["code"] == 200
    control.advance("1s")
    assert client.call("readArchive", dcuNo="D")["msg"] == "token invalid or expired"
    client.log_in()
    assert client.token != token


def test_a_clock_stops_and_goes_on_at_any_moment(own):
    control, client = own
    control.post("clock", {"mode": "x60"})
    before = control.get("clock")["nowMs"]
    eventually(lambda: control.get("clock")["nowMs"] > before + 1000, "a second of a fast clock")
    stopped = control.post("clock", {"mode": "manual"})["nowMs"]
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    assert control.get("clock")["nowMs"] == stopped
    assert control.get(f"plans/{plan}")["phase"] == "reading"

    control.post("clock", {"mode": "real"})
    assert control.post("journal/await", {"match": {"kind": "puback", "planId": plan}, "timeout": "20s"})["entries"]


def test_going_back_is_refused(own):
    control, _ = own
    refused = control.send("POST", "clock", {"set": "2024-07-11 16:19:59"})

    assert refused.status_code == 409
    assert START in refused.json()["error"]["message"]
    assert control.get("clock")["now"] == START


def test_freezes_late_rows_and_windows_follow_the_clock(simulator):
    rules = [
        {"id": "late", "effect": {"type": "lateRows", "after": "36h"}},
        {"id": "noon", "when": {"from": "2024-07-12 12:00:00", "until": "2024-07-12 13:00:00"}, "effect": {"type": "meterOffline"}},
    ]  # fmt: skip
    control, client = Control(simulator).new_world(small(faults=rules))
    window = {"devList": METERS[0], "start": "2024-07-12 00:00:00", "end": "2024-07-12 00:00:00"}
    page = {"cgcode": "5069", "curPage": 1, "pageSize": 10}

    def total():
        client.log_in()
        return client.succeed("historySingle", **window, **page)["total"]

    def status():
        client.log_in()
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        control.advance("1s")
        assert control.get(f"plans/{plan}")["phase"] == "published"
        return [entry["rule"] for entry in control.journal(kind="fault", planId=plan)]

    totals = [total()]
    control.post("clock", {"set": "2024-07-12 00:00:00"})
    totals.append(total())
    control.post("clock", {"set": "2024-07-12 12:00:00"})
    assert status() == ["noon"]
    control.post("clock", {"set": "2024-07-12 13:00:00"})
    assert status() == []
    control.post("clock", {"set": "2024-07-13 11:59:59"})
    totals.append(total())
    control.advance("1s")
    totals.append(total())
    assert totals == [0, 0, 0, 1]
    control.end()


def test_a_year_passes_in_seconds(own):
    control, client = own
    for _ in range(52):
        client.log_in()
        client.succeed("readFrozen", devList=METERS[0], cgcode="1", start="2024-07-12 00:00:00", end="2025-07-11 00:00:00")
        control.advance("7d")
    client.log_in()
    page = {"curPage": 1, "pageSize": 1000}
    window = {"start": "2025-01-10 00:00:00", "end": "2025-07-10 00:00:00"}
    assert client.succeed("historySingle", devList=METERS[0], cgcode="5069", **window, **page)["total"] == 182
    assert control.get("clock")["now"] == "2025-07-10 16:20:00"


def test_until_idle_leaves_nothing_ahead(own):
    control, client = own
    control.post("faults", {"id": "x", "effect": {"type": "pushDuplicate", "copies": 3, "gap": "10m"}})
    client.succeed("readSingle", devList=METERS[0], cgcode="5069")
    report = control.post("clock", {"advance": "untilIdle"})

    assert report["pending"] == 0
    assert control.kinds(report).count("push") == 4
    assert report["now"] == "2024-07-11 16:50:00"


@pytest.mark.parametrize("body", [{}, {"advance": -1}, {"advance": "x"}, {"set": "now"}, {"mode": "fast"}, {"advance": 1, "set": "x"}])
def test_a_wrong_command_is_refused(own, body):
    answer = own[0].send("POST", "clock", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("expected")
