"""What an answer costs the simulator."""

from harness.bench import Bench
from harness.processes import cpu_seconds
from harness.simulator import Simulator
from harness.wrk import CONNECTIONS, wrk


def cpu_per_call(
    bench: Bench, ours: Simulator, endpoint: str, bodies: list[str], connections: int = CONNECTIONS
) -> float:  # fmt: skip
    """µs of the simulator's CPU time, over one load."""
    before = cpu_seconds(ours.pid)
    load = wrk(bench, ours.url(endpoint), bodies, connections)
    return (cpu_seconds(ours.pid) - before) / load.answers * 1e6
