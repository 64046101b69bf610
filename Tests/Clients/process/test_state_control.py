"""What the control API changes of a world of `--state` outlasts a kill: rules, revoked tokens, resets, another scenario."""

import copy
import signal
import sqlite3
from contextlib import closing, contextmanager

import pytest

from conftest import Bench
from kit.control import Control
from kit.http import Client
from kit.listener import listening
from kit.simulator import run_to_end, running
from kit.worlds import DCU, METERS, SMALL, START, START_MS, credentials, world, write


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.sqlite"


@contextmanager
def life(directory, state, *arguments, document=None, tenant=None, user=None, token=None):
    """One run on the state file; the client is `user`, and has the token of an earlier run."""
    path = write(document or world("manual"), directory)
    with running("--scenario", path, "--state", state, *arguments, broker=("--mqtt-port", 0)) as simulator:
        with listening(simulator.mqtt) as listener:
            client = Client(simulator, user or credentials())
            client.token = token
            control = Control(simulator, tenant)
            yield Bench(simulator=simulator, client=client, listener=listener, is_manual=True, control=control)
            client.close()


def kill(bench):
    """At once: what was answered is in the file."""
    bench.simulator.stop(signal.SIGKILL)


def kinds(state):
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as database:
        return [kind for (kind,) in database.execute("SELECT kind FROM input WHERE kind NOT IN ('call', 'settle', 'clock', 'resume') ORDER BY id")]  # fmt: skip


def faults(control):
    return control.get("faults")["faults"]


def read_status(bench, meter):
    """The status of a plan of one meter: 00 if it answered."""
    plan = bench.client.succeed("readSingle", devList=meter, cgcode="5069")["planId"]
    bench.control.advance("2h")
    return bench.listener.wait_for(plan).push["data"]["status"]


def test_rules_that_were_armed_are_there_with_their_ids_counts_and_lives(tmp_path, state):
    with life(tmp_path, state) as bench:
        bench.client.log_in()
        armed = bench.control.post("faults", [
            {"match": {"meter": METERS[0]}, "effect": {"type": "meterOffline"}},
            {"id": "mine", "when": {"times": 2}, "match": {"endpoint": "readSingle"}, "effect": {"type": "pushDuplicate", "copies": 1}},
            {"id": "brief", "when": {"ttl": "3h"}, "effect": {"type": "pushStatus", "status": "02"}},
        ])  # fmt: skip
        assert armed["ids"] == ["fault-1", "mine", "brief"]
        bench.control.post("faults", {"id": "gone", "effect": {"type": "pushDrop"}})
        bench.control.ask("DELETE", "faults/gone")
        bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")
        bench.control.advance("2h")
        before = faults(bench.control)
        # A change that is saved at once takes with it what came before.
        bench.control.post("faults", {"id": "last", "effect": {"type": "replyDelay", "delay": "1s"}, "match": {"endpoint": "relay"}})
        kill(bench)

    assert kinds(state) == ["arm", "arm", "disarm", "arm"]
    with life(tmp_path, state, token=bench.client.token) as bench:
        again = faults(bench.control)
        assert [rule["id"] for rule in again] == ["fault-1", "mine", "brief", "last"]
        assert again[:3] == before and before[1]["hits"] == 1
        bench.control.advance("61m")
        assert [rule["id"] for rule in faults(bench.control)] == ["fault-1", "mine", "last"]
        bench.client.log_in()
        assert read_status(bench, METERS[0]) != "00"
        assert bench.control.post("faults", {"effect": {"type": "pushDrop"}})["ids"] == ["fault-2"]


def test_a_rule_that_was_taken_away_stays_away_also_one_of_the_scenario(tmp_path, state):
    document = world("manual", faults=[{"id": "own", "effect": {"type": "pushDrop"}}])
    with life(tmp_path, state, document=document) as bench:
        bench.control.ask("DELETE", "faults/own")
        kill(bench)
    with life(tmp_path, state, document=document) as bench:
        assert faults(bench.control) == []
        bench.control.post("reset", {"scope": ["faults"]})
        kill(bench)
    with life(tmp_path, state, document=document) as bench:
        assert [rule["id"] for rule in faults(bench.control)] == ["own"]


def test_a_revoked_token_stays_revoked(tmp_path, state):
    with life(tmp_path, state) as bench:
        token = bench.client.log_in()["token"]
        other = Client(bench.simulator, credentials("second"))
        kept = other.log_in()["token"]
        other.close()
        assert bench.control.post("tokens/revoke", {"username": "demo"}) == {"revoked": 1}
        kill(bench)

    with life(tmp_path, state, token=token) as bench:
        assert bench.client.call("readSingle", devList=METERS[0], cgcode="5069")["code"] != 200
        bench.client.token = kept
        bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")


def test_after_a_reset_the_world_is_as_at_its_start_with_what_came_since(tmp_path, state):
    with life(tmp_path, state) as bench:
        token = bench.client.log_in()["token"]
        bench.plan("relay", devList=METERS[0], controlMode=1)
        bench.control.post("faults", {"effect": {"type": "pushDrop"}})
        bench.control.advance("30h")
        bench.client.clock(mode="x60")
        bench.control.post("reset")
        kill(bench)

    with life(tmp_path, state, token=token) as bench:
        clock = bench.client.clock()
        assert (clock["now"], clock["nowMs"], clock["mode"]) == (START, START_MS, "manual")
        assert faults(bench.control) == []
        assert bench.client.call("readSingle", devList=METERS[0], cgcode="5069")["code"] != 200
        bench.client.log_in()
        assert float(bench.read(METERS[0], "5053")) > 0
        bench.plan("removeArchive", dcuNo=DCU, archives=[METERS[1]])
        bench.control.advance("1h")
        now = bench.client.clock()["nowMs"]
        kill(bench)

    with life(tmp_path, state, token=bench.client.token) as bench:
        assert bench.client.clock()["nowMs"] == now
        assert METERS[1] not in bench.archive(DCU)


def test_a_world_that_was_replaced_goes_on_as_the_new_one(tmp_path, state):
    with life(tmp_path, state) as bench:
        bench.client.log_in()
        bench.control.advance("5h")
        new = copy.deepcopy(SMALL)
        new["tenants"][0]["dcus"][0]["meters"] = ["77"]
        new["tenants"][0]["faults"] = [{"id": "new", "match": {"endpoint": "relay"}, "effect": {"type": "replyStatus", "status": 503}}]
        made = bench.control.ask("PUT", "scenario", new)
        assert made["tenantCode"] == credentials()["tenantCode"]
        token = bench.client.log_in()["token"]
        bench.control.ask("DELETE", "faults/new")
        bench.control.post("faults", {"id": "armed", "effect": {"type": "pushDuplicate", "copies": 1}})
        plan = bench.client.succeed("readSingle", devList="77", cgcode="5069")["planId"]
        bench.control.advance("1h")
        bench.listener.wait_for(plan)
        now = bench.client.clock()["nowMs"]
        kill(bench)

    assert kinds(state) == ["replace", "disarm", "arm"]
    with life(tmp_path, state, token=token) as bench:
        assert bench.client.clock()["nowMs"] == now
        assert [meter["devAddr"] for meter in bench.control.get("meters")["meters"]] == ["77"]
        assert [rule["id"] for rule in faults(bench.control)] == ["armed"]
        assert float(bench.read("77")) > 0
        bench.control.post("reset")
        kill(bench)

    with life(tmp_path, state) as bench:
        assert bench.client.clock()["now"] == "2024-07-11 16:20:00"
        assert [rule["id"] for rule in faults(bench.control)] == ["new"]
        # A clean end writes a snapshot where that is worth it; the next start must not need one.
        bench.client.log_in()
        bench.simulator.stop(signal.SIGTERM)
    with life(tmp_path, state) as bench:
        assert [meter["devAddr"] for meter in bench.control.get("meters")["meters"]] == ["77"]


def test_a_replacement_may_have_another_code_but_not_one_that_the_scenario_has_gained(tmp_path, state):
    new = copy.deepcopy(SMALL)
    new["tenants"][0]["tenantCode"] = "4712"
    with life(tmp_path, state) as bench:
        made = bench.control.ask("PUT", "scenario", new)
        user = {name: made[name] for name in ("tenantCode", "username", "password", "secretKey")}
        kill(bench)

    with life(tmp_path, state, user=user) as bench:
        assert bench.simulator.ready["worlds"] == ["4712"]
        bench.client.log_in()
        kill(bench)
    other = world("manual", tenantCode="4712")
    path, more = write(world("manual"), tmp_path), write(other, tmp_path, "more.json")
    result = run_to_end(
        "serve", "--port", 0, "--mqtt-port", 0, "--scenario", path, "--scenario", more, "--state", state
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "'4711' was replaced" in result.stderr and "give another --state" in result.stderr


def test_the_file_of_the_command_line_must_be_the_same_also_after_a_replacement(tmp_path, state):
    with life(tmp_path, state) as bench:
        bench.control.ask("PUT", "scenario", SMALL)
        kill(bench)
    path = write(world("manual", token={"lifetime": 60}), tmp_path)
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", path, "--state", state)

    assert (result.returncode, result.stdout) == (2, "")
    assert "another scenario" in result.stderr


def test_state_check_and_salvage_know_what_the_control_api_did(tmp_path, state):
    with life(tmp_path, state) as bench:
        bench.client.log_in()
        bench.control.post("faults", {"id": "mine", "effect": {"type": "pushDrop"}})
        bench.control.post("tokens/revoke")
        bench.control.post("reset", {"scope": ["journal", "plans"]})
        bench.control.ask("PUT", "scenario", SMALL)
        bench.control.post("faults", {"id": "kept", "effect": {"type": "pushDrop"}})
        kill(bench)

    checked = run_to_end("state", "check", state)
    assert (checked.returncode, "sound" in checked.stdout) == (0, True), checked.stdout
    saved = tmp_path / "saved.sqlite"
    assert run_to_end("state", "salvage", state, "--output", saved).returncode == 0
    assert kinds(saved) == kinds(state) == ["arm", "revoke", "reset", "replace", "arm"]
    with life(tmp_path, saved) as bench:
        assert [rule["id"] for rule in faults(bench.control)] == ["kept"]


def test_a_world_of_the_scenario_is_not_removed(tmp_path, state):
    with life(tmp_path, state) as bench:
        refused = bench.control.send("DELETE", f"worlds/{credentials()['tenantCode']}")
        assert (refused.status_code, "--state" in refused.text) == (409, True)


def test_a_change_that_cannot_be_saved_is_not_answered_with_success(tmp_path, state):
    with life(tmp_path, state) as bench:
        with closing(sqlite3.connect(state)) as database:
            database.execute("DROP TABLE input")
        refused = bench.control.send("POST", "faults", {"effect": {"type": "pushDrop"}})

        assert (refused.status_code, "--state" in refused.text) == (503, True)
        assert bench.simulator.process.wait(timeout=30) == 1
        assert str(state) in bench.simulator.log
