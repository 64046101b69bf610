"""MQTT over TLS and over WebSockets, as clients of other hands speak it."""

import base64
import os
import shutil
import socket
import ssl
import subprocess
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
import requests

from kit.broker import tool
from kit.certificates import authority, signed
from kit.http import Client
from kit.paho import stop
from kit.simulator import run_to_end, running
from kit.waiting import PATIENCE_SECONDS, eventually
from kit.worlds import METERS, TENANT, credentials, world, write


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    directory = tmp_path_factory.mktemp("pki")
    root, strange = authority(directory), authority(directory, "stranger")
    return SimpleNamespace(
        root=root,
        server=signed(directory, "server", root),
        client=signed(directory, "client", root),
        stranger=signed(directory, "strange-client", strange),
    )


@contextmanager
def opened(directory, pki, *arguments, document=None):
    flags = ["--tls-cert", pki.server.certificate, "--tls-key", pki.server.key, "--mqtts-port", 0, "--mqtt-ws-port", 0]
    with running("--scenario", write(document or world(), directory), *flags, *arguments) as simulator:
        yield simulator


def port(simulator, key):
    return urlsplit(simulator.ready[key]).port


class Subscriber:
    """A paho client over any transport."""

    def __init__(self, port, transport="tcp", tls=None, client_id="", login=None, topic="#"):
        self.messages, self.codes, self.losses, self.is_subscribed = [], [], 0, False
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, transport=transport)
        if tls:
            self.client.tls_set(**tls)
        if login:
            self.client.username_pw_set(*login)
        self.client.on_connect = lambda client, _, __, code, ___: (self.codes.append(code.value), client.subscribe(topic, 1))
        self.client.on_subscribe = lambda *_: setattr(self, "is_subscribed", True)
        self.client.on_message = lambda _, __, message: self.messages.append(message)
        self.client.on_disconnect = lambda *_: setattr(self, "losses", self.losses + 1)
        self.client.reconnect_delay_set(min_delay=1, max_delay=1)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def heard(self, plan):
        return [message for message in self.messages if message.topic.endswith(plan)]

    def end(self):
        self.client.disconnect()
        stop(self.client)


@contextmanager
def subscribed(*arguments, **more):
    subscriber = Subscriber(*arguments, **more)
    try:
        eventually(lambda: subscriber.is_subscribed, "the subscription")
        yield subscriber
    finally:
        subscriber.end()


def logged_in(simulator, pki):
    client = Client(simulator, credentials())
    # Else the environment's certificates come before those of the session.
    client.session.trust_env = False
    client.session.verify = pki.root.certificate
    return client


def read_one(simulator, pki):
    return logged_in(simulator, pki).succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]


def control(simulator, pki, path):
    return requests.get(f"{simulator.control}/{path}", verify=pki.root.certificate).json()


def ways(pki):
    trusts = {"ca_certs": pki.root.certificate}
    return {
        "mqtt": ("mqtt", "tcp", None),
        "mqtts": ("mqtts", "tcp", trusts),
        "ws": ("mqttWs", "websockets", None),
        "wss": ("mqttWs", "websockets", trusts),
    }


@pytest.mark.parametrize("way", ["mqtt", "mqtts", "ws", "wss"])
def test_paho_hears_pushes_over_every_transport(tmp_path, pki, way):
    key, transport, tls = ways(pki)[way]
    with opened(tmp_path, pki) as simulator:
        assert list(simulator.ready)[2:5] == ["mqtt", "mqtts", "mqttWs"]
        assert simulator.ready["mqtts"].startswith("mqtts://127.0.0.1:")
        assert simulator.ready["mqttWs"].startswith("ws://127.0.0.1:")
        with subscribed(port(simulator, key), transport, tls, client_id="watcher") as subscriber:
            plan = read_one(simulator, pki)
            eventually(lambda: subscriber.heard(plan), "the push")

            kinds = [e["event"] for e in control(simulator, pki, "journal?kind=client")["entries"] if e["clientId"] == "watcher"]
            assert kinds == ["connect", "subscribe"]
        eventually(
            lambda: "disconnect" in [e["event"] for e in control(simulator, pki, "journal?kind=client")["entries"]],
            "the end of the session in the journal",
        )


def test_a_large_message_passes_in_both_directions_over_websockets(tmp_path, pki):
    payload = os.urandom(300_000)
    with opened(tmp_path, pki) as simulator:
        with subscribed(port(simulator, "mqttWs"), "websockets", topic="/noise/#") as subscriber:
            subscriber.client.publish("/noise/large", payload, qos=1).wait_for_publish(PATIENCE_SECONDS)
            eventually(lambda: subscriber.messages, "the message")
            assert subscriber.messages[0].payload == payload


def mosquitto_sub(simulator, *arguments, seconds=10):
    return subprocess.run(
        [tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", str(port(simulator, "mqtts")), "-t", "#", *map(str, arguments)],
        capture_output=True, text=True, timeout=seconds + 20,
    )


def test_mosquitto_sub_over_tls_without_and_with_a_client_certificate(tmp_path, pki):
    trust = ("--cafile", pki.root.certificate)
    with opened(tmp_path, pki) as simulator:
        assert mosquitto_sub(simulator, *trust, "-E").returncode == 0
        assert mosquitto_sub(simulator, "-E").returncode != 0, "it does not speak TLS"
    with opened(tmp_path, pki, "--tls-ca", pki.root.certificate) as simulator:
        own = ("--cert", pki.client.certificate, "--key", pki.client.key)
        foreign = ("--cert", pki.stranger.certificate, "--key", pki.stranger.key)
        assert mosquitto_sub(simulator, *trust, *own, "-E").returncode == 0
        # With TLS 1.3 a client learns of the refusal with its first read, and mosquitto_sub tries again.
        for refused in ((), foreign):
            assert not eventually_subscribes(simulator, *trust, *refused)


def eventually_subscribes(simulator, *arguments):
    ended = mosquitto_sub(simulator, *arguments, "-E", "-W", "3")
    return ended.returncode == 0


MQTT_JS = """
const mqtt = require("mqtt");
const client = mqtt.connect(process.argv[1], { rejectUnauthorized: false });
client.on("connect", () => client.subscribe("#", { qos: 1 }, () => console.log("subscribed")));
client.on("message", (topic) => { console.log(topic); client.end(false, () => process.exit(0)); });
client.on("error", (error) => { console.log(String(error)); process.exit(1); });
"""


def test_mqtt_js_hears_pushes_over_websockets(tmp_path, pki):
    node = shutil.which("node")
    if not node or subprocess.run([node, "-e", "require('mqtt')"], capture_output=True).returncode:
        pytest.skip("MQTT.js is not installed: Debian's node-mqtt, or NODE_PATH to one")
    with opened(tmp_path, pki) as simulator:
        process = subprocess.Popen([node, "-e", MQTT_JS, simulator.ready["mqttWs"]], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline().strip() == "subscribed"
            plan = read_one(simulator, pki)
            assert process.stdout.readline().strip().endswith(plan)
            assert process.wait(PATIENCE_SECONDS) == 0
        finally:
            process.kill()


def test_faults_of_the_broker_reach_every_door(tmp_path, pki):
    cut = {"id": "cut", "match": {"endpoint": "readArchive"}, "effect": {"type": "brokerCut"}}
    down = {"id": "down", "match": {"endpoint": "relay"}, "effect": {"type": "brokerDown", "for": "1h"}}
    with opened(tmp_path, pki, document=world("manual", faults=[cut, down])) as simulator:
        client = logged_in(simulator, pki)
        doors = [ways(pki)[way] for way in ("mqtt", "mqtts", "ws", "wss")]
        subscribers = [Subscriber(port(simulator, key), transport, tls) for key, transport, tls in doors]
        try:
            eventually(lambda: all(s.is_subscribed for s in subscribers), "the subscriptions")
            client.succeed("readArchive", dcuNo="2211000051")
            eventually(lambda: all(s.losses == 1 for s in subscribers), "the end of all connections")
            eventually(lambda: all(len(s.codes) == 2 for s in subscribers), "all connections again")
            client.succeed("relay", devList=METERS[0], controlMode=1)
            eventually(lambda: all(s.losses == 2 for s in subscribers), "the end of all connections")
            for key in ("mqtt", "mqtts", "mqttWs"):
                eventually(lambda: socket.socket().connect_ex(("127.0.0.1", port(simulator, key))) != 0, "a closed port")
            client.clock(advance="2h")
            eventually(lambda: all(len(s.codes) == 3 for s in subscribers), "all connections again")
        finally:
            for subscriber in subscribers:
                subscriber.end()


def test_logins_are_asked_for_at_every_door(tmp_path, pki):
    with opened(tmp_path, pki, document={**world(), "mqtt": {"auth": "tenant"}}) as simulator:
        for key, transport, tls in [ways(pki)[way] for way in ("mqtts", "ws")]:
            stranger = Subscriber(port(simulator, key), transport, tls, login=("demo", "wrong"))
            eventually(lambda: stranger.codes, "an answer")
            stranger.end()
            assert stranger.codes[0] in (134, 135) and not stranger.is_subscribed
            with subscribed(
                port(simulator, key), transport, tls, login=("demo", "demo-password"), topic=f"/{TENANT}/#"
            ) as subscriber:
                plan = read_one(simulator, pki)
                eventually(lambda: subscriber.heard(plan), "the push")


def exchange(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as client:
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
        return answer


UPGRADE = (
    b"GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + base64.b64encode(b"0123456789abcdef") + b"\r\n"
)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        UPGRADE + b"\r\n",
        UPGRADE + b"Sec-WebSocket-Protocol: chat\r\n\r\n",
        UPGRADE.replace(b"13", b"8") + b"Sec-WebSocket-Protocol: mqtt\r\n\r\n",
    ],
    ids=["no upgrade", "no subprotocol", "another subprotocol", "an old version"],
)
def test_a_request_that_is_no_mqtt_over_websockets_is_told_so(request_bytes):
    with running("--mqtt-ws-port", 0) as simulator:
        answer = exchange(port(simulator, "mqttWs"), request_bytes)

        assert answer.startswith(b"HTTP/1.1 426 "), answer
        assert b'the subprotocol "mqtt"' in answer


def test_text_ends_the_connection_and_what_is_no_http_too():
    with running("--mqtt-ws-port", 0) as simulator:
        text = b"\x81\x82\x00\x00\x00\x00hi"
        answer = exchange(port(simulator, "mqttWs"), UPGRADE + b"Sec-WebSocket-Protocol: mqtt\r\n\r\n" + text)
        head, _, frames = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ") and b"sec-websocket-protocol: mqtt" in head.lower()
        assert frames == b"\x88\x02\x03\xeb"
        exchange(port(simulator, "mqttWs"), b"\x00\x01\x02\r\n\r\n")


def test_a_certificate_that_cannot_be_read_is_exit_2(tmp_path, pki):
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate\n")
    flags = ("--tls-cert", pki.server.certificate, "--tls-key", pki.server.key, "--mqtts-port", 0, "--tls-ca", broken)

    ended = run_to_end("serve", "--port", 0, "--mqtt-port", 0, *flags)

    assert ended.returncode == 2, ended.stderr
    assert "--tls-ca" in ended.stderr
    assert f"'{broken}' cannot be used: it has no certificate in PEM" in ended.stderr


@pytest.mark.parametrize("missing", ["--tls-cert", "--tls-key"])
def test_a_certificate_or_key_that_is_not_there_is_named(pki, missing):
    files = {"--tls-cert": pki.server.certificate, "--tls-key": pki.server.key, missing: "/nowhere.pem"}

    ended = run_to_end("serve", "--port", 0, "--mqtt-port", 0, *(word for pair in files.items() for word in pair))

    assert ended.returncode == 2, ended.stderr
    assert "'/nowhere.pem' cannot be used: No such file or directory" in ended.stderr
