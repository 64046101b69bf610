"""All pages of one question (§3.4, §3.5): as many as it takes to cover `total`, and an end to it in any case."""

import logging

from hes_client.errors import Rejected

MOST_PAGES = 10_000
MOST_USELESS_PAGES = 2

log = logging.getLogger(__name__)


def pages(ask, size):
    """Yields the items of page after page. `ask(page, size)` gives the `data` of a page.

    The consumer sends back how many of the items were new to it.
    """
    progress = Progress(size)
    for number in range(1, MOST_PAGES + 1):
        try:
            data = ask(number, size)
        except Rejected:
            if not progress.is_covered:
                raise
            return  # a page past the end that was asked for to be sure
        items = data.get("list") if isinstance(data.get("list"), list) else []
        new = yield items
        if progress.ends_with(len(items), new, data):
            return
    log.warning("gave up after %d pages", MOST_PAGES)


class Progress:
    """Decides after each page whether there may be another."""

    def __init__(self, size):
        self._asked_size = size
        self._received = 0
        self._useless = 0
        self.is_covered = False

    def ends_with(self, count, new, data):
        self._received += count
        self._useless = 0 if new else self._useless + 1
        total = integer(data.get("total"))
        self.is_covered = total is not None and self._received >= total
        if count == 0 or self._useless >= MOST_USELESS_PAGES:
            return True
        # A server may give fewer rows a page than it was asked for, and says so.
        size = min(self._asked_size, integer(data.get("pageSize")) or self._asked_size)
        is_short = count < size
        if total is None:
            return is_short
        # More rows than `total`, or exactly one full page of them: then `total` may count something else.
        is_doubtful = self._received > total or total == count == size
        return self.is_covered and (is_short or not is_doubtful)


def integer(value):
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
