"""Who can be reached: meters, DCUs, archives."""

from kit.recipes import DCU, SECOND_DCU, THIRD_DCU, meter, neighbour, recipe

LOOSE = "202407999999"
MISTYPED = "202407100021"
WINDOW = ("2024-07-09 00:00:00", "2024-07-11 00:00:00")


@recipe("F01-meter-offline", sick=("01", [1], "02", "00"), well=("00", [1, 2], "00", "00"))
def a_meter_that_does_not_answer(head):
    status, values = head.read(meter(1), meter(2), wait="5m")
    alone, _ = head.read(meter(2), wait="5m")
    head.wait("2h")
    head.client.log_in()
    later, _ = head.read(meter(2), wait="5m")
    return status, [number for number in (1, 2) if meter(number) in values], alone, later


@recipe(
    "F02-dcu-offline",
    sick=("00", "02", "02", "01", 10, ("02", 0), "00"),
    well=("00", "00", "00", "00", 20, ("00", 10), "00"),
)
def a_concentrator_without_a_network(head):
    numbers = [meter(n) for n in range(1, 11)]
    before, _ = head.read(*numbers)
    head.wait("12m")
    alone, _ = head.read(*numbers)
    relay, _ = head.relay(2, *numbers)
    both, values = head.read(*numbers, *[neighbour(n) for n in range(1, 11)])
    archive, listed = head.archive(DCU)
    head.wait("30m")
    return before, alone, relay, both, len(values), (archive, len(listed)), head.read(*numbers)[0]


def into_the_archive(document):
    tenant = document["tenants"][0]
    tenant["dcus"][0]["meters"].append(tenant["meters"].pop()["devAddr"])


@recipe("F03-not-in-archive", sick=("02", 0, "00", "00"), well=("00", 3, "00", "00"), cure=into_the_archive)
def a_meter_in_no_archive(head):
    before, _ = head.read(LOOSE)
    history = len(head.history("1", *WINDOW, LOOSE))
    added = head.push("addArchive", dcuNo=DCU, archives=[{"devAddr": LOOSE, "status": "1"}])["status"]
    return before, history, added, head.read(LOOSE)[0]


def one_meter_more(document):
    document["tenants"][0]["dcus"][0]["meters"][0]["count"] += 1


@recipe("F04-unknown-number", sick=("01", "02", 0, False), well=("00", "00", 3, True), cure=one_meter_more)
def a_number_that_nobody_knows(head):
    both, _ = head.read(meter(12), MISTYPED)
    alone, _ = head.read(MISTYPED)
    return both, alone, len(head.history("1", *WINDOW, MISTYPED)), head.relay(2, MISTYPED)[1][MISTYPED]


@recipe("F25-archive-full", sick=("02", False, "02", True, "00"), well=("00", True, "00", False, "00"))
def archives_that_do_not_change(head):
    entry = {"devAddr": LOOSE, "status": "1"}
    added = head.push("addArchive", dcuNo=DCU, archives=[entry])["status"]
    is_in = LOOSE in head.archive(DCU)[1]
    removed = head.push("removeArchive", dcuNo=SECOND_DCU, archives=[{"devAddr": neighbour(1)}])["status"]
    is_still_in = neighbour(1) in head.archive(SECOND_DCU)[1]
    return added, is_in, removed, is_still_in, head.push("addArchive", dcuNo=THIRD_DCU, archives=[entry])["status"]
