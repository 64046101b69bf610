"""`hes-sim state` and a damaged state file, as an operator meets them."""

import signal
import sqlite3
import stat
from contextlib import closing

import pytest

from kit.http import Client
from kit.simulator import run_to_end, running
from kit.worlds import METERS, credentials, world, write


@pytest.fixture
def state(tmp_path):
    """A file with a login and three opened breakers."""
    path = tmp_path / "state.sqlite"
    with running("--scenario", write(world("manual"), tmp_path), "--state", path) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        for meter in METERS[:3]:
            client.succeed("relay", devList=meter, controlMode=1)
        simulator.stop(signal.SIGTERM)
    return path


def serve(tmp_path, state):
    scenario = tmp_path / "world.json"
    return run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", scenario, "--state", state)


def test_a_sound_file_is_told_as_such(state):
    result = run_to_end("state", "check", state)

    assert (result.returncode, result.stdout) == (0, f"{state}: sound\n")


def test_a_relay_call_whose_meter_changed_by_one_byte_is_not_believed(tmp_path, state):
    content = state.read_bytes()
    place = content.index(METERS[1].encode(), content.index(b'controlMode') - 200)
    state.write_bytes(content[:place + 11] + b"3" + content[place + 12:])

    result = serve(tmp_path, state)
    check = run_to_end("state", "check", state)

    assert (result.returncode, result.stdout) == (2, "")
    assert "input 3" in result.stderr and "hes-sim state" in result.stderr and str(state) in result.stderr
    assert check.returncode == 1 and "input 3: 'sum'" in check.stdout


def test_what_is_sound_is_salvaged_and_served(tmp_path, state):
    with closing(sqlite3.connect(state)) as database, database:
        database.execute("UPDATE input SET instant = instant + 1 WHERE id = 3")
    saved = tmp_path / "saved.sqlite"

    result = run_to_end("state", "salvage", state, "--output", saved)

    assert result.returncode == 0
    assert "1 world and 2 inputs kept" in result.stdout and "input 3" in result.stdout
    with running("--scenario", tmp_path / "world.json", "--state", saved) as simulator:
        simulator.stop(signal.SIGTERM)


@pytest.mark.parametrize("action", ["check", "salvage"])
def test_another_file_is_no_state_file(tmp_path, action):
    other = tmp_path / "other"
    other.write_text("the only copy of a thesis")
    result = run_to_end("state", action, other)

    assert (result.returncode, result.stdout) == (2, "")
    assert other.read_text() == "the only copy of a thesis"


def test_a_file_that_others_could_read_is_made_private(tmp_path, state):
    state.chmod(0o644)
    with running("--scenario", tmp_path / "world.json", "--state", state) as simulator:
        Client(simulator, credentials()).log_in()
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("state.sqlite*")}

    assert modes == {0o600}
