"""A subscriber of QoS 1, as users have one, and what it has received."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench
from harness.broker import Broker
from harness.processes import running, wait_until

EVERYTHING = "/#"
SUBSCRIBE_SECONDS = 0.5
DRAIN_SECONDS = 60


@dataclass(frozen=True)
class Subscriber:
    process: subprocess.Popen
    # The topic of every push, a line each.
    topics: Path

    def received(self) -> int:
        return lines(self.topics)

    def wait_for(self, pushes: int) -> None:
        """Until so many have come, at most for a minute."""
        wait_until(lambda: self.process.poll() is not None or self.received() >= pushes, DRAIN_SECONDS)


@contextmanager
def subscribed(bench: Bench, broker: Broker, topics: str) -> Iterator[Subscriber]:
    told = bench.directory / "pushed.txt"
    command = ["mosquitto_sub", "-p", broker.port, "-q", "1", "-t", topics, "-F", "%t"]
    with told.open("wb") as out, running(command, bench.directory / "subscriber.log", stdout=out) as process:
        time.sleep(SUBSCRIBE_SECONDS)
        yield Subscriber(process, told)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")
