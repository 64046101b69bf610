"""What the HES has collected already (§3.4, §3.5): windows within half a year, and every page of each."""

from hes_client.calls import joined
from hes_client.errors import Declined
from hes_client.paging import pages
from hes_client.periods import COMPOSITES
from hes_client.rows import frozen_rows, single_rows


def checked(meters):
    """Device numbers as they are: strings, no blanks, no commas, each once.

    - Throws: `Declined` where there are none, or something is none.
    """
    is_list = isinstance(meters, (list, tuple)) and meters
    if not is_list or not all(isinstance(meter, str) and meter and not set(meter) & set(", \t\n") for meter in meters):
        raise Declined("meters must be a list of device numbers, as strings")
    return list(dict.fromkeys(meters))


def chunks(items, size):
    return [items[begin : begin + size] for begin in range(0, len(items), size)]


class History:
    def __init__(self, calls, calendar, settings):
        self._calls = calls
        self._calendar = calendar
        self._settings = settings

    def rows(self, meters, cgcode, start, end, deadline, page_size=None):
        """Every row once, in the order of arrival. `start` and `end` are instants of `Calendar`."""
        found = {}
        for window in self._calendar.windows(start, end):
            for chunk in chunks(checked(meters), self._settings.meters_per_call):
                self._collect(found, chunk, cgcode, window, page_size or self._settings.rows_per_page, deadline)
        return list(found.values())

    def _collect(self, found, meters, cgcode, window, page_size, deadline):
        reader = pages(lambda page, size: self._page(meters, cgcode, window, page, size, deadline), page_size)
        new = None
        try:
            while True:
                rows = {row.key: row for row in self._read(reader.send(new), meters, cgcode)}
                new = len(rows.keys() - found.keys())
                found.update(rows)
        except StopIteration:
            return

    def _page(self, meters, cgcode, window, page, size, deadline):
        fields = {
            "devList": joined(meters),
            "cgcode": cgcode,
            "start": self._calendar.text(window[0]),
            "end": self._calendar.text(window[1]),
            "curPage": page,
            "pageSize": size,
        }
        return self._calls.call("historyFrozen" if cgcode in COMPOSITES else "historySingle", fields, deadline)

    def _read(self, items, meters, cgcode):
        return frozen_rows(items, meters) if cgcode in COMPOSITES else single_rows(items, meters, cgcode)
