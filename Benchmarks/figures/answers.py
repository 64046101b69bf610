"""Answers that start no plan, beside nginx returning the same bytes."""

import json
from collections.abc import Iterator
from statistics import median

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.cost import cpu_per_call
from harness.peers import nginx
from harness.processes import executable
from harness.report import Row, plain, skipped, versus
from harness.scenarios import LOGIN, World, history, read_single
from harness.simulator import Simulator, simulator
from harness.wrk import wrk

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256
ROWS = 20
# Both ends belong to the window: twenty quarters of an hour.
WINDOW = ("2024-07-01 00:00:00", "2024-07-01 04:45:00")
READS = 65_000


def measure(bench: Bench) -> Iterator[Row]:
    with mosquitto(bench) as broker, simulator(bench, WORLD.write(bench), broker.url) as ours:
        token = ours.token()
        pages = [history(meter, "5050", WINDOW, 1, ROWS, token) for meter in WORLD.some_meters(BODIES)]
        if len(ours.call("meter/historySingle", pages[0])["list"]) != ROWS:
            raise RuntimeError(f"historySingle does not return {ROWS} rows")
        yield from compare(bench, ours, "getToken renewed", "getToken", [LOGIN])
        yield from compare(bench, ours, f"historySingle, {ROWS} rows", "meter/historySingle", pages)
        yield from after_reads(bench, ours, broker, pages[:2])


def compare(bench: Bench, ours: Simulator, figure: str, endpoint: str, bodies: list[str]) -> Iterator[Row]:
    if not executable("nginx"):
        yield plain(figure, median(rate(bench, ours.http, endpoint, bodies) for _ in range(bench.rounds)), "answers/s")
        yield skipped(f"{figure}, nginx", "nginx is not installed (apt-get install nginx-light)")
        return
    with nginx(bench, {f"/apis/openapi/{endpoint}": ours.answer_bytes(endpoint, bodies[0])}) as static:
        pairs = [[rate(bench, side.http, endpoint, bodies) for side in (ours, static)] for _ in range(bench.rounds)]
    mine, theirs = (list(side) for side in zip(*pairs, strict=True))
    yield versus(figure, mine, "answers/s", "nginx", theirs, least=0.5)
    yield plain(f"{figure}, nginx", median(theirs), "answers/s")


def rate(bench: Bench, http: str, endpoint: str, bodies: list[str]) -> float:
    return wrk(bench, f"{http}/apis/openapi/{endpoint}", bodies).answers_per_second


def after_reads(bench: Bench, ours: Simulator, broker: Broker, pages: list[str]) -> Iterator[Row]:
    """Asks in turn about a meter with many real-time reads, none of which is in the window, and about one without."""
    read(bench, ours, broker, json.loads(pages[0])["devList"])
    pairs = [[cpu_per_call(bench, ours, "meter/historySingle", [page]) for page in pages] for _ in range(bench.rounds)]
    many, none = (list(side) for side in zip(*pairs, strict=True))
    figure = f"historySingle, {ROWS} rows: CPU after {READS:,} reads of the meter"
    yield versus(figure, many, "µs", "no read", none, most=1.05)
    yield plain(f"historySingle, {ROWS} rows: CPU without a read", median(none), "µs")


def read(bench: Bench, ours: Simulator, broker: Broker, meter: str) -> None:
    """The readings are there when the pushes have gone out."""
    bodies, answered = read_single([meter], ours.token()), 0
    while answered < READS:
        answered += wrk(bench, ours.url("meter/readSingle"), bodies).answers
    broker.wait_until_quiet()
