"""Where the simulator is reached: hosts, public names, IPv6, and ports that cannot be had."""

import json
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from kit.broker import free_port, tool
from kit.http import Client
from kit.listener import listening
from kit.simulator import run_to_end, running
from kit.worlds import METERS, SMALL, credentials, world, write

KIT = Path(__file__).parents[1]

# What a client in another container does; run in a network namespace of its own.
COLLECTOR = f"""
import sys
sys.path.insert(0, {str(KIT)!r})
from types import SimpleNamespace
from kit.http import Client
from kit.listener import listening
from kit.worlds import METERS, credentials
http, mqtt = sys.argv[1:3]
with listening(mqtt) as listener:
    client = Client(SimpleNamespace(http=http), credentials())
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    print(listener.wait_for(plan).push["data"]["status"])
"""


@contextmanager
def other_container():
    """A network namespace that reaches this one at 198.51.100.1 alone (RFC 5737)."""
    name, here, there = "hes-sim-test", "hes-sim-a", "hes-sim-b"

    def ip(*arguments):
        return subprocess.run([tool("ip"), *arguments], check=True, capture_output=True)

    try:
        ip("netns", "add", name)
    except (AssertionError, subprocess.CalledProcessError, FileNotFoundError) as error:
        pytest.skip(f"no network namespaces here: {error}")
    try:
        ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        ip("addr", "add", "198.51.100.1/24", "dev", here)
        ip("link", "set", here, "up")
        ip("-n", name, "addr", "add", "198.51.100.2/24", "dev", there)
        for device in ("lo", there):
            ip("-n", name, "link", "set", device, "up")
        yield lambda *arguments: subprocess.run(
            [tool("ip"), "netns", "exec", name, *map(str, arguments)], capture_output=True, text=True, timeout=60
        )
    finally:
        subprocess.run([tool("ip"), "netns", "del", name], capture_output=True)


def test_a_client_in_another_container_gets_its_results(tmp_path):
    arguments = ("--scenario", write(world(), tmp_path), "--host", "0.0.0.0", "--public-host", "198.51.100.1")
    with other_container() as run, running(*arguments) as simulator:
        assert urlsplit(simulator.http).hostname == urlsplit(simulator.mqtt).hostname == "198.51.100.1"

        ended = run(sys.executable, "-c", COLLECTOR, simulator.http, simulator.mqtt)

        assert (ended.stdout.strip(), ended.returncode) == ("00", 0), ended.stderr


def test_the_host_is_that_of_mqtt_too_unless_it_has_its_own(tmp_path):
    with running("--host", "127.0.0.2") as simulator:
        assert urlsplit(simulator.mqtt).hostname == urlsplit(simulator.http).hostname == "127.0.0.2"
        with listening(simulator.mqtt):
            pass
        assert socket.socket().connect_ex(("127.0.0.1", urlsplit(simulator.mqtt).port)) != 0
    with running("--host", "127.0.0.2", "--mqtt-host", "127.0.0.3") as simulator:
        assert urlsplit(simulator.mqtt).hostname == "127.0.0.3"
        with listening(simulator.mqtt):
            pass


def test_every_address_of_the_machine_is_one_of_mqtt(tmp_path):
    with running("--host", "0.0.0.0") as simulator:
        assert urlsplit(simulator.http).hostname == urlsplit(simulator.mqtt).hostname == "0.0.0.0"
        for address in ("127.0.0.1", "127.0.0.9"):
            with listening(f"mqtt://{address}:{urlsplit(simulator.mqtt).port}"):
                pass
        assert "--public-host" in simulator.log


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_ipv6_is_understood_with_brackets_and_without(host):
    with running("--host", host, "--control-token", "sesame") as simulator:
        assert re.fullmatch(r"http://\[::1\]:\d+", simulator.http)
        assert re.fullmatch(r"mqtt://\[::1\]:\d+", simulator.mqtt)
        assert simulator.control == simulator.http + "/_sim"
        answer = requests.get(simulator.control + "/clock", headers={"Authorization": "Bearer sesame"})
        assert answer.status_code == 200
        with listening(simulator.mqtt):
            pass


def test_the_public_name_is_what_the_ready_line_and_new_worlds_tell():
    with running("--public-host", "localhost") as simulator:
        assert {urlsplit(simulator.ready[key]).hostname for key in ("http", "mqtt", "control")} == {"localhost"}
        new = requests.post(simulator.control + "/worlds", json=SMALL).json()
        assert (new["http"], new["mqtt"]) == (simulator.http, simulator.mqtt)
        with listening(new["mqtt"]):
            pass


def test_the_public_name_may_call_the_control_api():
    with running("--public-host", "head-end.example") as simulator:
        port = urlsplit(simulator.control).port
        answer = requests.get(f"http://127.0.0.1:{port}/_sim/clock", headers={"Host": f"head-end.example:{port}"})
        assert answer.status_code == 200
        stranger = requests.get(f"http://127.0.0.1:{port}/_sim/clock", headers={"Host": f"other.example:{port}"})
        assert stranger.status_code == 403


def test_a_control_api_without_a_token_is_not_told_by_the_public_name(tmp_path):
    with running("--host", "0.0.0.0", "--public-host", "198.51.100.1") as simulator:
        assert urlsplit(simulator.control).hostname == "127.0.0.1"


@pytest.mark.parametrize(
    "flags, named",
    [
        (("--mqtt-host", "198.51.100.77"), "--mqtt-host"),
        (("--mqtt-host", "no-such-host.invalid"), "--mqtt-host"),
        (("--host", "198.51.100.77"), "--host"),
        (("--mqtt-ws-port", "TAKEN"), "--mqtt-ws-port"),
        (("--mqtt-port", "TAKEN"), "--mqtt-port"),
    ],
)
def test_a_refusal_to_listen_is_exit_3_with_the_remedy(flags, named):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        mqtt = () if "--mqtt-port" in flags else ("--mqtt-port", 0)

        ended = run_to_end("serve", "--port", 0, *mqtt, *[port if flag == "TAKEN" else flag for flag in flags])

        assert (ended.returncode, ended.stdout) == (3, ""), ended.stderr
        assert named in ended.stderr
        assert "errno" not in ended.stderr and "descriptor" not in ended.stderr and "UnknownHost" not in ended.stderr
        reasons = ("Address already in use", "is taken by another process", "Cannot assign requested address", "is not known")
        assert any(reason in ended.stderr for reason in reasons)


@pytest.mark.parametrize(
    "flags, said",
    [
        (("--host", "127.0.0.1:8080"), "--host"),
        (("--public-host", "[::1"), "--public-host"),
        (("--mqtts-port", "0"), "--tls-cert"),
        (("--tls-ca", "ca.pem"), "--mqtts-port"),
        (("--broker", "mqtt://127.0.0.1:1", "--mqtt-ws-port", "0"), "--mqtt-port"),
    ],
)
def test_flags_that_cannot_be_meant_are_exit_2(flags, said):
    ended = run_to_end("serve", *flags)

    assert ended.returncode == 2, ended.stderr
    assert said in ended.stderr
