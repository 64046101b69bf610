"""hes_sim without pytest."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kit.places import REPOSITORY
from kit.processes import is_alive
from kit.simulator import executable
from kit.waiting import eventually

import hes_sim
from hes_sim import _share
from hes_sim._log import DROPPED, LARGEST_BYTES, BoundedLog

# From the oldest that is promised on.
VERSIONS = ["3.9", "3.10", "3.12", "3.13", "3.14"]


def interpreter(version):
    """Of the system, or of pyenv."""
    own = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [*own, *filter(None, [shutil.which(f"python{version}", path="/usr/bin:/usr/local/bin")])]
    return str(candidates[0]) if candidates else None


@pytest.fixture(scope="module")
def hes():
    with hes_sim.Simulator(executable()) as hes:
        yield hes


def test_a_simulator_is_a_context_manager_and_ends_with_it():
    with hes_sim.Simulator(executable()) as hes, hes.world() as world:
        pid = hes.pid
        assert world.tenant_code in [one["tenantCode"] for one in hes.control.ask("GET", "worlds")["worlds"]]
    assert not is_alive(pid)
    with pytest.raises(hes_sim.HesError, match="not running"):
        _ = hes.http
    hes.close()


def test_it_outlives_the_thread_that_started_it_but_not_the_process():
    started = []
    thread = threading.Thread(target=lambda: started.append(hes_sim.Simulator(executable()).start()))
    thread.start()
    thread.join()
    with started[0] as hes:
        assert hes.control.ask("GET", "health/ready")

    code = "import hes_sim, os\nprint(hes_sim.Simulator().start().pid, flush=True)\nos._exit(1)"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "python")}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    eventually(lambda: not is_alive(int(ended.stdout)), "the simulator's end")


def test_a_forked_child_leaves_it_running(hes):
    # As when the log's thread writes a line at the fork: in the child that lock is never released.
    with hes._process._log._lock:
        child = os.fork()
        if child == 0:
            hes.close()
            os._exit(0)
    eventually(lambda: os.waitpid(child, os.WNOHANG) == (child, 0), "the child's end")

    assert hes.control.ask("GET", "health/live")


def test_worlds_can_be_used_from_many_threads(hes):
    codes, failures = [], []

    def work():
        try:
            with hes.world(seed=3) as world:
                world.advance("2h")
                codes.append(world.tenant_code)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (failures, len(set(codes))) == ([], 16)


def test_one_can_attach_to_a_simulator_that_runs(hes):
    other = hes_sim.Simulator.attach({"control": hes.control.address})
    with other, other.world() as world:
        assert world.now
    assert hes.control.ask("GET", "health/live")


def test_a_control_token_of_the_arguments_is_sent(tmp_path):
    (tmp_path / "token").write_text("of-a-file\n")
    given = (["--control-token", "of-a-flag"], ["--control-token=of-a-flag"], ["--control-token-file", str(tmp_path / "token")])
    for arguments in given:
        with hes_sim.Simulator(executable(), arguments=arguments) as hes, hes.world() as world:
            assert world.now
            with pytest.raises(hes_sim.Refused, match="asks for a token"):
                hes_sim.Simulator.attach({"control": hes.control.address}).world()


def test_workers_are_told_why_there_is_no_simulator():
    def make():
        raise OSError("no room")

    share = _share.Share(make)
    try:
        for _ in range(2):
            with pytest.raises(hes_sim.StartError, match="no room"):
                _share.ask(share.path)
    finally:
        share.close()


def test_a_simulator_that_is_never_ready_is_ended(tmp_path):
    stub = tmp_path / "stub"
    stub.write_text("#!/bin/sh\necho waiting >&2\nexec sleep 60\n")
    stub.chmod(0o755)
    with pytest.raises(hes_sim.StartError, match="not ready within 0.3 seconds(.|\n)*it said:\nwaiting"):
        hes_sim.Simulator(stub, start_seconds=0.3).start()


def test_what_is_no_executable_is_told(tmp_path):
    garbage = tmp_path / "garbage"
    garbage.write_text("no program")
    with pytest.raises(hes_sim.BinaryNotFound, match="cannot be executed"):
        hes_sim.Simulator(garbage).start()
    garbage.chmod(0o755)
    with pytest.raises(hes_sim.StartError, match="Exec format error"):
        hes_sim.Simulator(garbage).start()


def test_a_refused_argument_is_told():
    with pytest.raises(hes_sim.StartError, match="Did you mean '--port'"):
        hes_sim.Simulator(executable(), arguments=["--prot", "1"]).start()


def test_the_log_stays_small_and_keeps_what_came_last(tmp_path):
    log = BoundedLog(str(tmp_path / "log"))
    for number in range(LARGEST_BYTES // 100 * 3):
        log.write(b"%099d\n" % number)

    assert (tmp_path / "log").stat().st_size <= LARGEST_BYTES
    assert (tmp_path / "log").read_bytes().startswith(DROPPED)
    assert log.tail(1) == f"{LARGEST_BYTES // 100 * 3 - 1:099d}"
    log.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_it_works_with_other_versions_of_python(version):
    command = interpreter(version)
    if not command:
        pytest.skip(f"there is no Python {version}")
    code = "import hes_sim\nwith hes_sim.Simulator() as hes, hes.world() as world: print(world.advance('2h')['now'])"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "python"), "HES_SIM": executable()}
    ended = subprocess.run([command, "-W", "error", "-c", code], env=environment, capture_output=True, text=True, timeout=60)

    assert (ended.stdout, ended.stderr) == ("2024-07-11 12:00:00\n", "")


def test_it_is_typed_strictly():
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "hes_sim"],
        cwd=REPOSITORY / "python",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout
