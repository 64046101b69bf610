"""Which rows there are, under which stamps."""

from kit.recipes import meter, neighbour, recipe

DAYS = ("2024-07-09 00:00:00", "2024-07-11 00:00:00")
TENTH = ("2024-07-10 00:15:00", "2024-07-11 00:00:00")
LAST_NIGHT = ("2024-07-11 00:00:00", "2024-07-11 00:00:00")
QUARTER_MS = 900_000


def stamps(rows):
    return [row["timestamp"] for row in rows]


@recipe("F08-clock-drift", sick=([0, 47_000, -13_000], True), well=([0, 0, 0], True))
def clocks_that_nobody_sets(head):
    def off(number):
        half = QUARTER_MS // 2
        return [(stamp + half) % QUARTER_MS - half for stamp in stamps(head.history("1", *DAYS, meter(number)))]

    drifts = [set(off(number)) for number in (1, 2, 3)]
    read = head.frozen("1", *DAYS, meter(2))[1] == head.history("1", *DAYS, meter(2))
    return [drift.pop() for drift in drifts], read and not any(drifts)


@recipe("F09-clock-jump", sick=[(96, 96), (94, 94), (98, 96)], well=[(96, 96)] * 3)
def clocks_that_were_set(head):
    days = [stamps(head.history("3", *TENTH, meter(number))) for number in (1, 2, 3)]
    return [(len(day), len(set(day))) for day in days]


def without_summer_time(document):
    document["clock"]["timeZone"] = "+01:00"


@recipe("F10-daylight-saving", sick=[(23, 92), (25, 100)], well=[(24, 96), (24, 96)], cure=without_summer_time)
def the_two_odd_days_of_the_year(head):
    def hours_and_intervals(day, next_day):
        rows = stamps(head.history("3", f"{day} 00:00:00", f"{next_day} 00:00:00", meter(1)))
        assert set(later - earlier for earlier, later in zip(rows, rows[1:])) == {QUARTER_MS}
        return (rows[-1] - rows[0]) // 3_600_000, len(rows) - 1

    return [hours_and_intervals("2024-03-31", "2024-04-01"), hours_and_intervals("2024-10-27", "2024-10-28")]


@recipe("F11-missing-intervals", sick=(96, 88, True, ("01", 88)), well=(96, 96, False, ("00", 96)))
def a_memory_with_holes(head):
    days = [len(head.history("3", *TENTH, meter(number))) for number in (1, 2, 3)]
    status, rows = head.frozen("3", *TENTH, meter(2))
    return days[0], days[1], 70 < days[2] < 96, (status, len(rows))


@recipe("F12-late-data", sick=(1, [0, 0], ("00", 1), [1, 0], [1, 1]), well=(1, [1, 1], ("00", 1), [1, 1], [1, 1]))
def rows_that_come_thirty_hours_later(head):
    def have():
        return [len(head.history("1", *LAST_NIGHT, meter(number))) for number in (1, 2)]

    elsewhere, before = len(head.history("1", *LAST_NIGHT, neighbour(1))), have()
    status, rows = head.frozen("1", *LAST_NIGHT, meter(1))
    after_reading = have()
    head.wait("21h")
    head.client.log_in()
    return elsewhere, before, (status, len(rows)), after_reading, have()


@recipe("F13-duplicate-rows", sick=((5, 3), (5, 3), 3), well=((3, 3), (3, 3), 3))
def rows_that_come_twice(head):
    def rows_and_keys(rows):
        return len(rows), len({(row["devAddr"], row["timestamp"]) for row in rows})

    history = rows_and_keys(head.history("1", *DAYS, meter(2)))
    return history, rows_and_keys(head.frozen("1", *DAYS, meter(2))[1]), len(head.history("1", *DAYS, meter(1)))
