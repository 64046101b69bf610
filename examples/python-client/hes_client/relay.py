"""Circuit breakers (§3.6): each call goes out once, and each meter is judged by its own `successful`."""

import logging

from hes_client.calls import joined
from hes_client.errors import Declined, HESError, NoAnswer, NotListening
from hes_client.history import checked, chunks
from hes_client.rows import meter_of

MODES = {"open": 1, "close": 2}
DONE, FAILED, UNKNOWN = "done", "failed", "unknown"
TOTAL_POWER = "5022"

log = logging.getLogger(__name__)


class Relay:
    def __init__(self, plans, reading, settings):
        self._plans = plans
        self._reading = reading
        self._settings = settings

    def operate(self, meters, mode, deadline):
        """{meter: state}. `unknown` means: look first, by 5053 or on site, before anything is repeated.

        - Throws: `Declined` and `NotListening` where nothing has gone out.
        """
        if not isinstance(mode, str) or mode not in MODES:
            raise Declined("mode must be open or close")
        states = {}
        for batch in chunks(checked(meters), self._settings.meters_per_call):
            try:
                states.update(self._operate(batch, MODES[mode], deadline))
            except NotListening:
                if not states:
                    raise
                states.update(dict.fromkeys(batch, FAILED))
        return states

    def _operate(self, meters, mode, deadline):
        states = dict.fromkeys(meters, UNKNOWN)
        fields = {"devList": joined(meters), "controlMode": mode}
        try:
            plan = self._plans.start("relay", fields, lambda data: self._take(data, states), deadline)
        except NotListening:
            raise
        except NoAnswer as error:
            log.error("it is unknown whether the breakers moved: %s", error)
            return states
        except HESError as error:
            log.warning("relay: %s", error)
            return dict.fromkeys(meters, FAILED)
        self._plans.wait(plan, lambda: UNKNOWN not in states.values(), deadline)
        return states | self._doubtful([meter for meter in states if states[meter] == FAILED], mode, deadline)

    def _doubtful(self, meters, mode, deadline):
        """Meters whose power shows that the breaker has moved although the result says no: the answer was lost."""
        if not meters:
            return {}
        rows, _ = self._reading.read(meters, TOTAL_POWER, None, deadline)
        return {row.devAddr: UNKNOWN for row in rows if (float(row.value) != 0) == (mode == MODES["close"])}

    def _take(self, data, states):
        """A meter that is not in the list stays unknown under every status; with 02 and no list all have failed."""
        items = data.get("list") if isinstance(data.get("list"), list) else []
        if not items and data.get("status") == "02":
            states.update({meter: FAILED for meter, state in states.items() if state == UNKNOWN})
        for item in items:
            meter = meter_of(item, states) if isinstance(item, dict) else None
            if meter is not None and isinstance(item.get("successful"), bool):
                states[meter] = DONE if item["successful"] else FAILED
