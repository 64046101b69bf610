"""Pushes, matched to plans by the `planId` inside (§3.2)."""

import json
import logging
import threading
from collections import OrderedDict

# Pushes may come before the answer that names their plan: they are kept, but not without end.
MOST_EARLY, LARGEST_EARLY = 5_000, 32 * 1024 * 1024
MOST_PLANS = 10_000

log = logging.getLogger(__name__)


class Plan:
    """One operation that was accepted, and what has come in about it so far."""

    def __init__(self, plan_id, take):
        self.plan_id = plan_id
        self.statuses = []
        self._take = take

    def add(self, data):
        status = data.get("status")
        self.statuses.append(status if isinstance(status, str) else None)
        self._take(data)


class Inbox:
    """Plans stay known after they are done with: a late push is still theirs."""

    def __init__(self):
        self.changed = threading.Condition()
        self._plans = OrderedDict()
        self._early = OrderedDict()  # number → (planId, data, size)
        self._early_bytes = 0
        self._numbers = 0

    def hear(self, payload):
        """Called on the network's thread."""
        try:
            push = json.loads(payload.decode("utf-8-sig"), parse_float=str)
            plan_id, data = push["planId"], push["data"]
            if not isinstance(plan_id, str) or not isinstance(data, dict):
                raise TypeError("planId or data of the wrong type")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            log.warning("a push of %d bytes is none (%s), ignored", len(payload), type(error).__name__)
            return
        with self.changed:
            if plan_id in self._plans:
                self._plans[plan_id].add(data)
                self.changed.notify_all()
            else:
                self._keep(plan_id, data, len(payload))

    def open(self, plan_id, take):
        """A plan from now on; `take(data)` is called with each of its pushes, those that came early included."""
        with self.changed:
            plan = self._plans.get(plan_id)
            if plan is None:
                plan = self._plans[plan_id] = Plan(plan_id, take)
            if len(self._plans) > MOST_PLANS:
                self._plans.popitem(last=False)
            for number in [n for n, (of, _, _) in self._early.items() if of == plan_id]:
                plan.add(self._forget(number))
            return plan

    def _keep(self, plan_id, data, size):
        self._numbers += 1
        self._early[self._numbers] = (plan_id, data, size)
        self._early_bytes += size
        while len(self._early) > MOST_EARLY or self._early_bytes > LARGEST_EARLY:
            self._forget(next(iter(self._early)))
            log.warning("too many pushes of unknown plans: the oldest is forgotten")

    def _forget(self, number):
        _, data, size = self._early.pop(number)
        self._early_bytes -= size
        return data
