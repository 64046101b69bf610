"""Measures the conformance suite: the must catalogue with the reference client, and the layers of the selftest.

python Benchmarks/conformance.py path/to/hes-sim [--rounds N] [--jobs N]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CATALOGUE_GOAL_SECONDS = 15
SELFTEST_GOAL_SECONDS = 60
# Layer 2 is a matter of minutes and has no goal.
LAYERS = {1: "tampered traces", 3: "null drivers", 4: "without faults"}
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Round:
    seconds: float
    # Milliseconds by case and pack.
    cases: dict


def flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the conformance suite and print one table.")
    parser.add_argument("hes_sim", type=Path, help="the simulator, built in release mode")
    parser.add_argument("--rounds", type=int, default=3, help="runs of the catalogue; the median counts (3)")
    parser.add_argument("--jobs", type=int, default=4, help="clients at work at the same time (4)")
    given = parser.parse_args()
    if not given.hes_sim.is_file():
        parser.error(f"no simulator at {given.hes_sim}: build it with `make release`")
    if given.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return given


def timed(command: list) -> float:
    """Seconds of a command that must succeed."""
    began = time.monotonic()
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    seconds = time.monotonic() - began
    if ended.returncode != 0:
        words = " ".join(map(str, command))
        sys.exit(f"exit code {ended.returncode} of {words}:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return seconds


def catalogue(hes_sim: Path, jobs: int, folder: Path) -> Round:
    suite = [hes_sim, "conformance", "run", "--level", "must", "--jobs", jobs, "--report", folder]
    seconds = timed([*suite, "--", hes_sim, "reference-client", "--driver"])
    cases = json.loads((folder / "results.json").read_text(encoding="utf-8"))["cases"]
    return Round(seconds, {f"{case['case']} ({case['pack']})": case["elapsedMs"] for case in cases})


def row(figure: str, seen: str, goal: str = "") -> str:
    return f"| {figure} | {seen} | {goal} |"


def against(seconds: float, goal: int) -> str:
    return f"≤ {goal} s, {'met' if seconds <= goal else '**not met**'}"


def catalogue_rows(rounds: list) -> list:
    seconds = statistics.median(one.seconds for one in rounds)
    medians = {name: statistics.median(one.cases[name] for one in rounds) for name in rounds[0].cases}
    slowest = max(medians, key=medians.get)
    return [
        row(f"must catalogue, {len(medians)} runs of a case, reference client", f"{seconds:.1f} s", against(seconds, CATALOGUE_GOAL_SECONDS)),
        row("a case, median", f"{statistics.median(medians.values()):.0f} ms"),
        row("a case, longest", f"{medians[slowest]:.0f} ms: {slowest}"),
    ]


def selftest_rows(hes_sim: Path) -> list:
    seconds = {layer: timed([hes_sim, "conformance", "selftest", "--layer", layer]) for layer in LAYERS}
    total = sum(seconds.values())
    rows = [row(f"selftest, layer {layer}: {name}", f"{seconds[layer]:.1f} s") for layer, name in LAYERS.items()]
    return [*rows, row("selftest, layers 1, 3 and 4", f"{total:.1f} s", against(total, SELFTEST_GOAL_SECONDS))]


def main() -> None:
    given = flags()
    hes_sim = given.hes_sim.resolve()
    with tempfile.TemporaryDirectory(prefix="hes-sim-bench-") as directory:
        rounds = [catalogue(hes_sim, given.jobs, Path(directory) / str(number)) for number in range(given.rounds)]
    print("\n".join([row("figure", "seen", "goal"), "|---|---|---|", *catalogue_rows(rounds)]), flush=True)
    print("\n".join(selftest_rows(hes_sim)))


if __name__ == "__main__":
    main()
