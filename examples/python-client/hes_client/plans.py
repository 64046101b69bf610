"""Plans: listen, call, listen to the topic of the answer, wait for the result (§4.1)."""

import logging

from hes_client.errors import HESError, NoAnswer, NotListening
from hes_client.topics import plan_filters, tenant_filter

# How long more parts are waited for after a push that does not say everything.
SETTLE_SECONDS = 0.5
TOPIC_SECONDS = 2.0

log = logging.getLogger(__name__)


class Plans:
    def __init__(self, calls, subscriber, inbox, settings):
        self._calls = calls
        self._subscriber = subscriber
        self._inbox = inbox
        self._settings = settings

    def start(self, endpoint, fields, take, deadline):
        """Invokes a plan whose result can be received; `take(data)` gets its pushes.

        - Throws: `NotListening` before anything goes out, else what `Calls.call` throws.
        """
        if not self._subscriber.follow(tenant_filter(self._settings.tenant_code), self._listening(deadline)):
            raise NotListening("the broker has not confirmed the subscription")
        data = self._calls.call(endpoint, fields, deadline)
        plan_id = data.get("planId")
        if not isinstance(plan_id, str) or not plan_id:
            raise NoAnswer("an answer without a planId")
        plan = self._inbox.open(plan_id, take)
        for topic_filter in plan_filters(data):
            self._subscriber.follow(topic_filter, deadline.within(TOPIC_SECONDS))
        return plan

    def wait(self, plan, is_complete, deadline, is_counted=True):
        """Until the result is complete, or has come and no other part follows, or the deadline.

        Pushes that all say 00 tell of nothing that is missing: what is not there yet is still to come, in a push of its own,
        perhaps much later. `is_counted` is false if the amount is unknown.
        """
        end = deadline.within(self._settings.plan_seconds)
        with self._inbox.changed:
            while not end.is_over and not is_complete():
                count = len(plan.statuses)
                is_coming = not count or (is_counted and set(plan.statuses) == {"00"})
                patience = end.seconds if is_coming else min(end.seconds, SETTLE_SECONDS)
                if not self._inbox.changed.wait_for(lambda: len(plan.statuses) > count, patience) and count:
                    return
        if not plan.statuses:
            log.warning("no result of %s in time", plan.plan_id)

    def start_or_none(self, endpoint, fields, take, deadline):
        """For what is tried again later anyway: a failure is told, not thrown."""
        try:
            return self.start(endpoint, fields, take, deadline)
        except HESError as error:
            log.warning("%s: %s", endpoint, error)
            return None

    def _listening(self, deadline):
        """Leaves half of the time for the call itself."""
        return deadline.within(deadline.seconds / 2)
