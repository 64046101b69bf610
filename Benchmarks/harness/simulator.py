"""The simulator under measurement."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench
from harness.processes import running
from harness.scenarios import TENANT, login


@dataclass(frozen=True)
class Simulator:
    http: str
    pid: int
    seconds_to_ready: float

    def url(self, endpoint: str) -> str:
        return f"{self.http}/apis/openapi/{endpoint}"

    def token(self, tenant: str = TENANT) -> str:
        return self.call("getToken", login(tenant))["token"]

    def call(self, endpoint: str, body: str) -> dict:
        answer = json.loads(self.answer_bytes(endpoint, body))
        if answer["code"] != 200:
            raise RuntimeError(f"{endpoint} {body[:200]} failed: {answer['msg']}")
        return answer["data"]

    def answer_bytes(self, endpoint: str, body: str) -> bytes:
        with urllib.request.urlopen(self.url(endpoint), body.encode(), timeout=30) as answer:
            return answer.read()


@contextmanager
def simulator(bench: Bench, scenario: Path, broker: str, others: Iterable[Path] = ()) -> Iterator[Simulator]:
    """Ready when the scope is entered. `broker`: as the flag, `managed` or a URL. `others`: worlds of other tenants."""
    command = [bench.hes_sim, "serve", "--port", "0", "--broker", broker]
    for file in [scenario, *others]:
        command += ["--scenario", file]
    if broker == "managed":
        command += ["--mqtt-port", "0"]
    log = bench.directory / "simulator.log"
    started = time.perf_counter()
    with running(command, log, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
        if not line:
            raise RuntimeError(f"the simulator did not start:\n{log.read_text()}")
        yield Simulator(json.loads(line)["http"], process.pid, seconds)
