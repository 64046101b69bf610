"""A state file that cannot be written any more, under traffic and while clients connect: exit 1 and its message, every time."""

import socket
import subprocess
import threading
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests

from kit.broker import tool
from kit.http import Client
from kit.simulator import Simulator
from kit.worlds import METERS, credentials, world, write

# A process that traps does so in some runs alone.
RUNS = 4


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 400 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run([tool("mount"), "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run([tool("umount"), disk], check=True)


def until_it_ends(simulator, act):
    """Acts again and again on a thread of its own; what fails because the simulator ends is no failure."""

    def run():
        while simulator.process.poll() is None:
            with suppress(OSError, requests.RequestException, AssertionError, ValueError):
                act()

    return threading.Thread(target=run, daemon=True)


def connect(port):
    clients = [socket.create_connection(("127.0.0.1", port), timeout=1) for _ in range(20)]
    clients[0].sendall(b"GET /_sim/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for client in clients:
        client.close()


@pytest.mark.parametrize("run", range(RUNS))
def test_a_full_disk_ends_it_with_its_message_while_clients_connect(small_disk, tmp_path, run):
    path = write(world(), tmp_path)
    simulator = Simulator(
        ["--port", 0, "--mqtt-port", 0, "--scenario", path, "--state", small_disk / "state.db"]
    ).wait_until_ready()
    try:
        place = SimpleNamespace(http=simulator.http)
        token = Client(place, credentials()).log_in()["token"]
        body = {"devList": METERS[0], "cgcode": "5069", "token": token}
        clients = [Client(place, None) for _ in range(3)]
        calls = [
            until_it_ends(simulator, partial(client.post, "/apis/openapi/meter/readSingle", body)) for client in clients
        ]
        connections = [until_it_ends(simulator, lambda: connect(urlsplit(simulator.http).port)) for _ in range(2)]
        for thread in calls + connections:
            thread.start()

        assert simulator.process.wait(60) == 1, simulator.log
        for thread in calls + connections:
            thread.join(60)
        assert "could not be written" in simulator.log.splitlines()[-1]
    finally:
        simulator.kill()
