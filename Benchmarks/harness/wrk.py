"""One bounded run of the load generator."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.bench import FOLDER, Bench

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    answers: int
    seconds: float
    p50_milliseconds: float
    p99_milliseconds: float

    @property
    def answers_per_second(self) -> float:
        return self.answers / self.seconds


def wrk(bench: Bench, url: str, bodies: list[str], connections: int = CONNECTIONS, ids: Path | None = None) -> Load:
    """Posts `bodies` in turn; with `ids`, writes the planId of every accepted plan there.

    Raises where an answer fails: figures of a failing run mean nothing.
    """
    pool = bench.file("bodies.txt", "".join(body + "\n" for body in bodies))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{bench.load_seconds}s", "-s", FOLDER / "load" / "pool.lua"]
    arguments = [url, "--", pool] + ([ids] if ids else [])
    run = subprocess.run(command + arguments, capture_output=True, check=True, text=True)
    told = json.loads(run.stdout.splitlines()[-1])
    if told["failures"] or not told["requests"]:
        raise RuntimeError(f"wrk met failures at {url}:\n{run.stdout}")
    return Load(told["requests"], told["microseconds"] / 1e6, told["p50"] / 1e3, told["p99"] / 1e3)
