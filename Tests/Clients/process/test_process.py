"""The process: ready line, exit codes, signals, neighbours."""

import json
import re
import signal
import socket
import subprocess
from urllib.parse import urlsplit

import pytest
import requests

from kit.broker import free_port, listens
from kit.listener import listening
from kit.processes import descendants, is_alive
from kit.simulator import Simulator, executable, run_to_end, running
from kit.waiting import eventually
from kit.worlds import TENANT, world, write

KEYS = ["ready", "http", "mqtt", "control", "worlds", "version", "pid"]


def test_the_ready_line_says_where_everything_is(tmp_path):
    with running("--scenario", write(world(), tmp_path)) as simulator:
        ready = simulator.ready

        assert list(ready) == KEYS
        assert (ready["ready"], ready["worlds"], ready["pid"]) == (True, [TENANT], simulator.pid)
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", ready["http"])
        assert re.fullmatch(r"mqtt://127\.0\.0\.1:\d+", ready["mqtt"])
        assert ready["control"] == ready["http"] + "/_sim"
        assert all(requests.get(f"{ready['control']}/health/{kind}").status_code == 200 for kind in ("live", "ready"))


def test_the_control_api_can_have_a_port_and_a_token_of_its_own():
    with running("--control-port", 0, "--control-token", "open-sesame") as simulator:
        assert urlsplit(simulator.control).port != urlsplit(simulator.http).port
        assert requests.get(simulator.control + "/clock").status_code == 401
        bearer = {"Authorization": "Bearer open-sesame"}
        assert requests.get(simulator.control + "/clock", headers=bearer).status_code == 200


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well_with_open_connections(which):
    with running() as simulator, listening(simulator.mqtt), requests.Session() as session:
        session.get(simulator.control + "/health/live")

        assert simulator.stop(which) == (0, b"")


WAITING = b'{"match":{"kind":"clock"},"timeout":"60s"}'


@pytest.mark.parametrize(
    "line, length, body",
    [
        (b"POST /_sim/journal/await", len(WAITING), WAITING),
        (b"POST /_sim/reset", 10, b"{"),
        (b"POST /apis/openapi/getToken", 10, b"{"),
    ],
    ids=["waiting", "unfinished control call", "unfinished call"],
)
def test_a_request_under_way_does_not_hold_the_end_up(line, length, body):
    with running() as simulator, socket.create_connection(("127.0.0.1", urlsplit(simulator.http).port)) as client:
        client.sendall(line + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length + body)
        assert requests.get(simulator.control + "/health/live").ok

        # By itself it would end after 20 seconds at the earliest.
        assert simulator.stop(signal.SIGTERM, seconds=15) == (0, b"")


def test_a_number_that_no_event_has_begins_the_events_anew():
    with running() as simulator:
        headers = {"Last-Event-ID": "9223372036854775807"}
        with requests.get(simulator.control + "/events", headers=headers, stream=True, timeout=10) as events:
            assert events.status_code == 200
            lines = [line for line, _ in zip(events.iter_lines(), range(4))]
            assert lines == [b": begins", b"", b"event: truncated", b"data: {}"]


@pytest.mark.parametrize("text", ["abc", "-5", "1.5"])
def test_what_is_no_number_of_an_event_is_refused(text):
    with running() as simulator:
        refused = requests.get(simulator.control + "/events", headers={"Last-Event-ID": text}, timeout=10)
        assert refused.status_code == 400 and f"not '{text}'" in refused.json()["error"]["message"], refused.text


def test_its_broker_ends_with_it():
    with running() as simulator:
        port = urlsplit(simulator.mqtt).port
        brokers = descendants(simulator.pid, "mosquitto")
        simulator.stop()

    assert brokers
    eventually(lambda: not any(map(is_alive, brokers)) and not listens(port), "the broker's end")


def test_its_broker_ends_even_when_it_is_killed():
    with running() as simulator:
        port = urlsplit(simulator.mqtt).port
        brokers = descendants(simulator.pid, "mosquitto")
        simulator.stop(signal.SIGKILL)

        assert brokers
        eventually(lambda: not any(map(is_alive, brokers)) and not listens(port), "the broker's end")


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--no-such-flag"],
        ["serve", "surplus"],
        ["serve", "--port"],
        ["serve", "--port", "http"],
        ["serve", "--port", "65536"],
        ["serve", "--clock", "sometimes"],
        ["serve", "--seed", "-1"],
        ["serve", "--tls-cert", "alone.pem"],
        ["serve", "--broker", "http://127.0.0.1:1883"],
        ["serve", "--broker", "mqtt://127.0.0.1:99999"],
        ["serve", "--scenario", "no/such/file.json"],
        ["serv"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(arguments):
    result = run_to_end(*arguments)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.strip()


def test_an_unknown_word_gets_a_suggestion():
    assert "Did you mean 'serve'?" in run_to_end("serv").stderr


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["scenario", "--help"]])
def test_help_exits_with_0_and_shows_an_example(arguments):
    result = run_to_end(*arguments)

    assert result.returncode == 0
    assert "Example" in result.stdout


@pytest.mark.parametrize("flag, other", [("--port", "--mqtt-port"), ("--mqtt-port", "--port")])
def test_a_taken_port_exits_with_3_and_names_the_port(flag, other):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = run_to_end("serve", flag, port, other, 0)

    assert (result.returncode, result.stdout) == (3, "")
    assert str(port) in result.stderr


def test_a_broker_that_cannot_be_reached_exits_with_3_and_names_it():
    port = free_port()
    result = run_to_end("serve", "--port", 0, "--broker", f"mqtt://127.0.0.1:{port}")

    assert (result.returncode, result.stdout) == (3, "")
    assert str(port) in result.stderr


def test_twenty_instances_run_side_by_side():
    fleet = [Simulator(["--port", 0, "--mqtt-port", 0]) for _ in range(20)]
    try:
        for simulator in fleet:
            simulator.wait_until_ready()
        ports = {urlsplit(address).port for simulator in fleet for address in (simulator.http, simulator.mqtt)}
        statuses = {requests.get(simulator.control + "/health/ready").status_code for simulator in fleet}
        endings = [simulator.stop() for simulator in fleet]
    finally:
        for simulator in fleet:
            simulator.kill()

    assert (len(ports), statuses) == (40, {200})
    assert endings == [(0, b"")] * 20


def test_a_scenario_comes_from_standard_input_in_as_many_pieces_as_it_likes():
    text = json.dumps(world()).encode()
    process = subprocess.Popen(
        [executable(), "serve", "--scenario", "-", "--port", "0", "--mqtt-port", "0"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        for piece in (text[:100], text[100:]):
            process.stdin.write(piece)
            process.stdin.flush()
        process.stdin.close()
        assert json.loads(process.stdout.readline())["worlds"] == [TENANT]
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize("text, arguments, told", [
    (b"{", ["serve", "--scenario", "-"], "-:1:2: error"),
    (b"{}", ["serve", "--scenario", "-", "--scenario", "-"], "can be read only once"),
    (b" " * (64 << 20) + b"{}", ["serve", "--scenario", "-"], "more than 64 MiB"),
], ids=["no JSON", "twice", "too long"])  # fmt: skip
def test_standard_input_that_is_no_scenario_is_told(text, arguments, told):
    ended = subprocess.run([executable(), *arguments], input=text, capture_output=True, timeout=60)
    assert ended.returncode == 2 and told in ended.stderr.decode()


def test_a_scenario_from_standard_input_is_checked():
    ended = subprocess.run([executable(), "scenario", "check", "-"], input=json.dumps(world()).encode(), capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, b"")
