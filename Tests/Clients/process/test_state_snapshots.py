"""The file of `--state` does not grow for ever: worlds are saved whole, and the inputs before are removed."""

import signal
import sqlite3
from contextlib import closing, contextmanager

import pytest

from conftest import Bench
from kit.http import Client
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import DCU, METERS, credentials, world, write

# A login takes some 200 bytes of inputs; a snapshot is due beyond half a mebibyte.
CALLS = 4500


@contextmanager
def life(directory, state, token=None):
    """One run of the same world on the state file, as the client with `token` sees it."""
    path = write(world("manual"), directory)
    with running("--scenario", path, "--state", state, broker=("--mqtt-port", 0)) as simulator:
        with listening(simulator.mqtt) as listener:
            client = Client(simulator, credentials())
            client.token = token
            yield Bench(simulator=simulator, client=client, listener=listener, is_manual=True)
            client.close()


def value(state, sql):
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as database:
        return (database.execute(sql).fetchone() or [None])[0]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_long_life_goes_on_from_its_snapshot(tmp_path, ending):
    state = tmp_path / "state.sqlite"
    with life(tmp_path, state) as bench:
        token = bench.client.log_in()["token"]
        bench.plan("relay", devList=METERS[0], controlMode=1)
        bench.plan("removeArchive", dcuNo=DCU, archives=[METERS[1]])
        for _ in range(CALLS):
            bench.client.succeed("getToken", **credentials())
        eventually(lambda: value(state, "SELECT first FROM head") > CALLS / 2, "inputs that were removed")
        plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5053")["planId"]
        last = "SELECT endpoint FROM input WHERE kind = 'call' ORDER BY id DESC"
        eventually(lambda: value(state, last) == "readSingle", "the last call in the state file")
        bench.simulator.stop(ending)

    assert value(state, "SELECT count(*) FROM input WHERE kind = 'snapshot'") == 1
    assert value(state, "SELECT count(*) FROM input") < CALLS
    with life(tmp_path, state, token=token) as bench:
        bench.client.clock(advance="untilIdle")
        assert float(bench.listener.wait_for(plan).push["data"]["list"][0]["value"]) == 0
        assert float(bench.read(METERS[2], "5053")) > 0
        assert METERS[1] not in bench.archive(DCU)
        assert bench.client.token == token
