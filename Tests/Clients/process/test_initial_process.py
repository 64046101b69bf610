"""As process 1 of a container, and at the end of a terminal."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from kit.broker import tool
from kit.processes import descendants, stat
from kit.simulator import Simulator, executable
from kit.waiting import eventually


def children(pid):
    found = {}
    for entry in Path("/proc").iterdir():
        facts = stat(entry.name) if entry.name.isdigit() else None
        if facts and facts[2] == pid:
            found[int(entry.name)] = facts[:2]
    return found


@pytest.fixture
def contained():
    """A simulator that is process 1 of a namespace of its own: the process that made it, and its id outside."""
    unshare = tool("unshare")
    if subprocess.run([unshare, "-p", "-f", "true"], capture_output=True).returncode:
        pytest.skip("no process namespaces here")
    process = subprocess.Popen(
        [unshare, "-p", "-f", "--kill-child", executable(), "serve", "--port", "0", "--mqtt-port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert json.loads(process.stdout.readline())["ready"]
        [first] = children(process.pid)
        yield process, first
    finally:
        process.kill()
        process.wait()


def test_process_1_reaps_orphans(contained):
    process, first = contained
    orphan = ["sh", "-c", "(sleep 0.2 &) ; exit 0"]
    for _ in range(3):
        subprocess.run([tool("nsenter"), "-t", str(first), "-p", *orphan], check=True)

    eventually(lambda: "sleep" in [name for name, _ in children(first).values()], "orphans")
    eventually(lambda: "sleep" not in [name for name, _ in children(first).values()], "their end")
    assert "Z" not in [state for _, state in children(first).values()]


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_process_1_ends_well_with_a_signal_and_leaves_none_behind(contained, which):
    process, first = contained
    inside = [pid for pid in descendants(process.pid, "mosquitto")]
    assert inside

    os.kill(first, which)

    assert process.wait(20) == 0
    assert not any(stat(pid) for pid in inside)


def test_process_1_ends_with_the_exit_code_of_the_simulator():
    ended = subprocess.run(
        [tool("unshare"), "-p", "-f", executable(), "serve", "--port", "0", "--clock", "sideways"], capture_output=True
    )
    assert ended.returncode == 2


def test_a_terminal_that_closes_ends_it_well_and_nohup_prevents_that():
    simulator = Simulator(["--port", 0, "--mqtt-port", 0]).wait_until_ready()
    try:
        assert simulator.stop(signal.SIGHUP) == (0, b"")
    finally:
        simulator.kill()
    process = subprocess.Popen(
        ["nohup", executable(), "serve", "--port", "0", "--mqtt-port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert json.loads(process.stdout.readline())["ready"]
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
