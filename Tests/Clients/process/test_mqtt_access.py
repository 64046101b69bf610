"""Who may do what on MQTT where scenarios say `"mqtt": {"auth": "tenant"}`, with paho-mqtt."""

import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
import requests

from kit.broker import own_broker
from kit.http import Client
from kit.paho import stop
from kit.simulator import running
from kit.waiting import PATIENCE_SECONDS, eventually
from kit.worlds import METERS, TENANT, credentials, world, write

OTHER, OPEN = "4712", "4713"
USER = "demo"
PASSWORDS = {TENANT: "demo-password", OTHER: "another-password"}


def tenant_world(code, auth="tenant"):
    """A world with METERS; the tenants' users have the same names."""
    document = world("manual", tenantCode=code)
    document["mqtt"] = {"auth": auth}
    if code in PASSWORDS:
        document["tenants"][0]["users"][0]["password"] = PASSWORDS[code]
    return document


@contextmanager
def worlds(directory, *documents, broker=("--mqtt-port", 0)):
    paths = [write(document, directory, f"{index}.json") for index, document in enumerate(documents)]
    with running(*(word for path in paths for word in ("--scenario", path)), broker=broker) as simulator:
        yield simulator


@pytest.fixture(params=["managed", "foreign"])
def two(request, tmp_path):
    """Two tenants in one process, before both kinds of broker."""
    documents = tenant_world(TENANT), tenant_world(OTHER)
    if request.param == "managed":
        with worlds(tmp_path, *documents) as simulator:
            yield simulator
        return
    with own_broker(tmp_path) as broker:
        with worlds(tmp_path, *documents, broker=("--broker", broker.address, "--mqtt-port", 0)) as simulator:
            yield simulator


class Session:
    """A paho client that is told everything and tries once."""

    def __init__(self, simulator, username=None, password=None, protocol=mqtt.MQTTv311):
        self.messages, self.published, self.losses = [], [], 0
        self.code = None
        self._granted = {}
        self._arrived = threading.Condition()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=protocol, reconnect_on_failure=False)
        if username:
            self._client.username_pw_set(username, password)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._lost
        self._client.on_message = lambda _, __, message: self.messages.append((message.topic, message.payload))
        self._client.on_subscribe = self._subscribed
        self._client.on_publish = lambda _, __, number, *___: self.published.append(number)
        place = urlsplit(simulator.mqtt)
        self._client.connect(place.hostname, place.port)
        self._client.loop_start()
        eventually(lambda: self.code is not None, "the CONNACK")

    def _connected(self, _, __, ___, reason, ____):
        self.code = reason.value

    def _lost(self, *_):
        self.losses += 1

    def _subscribed(self, _, __, number, reasons, ___):
        with self._arrived:
            self._granted[number] = [reason.value for reason in reasons]
            self._arrived.notify_all()

    def subscribe(self, *filters):
        """What the SUBACK says of each."""
        _, number = self._client.subscribe([(name, 1) for name in filters])
        with self._arrived:
            assert self._arrived.wait_for(lambda: number in self._granted, PATIENCE_SECONDS), "no SUBACK"
            return self._granted[number]

    def publish(self, topic, payload, qos=1):
        return self._client.publish(topic, payload, qos=qos).mid

    def close(self):
        self._client.disconnect()
        stop(self._client)


@pytest.fixture
def connect():
    opened = []

    def make(*arguments, **options):
        opened.append(Session(*arguments, **options))
        return opened[-1]

    yield make
    for session in opened:
        session.close()


def login(tenant):
    return {**credentials(tenant=tenant), "password": PASSWORDS.get(tenant, "demo-password")}


def read(simulator, tenant):
    """A push to the tenant; its topic."""
    return read_as(simulator, tenant, login(tenant)["password"])


def topics(session):
    return [topic for topic, _ in session.messages]


@pytest.mark.parametrize("protocol, wrong, nobody", [(mqtt.MQTTv311, 134, 135), (mqtt.MQTTv5, 134, 135)])
def test_only_a_tenants_user_is_let_in(two, connect, protocol, wrong, nobody):
    for password in PASSWORDS.values():
        assert connect(two, USER, password, protocol=protocol).code == 0
    assert connect(two, USER, "no-password", protocol=protocol).code == wrong
    assert connect(two, "stranger", PASSWORDS[TENANT], protocol=protocol).code == wrong
    assert connect(two, protocol=protocol).code == nobody


def test_a_tenant_hears_its_own_pushes_and_no_others(two, connect):
    mine, theirs = connect(two, USER, PASSWORDS[TENANT]), connect(two, USER, PASSWORDS[OTHER])
    assert mine.subscribe(f"/{TENANT}/#") == [1]
    assert theirs.subscribe(f"/{OTHER}/#") == [1]

    their_topic, my_topic = read(two, OTHER), read(two, TENANT)

    eventually(lambda: my_topic in topics(mine) and their_topic in topics(theirs), "both pushes")
    assert topics(mine) == [my_topic]
    assert topics(theirs) == [their_topic]


@pytest.mark.parametrize("protocol, no", [(mqtt.MQTTv311, 128), (mqtt.MQTTv5, 135)])
def test_what_could_match_another_tenants_topics_is_denied(two, connect, protocol, no):
    session = connect(two, USER, PASSWORDS[TENANT], protocol=protocol)

    for name in ["#", f"/{OTHER}/#", "/+/+", "+/#", f"/{OTHER}", "$SYS/#", f"$share/g//{OTHER}/#", f"/{TENANT}0/#"]:
        assert session.subscribe(name) == [no], name
    assert session.subscribe("#", f"/{TENANT}/#", "/+/+") == [no, 1, no]

    theirs, mine = read(two, OTHER), read(two, TENANT)
    eventually(lambda: mine in topics(session), "its own push")
    assert theirs not in topics(session)
    assert session.losses == 0


def test_the_journal_tells_what_was_denied(two, connect):
    mine = connect(two, USER, PASSWORDS[TENANT])
    assert mine.subscribe(f"/{TENANT}/#", f"/{OTHER}/#") == [1, 128]
    assert mine.subscribe("/9999/#") == [128]

    def subscriptions():
        entries = requests.get(f"{two.control}/journal?kind=client&tenant={TENANT}", timeout=20).json()["entries"]
        return [(entry.get("topics"), entry.get("denied")) for entry in entries if entry["event"] == "subscribe"]

    expected = [([f"/{TENANT}/#"], [f"/{OTHER}/#"]), (None, ["/9999/#"])]
    eventually(lambda: subscriptions() == expected, "two subscriptions")


@pytest.mark.parametrize("protocol", [mqtt.MQTTv311, mqtt.MQTTv5])
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_nobody_publishes_into_anothers_topics(two, connect, protocol, qos):
    witness = connect(two, USER, PASSWORDS[OTHER])
    assert witness.subscribe(f"/{OTHER}/#") == [1]
    intruder = connect(two, USER, PASSWORDS[TENANT], protocol=protocol)
    own = connect(two, USER, PASSWORDS[OTHER], protocol=protocol)

    intruder.publish(f"/{OTHER}/forged", b"forged", qos=qos)
    eventually(lambda: intruder.losses == 1, "the intruder's end")
    number = own.publish(f"/{OTHER}/own", b"own", qos=qos)

    eventually(lambda: witness.messages, "its own message")
    eventually(lambda: number in own.published, "its acknowledgement")
    assert witness.messages == [(f"/{OTHER}/own", b"own")]


def test_the_journal_of_a_tenant_has_its_own_clients(two, connect):
    session = connect(two, USER, PASSWORDS[TENANT])
    assert session.subscribe(f"/{TENANT}/#") == [1]

    def events(tenant):
        url = f"{two.control}/journal?tenant={tenant}&kind=client"
        client = Client(two, login(tenant))
        entries = client.session.get(url).json()["entries"]
        client.close()
        return [entry["event"] for entry in entries]

    eventually(lambda: events(TENANT) == ["connect", "subscribe"], "the journal")
    assert events(OTHER) == []


def test_beside_a_tenants_world_anonymous_clients_have_the_anonymous_one(tmp_path, connect):
    with worlds(tmp_path, tenant_world(TENANT), tenant_world(OPEN, "anonymous")) as simulator:
        anonymous = connect(simulator)
        assert anonymous.code == 0
        assert anonymous.subscribe(f"/{OPEN}/#", f"/{TENANT}/#", "#") == [1, 128, 128]
        tenant = connect(simulator, USER, PASSWORDS[TENANT])
        assert tenant.subscribe(f"/{TENANT}/#") == [1]

        closed, open_ = read(simulator, TENANT), read(simulator, OPEN)

        eventually(lambda: open_ in topics(anonymous) and closed in topics(tenant), "both pushes")
        assert topics(anonymous) == [open_]


def test_a_broker_that_clients_reach_themselves_is_warned_about(tmp_path):
    with own_broker(tmp_path) as broker:
        with worlds(tmp_path, tenant_world(TENANT), broker=("--broker", broker.address)) as simulator:
            assert "mqtt.auth" in simulator.log
        with worlds(tmp_path, tenant_world(TENANT, "anonymous"), broker=("--broker", broker.address)) as simulator:
            assert "mqtt.auth" not in simulator.log


@pytest.mark.parametrize("protocol", [mqtt.MQTTv311, mqtt.MQTTv5])
def test_a_session_that_began_when_all_worlds_were_open_has_nothing_of_a_later_tenants(tmp_path, connect, protocol):
    with worlds(tmp_path, tenant_world(OPEN, "anonymous")) as simulator:
        early = connect(simulator, protocol=protocol)
        assert early.subscribe("#") == [1]
        will = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=protocol, reconnect_on_failure=False)
        will.will_set(f"/{TENANT}/forged-will", b"forged", qos=1)
        will.connect(urlsplit(simulator.mqtt).hostname, urlsplit(simulator.mqtt).port)
        will.loop_start()
        eventually(will.is_connected, "the session with a will")
        requests.post(f"{simulator.control}/worlds", json=tenant_world(TENANT)).raise_for_status()
        tenant = connect(simulator, USER, PASSWORDS[TENANT])
        assert tenant.subscribe(f"/{TENANT}/#") == [1]
        eventually(lambda: not will.is_connected(), "the end of the session whose will is denied now")
        stop(will)

        closed, open_ = read(simulator, TENANT), read(simulator, OPEN)
        eventually(lambda: open_ in topics(early) and closed in topics(tenant), "both pushes")
        assert topics(early) == [open_]

        early.publish(f"/{TENANT}/forged", b"forged")
        eventually(lambda: early.losses == 1, "the forger's end")
        last = read(simulator, TENANT)
        eventually(lambda: last in topics(tenant), "another push")
        assert topics(tenant) == [closed, last]


@pytest.mark.parametrize("code", ["$SYS", "..", ".", "a/b", "+", "#", "a\n", "\u0000", "x" * 65])
def test_a_code_that_mqtt_or_a_path_cannot_carry_is_refused(tmp_path, code):
    with worlds(tmp_path, tenant_world(OPEN, "anonymous")) as simulator:
        document = world("manual", tenantCode=code)
        answer = requests.post(f"{simulator.control}/worlds", json=document)
        assert answer.status_code == 400
        error = answer.json()["error"]
        assert error["pointer"] == "/tenants/0/tenantCode"
        assert "letters and digits" in error["hint"]


BROKER_USERS = [{"username": "mq", "password": "mq-own-password"}, {"username": "one", "password": "one-password", "tenantCode": OTHER}]


def test_logins_of_the_broker_that_are_not_the_calls(tmp_path, connect):
    """`mqtt.users` in place of the users of calls; a login may be for one tenant of the file."""
    document = tenant_world(TENANT)
    document["mqtt"] = {"users": BROKER_USERS}
    document["tenants"].append({**document["tenants"][0], "tenantCode": OTHER})
    with worlds(tmp_path, document) as simulator:
        assert connect(simulator, USER, PASSWORDS[TENANT]).code == 134
        assert connect(simulator, "mq", "another").code == 134
        assert connect(simulator).code == 135
        both, one = connect(simulator, "mq", "mq-own-password"), connect(simulator, "one", "one-password")
        assert (both.code, one.code) == (0, 0)
        assert both.subscribe(f"/{TENANT}/#", f"/{OTHER}/#", "#") == [1, 1, 128]
        assert one.subscribe(f"/{TENANT}/#", f"/{OTHER}/#") == [128, 1]

        client = Client(simulator, credentials(tenant=TENANT))
        assert client.send("getToken", {**credentials(tenant=TENANT), "username": "mq", "password": "mq-own-password"})["code"] == 500
        client.close()
        mine = read_as(simulator, TENANT, PASSWORDS[TENANT])
        theirs = read_as(simulator, OTHER, PASSWORDS[TENANT])
        eventually(lambda: {mine, theirs} <= set(topics(both)) and theirs in topics(one), "the pushes")
        assert topics(one) == [theirs]
        assert "mq-own-password" not in simulator.log


def read_as(simulator, tenant, password):
    client = Client(simulator, {**credentials(tenant=tenant), "password": password})
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    client.session.post(f"{simulator.control}/clock?tenant={tenant}", json={"advance": "1m"}).raise_for_status()
    client.close()
    return f"/{tenant}/{plan}"
