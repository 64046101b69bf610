"""When maximum demand begins anew (§4.2), held against the load profile."""

import pytest

from kit.speaker import channels
from kit.worlds import METERS

DEMAND = ["5099", "5100", "5101", "5102"]
JUNE = {"start": "2024-06-01 00:00:00", "end": "2024-07-01 00:00:00"}
DAYS = {"start": "2024-06-02 00:00:00", "end": "2024-07-01 00:00:00"}


def daily(speaker, **window):
    return [channels(row) for row in speaker.history("historyFrozen", cgcode="1", **{**DAYS, **window})["list"]]


def highest(rows, code="5099"):
    return max(float(row[code]) for row in rows)


def test_a_days_maximum_is_the_highest_quarter_hour_of_its_load_profile(speak):
    speaker = speak(demandReset="day")
    (row,) = daily(speaker, start="2024-07-10 00:00:00", end="2024-07-10 00:00:00")
    profile = speaker.history("historyFrozen", cgcode="3", start="2024-07-09 00:00:00", end="2024-07-10 00:00:00")["list"]
    registers = [float(channels(quarter)["5069"]) for quarter in profile]
    means = [float(channels(quarter)["5022"]) for quarter in profile[1:]]

    assert len(means) == 96
    assert float(row["5099"]) == pytest.approx(max(means), abs=0.0005)
    assert float(row["5099"]) == pytest.approx(4 * max(b - a for a, b in zip(registers, registers[1:])), abs=0.005)
    assert float(row["5099"]) == highest([row], max(DEMAND[1:], key=lambda code: float(row[code])))


def test_the_month_to_date_is_the_maximum_of_the_days_so_far(speak):
    by_day, by_month = daily(speak(demandReset="day")), daily(speak())

    for count in range(1, len(by_day) + 1):
        for code in DEMAND:
            assert highest([by_month[count - 1]], code) == highest(by_day[:count], code)
    assert len({row["5099"] for row in by_day}) > 10
    assert [row["5069"] for row in by_day] == [row["5069"] for row in by_month]


def test_the_monthly_row_is_the_months_in_both(speak):
    rows = {}
    for form in ("day", "month"):
        speaker = speak(demandReset=form)
        window = {"start": JUNE["end"], "end": JUNE["end"]}
        rows[form] = channels(speaker.history("historyFrozen", cgcode="2", **window)["list"][0])
        assert channels(speaker.frozen(cgcode="2", **window)["list"][0]) == rows[form]
        if form == "day":
            for code in DEMAND:
                assert highest([rows[form]], code) == highest(daily(speaker), code)
    assert rows["day"] == rows["month"]


@pytest.mark.parametrize("code", [*DEMAND, "5104"])
def test_history_and_reads_of_a_demand_code_say_what_the_daily_row_says(speak, code):
    speaker = speak(demandReset="day")
    singles = [row["value"] for row in speaker.history(cgcode=code, **DAYS)["list"]]
    if code in DEMAND:
        assert singles == [row[code] for row in daily(speaker)]
    whole_month = [row["value"] for row in speak().history(cgcode=code, **DAYS)["list"]]
    assert [max(map(float, singles[: index + 1])) for index in range(len(singles))] == list(map(float, whole_month))


def test_the_register_itself_begins_anew_at_midnight(speak):
    speaker = speak({"start": "2024-07-11 23:59:00"}, demandReset="day")
    (evening,) = speaker.result("readSingle", devList=METERS[0], cgcode="5099")["list"]
    speaker.control.post("clock", {"set": "2024-07-12 00:00:00"})
    (midnight,) = speaker.result("readSingle", devList=METERS[0], cgcode="5099")["list"]
    speaker.control.post("clock", {"set": "2024-07-12 00:16:00"})
    (after,) = speaker.result("readSingle", devList=METERS[0], cgcode="5099")["list"]
    (row,) = daily(speaker, start="2024-07-12 00:00:00", end="2024-07-12 00:00:00")

    assert midnight["value"] == row["5099"]
    assert float(evening["value"]) <= float(midnight["value"])
    assert float(after["value"]) < float(midnight["value"])
