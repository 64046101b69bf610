"""Compositions: the work of a utility."""

from kit.recipes import DCU, SECOND_DCU, channel, meter, neighbour, recipe

ALL = [meter(number) for number in range(1, 221)] + [neighbour(number) for number in range(1, 21)]


@recipe(
    "roll-out-week",
    sick=[("01", 220), ("01", 229), ("01", 239), 240, 1],
    well=[("01", 220), ("01", 220), ("01", 220), 220, 0],
)
def a_week_of_the_roll_out(head):
    def present():
        status, values = head.read(*ALL)
        return status, len(values)

    monday = present()
    head.until("2024-07-10 16:00:00")
    head.client.log_in()
    wednesday = present()
    head.until("2024-07-13 08:00:00")
    head.client.log_in()
    listed = len(head.archive(DCU)[1]) + len(head.archive(SECOND_DCU)[1])
    rows_of_the_last = head.history("1", "2024-07-08 00:00:00", "2024-07-13 00:00:00", neighbour(20))
    return [monday, wednesday, present(), listed, len(rows_of_the_last)]


FIRST = ("2024-07-01 00:00:00", "2024-07-01 00:00:00")
BEFORE = ("2024-06-01 00:00:00", "2024-06-01 00:00:00")


@recipe(
    "billing-night",
    sick=(18, [2, 3, 4], [5], [6], [8], ("01", [3, 4]), ("00", 1), (20, 20)),
    well=(20, [], [], [], [], ("00", [2, 3, 4]), ("00", 1), (20, 20)),
)
def the_night_of_the_monthly_bill(head):
    numbers = {meter(number): number for number in range(1, 21)}
    rows = head.history("2", *FIRST, *numbers)
    last_month = {row["devAddr"]: row for row in head.history("2", *BEFORE, *numbers)}

    def those(condition):
        return [numbers[row["devAddr"]] for row in rows if condition(row, last_month[row["devAddr"]])]

    def energy(row):
        return float(channel(row, "5069"))

    absent = [number for number in numbers.values() if meter(number) not in {row["devAddr"] for row in rows}]
    without_demand = those(lambda row, _: channel(row, "5099") is None)
    unchanged = those(lambda row, before: row["channelData"] == before["channelData"])
    fallen = those(lambda row, before: energy(row) < energy(before))
    status, read = head.frozen("2", *FIRST, meter(2), meter(3), meter(4))
    head.until("2024-07-01 06:30:00")
    head.client.log_in()
    later, last = head.frozen("2", *FIRST, meter(2))
    complete = head.history("2", *FIRST, *numbers)
    return (
        len(rows),
        absent,
        without_demand,
        unchanged,
        fallen,
        (status, [numbers[row["devAddr"]] for row in read]),
        (later, len(last)),
        (len(complete) - len(those_twice(complete)), len({row["devAddr"] for row in complete})),
    )


def those_twice(rows):
    keys = [(row["devAddr"], row["timestamp"]) for row in rows]
    return [key for index, key in enumerate(keys) if key in keys[:index]]
