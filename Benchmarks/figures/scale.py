"""Ten, ten thousand and ten million meters: start, memory and plans per second."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from figures.start import ready
from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.plan_load import plan_round
from harness.processes import memory_mebibytes
from harness.report import Row, at_most, plain, versus
from harness.scenarios import World, read_single
from harness.simulator import Simulator, simulator

BODIES = 4096
TEN = World(dcus=1, meters_per_dcu=10)
TEN_THOUSAND = World(dcus=10, meters_per_dcu=1000)
TEN_MILLION = World(dcus=10_000, meters_per_dcu=1000)


@dataclass(frozen=True)
class Sized:
    name: str
    world: World
    simulator: Simulator
    milliseconds_to_ready: float
    resident_mebibytes: float
    anonymous_mebibytes: float
    bodies: list[str]


def measure(bench: Bench) -> Iterator[Row]:
    with ExitStack() as stack:
        broker = stack.enter_context(mosquitto(bench))
        worlds = {"ten": TEN, "ten thousand": TEN_THOUSAND, "ten million": TEN_MILLION}
        sizes = [start(bench, name, world, broker, stack) for name, world in worlds.items()]
        yield from start_rows(sizes)
        yield from rate_rows(bench, sizes, broker)
        yield from (memory_row(one, "after the load", memory_mebibytes(one.simulator.pid, "VmHWM")) for one in sizes)


def start(bench: Bench, name: str, world: World, broker: Broker, stack: ExitStack) -> Sized:
    scenario = world.write(bench)
    milliseconds = median(ready(bench, scenario, broker.url) for _ in range(bench.rounds))
    ours = stack.enter_context(simulator(bench, scenario, broker.url))
    bodies = read_single(world.some_meters(BODIES), ours.token())
    resident, anonymous = (memory_mebibytes(ours.pid, field) for field in ("VmRSS", "RssAnon"))
    return Sized(name, world, ours, milliseconds, resident, anonymous, bodies)


def start_rows(sizes: list[Sized]) -> Iterator[Row]:
    for one in sizes:
        figure, value = f"{one.name} meters: start to ready", one.milliseconds_to_ready
        yield at_most(figure, value, "ms", 1000) if one.world is TEN_MILLION else plain(figure, value, "ms")
    yield from (memory_row(one, "when ready", one.resident_mebibytes) for one in sizes)
    for one in sizes:
        yield plain(f"{one.name} meters: memory when ready, files not counted", one.anonymous_mebibytes, "MiB")


def memory_row(one: Sized, moment: str, mebibytes: float) -> Row:
    figure = f"{one.name} meters: memory {moment}"
    return at_most(figure, mebibytes, "MiB", 100) if one.world is TEN_MILLION else plain(figure, mebibytes, "MiB")


def rate_rows(bench: Bench, sizes: list[Sized], broker: Broker) -> Iterator[Row]:
    rounds = [[plans_per_second(bench, one, broker) for one in sizes] for _ in range(bench.rounds)]
    few, *others = (list(side) for side in zip(*rounds, strict=True))
    for one, rates in zip(sizes[1:], others, strict=True):
        yield versus(f"{one.name} meters: plans", rates, "/s", "ten meters", few, least=0.9)


def plans_per_second(bench: Bench, one: Sized, broker: Broker) -> float:
    return plan_round(bench, one.simulator.http, one.simulator.pid, broker, one.bodies).plans_per_second
