"""What a call costs more through `hes-sim record`: one caller, direct and through it, in turn."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlsplit

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.processes import running
from harness.report import Row, at_most, plain, versus
from harness.scenarios import LOGIN, World
from harness.simulator import Simulator, simulator

CALLS = 2000
WORLD = World(dcus=1, meters_per_dcu=10)


def measure(bench: Bench) -> Iterator[Row]:
    with (
        mosquitto(bench) as broker,
        simulator(bench, WORLD.write(bench), broker.url) as ours,
        recording(bench, ours, broker) as passed,
    ):
        for url in (ours.http, passed):
            milliseconds(url)  # neither side is measured cold
        direct, through = zip(*[(milliseconds(ours.http), milliseconds(passed)) for _ in range(bench.rounds)], strict=True)
    added = median(far - near for near, far in zip(direct, through, strict=True))
    yield plain("getToken, one caller, direct: median", median(direct), "ms")
    yield versus("getToken, one caller, through record: median", through, "ms", "direct", direct, most=10)
    yield at_most("added by record at the median", added, "ms", 1)


def milliseconds(base: str) -> float:
    """The median of calls on one connection, one after another."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc)
    seconds = []
    for _ in range(CALLS):
        begin = time.perf_counter()
        connection.request("POST", "/apis/openapi/getToken", LOGIN, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        seconds.append(time.perf_counter() - begin)
        assert b'"code":200' in answer, answer
    connection.close()
    return median(seconds) * 1000


@contextmanager
def recording(bench: Bench, ours: Simulator, broker: Broker) -> Iterator[str]:
    """Where a caller goes instead of to the simulator."""
    command = [bench.hes_sim, "record", "--base-url", ours.http, "--broker", broker.url, "--out", bench.directory / "rec"]
    log = bench.directory / "record.log"
    with running(command, log, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"record did not start:\n{log.read_text()}")
        yield json.loads(line)["http"]
