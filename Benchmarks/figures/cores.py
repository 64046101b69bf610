"""What a second core is worth to one world's plans."""

import os
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.plan_load import plan_round
from harness.processes import pin
from harness.report import Row, plain, skipped, versus
from harness.scenarios import World, read_single
from harness.simulator import Simulator, simulator

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256
FIGURE = "plans, two cores free for the simulator"
# What the load generator and the broker need beside two cores of the simulator.
ENOUGH_CORES = 4


def measure(bench: Bench) -> Iterator[Row]:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        yield skipped(FIGURE, "there is only one core")
        return
    with mosquitto(bench) as broker, simulator(bench, WORLD.write(bench), broker.url) as ours:
        bodies = read_single(WORLD.some_meters(BODIES), ours.token())
        rounds = [[rate(bench, ours, broker, bodies, cores[:count]) for count in (2, 1)] for _ in range(bench.rounds)]
    two, one = (list(side) for side in zip(*rounds, strict=True))
    row = versus(FIGURE, two, "/s", "one core", one, least=1.6)
    yield replace(row, note=f"wrk and broker share its {len(cores)} cores" if len(cores) < ENOUGH_CORES else "")
    yield plain("plans, one core free for the simulator", median(one), "/s")


def rate(bench: Bench, ours: Simulator, broker: Broker, bodies: list[str], cores: list[int]) -> float:
    pin(ours.pid, cores)
    return plan_round(bench, ours.http, ours.pid, broker, bodies).plans_per_second
