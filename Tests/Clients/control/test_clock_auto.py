"""The clock mode `auto`, and what a client on a clock that stands still is told."""

import subprocess

import pytest
import requests

from conftest import opened
from kit.control import Control
from kit.listener import listening
from kit.http import Client
from kit.simulator import executable, running
from kit.waiting import eventually
from kit.worlds import METERS, SMALL, START, START_MS, TENANT, credentials, world, write

SLOW = {"timing": {"perMeterRead": "25m"}}
DAY_MS = 86_400_000


def outage(at):
    return {"at": at, "type": "outage", "meter": METERS[1], "for": "1h"}


def test_a_plan_of_many_minutes_has_its_push_at_once(tmp_path):
    with opened(world(**SLOW), tmp_path, "--clock", "auto") as bench:
        assert bench.client.clock()["mode"] == "auto"
        assert bench.plan("readSingle", devList=METERS[0], cgcode="5069")["status"] == "00"
        assert bench.client.clock()["nowMs"] == START_MS + 25 * 60_000

        before = bench.client.clock()["nowMs"]
        assert bench.client.clock()["nowMs"] == before, "it stands still while nothing is awaited"


def test_the_mode_can_be_the_scenarios_and_be_set_while_it_runs(tmp_path):
    with opened(world("auto", **SLOW), tmp_path) as bench:
        bench.plan("readSingle", devList=METERS[0], cgcode="5069")
        assert bench.client.clock(mode="manual")["nowMs"] == START_MS + 25 * 60_000
        plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        assert bench.client.clock()["nowMs"] == START_MS + 25 * 60_000
        bench.client.clock(mode="auto")
        bench.listener.wait_for(plan)
        assert bench.client.clock()["nowMs"] == START_MS + 50 * 60_000


def test_an_answer_that_a_rule_holds_comes_at_once_and_tokens_that_it_will_revoke_are_gone(tmp_path):
    late = {"id": "late", "match": {"endpoint": "readArchive"}, "effect": {"type": "replyDelay", "delay": "10m"}}
    with opened(world("auto", faults=[late]), tmp_path) as bench:
        bench.client.succeed("readArchive", dcuNo="2211000051")
        assert bench.client.clock()["nowMs"] >= START_MS + 600_000


def test_an_outage_of_the_broker_ends_and_the_push_comes(tmp_path):
    down = {"id": "down", "match": {"endpoint": "readSingle"}, "effect": {"type": "brokerDown", "for": "3h"}}
    with opened(world("auto", faults=[down]), tmp_path) as bench:
        plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        control = Control(bench.simulator)

        found = control.post("journal/await", {"match": {"kind": "puback", "planId": plan}, "timeout": "20s"})
        assert found["entries"]
        assert bench.client.clock()["nowMs"] >= START_MS + 3 * 3_600_000


def test_it_never_goes_to_events_of_the_field_or_midnights(tmp_path):
    document = world("auto", events=[outage("2024-07-12 10:00:00")])
    with opened(document, tmp_path) as bench:
        bench.plan("readSingle", devList=METERS[0], cgcode="5069")
        assert bench.client.clock()["nowMs"] < START_MS + 3_600_000
        assert [e for e in Control(bench.simulator).journal(kind="fault")] == []
        # A command moves it past them.
        assert bench.client.clock(advance="24h")["nowMs"] >= START_MS + DAY_MS


def test_a_client_that_subscribes_after_its_call_is_waited_for(tmp_path):
    with running("--scenario", write(world("auto", **SLOW), tmp_path)) as simulator:
        plan = Client(simulator, credentials()).succeed("readSingle", devList=METERS[0], cgcode="5069")
        with listening(simulator.mqtt, topic=plan["topicId"]) as listener:
            listener.wait_for(plan["planId"])


def test_a_world_of_a_test_can_have_it():
    with running("--clock", "manual") as simulator:
        document = {**SMALL, "clock": {"start": "2024-07-11 16:20:00", "mode": "auto"}}
        new = requests.post(simulator.control + "/worlds", json=document).json()
        clock = requests.get(simulator.control + "/clock", params={"tenant": new["tenantCode"]}).json()
        assert (clock["mode"], clock["speed"]) == ("auto", 0)


def answer(bench, **body):
    bench.client.log_in()
    return bench.client.post(
        "/apis/openapi/meter/readSingle", {"devList": METERS[0], "cgcode": "5069", "token": bench.client.token, **body}
    )


def test_a_client_on_a_clock_that_stands_still_is_told(tmp_path):
    with opened(world("manual"), tmp_path) as bench:
        assert answer(bench).headers["X-HES-Sim-Reason"] == "clock stands still"
        assert "pointer" in answer(bench, cgcode="").headers["X-HES-Sim-Reason"]
        assert "X-HES-Sim-Reason" not in bench.client.post("/apis/openapi/getToken", bench.client.credentials).headers
        assert f"the clock of {TENANT} stands still" in bench.simulator.log

        called = subprocess.run(
            [
                executable(), "call", "readSingle", "--meters", METERS[0], "--cgcode", "5069", "--wait", "1",
                "--base-url", bench.simulator.http, "--broker", bench.simulator.mqtt, "--tenant", TENANT,
                "--username", "demo", "--password", "demo-password", "--secret-key", "demo-0123456789abcdef",
            ],
            capture_output=True, text=True, timeout=60,
        )
        assert called.returncode == 1
        assert "clock stands still" in called.stderr and '{"mode":"auto"}' in called.stderr


@pytest.mark.parametrize("mode", ["real", "auto", "x60"])
def test_a_client_on_a_clock_that_moves_is_told_nothing(tmp_path, mode):
    with opened(world(), tmp_path, "--clock", mode) as bench:
        assert "X-HES-Sim-Reason" not in answer(bench).headers
        assert "stands still" not in bench.simulator.log
