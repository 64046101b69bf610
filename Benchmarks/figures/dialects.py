"""What a dialect costs: pages in an order that is drawn anew for every call."""

from collections.abc import Iterator
from statistics import median

from harness.bench import Bench
from harness.broker import mosquitto
from harness.cost import cpu_per_call
from harness.report import Row, plain, versus
from harness.scenarios import World, history
from harness.simulator import Simulator, simulator

LOAD_PROFILE = "3"
STABLE = World(dcus=1, meters_per_dcu=500)
SHUFFLED = World(dcus=1, meters_per_dcu=500, tenant="1000000068", row_order="shuffled")
BODIES, ROWS, CONNECTIONS = 64, 1000, 4
ELEVEN_DAYS = ("2024-06-01 00:00:00", "2024-06-11 23:59:59")


def measure(bench: Bench) -> Iterator[Row]:
    with (
        mosquitto(bench) as broker,
        simulator(bench, STABLE.write(bench), broker.url, [SHUFFLED.write(bench)]) as ours,
    ):
        pages = [bodies(ours, world) for world in (SHUFFLED, STABLE)]
        rounds = [
            [cpu_per_call(bench, ours, "meter/historyFrozen", side, CONNECTIONS) for side in pages]
            for _ in range(bench.rounds)
        ]
    shuffled, ordered = (list(side) for side in zip(*rounds, strict=True))
    figure = f"history, {ROWS} rows in an order of their own: CPU"
    yield versus(figure, shuffled, "µs", "ordered", ordered, most=1.3)
    yield plain(f"history, {ROWS} rows in order: CPU", median(ordered), "µs")


def bodies(ours: Simulator, world: World) -> list[str]:
    """Checks that the dialect is the one that was asked for."""
    token = ours.token(world.tenant)
    pages = [history(meter, LOAD_PROFILE, ELEVEN_DAYS, 1, ROWS, token) for meter in world.some_meters(BODIES)]
    stamps = [row["timestamp"] for row in ours.call("meter/historyFrozen", pages[0])["list"]]
    if len(stamps) != ROWS or (stamps == sorted(stamps)) != (world.row_order == "stable"):
        raise RuntimeError(f"historyFrozen does not return {ROWS} rows, {world.row_order}")
    return pages
