"""`--state FILE`: a simulator that ended and starts again goes on where it was."""

import signal
import sqlite3
import stat
from contextlib import closing, contextmanager

import pytest

from conftest import Bench
from kit.broker import own_broker
from kit.http import Client
from kit.listener import listening
from kit.simulator import run_to_end, running
from kit.waiting import eventually
from kit.worlds import DCU, METERS, START_MS, credentials, world, write

ENDINGS = [signal.SIGTERM, signal.SIGKILL]


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.sqlite"


@pytest.fixture
def broker(tmp_path):
    """A broker that outlives the simulators."""
    with own_broker(tmp_path) as broker:
        yield broker


@contextmanager
def life(document, directory, state, *arguments, broker=("--mqtt-port", 0), token=None):
    """One run on the state file, as the client with `token` sees it."""
    path = write(document, directory)
    with running("--scenario", path, "--state", state, *arguments, broker=broker) as simulator:
        with listening(simulator.mqtt) as listener:
            client = Client(simulator, credentials())
            client.token = token
            is_manual = document["clock"].get("mode") == "manual"
            yield Bench(simulator=simulator, client=client, listener=listener, is_manual=is_manual)
            client.close()


def rows(state, sql):
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def calls(state):
    return [endpoint for (endpoint,) in rows(state, "SELECT endpoint FROM input WHERE kind = 'call' ORDER BY id")]


def settled(state):
    return rows(state, "SELECT count(*) FROM input WHERE kind = 'settle'")[0][0]


def end(bench, state, ending, *endpoints):
    """Ends the run by a signal, a kill after these calls have been written."""
    if ending == signal.SIGKILL:
        eventually(lambda: calls(state) == ["getToken", *endpoints], "the calls in the state file")
    bench.simulator.stop(ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_tokens_breakers_and_archives_are_as_they_were_left(tmp_path, state, ending):
    with life(world("manual"), tmp_path, state) as bench:
        token = bench.client.log_in()["token"]
        bench.plan("relay", devList=METERS[0], controlMode=1)
        bench.plan("removeArchive", dcuNo=DCU, archives=[METERS[1]])
        bench.client.clock(advance="1h")
        now = bench.client.clock()["nowMs"]
        end(bench, state, ending, "relay", "removeArchive")

    with life(world("manual"), tmp_path, state, token=token) as bench:
        resumed = bench.client.clock()["nowMs"]
        is_plausible = resumed == now if ending == signal.SIGTERM else START_MS < resumed <= now
        assert is_plausible
        assert float(bench.read(METERS[0], "5053")) == 0
        assert float(bench.read(METERS[2], "5053")) > 0
        assert METERS[1] not in bench.archive(DCU)
        assert bench.client.token == token


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_in_flight_is_published_after_the_restart(tmp_path, state, ending):
    with life(world("manual"), tmp_path, state) as bench:
        plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        token = bench.client.token
        end(bench, state, ending, "readSingle")

    with life(world("manual"), tmp_path, state, token=token) as bench:
        later = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        bench.client.clock(advance="untilIdle")
        first, second = bench.listener.wait_for(plan), bench.listener.wait_for(later)

    assert later > plan
    assert first.push["data"] == second.push["data"]


def test_a_push_that_the_broker_has_is_not_published_again(tmp_path, state, broker):
    road = ("--broker", broker.address)
    with life(world(), tmp_path, state, broker=road) as bench:
        plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        bench.listener.wait_for(plan)
        eventually(lambda: settled(state) == 1, "the acknowledgement in the state file")
        bench.simulator.stop(signal.SIGKILL)

    with life(world(), tmp_path, state, broker=road) as bench:
        later = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        bench.listener.wait_for(later)

        assert bench.listener.of(plan) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_push_that_the_broker_never_got_is_published_after_the_restart(tmp_path, state, broker, ending):
    road = ("--broker", broker.address)
    with listening(broker.address, client_id="persistent"):
        pass
    with running("--scenario", write(world(), tmp_path), "--state", state, broker=road) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        broker.stop()
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        client.close()
        eventually(lambda: calls(state) == ["getToken", "readSingle"], "the calls in the state file")
        simulator.stop(ending)

    broker.start()
    with running("--scenario", tmp_path / "world.json", "--state", state, broker=road):
        with listening(broker.address, client_id="persistent") as listener:
            push = listener.wait_for(plan).push

    assert push["data"]["status"] == "00"


def test_a_clock_without_a_start_keeps_its_first_one_and_goes_on_with_the_wall(tmp_path, state):
    document = world()
    del document["clock"]["start"]
    with life(document, tmp_path, state) as bench:
        before = bench.client.clock()["nowMs"]
        value = float(bench.read(METERS[0]))
    start = rows(state, "SELECT start FROM world")

    with life(document, tmp_path, state) as bench:
        assert bench.client.clock()["nowMs"] >= before
        assert value <= float(bench.read(METERS[0])) < value + 1
    assert rows(state, "SELECT start FROM world") == start


def test_a_mode_that_was_set_stays_unless_a_flag_says_otherwise(tmp_path, state):
    with life(world(), tmp_path, state) as bench:
        bench.client.clock(mode="manual")

    with life(world(), tmp_path, state) as bench:
        assert bench.client.clock()["mode"] == "manual"
    with life(world(), tmp_path, state, "--clock", "x60") as bench:
        assert bench.client.clock()["mode"] == "x60"


def test_the_file_is_for_its_owner_alone(tmp_path, state):
    with life(world(), tmp_path, state) as bench:
        bench.client.log_in()
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("state.sqlite*")}

    assert modes == {0o600}


@pytest.mark.parametrize("changes, flags", [({}, ["--seed", 8]), ({"token": {"lifetime": 60}}, []),
                                            ({"tenantCode": "4712"}, [])])  # fmt: skip
def test_another_scenario_or_seed_is_refused(tmp_path, state, changes, flags):
    with life(world(), tmp_path, state):
        pass
    path = write(world(**changes), tmp_path)
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", path, "--state", state, *flags)

    assert (result.returncode, result.stdout) == (2, "")
    assert "another --state" in result.stderr


def test_a_foreign_file_is_refused_and_left_as_it_is(tmp_path, state):
    state.write_text("the only copy of a thesis")
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--state", state)

    assert (result.returncode, result.stdout) == (2, "")
    assert str(state) in result.stderr
    assert state.read_text() == "the only copy of a thesis"


def test_a_directory_that_is_not_there_is_refused(tmp_path):
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--state", tmp_path / "no" / "state.sqlite")

    assert (result.returncode, result.stdout) == (3, "")
    assert f"'{tmp_path / 'no'}'" in result.stderr and "create it" in result.stderr


def test_a_path_that_cannot_be_written_is_refused_as_not_available(tmp_path):
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--state", tmp_path)

    assert (result.returncode, result.stdout) == (3, "")
    assert f"cannot open the state file '{tmp_path}'" in result.stderr
    assert run_to_end("state", "check", tmp_path).returncode == 2
    assert run_to_end("state", "check", tmp_path / "no" / "state.sqlite").returncode == 2


def test_a_second_simulator_is_refused_even_when_the_first_was_killed_before(tmp_path, state):
    with life(world(), tmp_path, state) as bench:
        bench.simulator.stop(signal.SIGKILL)
    with life(world(), tmp_path, state):
        path = tmp_path / "world.json"
        result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", path, "--state", state)

    assert (result.returncode, result.stdout) == (3, "")
    assert "in use" in result.stderr


def test_a_file_that_can_no_longer_be_written_ends_the_simulator_with_1(tmp_path, state):
    with life(world(), tmp_path, state) as bench:
        with closing(sqlite3.connect(state)) as database:
            database.execute("DROP TABLE input")
        bench.client.log_in()

        assert bench.simulator.process.wait(timeout=30) == 1
        assert str(state) in bench.simulator.log


def test_without_the_flag_nothing_is_kept(tmp_path):
    with running("--scenario", write(world(), tmp_path)) as simulator:
        Client(simulator, credentials()).log_in()

    assert [path.name for path in tmp_path.iterdir()] == ["world.json"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_that_is_pushed_meter_by_meter_goes_on_in_its_middle(tmp_path, state, ending):
    document = world("manual", dialect={"pushParts": "perMeter"}, timing={"perMeterRead": "1s"})
    with life(document, tmp_path, state) as bench:
        plan = bench.client.succeed("readSingle", devList=",".join(METERS[:3]), cgcode="5069")["planId"]
        bench.client.clock(advance="1500ms")
        first = bench.listener.wait_for(plan).push["data"]
        eventually(lambda: settled(state) == 1, "the acknowledgement in the state file")
        end(bench, state, ending, "readSingle")

    with life(document, tmp_path, state) as bench:
        bench.client.clock(advance="10s")
        eventually(lambda: len(bench.listener.of(plan)) == 2, "the rest")
        rest = [message.push["data"] for message in bench.listener.of(plan)]

    assert [row["devAddr"] for part in [first, *rest] for row in part["list"]] == METERS[:3]
    assert {part["status"] for part in [first, *rest]} == {"00"}
