"""Whether memory grows with the number of calls."""

from collections.abc import Iterator
from dataclasses import dataclass

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.processes import memory_mebibytes
from harness.report import Row, plain, versus
from harness.scenarios import LOGIN, World, history, read_single
from harness.simulator import Simulator, simulator
from harness.subscriber import EVERYTHING, subscribed
from harness.wrk import wrk

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256
WARM_SHARE = 5
DAY = ("2024-07-01 00:00:00", "2024-07-01 04:45:00")
MONTH = ("2024-06-02 00:00:00", "2024-06-21 00:00:00")


@dataclass(frozen=True)
class Moment:
    calls: int
    mebibytes: float


def measure(bench: Bench) -> Iterator[Row]:
    with (
        mosquitto(bench) as broker,
        simulator(bench, WORLD.write(bench), broker.url) as ours,
        subscribed(bench, broker, EVERYTHING),
    ):
        bodies = mixed(ours)
        warm = after(bench, ours, broker, bodies, Moment(0, 0), bench.soak_calls // WARM_SHARE)
        end = after(bench, ours, broker, bodies, warm, bench.soak_calls)
    figure = f"memory after {end.calls:,} mixed calls"
    yield versus(figure, [end.mebibytes], "MiB", f"after {warm.calls:,}", [warm.mebibytes], most=1.05)
    yield plain(f"memory after {warm.calls:,} mixed calls", warm.mebibytes, "MiB")


def mixed(ours: Simulator) -> list[str]:
    """Half of them plans; an answer of each kind is looked at, as `wrk` sees the HTTP status alone."""
    token, meters = ours.token(), WORLD.some_meters(BODIES)
    plans = read_single(meters, token)
    kinds = [
        ("meter/readSingle", plans),
        ("meter/historySingle", [history(meter, "5050", DAY, 1, 20, token) for meter in meters]),
        ("meter/readSingle", plans[::-1]),
        ("meter/historyFrozen", [history(meter, "1", MONTH, 1, 20, token) for meter in meters]),
        ("meter/readSingle", plans[1:] + plans[:1]),
        ("getToken", [LOGIN] * BODIES),
    ]
    for endpoint, bodies in kinds:
        ours.call(endpoint, bodies[0])
    turns = zip(*[[f"/apis/openapi/{endpoint} {body}" for body in bodies] for endpoint, bodies in kinds], strict=True)
    return [line for turn in turns for line in turn]


def after(
    bench: Bench, ours: Simulator, broker: Broker, bodies: list[str], before: Moment, calls: int
) -> Moment:  # fmt: skip
    """Resident memory when at least so many calls were answered and their pushes have gone out."""
    answered = before.calls
    while answered < calls:
        answered += wrk(bench, ours.http, bodies).answers
    broker.wait_until_quiet()
    return Moment(answered, memory_mebibytes(ours.pid, "VmRSS"))
