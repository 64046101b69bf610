"""Pages of load profile: how many values, and whether the last page costs what the first one costs; billing rows."""

import http.client
import time
from collections.abc import Iterator
from statistics import median
from urllib.parse import urlsplit

from harness.bench import Bench
from harness.broker import mosquitto
from harness.processes import cpu_seconds
from harness.report import Row, at_least, at_most, plain, versus
from harness.scenarios import World, history
from harness.simulator import Simulator, simulator
from harness.wrk import wrk

DAILY_BILLING, LOAD_PROFILE = "1", "3"
WORLD = World(dcus=1, meters_per_dcu=500)
BODIES = 64
CONNECTIONS = 4
ROWS, CHANNELS = 1000, 6
ELEVEN_DAYS = ("2024-06-01 00:00:00", "2024-06-11 23:59:59")

# Both ends belong to the window: twenty days of one month.
TWENTY_DAYS, BILLING_ROWS = ("2024-06-02 00:00:00", "2024-06-21 00:00:00"), 20

# 500 meters × 184 days × 96 rows.
HALF_A_YEAR = ("2024-01-09 00:00:00", "2024-07-10 23:59:59")
DEEP_ROWS = 500 * 184 * 96
DEEP_PAGE, DEEP_PAGE_SIZE = 80_000, 100
CALLS_PER_ROUND = 20


def measure(bench: Bench) -> Iterator[Row]:
    with mosquitto(bench) as broker, simulator(bench, WORLD.write(bench), broker.url) as ours:
        yield from throughput(bench, ours)
        yield billing(bench, ours)
        yield from depth(bench, ours)


def throughput(bench: Bench, ours: Simulator) -> Iterator[Row]:
    token = ours.token()
    pages = [history(meter, LOAD_PROFILE, ELEVEN_DAYS, 1, ROWS, token) for meter in WORLD.some_meters(BODIES)]
    page = ours.call("meter/historyFrozen", pages[0])["list"]
    if [len(page), len(page[0]["channelData"])] != [ROWS, CHANNELS]:
        raise RuntimeError(f"historyFrozen does not return {ROWS} rows of {CHANNELS} channels")
    wall, core = zip(*[values(bench, ours, pages) for _ in range(bench.rounds)], strict=True)
    yield plain(f"history, {ROWS} rows: channel values", median(wall), "/s")
    yield at_least(f"history, {ROWS} rows: channel values per core", median(core), "/s", 1_000_000)


def billing(bench: Bench, ours: Simulator) -> Row:
    """CPU of a call, whose rows have the maximum demand of the month so far."""
    token = ours.token()
    pages = [history(meter, DAILY_BILLING, TWENTY_DAYS, 1, BILLING_ROWS, token) for meter in WORLD.some_meters(BODIES)]
    if len(ours.call("meter/historyFrozen", pages[0])["list"]) != BILLING_ROWS:
        raise RuntimeError(f"historyFrozen does not return {BILLING_ROWS} daily rows")
    costs = []
    for _ in range(bench.rounds):
        before = cpu_seconds(ours.pid)
        load = wrk(bench, ours.url("meter/historyFrozen"), pages, CONNECTIONS)
        costs.append((cpu_seconds(ours.pid) - before) / load.answers * 1e6)
    return at_most(f"historyFrozen, {BILLING_ROWS} daily rows with demand: CPU", median(costs), "µs", 150)


def values(bench: Bench, ours: Simulator, pages: list[str]) -> tuple[float, float]:
    """Per second, and per second of the server's CPU time."""
    before = cpu_seconds(ours.pid)
    load = wrk(bench, ours.url("meter/historyFrozen"), pages, CONNECTIONS)
    count = load.answers * ROWS * CHANNELS
    return count / load.seconds, count / (cpu_seconds(ours.pid) - before)


def depth(bench: Bench, ours: Simulator) -> Iterator[Row]:
    connection = http.client.HTTPConnection(urlsplit(ours.http).netloc, timeout=60)
    token = ours.token()
    total = ours.call("meter/historyFrozen", deep(1, token))["total"]
    if total != DEEP_ROWS:
        raise RuntimeError(f"the query has {total} rows instead of {DEEP_ROWS}")
    pairs = [
        [milliseconds(connection, [deep(first + n, token) for n in range(CALLS_PER_ROUND)]) for first in (1, DEEP_PAGE)]
        for _ in range(bench.rounds * 2)
    ]
    first, last = (list(side) for side in zip(*pairs, strict=True))
    yield versus(f"history, page {DEEP_PAGE:,} of {total:,} rows", last, "ms", "page 1", first, most=1.2)


def deep(page: int, token: str) -> str:
    meters = ",".join(WORLD.meter(index) for index in range(WORLD.meters))
    return history(meters, LOAD_PROFILE, HALF_A_YEAR, page, DEEP_PAGE_SIZE, token)


def milliseconds(connection: http.client.HTTPConnection, bodies: list[str]) -> float:
    return median(one_call(connection, body) for body in bodies) * 1000


def one_call(connection: http.client.HTTPConnection, body: str) -> float:
    started = time.perf_counter()
    connection.request("POST", "/apis/openapi/meter/historyFrozen", body)
    connection.getresponse().read()
    return time.perf_counter() - started
