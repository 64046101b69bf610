"""A world per test: worlds come, change and go in one process, and nothing leaks between them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.control import Control
from kit.http import Client
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, SMALL, credentials, world, write

START = "2024-07-11 16:20:00"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = write(world("manual"), tmp_path_factory.mktemp("control"))
    with running("--scenario", path) as simulator:
        yield simulator


@pytest.fixture
def own(simulator):
    """A world of the test's own."""
    control, client = Control(simulator).new_world(SMALL)
    yield control, client
    if control.send("DELETE", f"worlds/{control.tenant}").status_code == 200:
        client.close()


def value(client, control, meter=METERS[0]):
    plan = client.succeed("readSingle", devList=meter, cgcode="5069")["planId"]
    control.advance("1s")
    return plan


def test_a_world_is_made_of_nothing(simulator):
    control, client = Control(simulator).new_world()
    made = control.made

    assert made["topic"] == f"/{made['tenantCode']}/#"
    assert (made["mqtt"], made["http"]) == (simulator.mqtt, simulator.http)
    assert control.get("meters", limit=1)["total"] == 600
    assert client.succeed("readSingle", devList="202407100001", cgcode="5069")["planId"]
    control.end()


def test_worlds_have_their_own_clock_seed_faults_and_journal(simulator):
    base = Control(simulator)
    one, one_client = base.new_world({**SMALL, "seed": 1})
    other, other_client = base.new_world({**SMALL, "seed": 2})
    one.post("faults", {"id": "deaf", "effect": {"type": "meterOffline"}})
    one.advance("1h")

    assert other.get("clock")["now"] == START
    assert other.get("faults")["faults"] == []
    first, second = value(one_client, one), value(other_client, other)
    assert {entry["planId"] for entry in one.journal(kind="push")} == {first}
    assert {entry["planId"] for entry in other.journal(kind="push")} == {second}
    readings = [control.get(f"meters/{METERS[0]}")["values"]["5069"] for control in (one, other)]
    assert readings[0] != readings[1]
    one.end()
    other.end()


def test_credentials_and_tokens_pick_the_world(simulator, own):
    control, client = own
    stranger = Client(simulator, credentials())
    stranger.log_in()

    client.succeed("readSingle", devList=METERS[0], cgcode="5069")
    assert client.send("getToken", {**client.credentials, "tenantCode": "4711"})["code"] == 500
    assert len(control.journal(kind="plan")) == 2
    stranger.succeed("readArchive", dcuNo="2211000051")
    assert len(control.journal(kind="plan")) == 2
    control.end()
    assert client.call("readSingle", devList=METERS[0], cgcode="5069")["msg"] == "token invalid or expired"
    assert stranger.call("readArchive", dcuNo="2211000051")["code"] == 200


def test_subscribers_of_a_world_hear_nothing_of_another(simulator):
    base = Control(simulator)
    one, one_client = base.new_world(SMALL)
    other, other_client = base.new_world(SMALL)
    other.advance("1s")
    with listening(simulator.mqtt, topic=one.made["topic"]) as listener:
        theirs = value(other_client, other)
        ours = value(one_client, one)
        listener.wait_for(ours)
        assert [message.topic for message in listener.messages] == [f"/{one.tenant}/{ours}"]
        assert theirs == ours or not listener.of(theirs)
    one.end()
    other.end()


def test_a_thousand_worlds_live_side_by_side(simulator):
    base = Control(simulator)
    before = len(base.get("worlds")["worlds"])

    def life(number):
        control = Control(simulator)
        made, client = control.new_world({**SMALL, "seed": number + 1})
        made.advance(f"{number}s")
        return made, client

    with ThreadPoolExecutor(8) as pool:
        worlds = list(pool.map(life, range(1000)))
    assert len(base.get("worlds")["worlds"]) == before + 1000

    nows = {control.get("clock")["nowMs"] for control, _ in worlds}
    assert len(nows) == 1000
    for control, client in worlds[::100]:
        plan = value(client, control)
        assert {entry["planId"] for entry in control.journal(kind="puback")} == {plan}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda pair: pair[0].end(), worlds))
    for _, client in worlds:
        client.close()
    assert len(base.get("worlds")["worlds"]) == before


def test_memory_returns_to_the_base_after_worlds_are_gone(simulator):
    base = Control(simulator)

    def resident():
        with open(f"/proc/{simulator.pid}/statm") as statm:
            return int(statm.read().split()[1]) * 4096

    def round_of(count):
        worlds = [base.new_world(SMALL) for _ in range(count)]
        for control, client in worlds:
            value(client, control)
            control.end()
            client.close()

    round_of(100)
    after_warm_up = resident()
    for _ in range(2):
        round_of(150)
    assert resident() < after_warm_up * 1.2


def test_a_scenario_is_replaced_whole_or_not_at_all(own):
    control, client = own
    broken = {"name": "x", "tenants": [{"dcus": [{"dcuNo": "E", "meterss": []}]}]}
    refused = control.send("PUT", "scenario", broken)

    assert refused.status_code == 400
    error = refused.json()["error"]
    assert error["pointer"] == "/tenants/0/dcus/0/meterss"
    assert "did you mean 'meters'?" in error["message"]
    assert [dcu["dcuNo"] for dcu in control.get("dcus")["dcus"]] == ["D"]

    control.ask("PUT", "scenario", {**SMALL, "tenants": [{"dcus": [{"dcuNo": "E", "meters": ["77"]}]}]})
    assert [dcu["dcuNo"] for dcu in control.get("dcus")["dcus"]] == ["E"]
    assert client.call("readArchive", dcuNo="E")["code"] == 500
    client.log_in()
    assert client.call("readArchive", dcuNo="E")["code"] == 200


def test_a_code_is_one_worlds(own):
    control, _ = own
    again = control.send("POST", "worlds", {**SMALL, "tenants": [{"tenantCode": control.tenant}]})

    assert again.status_code == 409
    assert again.json()["error"]["pointer"] == "/tenants/0/tenantCode"
    assert control.send("DELETE", "worlds/nobody").status_code == 404


@pytest.mark.parametrize("scope", ["faults", "journal", "clock", "tokens", "plans", "all"])
def test_reset_sets_its_scope_back_and_leaves_the_rest(own, scope):
    control, client = own
    control.post("faults", {"id": "late", "effect": {"type": "pushDelay", "delay": "10m"}})
    control.advance("1h")
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    assert control.post("reset", {"scope": [scope]}) == {"reset": [scope]}

    assert (control.get("faults")["faults"] == []) == (scope in ("faults", "all"))
    assert (control.get("clock")["now"] == START) == (scope in ("clock", "all"))
    is_logged_in = client.call("readArchive", dcuNo="D")["code"] == 200
    assert is_logged_in == (scope not in ("tokens", "clock", "all"))
    if scope == "plans":
        assert control.get(f"plans/{plan}")["phase"] == "failed"
    if scope == "journal":
        assert [entry["kind"] for entry in control.journal()][0] == "plan"
    client.log_in()
    assert value(client, control)


def test_health_survives_reset_and_replacement(simulator, own):
    control, _ = own
    control.post("reset")
    control.ask("PUT", "scenario", SMALL)

    assert control.get("health/ready") == {"ready": True, "reasons": []}
    assert control.get("health/live") == {"live": True}


def test_a_world_that_was_made_beside_those_of_state_is_not_kept(tmp_path):
    path, state = write(world("manual"), tmp_path), tmp_path / "state.sqlite"
    with running("--scenario", path, "--state", state) as simulator:
        own, client = Control(simulator).new_world(SMALL)
        own.post("faults", {"effect": {"type": "meterOffline"}})
        eventually(lambda: own.get("faults")["faults"], "the rule of a world that is not kept")
        client.close()
    with running("--scenario", path, "--state", state) as simulator:
        assert len(Control(simulator).get("worlds")["worlds"]) == 1


@pytest.mark.parametrize("zone", ["America/St_Johns", "America/Goose_Bay"])
def test_late_rows_are_counted_while_the_clock_goes_back_across_midnight(simulator, zone):
    """In these zones 00:01 became 23:01 of the day before, so that an earlier instant belongs to a later day."""
    control, client = Control(simulator).new_world({
        "clock": {"start": "2010-11-06 12:00:00", "timeZone": zone, "mode": "manual"},
        "tenants": [{"history": {"collected": 0.5, "lateAfter": "10m"}, "dcus": [{"dcuNo": "D1", "meters": ["1"]}]}],
    })  # fmt: skip
    control.advance(12 * 3_600_000 + 630_000)
    client.log_in()
    window = {"start": "2010-11-01 00:00:00", "end": "2010-11-08 00:00:00"}
    page = client.succeed("historyFrozen", devList="1", cgcode="1", curPage=1, pageSize=10, **window)

    assert page["total"] == len(page["list"]) > 0
    control.end()


@pytest.mark.parametrize("end", ["reset", "replace", "delete"])
def test_pushes_that_the_broker_retains_go_with_their_world(simulator, end):
    tenant = {**SMALL["tenants"][0], "dialect": {"pushRetain": True}}
    control, client = Control(simulator).new_world({**SMALL, "tenants": [tenant]})
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1m")
    topic = f"/{control.tenant}/#"
    with listening(simulator.mqtt, topic=topic) as late:
        assert late.wait_for(plan).retained

    if end == "reset":
        control.post("reset", {"scope": ["plans"]})
    elif end == "replace":
        control.ask("PUT", "scenario", SMALL)
    else:
        control.end()

    def is_gone():
        with listening(simulator.mqtt, topic=topic) as newcomer:
            newcomer.settle(f"/{control.tenant}/own")
            return not any(message.retained for message in newcomer.messages)

    eventually(is_gone, "the retained push cleared")


def test_a_rule_whose_life_is_over_leaves_the_list(simulator):
    control, client = Control(simulator).new_world(SMALL)
    short = {"id": "short", "when": {"ttl": "1m"}, "effect": {"type": "meterOffline"}}
    once = {"id": "once", "match": {"endpoint": "relay"}, "when": {"times": 1}, "effect": {"type": "replyReset"}}
    control.post("faults", [short, once])
    assert [rule["alive"] for rule in control.get("faults")["faults"]] == [True, True]

    control.advance("1m")

    assert [rule["id"] for rule in control.get("faults")["faults"]] == ["once"]
    assert control.send("DELETE", "faults/short").status_code == 404
    assert control.post("faults", short)["ids"] == ["short"]
