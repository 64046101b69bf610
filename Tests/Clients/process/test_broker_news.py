"""The broker's death, its absence and its return are told: log, journal, metrics."""

import os
import signal
import stat

import requests

from kit.broker import own_broker, tool
from kit.control import Control
from kit.processes import descendants
from kit.simulator import Simulator, running
from kit.waiting import eventually


def broker_notes(simulator):
    return [entry["what"] for entry in Control(simulator).journal(kind="broker")]


def metric(simulator, name):
    lines = requests.get(simulator.control + "/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(name + " "))


def test_a_managed_broker_that_dies_and_runs_again_is_told():
    with running() as simulator:
        [pid] = descendants(simulator.pid, "mosquitto")
        os.kill(pid, signal.SIGKILL)

        eventually(lambda: {"runs again", "connected again"} <= set(broker_notes(simulator)), "the broker's return")
        notes = broker_notes(simulator)
        assert any(note.startswith("died: ") for note in notes) and "connection lost" in notes
        assert metric(simulator, "hes_sim_broker_deaths_total") == 1
        assert metric(simulator, "hes_sim_broker_connected") == 1
        for text in ("The broker died", "The broker runs again", "The broker is connected again"):
            assert text in simulator.log


def test_a_managed_broker_that_does_not_come_back_is_told(tmp_path, monkeypatch):
    program = tmp_path / "mosquitto"
    program.write_text(f'#!/bin/sh\n[ -e "{tmp_path}/gone" ] && echo "no more today" >&2 && exit 1\nexec {tool("mosquitto")} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with running() as simulator:
        (tmp_path / "gone").touch()
        [pid] = descendants(simulator.pid, "mosquitto")
        os.kill(pid, signal.SIGKILL)

        eventually(lambda: "absent: no more today" in broker_notes(simulator), "the news of its absence")
        eventually(lambda: "The broker is absent" in simulator.log, "the same in the log")
        assert metric(simulator, "hes_sim_broker_failed_starts_total") >= 1
        assert metric(simulator, "hes_sim_broker_connected") == 0
        assert requests.get(simulator.control + "/health/ready").status_code == 503
        (tmp_path / "gone").unlink()
        eventually(lambda: "connected again" in broker_notes(simulator), "the broker's return")


def test_another_broker_that_goes_and_comes_back_is_told(tmp_path):
    with own_broker(tmp_path) as broker:
        with running(broker=("--broker", broker.address)) as simulator:
            broker.stop()
            eventually(lambda: "connection lost" in broker_notes(simulator), "the loss")
            assert "The connection to the broker is lost" in simulator.log
            assert metric(simulator, "hes_sim_broker_connections_lost_total") == 1
            broker.start()
            eventually(lambda: "connected again" in broker_notes(simulator), "the return")


def test_an_end_in_order_is_no_news():
    simulator = Simulator(["--port", 0, "--mqtt-port", 0]).wait_until_ready()
    try:
        before = simulator.log
        assert simulator.stop()[0] == 0
        assert simulator.log == before
    finally:
        simulator.kill()
