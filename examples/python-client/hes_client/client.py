"""All parts of the client, put together."""

import threading

from hes_client.archives import Archives
from hes_client.calls import Calls
from hes_client.collecting import Collecting
from hes_client.dates import Calendar
from hes_client.deadline import Deadline
from hes_client.history import History
from hes_client.inbox import Inbox
from hes_client.plans import Plans
from hes_client.reading import Reading
from hes_client.relay import Relay
from hes_client.session import Session
from hes_client.store import Store
from hes_client.subscriber import Subscriber
from hes_client.transport import Transport


class HESClient:
    """Its parts may be used from many threads. Nothing is connected before it is needed."""

    def __init__(self, settings):
        self.settings = settings
        self.calendar = Calendar(settings.time_zone)
        self.store = Store()
        self._closing = threading.Event()
        self._transport = Transport(settings.base_url)
        self.session = Session(self._transport, settings)
        calls = Calls(self._transport, self.session)
        inbox = Inbox()
        self._subscriber = Subscriber(settings, inbox.hear)
        plans = Plans(calls, self._subscriber, inbox, settings)
        self.history = History(calls, self.calendar, settings)
        self.reading = Reading(plans, self.calendar, self.store, settings)
        self.collecting = Collecting(self.history, self.reading, self.calendar, self.store, settings)
        self.relay = Relay(plans, self.reading, settings)
        self.archives = Archives(plans)

    def deadline(self):
        """For one operation that begins now."""
        return Deadline(self.settings.operation_seconds, self._closing)

    def close(self):
        self._closing.set()
        self._subscriber.close()
        self._transport.close()
