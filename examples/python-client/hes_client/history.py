"""What the HES has collected already (§3.4, §3.5): windows within half a year, and every page of each."""

from datetime import timedelta

from hes_client.calls import joined
from hes_client.errors import Declined, NoAnswer
from hes_client.paging import integer, pages
from hes_client.periods import COMPOSITES
from hes_client.rows import frozen_rows, objects, single_rows

DAY = timedelta(days=1)
# The last window ends so much later than asked: some servers leave out the end of a window, and a closing row stands there.
BEYOND_THE_END = timedelta(seconds=1)


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
        for window in self._calendar.windows(start, end + BEYOND_THE_END):
            for chunk in chunks(checked(meters), self._settings.meters_per_call):
                self._collect(found, chunk, cgcode, window, page_size or self._settings.rows_per_page, deadline)
        return list(found.values())

    def _collect(self, found, meters, cgcode, window, page_size, deadline):
        """A list whose order changes between its pages is asked for in halves, until it fits on one."""
        keys = set()
        if not self._pass(found, keys, meters, cgcode, window, page_size, deadline):
            return
        known = len(keys)
        # A pass without a new row shows that rows are there twice, not that some are missing.
        if not self._pass(found, keys, meters, cgcode, window, page_size, deadline) or len(keys) == known:
            return
        if window[1] - window[0] <= DAY:
            raise NoAnswer("rows came twice and others not at all")
        middle = window[0] + (window[1] - window[0]) / 2
        for half in ((window[0], middle.replace(microsecond=0)), (middle.replace(microsecond=0), window[1])):
            self._collect(found, meters, cgcode, half, page_size, deadline)

    def _pass(self, found, keys, meters, cgcode, window, page_size, deadline):
        """Page after page. True if rows came twice and others not at all."""
        total, received = 0, 0

        def ask(page, size):
            nonlocal total
            data = self._page(meters, cgcode, window, page, size, deadline)
            total = integer(data.get("total")) or 0
            return data

        reader = pages(ask, page_size)
        new = None
        try:
            while True:
                items = reader.send(new)
                rows = {row.key: row for row in self._read(items, meters, cgcode)}
                new = len(rows.keys() - found.keys())
                found.update(rows)
                received += len(items)
                keys.update((str(item.get("devAddr")), str(item.get("timestamp"))) for item in objects(items))
        except StopIteration:
            return received > len(keys) < total

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
