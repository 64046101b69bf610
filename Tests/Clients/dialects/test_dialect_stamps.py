"""Stamps of rows: freezeStamp, profileStamp and timestampUnit (§3.2)."""

import pytest

from kit.http import decoded
from kit.speaker import DAY_MS, MIDNIGHT_MS, MINUTE_MS, START_MS, channels, keys
from kit.waiting import eventually
from kit.worlds import METERS, NEIGHBOURS

QUARTER_MS = 15 * MINUTE_MS
MORNING = {"start": "2024-07-10 06:00:00", "end": "2024-07-10 08:00:00"}
SIX_MS = MIDNIGHT_MS + 6 * 60 * MINUTE_MS
WEEK = {"start": "2024-07-01 00:00:00", "end": "2024-07-10 00:00:00"}


@pytest.mark.parametrize("cgcode, days", [("1", 10), ("2", 1)])
def test_jitter_is_within_a_minute_and_the_same_by_every_road(speak, cgcode, days):
    speaker, exact = speak(freezeStamp="jitter"), speak()
    pushed = speaker.frozen(",".join(METERS), cgcode, **WEEK)["list"]
    kept = speaker.history("historyFrozen", ",".join(METERS), cgcode=cgcode, **WEEK)["list"]
    plain = exact.frozen(",".join(METERS), cgcode, **WEEK)["list"]

    assert len(pushed) == len(plain) == days * len(METERS)
    assert keys(pushed, channels) == keys(kept, channels)
    assert [channels(row) for row in pushed] == [channels(row) for row in plain]
    offsets = [row["timestamp"] - bare["timestamp"] for row, bare in zip(pushed, plain, strict=True)]
    assert all(abs(offset) <= 60_000 and offset % 1000 == 0 for offset in offsets)
    assert len(set(offsets)) > 2


def test_jitter_of_registers_is_that_of_the_daily_row(speak):
    speaker = speak(freezeStamp="jitter")
    billing = speaker.history("historyFrozen", cgcode="1", **WEEK)["list"]
    assert keys(billing, lambda row: channels(row)["5069"]) == keys(speaker.history(**WEEK)["list"])


def test_a_jittered_row_is_found_by_its_exact_window(speak):
    speaker = speak(freezeStamp="jitter")
    moment = {"start": "2024-07-10 00:00:00", "end": "2024-07-10 00:00:00"}
    for meter in METERS:
        (row,) = speaker.history("historyFrozen", meter, cgcode="1", **moment)["list"]
        assert abs(row["timestamp"] - MIDNIGHT_MS) <= 60_000
        assert speaker.frozen(meter, "1", **moment)["list"] == [row]


def test_jitter_leaves_the_load_profile_and_single_readings(speak):
    speaker = speak(freezeStamp="jitter")
    assert [row["timestamp"] for row in speaker.frozen(cgcode="3", **MORNING)["list"]] == every_quarter(SIX_MS, 9)
    (row,) = speaker.result("readSingle", devList=METERS[0], cgcode="5069")["list"]
    assert row["timestamp"] % 1000 == 0
    assert START_MS <= row["timestamp"] <= START_MS + 3000


def every_quarter(start, count):
    return [start + index * QUARTER_MS for index in range(count)]


@pytest.mark.parametrize("endpoint", ["readFrozen", "historyFrozen"])
def test_profile_stamp_start_shows_the_same_intervals_a_quarter_earlier(speak, endpoint):
    ends, starts = speak(), speak(profileStamp="start")
    ask = {
        "readFrozen": lambda speaker, **window: speaker.frozen(cgcode="3", **window)["list"],
        "historyFrozen": lambda speaker, **window: speaker.history("historyFrozen", cgcode="3", **window)["list"],
    }[endpoint]
    by_end = keys(ask(ends, start="2024-07-10 06:15:00", end="2024-07-10 08:15:00"), channels)
    by_start = keys(ask(starts, **MORNING), channels)

    assert [stamp for _, stamp in by_start] == every_quarter(SIX_MS, 9)
    assert {(meter, stamp + QUARTER_MS): row for (meter, stamp), row in by_start.items()} == by_end


def test_profile_stamp_start_windows_are_about_shown_stamps(speak):
    for rule, stamps in (("inclusive", every_quarter(SIX_MS, 2)), ("exclusive", every_quarter(SIX_MS, 1))):
        speaker = speak(profileStamp="start", windowEnd=rule)
        window = {"start": "2024-07-10 06:00:00", "end": "2024-07-10 06:15:00"}
        for rows in (
            speaker.frozen(cgcode="3", **window)["list"],
            speaker.history("historyFrozen", cgcode="3", **window)["list"],
            speaker.history(cgcode="5022", **window)["list"],
        ):
            assert [row["timestamp"] for row in rows] == stamps


def test_profile_stamp_start_never_shows_an_interval_that_is_not_over(speak):
    """It is 16:20: the last interval that is over began at 16:00."""
    speaker = speak(profileStamp="start")
    window = {"start": "2024-07-11 15:30:00", "end": "2024-07-11 17:00:00"}
    last = START_MS - 20 * MINUTE_MS
    assert [row["timestamp"] for row in speaker.history(cgcode="5022", **window)["list"]][-1] == last
    assert [row["timestamp"] for row in speaker.frozen(cgcode="3", **window)["list"]][-1] == last


def test_profile_stamp_start_leaves_daily_rows(speak):
    speaker = speak(profileStamp="start")
    assert [row["timestamp"] for row in speaker.history()["list"]] == [MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS]
    assert [row["timestamp"] for row in speaker.frozen()["list"]] == [MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS]


@pytest.mark.parametrize("profile_stamp", ["end", "start"])
def test_a_single_reading_is_in_history_under_its_own_stamp_and_in_its_place(speak, profile_stamp):
    """Read at 16:20 and at 16:30, which is the end of an interval: its row, whatever that is stamped with."""
    speaker = speak(profileStamp=profile_stamp)
    read = speaker.result("readSingle", devList=METERS[0], cgcode="5022")["list"]
    speaker.control.post("clock", {"set": "2024-07-11 16:30:00"})
    read += speaker.result("readSingle", devList=METERS[0], cgcode="5022")["list"]
    speaker.control.post("clock", {"set": "2024-07-11 16:46:00"})
    window = {"start": "2024-07-11 16:10:00", "end": "2024-07-11 16:44:59"}
    rows = speaker.history(cgcode="5022", **window)["list"]

    shown = [row["timestamp"] for row in rows]
    grid = [START_MS + minutes * MINUTE_MS for minutes in (-5, 10)]
    assert shown == sorted({*grid, *(row["timestamp"] for row in read)})
    assert keys(read).items() <= keys(rows).items()
    around = speaker.history(cgcode="5022", start="2024-07-11 16:20:00", end="2024-07-11 16:20:00")["list"]
    assert keys(around) == keys(read[:1])


@pytest.mark.parametrize("unit, of", [("milliseconds", int), ("seconds", lambda ms: ms // 1000), ("string", str)])
def test_timestamp_unit(speak, unit, of):
    speaker = speak(timestampUnit=unit)
    stamps = [of(MIDNIGHT_MS), of(MIDNIGHT_MS + DAY_MS)]
    for rows in (
        speaker.history()["list"],
        speaker.history("historyFrozen", cgcode="1")["list"],
        speaker.frozen()["list"],
    ):
        assert [row["timestamp"] for row in rows] == stamps
    speaker.control.post("clock", {"set": "2024-07-11 16:21:00"})
    (row,) = speaker.result("readSingle", devList=METERS[0], cgcode="5069")["list"]
    assert row["timestamp"] == of(START_MS + MINUTE_MS)


@pytest.mark.parametrize("value, seconds", [("meter", [2, 4, 6]), ("task", [6, 6, 6]), ("start", [0, 0, 0])])
@pytest.mark.parametrize("code", ["5022", "5069"])
def test_an_instant_reading_has_its_meters_instant_or_its_plans(speak, value, seconds, code):
    """The values stay those of each meter's own instant; history shows what the push showed, in the windows of its stamps."""
    meters = ",".join(METERS[:3])
    said = []
    for stamp in ("meter", value):
        speaker = speak({"timing": {"perMeterRead": "2s"}}, instantStamp=stamp)
        plan = speaker.read(meters, code)["planId"]
        speaker.control.advance("10s")
        eventually(lambda speaker=speaker, plan=plan: speaker.heard(plan), "the push")
        said.append(decoded(speaker.heard(plan)[0].payload)["data"]["list"])
    usual, rows = said

    assert [row["timestamp"] for row in rows] == [START_MS + 1000 * second for second in seconds]
    assert [row["value"] for row in rows] == [row["value"] for row in usual]
    window = {"start": "2024-07-11 16:20:00", "end": "2024-07-11 16:20:05"}
    kept = speaker.history(meters=meters, cgcode=code, **window)
    there = {key: row for key, row in keys(rows).items() if key[1] <= START_MS + 5000}
    assert keys(kept["list"]) == there
    assert kept["total"] == len(there)


@pytest.mark.parametrize("parts, seconds", [
    ("single", [4, 4, 4]), ("split", [4, 4, 4]), ("perDcu", [2, 4, 4]), ("perMeter", [2, 2, 4]),
])  # fmt: skip
def test_history_has_the_stamps_that_the_pushes_of_a_task_had(speak, parts, seconds):
    """Two meters of one DCU, read one after the other, and one of another DCU; a unit's push knows no later end than its own."""
    meters = [*METERS[:2], NEIGHBOURS[0]]
    speaker = speak({"timing": {"perMeterRead": "2s"}}, instantStamp="task", pushParts=parts)
    plan = speaker.read(",".join(meters), "5022")["planId"]
    speaker.control.advance("10s")
    eventually(lambda: len(rows_of(speaker, plan)) == len(meters), "every row")
    window = {"start": "2024-07-11 16:20:01", "end": "2024-07-11 16:20:09"}

    assert sorted(row["timestamp"] for row in rows_of(speaker, plan)) == [START_MS + 1000 * second for second in seconds]
    assert keys(speaker.history(meters=",".join(meters), cgcode="5022", **window)["list"]) == keys(rows_of(speaker, plan))


def rows_of(speaker, plan):
    return [row for push in speaker.heard(plan) for row in decoded(push.payload)["data"]["list"]]
