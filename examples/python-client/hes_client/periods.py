"""The freezes that a composite item has between two instants: what a complete answer consists of."""

from bisect import bisect_left
from datetime import datetime, timedelta, timezone

from hes_client.errors import Declined

DAILY, MONTHLY, LOAD_PROFILE = "1", "2", "3"
COMPOSITES = {DAILY, MONTHLY, LOAD_PROFILE}
PROFILE_MILLISECONDS = 15 * 60_000
# A meter's clock may be a little off; its freeze is still that freeze.
TOLERANCE_MILLISECONDS = 90_000
MOST_FREEZES = 100_000


def freezes(calendar, cgcode, start, end):
    """Milliseconds of every freeze from start to end, both included, none in the future."""
    end = min(end, datetime.now(timezone.utc))
    first, last = calendar.milliseconds(start), calendar.milliseconds(end)
    if cgcode == LOAD_PROFILE:
        # Steps of an instant, not of a local clock: a day has 92 or 100 of them where the clock changes.
        begin = -(-first // PROFILE_MILLISECONDS) * PROFILE_MILLISECONDS
        if (last - begin) // PROFILE_MILLISECONDS > MOST_FREEZES:
            raise Declined(f"more than {MOST_FREEZES} intervals at once")
        return list(range(begin, last + 1, PROFILE_MILLISECONDS))
    days = _midnights(calendar, start, end, only_first=cgcode == MONTHLY)
    return [day for day in days if first <= day <= last]


def nearest(freezes_sorted, timestamp):
    """The freeze that a row's stamp stands for, or none."""
    place = bisect_left(freezes_sorted, timestamp)
    near = freezes_sorted[max(0, place - 1) : place + 1]
    best = min(near, key=lambda freeze: abs(freeze - timestamp), default=None)
    return best if best is not None and abs(best - timestamp) <= TOLERANCE_MILLISECONDS else None


def runs(all_freezes, missing):
    """Missing freezes as (first, last) of stretches without a gap."""
    place = {freeze: index for index, freeze in enumerate(all_freezes)}
    stretches = []
    for freeze in sorted(missing):
        if stretches and place[freeze] == place[stretches[-1][1]] + 1:
            stretches[-1] = (stretches[-1][0], freeze)
        else:
            stretches.append((freeze, freeze))
    return stretches


def _midnights(calendar, start, end, only_first):
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        if day.day == 1 or not only_first:
            yield calendar.milliseconds(datetime(day.year, day.month, day.day, tzinfo=calendar.zone))
        day += timedelta(days=1)
