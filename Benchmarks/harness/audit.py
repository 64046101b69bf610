"""Every accepted plan accounted for, id by id, by a subscriber of QoS 1."""

import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench
from harness.broker import Broker
from harness.processes import running, wait_until
from harness.scenarios import TENANT
from harness.simulator import Simulator
from harness.wrk import wrk

DRAIN_SECONDS = 60
SUBSCRIBE_SECONDS = 0.5


@dataclass(frozen=True)
class Audit:
    accepted: int
    published: int
    lost: int
    repeated: int


def audit(bench: Bench, simulator: Simulator, broker: Broker, bodies: list[str]) -> Audit:
    answers, pushes = bench.directory / "accepted.txt", bench.directory / "pushed.txt"
    topic = ["-t", f"/{TENANT}/#", "-F", "%t"]
    command = ["mosquitto_sub", "-p", broker.port, "-q", "1", *topic]
    with pushes.open("wb") as out, running(command, bench.directory / "subscriber.log", stdout=out) as subscriber:
        time.sleep(SUBSCRIBE_SECONDS)
        wrk(bench, simulator.url("meter/readSingle"), bodies, ids=answers)
        drain(answers, pushes, subscriber)
    return settled(answers.read_text().split(), [line.rpartition("/")[2] for line in pushes.read_text().split()])


def drain(answers: Path, pushes: Path, subscriber: subprocess.Popen) -> None:
    """Until there are as many pushes as answers and a second brought no more."""
    accepted, seen = lines(answers), -1

    def is_drained() -> bool:
        nonlocal seen
        before, seen = seen, lines(pushes)
        return subscriber.poll() is not None or accepted <= seen == before

    wait_until(is_drained, DRAIN_SECONDS, pause=1)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def settled(accepted: list[str], pushed: list[str]) -> Audit:
    """Pushes of calls whose answer wrk no longer waited for are published, not lost."""
    counts = Counter(pushed)
    lost = sum(plan not in counts for plan in accepted)
    return Audit(len(accepted), len(counts), lost, len(pushed) - len(counts))
