"""A paho-mqtt subscriber that keeps what it hears."""

import itertools
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

from kit.paho import stop
from kit.waiting import PATIENCE_SECONDS, eventually


@dataclass(frozen=True)
class Heard:
    """One message as it came in."""

    topic: str
    payload: bytes
    qos: int
    retained: bool
    at: float

    @property
    def push(self):
        return json.loads(self.payload)


class Listener:
    """Subscribes once; what comes after a reconnection comes because the broker kept the session."""

    def __init__(self, address, topic="#", qos=1, client_id="", login=None, authority=None):
        self.messages = []
        self._fences = itertools.count()
        self._arrived = threading.Condition()
        self._subscribed = threading.Event()
        self._topic, self._qos, self._has_asked = topic, qos, False
        self._client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not client_id
        )
        if login:
            self._client.username_pw_set(*login)
        if authority:
            self._client.tls_set(ca_certs=authority)
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._heard
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        place = urlsplit(address)
        self._client.connect(place.hostname, place.port, keepalive=60)
        self._client.loop_start()
        assert self._subscribed.wait(PATIENCE_SECONDS), "the broker did not confirm the subscription"

    def wait_for(self, plan_id, seconds=PATIENCE_SECONDS):
        """The first push of a plan."""

        def found():
            return next((m for m in self.messages if m.topic.endswith(plan_id)), None)

        with self._arrived:
            assert self._arrived.wait_for(found, seconds), f"no push for {plan_id} within {seconds} s"
            return found()

    def of(self, plan_id):
        return [message for message in list(self.messages) if message.topic.endswith(plan_id)]

    def wait_for_count(self, count, seconds=PATIENCE_SECONDS):
        eventually(lambda: len(self.messages) >= count, f"{count} messages", seconds)

    def settle(self, topic):
        """When this returns, everything has been heard that the broker had acknowledged before."""
        before = sum(message.topic == topic for message in self.messages)
        self._client.publish(topic, qos=1)
        eventually(lambda: sum(m.topic == topic for m in list(self.messages)) > before, "a message of its own")

    def fence(self):
        """Waits until all has come that the broker has already taken: a message of its own comes after it."""
        topic = f"fence/{next(self._fences)}"
        self._client.publish(topic, qos=1)
        self.wait_for(topic)
        with self._arrived:
            self.messages = [message for message in self.messages if message.topic != topic]

    def subscribe(self, topic):
        """One topic more."""
        self._subscribed.clear()
        self._client.subscribe(topic, qos=1)
        assert self._subscribed.wait(PATIENCE_SECONDS), "the broker did not confirm the subscription"

    def close(self):
        self._client.disconnect()
        stop(self._client)

    def _connected(self, client, userdata, flags, reason, properties):
        if not reason.is_failure and not self._has_asked:
            self._has_asked = True
            client.subscribe(self._topic, qos=self._qos)

    def _heard(self, client, userdata, message):
        heard = Heard(message.topic, message.payload, message.qos, message.retain, time.monotonic())
        with self._arrived:
            self.messages.append(heard)
            self._arrived.notify_all()


@contextmanager
def listening(address, **options):
    listener = Listener(address, **options)
    try:
        yield listener
    finally:
        listener.close()
