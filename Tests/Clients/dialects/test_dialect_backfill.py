"""When what a real-time read brought is in history (§4.1's loop)."""

import pytest

from kit.speaker import channels, keys
from kit.worlds import METERS

WINDOW = {"start": "2024-07-01 00:00:00", "end": "2024-07-11 00:00:00"}
HOLES = {"history": {"collected": 0.4}}
ALL = 11 * len(METERS)
EVERY = ",".join(METERS)


def rows(speaker, cgcode="1"):
    return speaker.history("historyFrozen", EVERY, cgcode=cgcode, **WINDOW)


def totals(speaker):
    """Rows of history before the read, after it, and when so much more time has gone by."""
    before = rows(speaker)["total"]
    brought = speaker.frozen(EVERY, **WINDOW)["list"]
    assert len(brought) == ALL
    after = [rows(speaker)["total"]]
    # The read took place when it was asked for, a second ago.
    for span in ("598s", "1s", "10m"):
        speaker.control.advance(span)
        after.append(rows(speaker)["total"])
    return before, after, brought


@pytest.mark.parametrize(
    "form, filled", [("immediate", [1, 1, 1, 1]), ("delayed", [0, 0, 1, 1]), ("never", [0, 0, 0, 0])]
)  # fmt: skip
def test_backfill_of_frozen_rows(speak, form, filled):
    before, after, _ = totals(speak(HOLES, backfill=form))

    assert 0 < before < ALL
    assert after == [ALL if is_filled else before for is_filled in filled]


@pytest.mark.parametrize("form", ["immediate", "delayed"])
def test_what_was_brought_is_what_history_shows(speak, form):
    speaker = speak(HOLES, backfill=form)
    *_, brought = totals(speaker)

    assert keys(rows(speaker)["list"], channels) == keys(brought, channels)


def test_what_history_has_never_changes_by_a_read(speak):
    speaker = speak(HOLES, backfill="never")
    before = keys(rows(speaker)["list"], channels)
    brought = keys(speaker.frozen(EVERY, **WINDOW)["list"], channels)

    assert before.items() <= brought.items()
    assert keys(rows(speaker)["list"], channels) == before


@pytest.mark.parametrize("form, counts", [("immediate", [1, 1]), ("delayed", [0, 1]), ("never", [0, 0])])
def test_backfill_of_a_single_reading(speak, form, counts):
    speaker = speak(backfill=form)
    speaker.result("readSingle", devList=METERS[0], cgcode="5069")
    window = {"start": "2024-07-11 16:00:00", "end": "2024-07-11 17:00:00"}
    found = [speaker.history(**window)["total"]]
    speaker.control.advance("10m")
    assert [*found, speaker.history(**window)["total"]] == counts


def test_delayed_rows_come_in_history_one_by_one_with_their_reads(speak):
    speaker = speak(HOLES, backfill="delayed")
    before = speaker.history("historyFrozen", EVERY, cgcode="1", **WINDOW)["total"]
    speaker.frozen(METERS[0], **WINDOW)
    speaker.control.advance("5m")
    speaker.frozen(METERS[1], **WINDOW)
    speaker.control.advance("5m")
    one = rows(speaker)
    speaker.control.advance("5m")
    two = rows(speaker)

    count = {meter: sum(row["devAddr"] == meter for row in one["list"]) for meter in METERS}
    assert count[METERS[0]] == 11 > count[METERS[1]]
    assert before < one["total"] < two["total"]


def test_rows_under_way_are_lost_when_the_world_begins_anew(speak):
    speaker = speak(HOLES, backfill="delayed")
    before = rows(speaker)["total"]
    speaker.frozen(EVERY, **WINDOW)
    speaker.control.post("reset", {"scope": ["clock"]})
    speaker.log_in()
    speaker.control.advance("1h")
    assert rows(speaker)["total"] == before
