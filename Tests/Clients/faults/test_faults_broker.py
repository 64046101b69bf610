"""Broker faults on real connections: of the managed broker, and of any other through the simulator's listener."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest

from kit.broker import listens, own_broker
from kit.control import Control
from kit.http import Client
from kit.listener import listening
from kit.paho import stop
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, SMALL, TENANT, credentials, world, write


def rules(*rules):
    return world("manual", faults=list(rules))


def timed(effect, **more):
    return {"id": "the-fault", "when": {"from": "+10m"}, "effect": {"type": effect, **more}}


@pytest.fixture(params=["managed", "foreign"])
def open_bench(request, tmp_path):
    """A function that opens a simulator on a scenario, with its own broker or another one."""

    def open_with(document):
        path = write(document, tmp_path)
        if request.param == "managed":
            return running("--scenario", path)
        broker = request.getfixturevalue("foreign_broker")
        return running("--scenario", path, "--mqtt-port", 0, broker=("--broker", broker.address))

    return open_with


@pytest.fixture
def foreign_broker(tmp_path):
    with own_broker(tmp_path) as broker:
        yield broker


class Subscriber:
    """A persistent paho client that notes when its connection comes and goes."""

    def __init__(self, address, client_id):
        self.codes, self.losses, self.payloads = [], 0, []
        self._client = self._make(client_id)
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.on_connect = self._connected
        self._client.on_connect_fail = lambda *_: None
        self._client.on_disconnect = self._lost
        self._client.on_message = lambda _, __, message: self.payloads.append(message.payload)
        place = urlsplit(address)
        self._client.connect_async(place.hostname, place.port, keepalive=60)
        self._client.loop_start()

    def _make(self, client_id):
        return mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)

    def _connected(self, client, _, flags, reason, __):
        self.codes.append(reason.value)
        if not reason.is_failure and not flags.session_present:
            client.subscribe("#", qos=1)

    def _lost(self, *_):
        self.losses += 1

    @property
    def is_connected(self):
        return self._client.is_connected()

    def close(self):
        stop(self._client)
        self._client.disconnect()


@pytest.fixture
def subscribe():
    opened = []

    def make(simulator, client_id):
        subscriber = Subscriber(simulator.mqtt, client_id)
        opened.append(subscriber)
        eventually(lambda: has_subscribed(simulator, client_id), "the subscription")
        return subscriber

    yield make
    for subscriber in opened:
        subscriber.close()


def journal(simulator, kind):
    client = Client(simulator, credentials())
    entries = client.session.get(simulator.control + "/journal", params={"kind": kind}).json()["entries"]
    client.close()
    return entries


def has_subscribed(simulator, client_id):
    return any(e["event"] == "subscribe" and e["clientId"] == client_id for e in journal(simulator, "client"))


def read(client):
    return client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"].encode()


def test_cut_closes_the_subscribers_connections_and_nothing_else(open_bench, subscribe):
    with open_bench(rules(timed("brokerCut"))) as simulator:
        client, one, other = Client(simulator, credentials()), subscribe(simulator, "one"), subscribe(simulator, "other")
        client.clock(advance="9m")
        assert (one.losses, other.losses) == (0, 0)

        client.clock(advance="1m")
        eventually(lambda: (one.losses, other.losses) == (1, 1), "both connections' end")
        eventually(lambda: one.is_connected and other.is_connected, "their return")
        plan = read(client)
        client.clock(advance="1s")

        eventually(lambda: any(plan in payload for payload in one.payloads), "the push after the cut")
        reasons = [entry["reason"] for entry in journal(simulator, "client") if entry["event"] == "disconnect"]
        assert reasons == ["cut", "cut"]
        assert [entry["rule"] for entry in journal(simulator, "fault")] == ["the-fault"]


def test_cut_can_mean_one_client(open_bench, subscribe):
    with open_bench(rules(timed("brokerCut", client="one"))) as simulator:
        client, one, other = Client(simulator, credentials()), subscribe(simulator, "one"), subscribe(simulator, "other")
        client.clock(advance="11m")

        eventually(lambda: one.losses == 1, "the connection's end")
        eventually(lambda: one.is_connected, "its return")
        plan = read(client)
        client.clock(advance="1s")
        eventually(lambda: any(plan in payload for payload in other.payloads), "the push to the other")
        assert other.losses == 0


def test_a_cut_can_follow_a_call(open_bench, subscribe):
    rule = {"id": "x", "match": {"endpoint": "readSingle"}, "when": {"times": 1}, "effect": {"type": "brokerCut"}}
    with open_bench(rules(rule)) as simulator:
        client, one = Client(simulator, credentials()), subscribe(simulator, "one")
        client.clock(advance="1h")
        assert one.losses == 0

        plan = read(client)
        eventually(lambda: one.losses == 1, "the connection's end")
        eventually(lambda: one.is_connected, "its return")
        client.clock(advance="1s")
        eventually(lambda: any(plan in payload for payload in one.payloads), "the push after the cut")


def test_down_refuses_connections_and_keeps_pushes_until_it_is_up(open_bench, subscribe):
    with open_bench(rules(timed("brokerDown", **{"for": "5m"}))) as simulator:
        client, one = Client(simulator, credentials()), subscribe(simulator, "one")
        port = urlsplit(simulator.mqtt).port
        client.clock(advance="10m")
        eventually(lambda: one.losses == 1 and not listens(port), "the broker's end")

        plan = read(client)
        report = client.clock(advance="4m")
        assert not any(plan in payload for payload in one.payloads)
        assert "push" in [entry["kind"] for entry in report["fired"]]
        assert not journal(simulator, "puback")

        client.clock(advance="1m")
        eventually(lambda: any(plan in payload for payload in one.payloads), "the push after the return")
        assert [entry["what"] for entry in journal(simulator, "broker")] == ["down begins", "down ends"]
        assert len(journal(simulator, "puback")) == 1


def test_down_of_one_of_two_worlds_keeps_its_clients_away_and_no_others(tmp_path):
    path = write(rules(timed("brokerDown", **{"for": "5m"})), tmp_path)
    with running("--scenario", path) as simulator, ExitStack() as ends:
        down, client = Control(simulator, TENANT), Client(simulator, credentials())
        well, other = Control(simulator).new_world(SMALL)
        place = urlsplit(simulator.mqtt)

        def subscriber(client_id, topic, login=None, is_clean=False):
            one = TopicSubscriber(simulator.mqtt, client_id, topic, login, is_clean)
            ends.callback(one.close)
            return one

        login = (well.made["username"], well.made["password"])
        ours, theirs = subscriber("ours", f"/{TENANT}/#"), subscriber("theirs", f"/{well.tenant}/#", login)
        eventually(lambda: ours.is_subscribed and theirs.is_subscribed, "the subscriptions")
        down.advance("10m")
        eventually(lambda: ours.losses >= 2, "the end of its connection and of an attempt to come back")
        newcomer = subscriber("newcomer", f"/{TENANT}/#", is_clean=True)
        eventually(lambda: newcomer.losses >= 2, "the end of a new client's connection, twice")
        by_login = subscriber("by-login", "#", (credentials()["username"], credentials()["password"]))
        eventually(lambda: by_login.losses + by_login.failures >= 2, "the end of a client with a login of the world")
        assert ours.codes == [0] and by_login.codes == [] and not newcomer.is_subscribed
        assert listens(place.port) and theirs.losses == 0

        plan, foreign = read(client), read_in(other)
        down.advance("4m")
        well.advance("4m")
        eventually(lambda: any(foreign in payload for payload in theirs.payloads), "the other world's push")
        assert not any(plan in payload for payload in ours.payloads) and not down.journal(kind="puback")

        down.advance("1m")
        eventually(lambda: any(plan in payload for payload in ours.payloads), "the push after the return")
        eventually(lambda: newcomer.is_subscribed and by_login.is_subscribed, "the others' return")
        assert theirs.losses == 0
        assert [entry["what"] for entry in down.journal(kind="broker")] == ["down begins", "down ends"]
        assert well.journal(kind="broker") == []
        ends = [(e["clientId"], e["reason"]) for e in down.journal(kind="client") if e["event"] == "disconnect"]
        assert set(ends) == {("ours", "cut"), ("ours", "refused"), ("newcomer", "cut"), ("by-login", "refused")}
        assert all(e["clientId"] in ("theirs", "newcomer") for e in well.journal(kind="client"))
        other.close()
        client.close()


class TopicSubscriber(Subscriber):
    """Of one topic, anew with each connection that goes on with no session."""

    def __init__(self, address, client_id, topic, login=None, is_clean=False):
        self.failures, self.is_subscribed, self._topic = 0, False, topic
        self._login, self._is_clean = login, is_clean
        super().__init__(address, client_id)

    def _make(self, client_id):
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=self._is_clean)
        if self._login:
            client.username_pw_set(*self._login)
        client.on_subscribe = lambda *_: setattr(self, "is_subscribed", True)
        return client

    def _connected(self, client, _, flags, reason, __):
        self.codes.append(reason.value)
        if not reason.is_failure and not flags.session_present:
            client.subscribe(self._topic, qos=1)


def read_in(client):
    return client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"].encode()


def test_stall_holds_connections_open_without_a_byte(open_bench, subscribe):
    with open_bench(rules(timed("brokerStall", **{"for": "5m"}))) as simulator:
        client, one = Client(simulator, credentials()), subscribe(simulator, "one")
        client.clock(advance="10m")
        place = urlsplit(simulator.mqtt)
        with socket.create_connection((place.hostname, place.port)) as newcomer:
            newcomer.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00")
            newcomer.settimeout(0.3)
            plan = read(client)
            client.clock(advance="4m")
            with pytest.raises(TimeoutError):
                newcomer.recv(1)
            assert one.losses == 0
            assert not any(plan in payload for payload in one.payloads)

            client.clock(advance="1m")
            newcomer.settimeout(10)
            assert newcomer.recv(4) == b"\x20\x02\x00\x00"
        eventually(lambda: any(plan in payload for payload in one.payloads), "what was held")
        assert one.losses == 0


def test_refuse_answers_new_connections_with_the_code(open_bench, subscribe):
    with open_bench(rules(timed("brokerRefuse", **{"for": "5m", "code": 5}))) as simulator:
        client, one = Client(simulator, credentials()), subscribe(simulator, "one")
        client.clock(advance="10m")
        place = urlsplit(simulator.mqtt)

        def connack():
            with socket.create_connection((place.hostname, place.port)) as newcomer:
                newcomer.settimeout(10)
                newcomer.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00")
                return newcomer.recv(4)

        assert connack() == b"\x20\x02\x00\x05"
        plan = read(client)
        client.clock(advance="1s")
        eventually(lambda: any(plan in payload for payload in one.payloads), "the push to the old session")
        client.clock(advance="5m")
        assert connack() == b"\x20\x02\x00\x00"


def test_without_a_listener_a_broker_fault_is_told_in_the_log(tmp_path, foreign_broker):
    path = write(rules(timed("brokerCut")), tmp_path)
    with running("--scenario", path, broker=("--broker", foreign_broker.address)) as simulator:
        assert simulator.mqtt == foreign_broker.address
        with listening(simulator.mqtt):
            client = Client(simulator, credentials())
            client.clock(advance="11m")
            assert "--mqtt-port" in simulator.log
            assert [entry["what"] for entry in journal(simulator, "broker")] == ["connections cut"]
