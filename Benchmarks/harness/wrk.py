"""One bounded run of the load generator."""

import json
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from harness.bench import FOLDER, Bench
from harness.processes import running

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
    command = wrk_command(bench, url, bodies, connections) + ([ids] if ids else [])
    return told(url, subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def wrk_each(bench: Bench, url: str, bodies: list[str]) -> list[Load]:
    """What each connection met, for which `wrk` has no figure: as many processes at once, with one connection each."""
    command = wrk_command(bench, url, bodies, connections=1)
    logs = [bench.directory / f"wrk-{number}.log" for number in range(CONNECTIONS)]
    with ExitStack() as stack:
        runs = [stack.enter_context(running(command, log, stdout=subprocess.PIPE, text=True)) for log in logs]
        return [told(url, run.communicate()[0]) for run in runs]


def wrk_command(bench: Bench, url: str, bodies: list[str], connections: int) -> list:
    pool = bench.file("bodies.txt", "".join(body + "\n" for body in bodies))
    script = FOLDER / "load" / "pool.lua"
    return ["wrk", "-t1", f"-c{connections}", f"-d{bench.load_seconds}s", "-s", script, url, "--", pool]


def told(url: str, output: str) -> Load:
    if not output:
        raise RuntimeError(f"wrk told nothing about {url}")
    figures = json.loads(output.splitlines()[-1])
    if figures["failures"] or not figures["requests"]:
        raise RuntimeError(f"wrk met failures at {url}:\n{output}")
    return Load(figures["requests"], figures["microseconds"] / 1e6, figures["p50"] / 1e3, figures["p99"] / 1e3)
