"""Few file descriptors, connections that say nothing, requests that never end."""

import os
import resource
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import pytest
import requests

from kit import simulator as processes
from kit.waiting import eventually

# Processes beside it make it wait for what it measures.
pytestmark = pytest.mark.alone

LIMIT = 64


@contextmanager
def limited(monkeypatch, limits=(LIMIT, LIMIT)):
    """A simulator with these limits, soft and hard."""
    real = subprocess.Popen

    def start(*arguments, **options):
        return real(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits), **options)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", start)
        simulator = processes.Simulator(["--port", 0, "--mqtt-port", 0])
    try:
        simulator.wait_until_ready()
        yield simulator
        assert simulator.stop()[0] == 0, simulator.log
    finally:
        simulator.kill()


def place(url):
    parts = urlsplit(url)
    return parts.hostname, parts.port


def processor_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def assert_is_alive_and_calm(simulator):
    before = processor_seconds(simulator.pid)
    began = time.monotonic()
    for _ in range(20):
        assert requests.get(f"{simulator.control}/health/live", timeout=5).status_code == 200
        time.sleep(0.1)
    elapsed = time.monotonic() - began
    assert processor_seconds(simulator.pid) - before < 0.5 * elapsed
    lines = [line for line in simulator.log.splitlines() if "escriptors" in line]
    assert 1 <= len(lines) <= elapsed + 10, simulator.log


def ask_for_events(connections):
    """The simulator may have ended some of them: it keeps descriptors for itself."""
    for connection in connections:
        with suppress(ConnectionError):
            connection.sendall(b"GET /_sim/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")


def idle(stack, address, count):
    return [stack.enter_context(socket.create_connection(address)) for _ in range(count)]


@pytest.mark.parametrize("port", ["http", "mqtt"])
def test_a_hundred_idle_connections_leave_the_health_check_reachable(port, monkeypatch):
    with limited(monkeypatch) as simulator, ExitStack() as stack:
        idle(stack, place(getattr(simulator, port)), 100)

        assert_is_alive_and_calm(simulator)


def test_connections_that_all_wait_for_a_reply_leave_it_reachable_too(monkeypatch):
    """Event streams are never idle: what is kept back answers."""
    with limited(monkeypatch) as simulator, ExitStack() as stack:
        ask_for_events(idle(stack, place(simulator.http), 100))

        def is_alive():
            try:
                return requests.get(f"{simulator.control}/health/live", timeout=5).status_code == 200
            except requests.RequestException:
                return False

        eventually(is_alive, "an answer through a descriptor that was kept back", seconds=40)
        before, began = processor_seconds(simulator.pid), time.monotonic()
        time.sleep(2)
        assert processor_seconds(simulator.pid) - before < 0.5 * (time.monotonic() - began)
        stack.close()
        eventually(is_alive, "an answer when the connections are gone")


def test_connections_never_take_what_the_process_needs_for_itself(monkeypatch):
    """Libraries open files at any time, and some end the process if they cannot."""
    with limited(monkeypatch) as simulator, ExitStack() as stack:
        for port in (simulator.http, simulator.mqtt, simulator.http):
            ask_for_events(idle(stack, place(port), 100))
        most, end = 0, time.monotonic() + 3
        while time.monotonic() < end:
            most = max(most, len(os.listdir(f"/proc/{simulator.pid}/fd")))
        assert most < LIMIT - 2, f"{most} of {LIMIT} descriptors taken"


def test_the_limit_is_raised_to_what_the_system_permits(monkeypatch):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with limited(monkeypatch, (LIMIT, hard)) as simulator:
        limits = open(f"/proc/{simulator.pid}/limits")
        soft = next(line.split()[3] for line in limits if line.startswith("Max open files"))
        assert int(soft) == min(hard, 65_536)


def answer(connection):
    """Everything up to the end of the connection."""
    connection.settimeout(60)
    text = b""
    try:
        while piece := connection.recv(4096):
            text += piece
    except ConnectionError:
        pass
    return text


CALL = b"POST /apis/openapi/getToken HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n"
CONTROL = b"POST /_sim/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n"


def test_a_request_that_does_not_arrive_within_thirty_seconds_is_ended():
    starts = (b"POST /apis", CALL, CALL + b"{", CONTROL)
    with processes.running() as simulator, ExitStack() as stack:
        connections = idle(stack, place(simulator.http), len(starts))
        began = time.monotonic()
        for connection, start in zip(connections, starts):
            connection.sendall(start)
        for _ in range(5):
            time.sleep(1)
            connections[0].sendall(b"x")
        for connection in connections:
            assert answer(connection).startswith(b"HTTP/1.1 408 "), "a slow request"
        assert 25 < time.monotonic() - began < 40
        assert "did not arrive in time" in simulator.log


def test_an_address_has_64_slow_requests_at_most():
    with processes.running() as simulator, ExitStack() as stack:
        connections = idle(stack, place(simulator.http), 80)
        for connection in connections:
            connection.sendall(CALL)

        def ended():
            return sum(is_closed(connection) for connection in connections)

        eventually(lambda: ended() == 16, "the connections beyond the bound closed", seconds=20)
        assert requests.get(f"{simulator.control}/health/live", timeout=5).status_code == 200
        assert "too many slow requests" in simulator.log


def is_closed(connection):
    connection.setblocking(False)
    try:
        return b"408" in (connection.recv(4096, socket.MSG_PEEK) or b"408")
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
