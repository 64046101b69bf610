"""The document's own loop (§4.1): history, save, check, read from the meters what is missing, check, repeat."""

import logging
from collections import defaultdict

from hes_client.completeness import gaps, silent
from hes_client.history import checked
from hes_client.periods import COMPOSITES, freezes, runs

FIRST_PAUSE_SECONDS = 0.25

log = logging.getLogger(__name__)


class Collecting:
    def __init__(self, history, reading, calendar, store, settings):
        self._history = history
        self._reading = reading
        self._calendar = calendar
        self._store = store
        self._rounds = settings.collecting_rounds

    def collect(self, meters, cgcode, start, end, deadline):
        """Rows, and what is missing still, as (meter, freeze in milliseconds); freeze is None for a single item.

        A single item has no past that a meter could be asked for: a meter without history is read as it is now.
        """
        wanted = Wanted(checked(meters), cgcode, start, end, self._calendar)
        rows = {row.key: row for row in self._history.rows(wanted.meters, cgcode, start, end, deadline)}
        self._store.put(rows.values())
        for attempt in range(self._rounds):
            missing = wanted.missing_from(rows.values())
            if not missing or (attempt and not deadline.pause(FIRST_PAUSE_SECONDS * 2**attempt)):
                break
            log.info("round %d: %d missing", attempt + 1, len(missing))
            questions = [question for part in wanted.parts(missing) for question in self._reading.questions(*part)]
            self._reading.run(questions, deadline)
            for question in questions:
                rows.update(question.rows)
        return list(rows.values()), wanted.missing_from(rows.values())


class Wanted:
    """What a complete collection consists of."""

    def __init__(self, meters, cgcode, start, end, calendar):
        self.meters = meters
        self.cgcode = cgcode
        self._calendar = calendar
        self._freezes = freezes(calendar, cgcode, start, end) if cgcode in COMPOSITES else []

    def missing_from(self, rows):
        if self.cgcode in COMPOSITES:
            return gaps(rows, self.meters, self._freezes)
        return [(meter, None) for meter in silent(rows, self.meters, self.cgcode)]

    def parts(self, missing):
        """(meters, cgcode, window) that ask for exactly what is missing, in as few calls as that takes."""
        if self.cgcode not in COMPOSITES:
            return [([meter for meter, _ in missing], self.cgcode, None)]
        freezes_of = defaultdict(list)
        for meter, freeze in missing:
            freezes_of[meter].append(freeze)
        meters_of = defaultdict(list)
        for meter, missed in freezes_of.items():
            for run in runs(self._freezes, missed):
                meters_of[run].append(meter)
        return [(meters, self.cgcode, self._window(run)) for run, meters in meters_of.items()]

    def _window(self, run):
        return tuple(self._calendar.instant(freeze) for freeze in run)
