"""From process start to the ready line."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from harness.bench import Bench
from harness.broker import mosquitto
from harness.report import Row, at_most
from harness.scenarios import World
from harness.simulator import simulator


def measure(bench: Bench) -> Iterator[Row]:
    scenario = World(dcus=3, meters_per_dcu=200).write(bench)
    with mosquitto(bench) as broker:
        pairs = [(ready(bench, scenario, broker.url), ready(bench, scenario, "managed")) for _ in range(bench.starts)]
    external, managed = zip(*pairs, strict=True)
    yield at_most("start to ready, broker already there", median(external), "ms", 50)
    yield at_most("start to ready, managed broker", median(managed), "ms", 150)


def ready(bench: Bench, scenario: Path, broker: str) -> float:
    with simulator(bench, scenario, broker) as ready:
        return ready.seconds_to_ready * 1000
