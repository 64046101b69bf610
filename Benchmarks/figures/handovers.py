"""What a plan costs beside an answer that starts none, and how often its work is handed over."""

from collections.abc import Iterator
from statistics import median

from harness.bench import Bench
from harness.broker import DRAIN_SECONDS, Broker, mosquitto
from harness.cost import cpu_per_call
from harness.plan_load import plan_round
from harness.processes import wait_until
from harness.report import Row, at_most, plain, skipped, versus
from harness.scenarios import LOGIN, World, read_single
from harness.simulator import Simulator, simulator
from harness.strace import Untraceable, traced
from harness.subscriber import EVERYTHING, subscribed

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256
WRITES = ["write", "writev", "sendto", "sendmsg"]


def measure(bench: Bench) -> Iterator[Row]:
    with (
        mosquitto(bench) as broker,
        simulator(bench, WORLD.write(bench), broker.url) as ours,
        subscribed(bench, broker, EVERYTHING),
    ):
        bodies = read_single(WORLD.some_meters(BODIES), ours.token())
        yield from costs(bench, ours, broker, bodies)
        try:
            yield from system_calls(bench, ours, broker, bodies)
        except Untraceable as reason:
            yield skipped("system calls of a plan", str(reason))


def costs(bench: Bench, ours: Simulator, broker: Broker, bodies: list[str]) -> Iterator[Row]:
    rounds = [
        (plan_round(bench, ours.http, ours.pid, broker, bodies), cpu_per_call(bench, ours, "getToken", [LOGIN]))
        for _ in range(bench.rounds)
    ]
    plans, tokens = (list(side) for side in zip(*rounds, strict=True))
    costs = [one.server_microseconds_per_plan for one in plans]
    yield versus("CPU of a plan", costs, "µs", "getToken", tokens, most=1.7)
    yield plain("CPU of getToken renewed", median(tokens), "µs")
    switches = median(one.server_switches / one.published for one in plans)
    yield at_most("context switches per plan", switches, "", 0.5)


def system_calls(bench: Bench, ours: Simulator, broker: Broker, bodies: list[str]) -> Iterator[Row]:
    before = broker.received()
    with traced(bench, ours.pid, ["futex", *WRITES]) as calls:
        plans = plan_round(bench, ours.http, ours.pid, broker, bodies).load.answers
        # The traced process is so slow that the broker seems quiet before the last push has come.
        if not wait_until(lambda: broker.received() - before >= plans, DRAIN_SECONDS):
            raise RuntimeError(f"{plans} plans were answered, and not all were pushed within {DRAIN_SECONDS} s")
    writes = [calls[name] for name in WRITES]
    yield at_most("futex calls per plan", calls["futex"].made / plans, "", 0.05)
    yield at_most("failing writes per plan", sum(one.failed for one in writes) / plans, "", 0)
    yield plain("writes per plan", sum(one.made for one in writes) / plans, "")
