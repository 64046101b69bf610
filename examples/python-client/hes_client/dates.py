"""Dates in the zone of the HES (§3.2: YYYY-MM-DD HH:mm:ss), and spans within half a year (§3.4)."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hes_client.errors import Declined

PATTERN = "%Y-%m-%d %H:%M:%S"
# Half a year by the strictest reading: the shortest has 181 days, and some servers count six months of thirty.
HALF_A_YEAR = timedelta(days=180)


def zone(name):
    """A fixed offset such as +08:00, or a name such as Europe/Berlin."""
    match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name)
    if not match:
        return timezone.utc if name in ("Z", "UTC") else ZoneInfo(name)
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


class Calendar:
    """Text, instants and milliseconds in one zone."""

    def __init__(self, zone_name):
        self.zone = zone(zone_name)

    def instant(self, date):
        """Reads a date of the caller: in the pattern, ISO 8601 with an offset, or milliseconds."""
        try:
            if isinstance(date, int):
                return datetime.fromtimestamp(date / 1000, self.zone)
            read = datetime.fromisoformat(date)
        except (TypeError, ValueError, OverflowError, OSError):
            raise Declined(f"no date: {date!r}") from None
        return read.replace(tzinfo=self.zone) if read.tzinfo is None else read.astimezone(self.zone)

    def text(self, instant):
        return instant.astimezone(self.zone).strftime(PATTERN)

    def milliseconds(self, instant):
        # Whole seconds: integers are exact where a float is not.
        return int(instant.timestamp()) * 1000

    def clear(self, instant, step):
        """The next instant in the direction of `step` whose text means it alone: an hour comes twice each autumn."""
        instant = instant.astimezone(self.zone)
        while instant.replace(fold=0).utcoffset() != instant.replace(fold=1).utcoffset():
            instant = (instant.astimezone(timezone.utc) + step).astimezone(self.zone)
        return instant

    def windows(self, start, end):
        """Spans of at most half a year that cover start…end.

        Each begins at the instant where the one before ended: no hole, whether ends belong to a window or not.
        """
        if start > end:
            raise Declined("the start is after the end")
        spans = []
        while end - start > HALF_A_YEAR:
            spans.append((start, start + HALF_A_YEAR))
            start += HALF_A_YEAR
        return [*spans, (start, end)]
