"""What the program says of itself and of its machine: `--version`, `doctor`, `health`."""

import json
import os
import re
import socket
import subprocess
import threading
import time
from contextlib import suppress

import requests

from kit.broker import free_port
from kit.places import SCENARIOS
from kit.simulator import executable, run_to_end, running


def doctor(*arguments, **variables):
    """The exit code, and what --json says."""
    ended = subprocess.run(
        [executable(), "doctor", "--json", *map(str, arguments)],
        capture_output=True, text=True, timeout=60, env=os.environ | variables,
    )
    return ended.returncode, json.loads(ended.stdout)


def status(document, subject):
    return next(finding["status"] for finding in document["findings"] if finding["subject"] == subject)


def test_the_version_names_what_the_program_is_made_of():
    said = run_to_end("--version").stdout

    first, *others = said.splitlines()
    assert re.fullmatch(r"hes-sim \d+\.\d+\.\d+", first)
    assert [line.split()[0] for line in others] == ["commit", "catalogue", "swift", "libmosquitto"]
    assert all(len(line.split()) == 2 for line in others)


def test_a_machine_that_has_everything_is_sound():
    code, said = doctor("--port", free_port(), "--mqtt-port", free_port())

    assert (code, said["ok"], said["commands"]) == (0, True, [])
    assert status(said, "mosquitto") == status(said, "TMPDIR") == "ok"


def test_a_taken_port_and_a_temporary_directory_that_is_not_there_are_named_with_their_commands():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = doctor("--port", port, TMPDIR="/nonexistent")

    assert (code, said["ok"]) == (1, False)
    assert status(said, f"port {port}") == status(said, "TMPDIR") == "missing"
    assert said["commands"] == ["export TMPDIR=/dev/shm", "hes-sim serve --port 0"]


def test_a_mosquitto_that_cannot_be_used_is_mended_by_one_command(tmp_path):
    (tmp_path / "mosquitto").write_text("#!/bin/sh\necho mosquitto version 1.6.9\n")
    (tmp_path / "mosquitto").chmod(0o755)
    code, said = doctor("--port", free_port(), PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert code == 1 and status(said, "mosquitto") == "missing"
    assert said["commands"][0].endswith(" mosquitto")


def assert_ready(url):
    asked = run_to_end("health", "--url", url)
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "ready\n", "")


def test_health_is_ready_at_the_calls_of_every_address_without_a_token():
    with running("--host", "0.0.0.0") as simulator:
        assert_ready(simulator.http)
        assert_ready(simulator.control)
        assert requests.get(simulator.http + "/_sim/clock", timeout=10).status_code == 404
        assert requests.get(simulator.http + "/_sim/", timeout=10).status_code == 404
        assert requests.post(simulator.http + "/_sim/health/live", timeout=10).status_code == 405


def test_health_is_ready_at_the_control_port_alone_where_that_was_asked_for():
    with running("--control-port", 0, "--control-token", "open-sesame") as simulator:
        assert_ready(simulator.control)
        asked = run_to_end("health", "--url", simulator.http)
        assert (asked.returncode, asked.stdout) == (1, "")


def test_health_says_in_one_line_why_not():
    url = f"http://127.0.0.1:{free_port()}"
    asked = run_to_end("health", "--url", url)

    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr == f"hes-sim: {url} is not ready: nothing listens there\n"


def test_health_waits_two_seconds_for_a_server_that_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        asked = run_to_end("health", "--url", url)

    assert asked.returncode == 1 and "no answer within 2 s" in asked.stderr
    assert 1.5 < time.monotonic() - begun < 10


def test_health_does_not_wait_for_the_end_of_a_body():
    def drip(server):
        client, _ = server.accept()
        with client, suppress(OSError):
            client.recv(4096)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not ended.wait(0.2):
                client.sendall(b" ")

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        asked = run_to_end("health", "--url", f"http://127.0.0.1:{server.getsockname()[1]}", seconds=20)
        ended.set()
        thread.join()

    assert asked.returncode == 1 and "no answer within 2 s" in asked.stderr


def test_health_takes_no_address_that_is_none():
    asked = run_to_end("health", "--url", "localhost:8080")

    assert asked.returncode == 2 and "--url" in asked.stderr


def test_the_program_alone_in_an_empty_folder_has_the_shipped_scenarios(tmp_path):
    def run(*arguments):
        return subprocess.run([executable(), *arguments], capture_output=True, text=True, timeout=60, cwd=tmp_path)

    listed = run("scenario", "list").stdout
    assert {line.split()[0] for line in listed.splitlines()} == {path.name for path in SCENARIOS.glob("*.json")} - {
        "scenario.schema.json"
    }
    assert "not a valid scenario" not in listed
    explained = [run("scenario", "explain", name) for name in ("bad-evening", "scenarios/bad-evening.json")]
    assert explained[0].returncode == 0 and explained[0].stdout == explained[1].stdout
    assert run("scenario", "explain", "bad-evenin").returncode == 2
