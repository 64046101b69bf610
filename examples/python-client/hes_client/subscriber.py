"""The connection to the broker: stays up, comes back, and subscribes again when it does."""

import logging
import threading
from collections import OrderedDict
from contextlib import suppress

import paho.mqtt.client as mqtt

KEEP_ALIVE_SECONDS = 20
RECONNECT_SECONDS = (1, 30)
QOS = 1
MOST_FILTERS = 200
LONGEST_PAYLOAD = 16 * 1024 * 1024

log = logging.getLogger(__name__)


class Subscriber:
    """`hear(payload)` is called on the network's thread with each message; it must not block."""

    def __init__(self, settings, hear):
        self._place = settings.mqtt_host, settings.mqtt_port
        self._hear = hear
        self._changed = threading.Condition()
        self._filters = OrderedDict()  # filter → None (asked), True (granted), False (refused)
        self._pending = {}  # message id of a SUBSCRIBE → filter
        self._is_running = False
        client_id = settings.mqtt_client_id or ""
        self._client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not client_id, protocol=mqtt.MQTTv311
        )
        if settings.mqtt_username is not None:
            self._client.username_pw_set(settings.mqtt_username, settings.mqtt_password)
        self._client.reconnect_delay_set(*RECONNECT_SECONDS)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_subscribe = self._confirmed
        self._client.on_message = self._received

    def follow(self, topic_filter, deadline):
        """Subscribes and waits for the broker's word, on this connection or the next; whether it was a yes."""
        with self._changed:
            self._run()
            if topic_filter not in self._filters:
                self._drop_oldest()
                self._filters[topic_filter] = None
                self._ask(topic_filter)
            self._changed.wait_for(lambda: self._filters.get(topic_filter) is not None, deadline.seconds)
            return self._filters.get(topic_filter) is True

    def close(self):
        if self._is_running:
            self._client.disconnect()
            with suppress(AttributeError):  # A thread that ends meanwhile is None when loop_stop() joins it.
                self._client.loop_stop()

    def _run(self):
        if not self._is_running:
            self._is_running = True
            self._client.connect_async(*self._place, keepalive=KEEP_ALIVE_SECONDS)
            self._client.loop_start()

    def _ask(self, topic_filter):
        """With the lock held, so that the answer cannot come before its number is known."""
        if self._client.is_connected():
            result, number = self._client.subscribe(topic_filter, qos=QOS)
            if result == mqtt.MQTT_ERR_SUCCESS:
                self._pending[number] = topic_filter

    def _drop_oldest(self):
        """The first filter is the tenant's and stays; those of old plans go."""
        if len(self._filters) >= MOST_FILTERS:
            oldest = list(self._filters)[1]
            del self._filters[oldest]
            self._client.unsubscribe(oldest)

    def _connected(self, client, userdata, flags, reason, properties):
        with self._changed:
            if reason.is_failure:
                log.warning("the broker refuses the connection: %s", reason)
                return
            self._pending.clear()
            for topic_filter in self._filters:
                self._filters[topic_filter] = None
                self._ask(topic_filter)

    def _disconnected(self, client, userdata, flags, reason, properties):
        with self._changed:
            for topic_filter in self._filters:
                self._filters[topic_filter] = None
        log.info("disconnected from the broker: %s", reason)

    def _confirmed(self, client, userdata, number, reasons, properties):
        with self._changed:
            topic_filter = self._pending.pop(number, None)
            if topic_filter in self._filters:
                self._filters[topic_filter] = not any(reason.is_failure for reason in reasons)
                if not self._filters[topic_filter]:
                    log.warning("the broker refuses the subscription to %s", topic_filter)
            self._changed.notify_all()

    def _received(self, client, userdata, message):
        if len(message.payload) > LONGEST_PAYLOAD:
            log.warning("a message of %d bytes is left out", len(message.payload))
            return
        try:
            self._hear(message.payload)
        except Exception:  # no message may end the connection
            log.exception("a message could not be handled")
