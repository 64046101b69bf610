"""Compositions: evenings that go wrong."""

from kit.recipes import meter, neighbour, recipe

STREET = [meter(number) for number in range(1, 41)]
OTHERS = [neighbour(number) for number in range(1, 41)]


@recipe(
    "evening-outage",
    sick=(("01", [meter(1)]), [200, 500, 200], "02", "00", ("02", "00")),
    well=(("00", [meter(1), neighbour(3)]), [200, 200, 200], "00", "00", ("00", "02")),
)
def half_an_hour_without_the_dcu(head):
    status, values = head.read(meter(1), neighbour(3), wait="5m")
    logins = [head.client.send("getToken", head.client.credentials)["code"] for _ in range(3)]
    head.until("2024-07-11 16:35:00")
    in_between, _ = head.read(meter(1), wait="2m")
    head.until("2024-07-11 17:05:00")
    afterwards, _ = head.read(meter(1), wait="2m")
    head.until("2024-07-11 17:30:00")
    exchanged = head.read(neighbour(7), wait="2m")[0], head.read("202407120001", wait="2m")[0]
    return (status, list(values)), logins, in_between, afterwards, exchanged


@recipe(
    "bad-evening",
    sick=("02", 2, "00", 2, ("00", 9), (9, 2), 9, 1),
    well=("00", 1, "00", 9, ("00", 9), (9, 9), 9, 1),
)
def an_evening_that_comes_late(head):
    window = ("2024-07-11 18:00:00", "2024-07-11 20:00:00")

    def copies():
        plan_id = head.accept("readSingle", devList=neighbour(1), cgcode="5069")
        head.wait("5s")
        return len(head.heard(plan_id))

    head.until("2024-07-11 18:30:00")
    out, delivered, beside = head.read(meter(1))[0], copies(), head.read(neighbour(2))[0]
    head.until("2024-07-11 20:00:30")
    late = len(head.history("3", *window, meter(1)))
    status, rows = head.frozen("3", *window, meter(1))
    filled = len(head.history("3", *window, meter(1))), len(head.history("3", *window, meter(2)))
    head.until("2024-07-12 04:30:00")
    head.client.log_in()
    by_itself = len(head.history("3", *window, meter(2)))
    return out, delivered, beside, late, (status, len(rows)), filled, by_itself, copies()


@recipe(
    "bad-week",
    sick=(3642, [[0, 3]] * 7 + [[0, 1, 2, 3]], ([0, 1, 2, 3], [0, 1, 2, 3]), [False, True], 3840),
    well=(3840, [[0, 1, 2, 3]] * 8, ([0, 1, 2, 3], [0, 1, 2, 3]), [True, False], 3840),
)
def a_week_of_evenings(head):
    first_of = [meter(1), neighbour(1), meter(20001), meter(30001)]
    window = ("2024-06-30 00:15:00", "2024-07-01 00:00:00")

    def answering(instant):
        head.until(instant)
        head.client.log_in()
        return sorted(map(first_of.index, head.read(*first_of, wait="10m")[1]))

    def rows():
        return len(head.history("3", *window, *STREET))

    late = rows()
    evenings = [answering(f"2024-07-0{day} 18:30:00") for day in range(1, 9)]
    beside = answering("2024-07-09 17:30:00"), answering("2024-07-09 20:00:30")
    exchanged = [number in head.archive("2211000052")[1] for number in (neighbour(7), "202407140001")]
    return late, evenings, beside, exchanged, rows()


@recipe(
    "storm-evening",
    sick=(("01", 39), (True, False), 3, ("01", 79), 80),
    well=(("00", 80), (False, False), 0, ("00", 80), 80),
)
def a_street_in_the_dark(head):
    head.until("2024-07-11 18:30:00")
    status, values = head.read(*STREET, *OTHERS)
    head.until("2024-07-11 20:30:00")
    head.client.token = None
    busy = 0
    while head.client.send("getToken", head.client.credentials)["code"] != 200:
        busy += 1
    after, present = head.read(*STREET, *OTHERS)

    def stands(number, start, end):
        rows = head.history("3", f"2024-07-11 {start}:00", f"2024-07-11 {end}:00", number)
        return rows[0]["channelData"][0]["value"] == rows[-1]["channelData"][0]["value"]

    standing = stands(meter(1), "18:00", "20:00"), stands(meter(1), "20:00", "20:30")
    head.until("2024-07-12 08:00:00")
    head.client.log_in()
    return (status, len(values)), standing, busy, (after, len(present)), len(head.read(*STREET, *OTHERS)[1])


@recipe("slow-plc-evening", sick=("01", [17, 94, 158], True), well=("00", [], True))
def two_hundred_meters_on_one_line(head):
    numbers = [meter(number) for number in range(1, 201)]
    start = head.clock(advance="0s")["nowMs"]
    plan_id = head.accept("readSingle", devList=",".join(numbers), cgcode="5069")
    head.clock(advance="untilIdle")
    data = head.heard(plan_id)[0].push["data"]
    minutes = (head.journal("push")[0]["t"] - start) / 60_000
    present = {row["devAddr"] for row in data["list"]}
    return data["status"], [n for n in range(1, 201) if meter(n) not in present], 13 <= minutes <= 25
