"""How many system calls a load makes, and how many of them fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from harness.bench import Bench
from harness.processes import executable, running, task_fields, wait_until

ATTACH_SECONDS = 10


class Untraceable(Exception):
    """There is no strace, or it may not attach."""


@dataclass(frozen=True)
class Calls:
    made: int = 0
    failed: int = 0


@contextmanager
def traced(bench: Bench, pid: int, names: list[str]) -> Iterator[dict[str, Calls]]:
    """Counts the calls of these names, by name, when the scope is left. The process is slowed down meanwhile."""
    if not executable("strace"):
        raise Untraceable("strace is not installed (apt-get install strace)")
    counts = {name: Calls() for name in names}
    summary, log = bench.directory / "strace.txt", bench.directory / "strace.log"
    command = [executable("strace"), "-c", "-f", "-p", pid, "-e", f"trace={','.join(names)}", "-o", summary]
    with running(command, log) as process:
        is_attached = wait_until(lambda: process.poll() is not None or is_traced(pid), ATTACH_SECONDS)
        if not is_attached or process.poll() is not None:
            raise Untraceable(f"strace did not attach ({log.read_text().strip()})")
        yield counts
    counts.update(counted(summary.read_text()))


def is_traced(pid: int) -> bool:
    return all(task_fields(pid, "TracerPid"))


def counted(summary: str) -> dict[str, Calls]:
    """The column of errors is empty where no call failed (strace(1), -c)."""
    lines = [line.split() for line in summary.splitlines()]
    rows = [cells for cells in lines if len(cells) in (5, 6) and cells[0][0].isdigit() and cells[-1] != "total"]
    return {cells[-1]: Calls(int(cells[3]), int(cells[4]) if len(cells) == 6 else 0) for cells in rows}
