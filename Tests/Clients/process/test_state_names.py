"""A killed simulator's next life gives no plan id, token or instant that the killed one gave, also for calls that were lost."""

import signal
import sqlite3
from contextlib import closing, contextmanager

import pytest

from kit.http import Client
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, credentials, world, write


def reserved(state):
    """The tokens that the file reserves."""
    if not state.exists():
        return 0
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as database:
        return database.execute("SELECT max(tokens) FROM world").fetchone()[0] or 0


@contextmanager
def unwritten(state, before):
    """Waits until names are reserved beyond `before`, then keeps the file locked: nothing of what follows is written."""
    eventually(lambda: reserved(state) > before, "names that are reserved")
    with closing(sqlite3.connect(state, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield


def lives(tmp_path, mode, count):
    """For each life: its plan ids and its clock before and after its calls, which are all lost with it."""
    path, state = write(world(mode), tmp_path), tmp_path / "state.sqlite"
    for _ in range(count):
        before = reserved(state)
        with running("--scenario", path, "--state", state) as simulator:
            client = Client(simulator, credentials())
            first = client.clock()["nowMs"]
            with unwritten(state, before):
                token = client.log_in()["token"]
                plans = [client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"] for _ in range(5)]
                last = client.clock()["nowMs"]
                simulator.stop(signal.SIGKILL)
            client.close()
        yield plans, token, first, last


@pytest.mark.parametrize("mode", ["manual", "real", "x60"])
def test_no_name_is_given_twice_and_no_clock_goes_back(tmp_path, mode):
    plans, tokens, instants = [], [], []
    for ids, token, first, last in lives(tmp_path, mode, 4):
        plans += ids
        tokens.append(token)
        instants += [first, last]

    assert plans == sorted(set(plans))
    assert len(set(tokens)) == len(tokens)
    assert instants == sorted(instants)


def test_an_advance_that_was_answered_is_kept(tmp_path):
    path, state = write(world("manual"), tmp_path), tmp_path / "state.sqlite"
    with running("--scenario", path, "--state", state) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        client.clock(advance="1h")
        now = client.clock()["nowMs"]
        simulator.stop(signal.SIGKILL)
    with running("--scenario", path, "--state", state) as simulator:
        assert Client(simulator, credentials()).clock()["nowMs"] == now
    with closing(sqlite3.connect(state)) as database:
        assert database.execute("SELECT count(*) FROM input WHERE kind = 'clock'").fetchone() == (1,)
