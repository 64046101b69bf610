"""Every accepted plan accounted for, id by id, by a subscriber of QoS 1."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench
from harness.broker import Broker
from harness.processes import wait_until
from harness.scenarios import TENANT
from harness.simulator import Simulator
from harness.subscriber import DRAIN_SECONDS, Subscriber, lines, subscribed
from harness.wrk import wrk


@dataclass(frozen=True)
class Audit:
    accepted: int
    published: int
    lost: int
    repeated: int


def audit(bench: Bench, simulator: Simulator, broker: Broker, bodies: list[str]) -> Audit:
    answers = bench.directory / "accepted.txt"
    with subscribed(bench, broker, f"/{TENANT}/#") as subscriber:
        wrk(bench, simulator.url("meter/readSingle"), bodies, ids=answers)
        drain(answers, subscriber)
    pushed = subscriber.topics.read_text().split()
    return settled(answers.read_text().split(), [topic.rpartition("/")[2] for topic in pushed])


def drain(answers: Path, subscriber: Subscriber) -> None:
    """Until there are as many pushes as answers and a second brought no more."""
    accepted, seen = lines(answers), -1

    def is_drained() -> bool:
        nonlocal seen
        before, seen = seen, subscriber.received()
        return subscriber.process.poll() is not None or accepted <= seen == before

    wait_until(is_drained, DRAIN_SECONDS, pause=1)


def settled(accepted: list[str], pushed: list[str]) -> Audit:
    """Pushes of calls whose answer wrk no longer waited for are published, not lost."""
    counts = Counter(pushed)
    lost = sum(plan not in counts for plan in accepted)
    return Audit(len(accepted), len(counts), lost, len(pushed) - len(counts))
