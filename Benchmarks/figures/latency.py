"""Whether one caller waits for another: connections beside each other, and worlds beside each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from threading import Event

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.report import Row, plain, versus
from harness.scenarios import LOGIN, World, history, read_frozen
from harness.simulator import Simulator, simulator
from harness.subscriber import Subscriber, subscribed
from harness.wrk import CONNECTIONS, Load, wrk, wrk_each

LOAD_PROFILE = "3"
WORLD = World(dcus=1, meters_per_dcu=500)
OTHER = World(dcus=1, meters_per_dcu=500, tenant="1000000068")
BODIES, PAGE_ROWS = 64, 1000
ELEVEN_DAYS = ("2024-06-01 00:00:00", "2024-06-11 23:59:59")
# 200 quarters of an hour, both ends included.
TWO_DAYS, PUSH_ROWS = ("2024-06-01 00:00:00", "2024-06-03 01:45:00"), 100_000


def measure(bench: Bench) -> Iterator[Row]:
    with (
        mosquitto(bench) as broker,
        simulator(bench, WORLD.write(bench), broker.url, [OTHER.write(bench)]) as ours,
    ):
        yield from connections(bench, ours)
        yield from worlds(bench, ours, broker)


def connections(bench: Bench, ours: Simulator) -> Iterator[Row]:
    token, url = ours.token(), ours.url("meter/historyFrozen")
    pages = [history(meter, LOAD_PROFILE, ELEVEN_DAYS, 1, PAGE_ROWS, token) for meter in WORLD.some_meters(BODIES)]
    slowest = [max(wrk_each(bench, url, pages), key=lambda one: one.p99_milliseconds) for _ in range(bench.rounds)]
    figure = f"history, {PAGE_ROWS} rows: p99 of the slowest of {CONNECTIONS} connections"
    medians = [one.p50_milliseconds for one in slowest]
    yield versus(figure, p99(slowest), "ms", "its median", medians, most=3)


def worlds(bench: Bench, ours: Simulator, broker: Broker) -> Iterator[Row]:
    alone, beside, pushed = zip(*[beside_pushes(bench, ours, broker) for _ in range(bench.rounds)], strict=True)
    figure = f"getToken, p99 while another world pushes {PUSH_ROWS:,} rows"
    yield versus(figure, p99(beside), "ms", "alone", p99(alone), most=3)
    yield plain("getToken, p99 alone", median(p99(alone)), "ms")
    yield plain(f"pushes of {PUSH_ROWS:,} rows meanwhile", sum(pushed), "")


def p99(loads: list[Load]) -> list[float]:
    return [one.p99_milliseconds for one in loads]


def beside_pushes(bench: Bench, ours: Simulator, broker: Broker) -> tuple[Load, Load, int]:
    alone = wrk(bench, ours.url("getToken"), [LOGIN])
    with pushing(bench, ours, broker) as pushes:
        beside = wrk(bench, ours.url("getToken"), [LOGIN])
    return alone, beside, pushes.received()


@contextmanager
def pushing(bench: Bench, ours: Simulator, broker: Broker) -> Iterator[Subscriber]:
    """The other world pushes, one push after another, until the scope is left and the last one has come."""
    token, is_over = ours.token(OTHER.tenant), Event()
    meters = [OTHER.meter(index) for index in range(OTHER.meters)]
    body = read_frozen(meters, LOAD_PROFILE, TWO_DAYS, token)

    def push_on(pushes: Subscriber) -> None:
        while not is_over.is_set():
            due = pushes.received() + 1
            ours.call("meter/readFrozen", body)
            pushes.wait_for(due)

    with subscribed(bench, broker, f"/{OTHER.tenant}/#") as pushes, ThreadPoolExecutor() as pool:
        pusher = pool.submit(push_on, pushes)
        try:
            yield pushes
        finally:
            is_over.set()
        pusher.result()
