"""One round of plans: HTTP in, push acknowledged by the broker; with what it cost."""

import time
from dataclasses import dataclass

from harness.bench import Bench
from harness.broker import Broker
from harness.processes import context_switches, cpu_seconds
from harness.wrk import Load, wrk

PUSH_DELAY_SECONDS = 0.2


@dataclass(frozen=True)
class PlanRound:
    load: Load
    published: int
    busy_seconds: float
    server_cpu_seconds: float
    broker_cpu_seconds: float
    server_switches: int

    @property
    def plans_per_second(self) -> float:
        return self.published / self.busy_seconds

    @property
    def server_microseconds_per_plan(self) -> float:
        return self.server_cpu_seconds / self.published * 1e6

    @property
    def broker_microseconds_per_plan(self) -> float:
        return self.broker_cpu_seconds / self.published * 1e6


def plan_round(bench: Bench, http: str, pid: int, broker: Broker, bodies: list[str]) -> PlanRound:
    """Rates count the backlog: the time runs until the broker is quiet, less the 200 ms that every push waits."""
    before, server, own = broker.received(), cpu_seconds(pid), cpu_seconds(broker.pid)
    switches, started = context_switches(pid), time.monotonic()
    load = wrk(bench, f"{http}/apis/openapi/meter/readSingle", bodies)
    quiet = broker.wait_until_quiet() - PUSH_DELAY_SECONDS
    server, own, switches = cpu_seconds(pid) - server, cpu_seconds(broker.pid) - own, context_switches(pid) - switches
    return PlanRound(load, broker.received() - before, max(load.seconds, quiet - started), server, own, switches)
