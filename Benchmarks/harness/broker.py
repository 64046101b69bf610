"""The benchmark's own mosquitto, and how many messages it has taken."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from harness.bench import Bench
from harness.processes import cpu_seconds, executable, free_port, running, wait_for_port, wait_until

RECEIVED = "$SYS/broker/publish/messages/received"
# With sys_interval 1, mosquitto renews its figures every second second.
FRESH_SECONDS = 2.3
QUIET_SECONDS = 0.4
DRAIN_SECONDS = 60

# Queues are unbounded, so that what is missing at the end was lost by the sender.
SETTINGS = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence false
log_type error
sys_interval 1
max_queued_messages 0
set_tcp_nodelay true
"""


@dataclass(frozen=True)
class Broker:
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def received(self) -> int:
        """PUBLISH packets taken so far; waits for a figure that is not older than the call."""
        time.sleep(FRESH_SECONDS)
        command = ["mosquitto_sub", "-p", str(self.port), "-t", RECEIVED, "-C", "1", "-W", "10"]
        return int(subprocess.run(command, capture_output=True, check=True).stdout)

    def wait_until_quiet(self) -> float:
        """Returns the instant (monotonic) at which the broker began to use no CPU."""
        seen, since = cpu_seconds(self.pid), time.monotonic()

        def is_quiet() -> bool:
            nonlocal seen, since
            used = cpu_seconds(self.pid)
            if used != seen:
                seen, since = used, time.monotonic()
            return time.monotonic() - since > QUIET_SECONDS

        wait_until(is_quiet, seconds=DRAIN_SECONDS, pause=0.02)
        return since


@contextmanager
def mosquitto(bench: Bench) -> Iterator[Broker]:
    port = free_port()
    settings = bench.file(f"mosquitto-{port}.conf", SETTINGS.format(port=port))
    log = bench.directory / f"mosquitto-{port}.log"
    with running([executable("mosquitto"), "-c", settings], log) as process:
        wait_for_port(port, process, log)
        yield Broker(port, process.pid)
