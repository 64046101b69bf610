"""Plans end to end, beside a hand-written stub on the same broker."""

from collections.abc import Callable, Iterator
from statistics import median

from harness.audit import audit
from harness.bench import Bench
from harness.broker import mosquitto
from harness.peers import fastapi_stub
from harness.plan_load import PlanRound, plan_round
from harness.processes import memory_mebibytes
from harness.report import Row, at_most, plain, versus
from harness.scenarios import World, read_single
from harness.simulator import simulator

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256


def measure(bench: Bench) -> Iterator[Row]:
    with mosquitto(bench) as broker, simulator(bench, WORLD.write(bench), broker.url) as ours:
        bodies = read_single(WORLD.some_meters(BODIES), ours.token())
        with fastapi_stub(bench, broker) as stub:
            rounds = [
                [plan_round(bench, side.http, side.pid, broker, bodies) for side in (ours, stub)]
                for _ in range(bench.rounds)
            ]
        yield from rates(rounds)
        yield plain("peak memory after the load", memory_mebibytes(ours.pid, "VmHWM"), "MiB")
        told = audit(bench, ours, broker, bodies)
    yield plain("audit: plans accepted", told.accepted, "")
    yield plain("audit: plans published", told.published, "")
    yield at_most("audit: plans lost", told.lost, "", 0)
    yield at_most("audit: plans published twice", told.repeated, "", 0)


def rates(rounds: list[list[PlanRound]]) -> Iterator[Row]:
    ours, stub = ([pair[side] for pair in rounds] for side in (0, 1))
    plans = [[one.plans_per_second for one in side] for side in (ours, stub)]
    yield versus("plans end to end", plans[0], "/s", "stub", plans[1], least=4)
    yield plain("plans end to end, stub", median(plans[1]), "/s")
    yield plain("plan answered, median", middle(ours, lambda one: one.load.p50_milliseconds), "ms")
    yield plain("plan answered, 99 of 100", middle(ours, lambda one: one.load.p99_milliseconds), "ms")
    yield at_most("CPU per plan, server", middle(ours, lambda one: one.server_microseconds_per_plan), "µs", 20)
    yield plain("CPU per plan, broker", middle(ours, lambda one: one.broker_microseconds_per_plan), "µs")
    yield plain("CPU per plan, stub", middle(stub, lambda one: one.server_microseconds_per_plan), "µs")
    yield at_most("answers without a push", sum(missing(one) for one in ours), "", 0)


def middle(rounds: list[PlanRound], figure: Callable[[PlanRound], float]) -> float:
    return median(figure(one) for one in rounds)


def missing(one: PlanRound) -> int:
    return max(0, one.load.answers - one.published)
