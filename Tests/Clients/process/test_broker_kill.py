"""No accepted plan's result is lost when the broker dies."""

import os
import signal
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests

from conftest import opened
from kit.broker import listens, own_broker
from kit.listener import listening
from kit.plans import RECOVERY_SECONDS, accept_plans, heard_plans, release_pushes, unready, wait_for_all
from kit.processes import descendants
from kit.waiting import eventually
from kit.worlds import TENANT, world

PLANS = 5_000
LARGE = "202407209999"


def kill_managed_broker(bench):
    [pid] = descendants(bench.simulator.pid, "mosquitto")
    os.kill(pid, signal.SIGKILL)
    return pid


@pytest.fixture
def bench(tmp_path):
    with opened(world("manual"), tmp_path) as bench:
        yield bench


def wait_until_saved(bench):
    """The managed broker has written down the subscriber's session."""
    [pid] = descendants(bench.simulator.pid, "mosquitto")
    command = open(f"/proc/{pid}/cmdline").read().split("\0")
    database = os.path.join(os.path.dirname(command[command.index("-c") + 1]), "mosquitto.db")
    eventually(
        lambda: os.path.exists(database) and b"faithful-reader" in open(database, "rb").read(), "a saved session"
    )


def faithful(bench):
    """A subscriber whose session the broker keeps; it subscribes once and only once."""
    return listening(bench.simulator.mqtt, topic=f"/{TENANT}/#", client_id="faithful-reader")


def test_pushes_that_are_outstanding_when_the_managed_broker_is_killed_arrive(bench):
    with faithful(bench) as listener:
        plans = accept_plans(bench, PLANS)
        assert len(plans) == PLANS
        kill_managed_broker(bench)
        release_pushes(bench).join()

        wait_for_all(listener, plans)


def test_pushes_that_are_half_delivered_when_the_managed_broker_is_killed_arrive(bench):
    with faithful(bench) as listener:
        plans = accept_plans(bench, PLANS)
        barrier = release_pushes(bench)
        listener.wait_for_count(200)
        kill_managed_broker(bench)
        barrier.join()

        wait_for_all(listener, plans)


def spill_is_open(bench):
    """The simulator's file of acknowledged pushes has no name; it is made with the first push for which memory has no room."""
    return any("/acknowledged-" in file for file in open_files(bench.simulator.pid))


def open_files(pid):
    """What the process's descriptors stand for; one that is closed meanwhile is left out."""
    files = set()
    for number in os.listdir(f"/proc/{pid}/fd"):
        with suppress(FileNotFoundError):
            files.add(os.readlink(f"/proc/{pid}/fd/{number}"))
    return files


def waiting_bytes(bench):
    metrics = requests.get(bench.simulator.control + "/metrics", timeout=30).text
    lines = [line for line in metrics.splitlines() if line.startswith("hes_sim_push_bytes_waiting{")]
    return sum(int(line.rpartition(" ")[2]) for line in lines)


def test_80_megabytes_of_acknowledged_pushes_outlast_the_managed_broker(tmp_path):
    """The subscriber is away until the broker is dead. What comes within five seconds beyond 64 MiB is kept on disk.

    A broker that stands still until every push waits for it acknowledges them in less time than that.
    """
    count, text = 80, "x" * 1_000_000
    bulky = world("manual", dcus=[{"dcuNo": "2211000099", "meters": [{"devAddr": LARGE, "values": {"5069": text}}]}])
    with opened(bulky, tmp_path) as bench:
        with faithful(bench):
            wait_until_saved(bench)
        plans = {bench.client.succeed("readSingle", devList=LARGE, cgcode="5069")["planId"] for _ in range(count)}
        [broker] = descendants(bench.simulator.pid, "mosquitto")
        os.kill(broker, signal.SIGSTOP)
        barrier = release_pushes(bench)
        eventually(lambda: waiting_bytes(bench) > count * len(text), "pushes that wait for the broker", RECOVERY_SECONDS)
        assert not spill_is_open(bench)
        os.kill(broker, signal.SIGCONT)
        barrier.join()
        kill_managed_broker(bench)
        assert spill_is_open(bench)

        with faithful(bench) as listener:
            wait_for_all(listener, plans)
        assert all(len(message.payload) > 1_000_000 for message in listener.messages)
        metrics = requests.get(bench.simulator.control + "/metrics", timeout=30).text
        assert "\nhes_sim_pushes_lost_total 0\n" in metrics


def test_the_managed_broker_comes_back_on_the_same_port(bench):
    dead = kill_managed_broker(bench)

    eventually(lambda: [pid for pid in descendants(bench.simulator.pid, "mosquitto") if pid != dead], "a new broker")
    eventually(lambda: listens(urlsplit(bench.simulator.mqtt).port), "the broker's port")


def stopped_broker_is_told(simulator, pid):
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        eventually(lambda: unready(simulator), "a reason", 10)
        assert time.monotonic() - began < 5
        assert unready(simulator) == ["the broker is connected and does not answer"]
    finally:
        os.kill(pid, signal.SIGCONT)
    eventually(lambda: not unready(simulator), "readiness")


def test_a_managed_broker_that_stops_answering_ends_readiness_within_five_seconds(bench):
    [pid] = descendants(bench.simulator.pid, "mosquitto")
    stopped_broker_is_told(bench.simulator, pid)


def test_a_foreign_broker_that_stops_answering_ends_readiness_within_five_seconds(tmp_path):
    with own_broker(tmp_path) as broker, opened(world("manual"), tmp_path, broker=("--broker", broker.address)) as bench:
        stopped_broker_is_told(bench.simulator, broker.process.pid)


def test_the_managed_broker_listens_on_no_port(bench):
    """So no stranger can open a session past the simulator, or take the broker's place while it is dead."""
    [pid] = descendants(bench.simulator.pid, "mosquitto")
    sockets = open_files(pid)
    rows = [line.split() for name in ("tcp", "tcp6") for line in open(f"/proc/net/{name}")]
    assert not [row for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]


def test_pushes_that_are_outstanding_while_a_foreign_broker_is_dead_arrive(tmp_path):
    with own_broker(tmp_path) as broker, opened(world("manual"), tmp_path, broker=("--broker", broker.address)) as bench:
        with faithful(bench) as listener:
            save(broker)
            plans = accept_plans(bench, PLANS)
            broker.kill()
            barrier = release_pushes(bench)
            broker.start()
            barrier.join()

            wait_for_all(listener, plans)


def test_pushes_that_are_half_delivered_when_a_foreign_broker_is_restarted_arrive(tmp_path):
    with own_broker(tmp_path) as broker, opened(world("manual"), tmp_path, broker=("--broker", broker.address)) as bench:
        with faithful(bench) as listener:
            plans = accept_plans(bench, PLANS)
            barrier = release_pushes(bench)
            listener.wait_for_count(200)
            broker.stop()
            broker.start()
            barrier.join()

            wait_for_all(listener, plans)


def test_pushes_that_are_half_delivered_when_a_foreign_broker_is_killed_arrive(tmp_path):
    """Killed it forgets what it acknowledged and had not saved; the simulator sends that once more."""
    with own_broker(tmp_path) as broker, opened(world("manual"), tmp_path, broker=("--broker", broker.address)) as bench:
        with faithful(bench) as listener:
            save(broker)
            plans = accept_plans(bench, PLANS)
            barrier = release_pushes(bench)
            listener.wait_for_count(200)
            broker.kill()
            broker.start()
            barrier.join()

            wait_for_all(listener, plans)


def save(broker):
    """Has mosquitto write its sessions down (mosquitto(8), SIGUSR1)."""
    broker.process.send_signal(signal.SIGUSR1)
    eventually(lambda: broker.database.exists() and b"faithful-reader" in broker.database.read_bytes(), "saved sessions")
