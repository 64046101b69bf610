"""One real-time read (§3.2, §3.3): what is asked, and the rows that have come back."""

from hes_client.calls import joined
from hes_client.completeness import gaps, silent
from hes_client.periods import COMPOSITES, freezes
from hes_client.rows import frozen_rows, single_rows


class Question:
    """`window` is a pair of instants for a composite item, None for a single one."""

    def __init__(self, meters, cgcode, window, calendar, store):
        self.meters = meters
        self.cgcode = cgcode
        self.rows = {}
        self.statuses = []
        self._window = window
        self._calendar = calendar
        self._store = store
        self._freezes = freezes(calendar, cgcode, *window) if window else []

    @property
    def endpoint(self):
        return "readFrozen" if self.cgcode in COMPOSITES else "readSingle"

    @property
    def fields(self):
        fields = {"devList": joined(self.meters), "cgcode": self.cgcode}
        if self._window:
            fields.update(start=self._calendar.text(self._window[0]), end=self._calendar.text(self._window[1]))
        return fields

    def take(self, data):
        """One push, or one part of a result. The same again changes nothing."""
        items = data.get("list")
        is_composite = self.cgcode in COMPOSITES
        read = frozen_rows(items, self.meters) if is_composite else single_rows(items, self.meters, self.cgcode)
        rows = {row.key: row for row in read}
        self.rows.update(rows)
        self.statuses.append(data.get("status"))
        self._store.put(rows.values())

    def is_complete(self):
        return not silent(self.rows.values(), self.meters, self.cgcode) and not self._gaps()

    @property
    def missing(self):
        """Meters to be read again. A status 00 is believed about freezes, which the meter may not have; not about meters."""
        missing = set(silent(self.rows.values(), self.meters, self.cgcode))
        if "00" not in self.statuses:
            missing |= {meter for meter, _ in self._gaps()}
        return [meter for meter in self.meters if meter in missing]

    def _gaps(self):
        return gaps(self.rows.values(), self.meters, self._freezes)
