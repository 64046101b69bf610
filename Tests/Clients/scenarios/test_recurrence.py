"""Windows that recur hold whenever the wall clock shows their times, as Python's zoneinfo tells them."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kit.simulator import run_to_end
from kit.worlds import write

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
WINDOWS = [("18:00:00", "20:00:00", None), ("22:30:00", "02:15:00", ["sat", "sun"]), ("01:40:00", "02:20:00", None), ("12:00:00", "11:00:00", [1, 31])]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def rule(number, begin, end, days):
    when = {"daily": {"from": begin, "until": end}} | ({"days": days} if days else {})
    return {"id": str(number), "when": when, "effect": {"type": "meterOffline"}}


def holds(local, begin, end, days):
    begin, end = time.fromisoformat(begin), time.fromisoformat(end)
    day = local.date()
    if begin < end:
        inside = begin <= local.time() < end
    else:
        inside = local.time() >= begin or local.time() < end
        if local.time() < end:
            day -= timedelta(days=1)
    return inside and (not days or DAYS[day.weekday()] in days or day.day in days)


def moments(start, zone):
    """Minutes after the start: around each change of the clock, and some at random."""
    chosen = random.Random(1).sample(range(366 * 1440), 12)
    for hour in range(366 * 24):
        before, after = (start + timedelta(hours=h) for h in (hour, hour + 1))
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            chosen += [hour * 60 + minute for minute in range(-120, 180, 15)]
    return chosen


@pytest.mark.parametrize("name", ZONES)
def test_a_year_of_windows_is_what_the_clock_shows(name, tmp_path):
    zone = ZoneInfo(name)
    start = datetime(2024, 1, 1, tzinfo=zone).astimezone(ZoneInfo("UTC"))
    user = {"username": "a", "password": "b", "secretKey": "0123456789abcdef0123456789abcdef"}
    tenant = {"tenantCode": "1", "users": [user], "faults": [rule(n, *w) for n, w in enumerate(WINDOWS)]}
    clock = {"start": "2024-01-01 00:00:00", "timeZone": name, "mode": "manual"}
    file = write({"name": "year", "clock": clock, "tenants": [tenant]}, tmp_path)

    def told(minute):
        done = run_to_end("scenario", "explain", "--json", "--at", f"+{minute}m", str(file))
        return [entry["holds"] for entry in json.loads(done.stdout)[0]["rules"]]

    with ThreadPoolExecutor(4) as pool:
        minutes = moments(start, zone)
        for minute, answer in zip(minutes, pool.map(told, minutes)):
            local = (start + timedelta(minutes=minute)).astimezone(zone)
            assert answer == [holds(local, *window) for window in WINDOWS], local
