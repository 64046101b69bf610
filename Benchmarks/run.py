"""Measures the simulator beside its peers and prints one table.

HES_SIM=path/to/hes-sim python Benchmarks/run.py [--quick] [--only NAME]… [--calls N]
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import figures
from harness.bench import FOLDER, Bench
from harness.processes import executable
from harness.report import Row, table

TOOLS = ["wrk", "mosquitto", "mosquitto_sub"]


def flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the simulator beside its peers and print one table.")
    parser.add_argument("--quick", action="store_true", help="2 s per load instead of 5")
    parser.add_argument("--only", action="append", choices=figures.ALL, metavar="NAME", help=", ".join(figures.ALL))
    parser.add_argument("--calls", type=int, metavar="N", help="of the soak: 5,000,000, or 500,000 with --quick")
    return parser.parse_args()


def bench(directory: str, given: argparse.Namespace) -> Bench:
    hes_sim = Path(os.environ.get("HES_SIM", ".build/release/hes-sim"))
    if not hes_sim.is_file():
        sys.exit(f"no simulator at {hes_sim}: build it with `make release`, or name one in HES_SIM")
    missing = [tool for tool in TOOLS if not executable(tool)]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)} (apt-get install wrk mosquitto mosquitto-clients)")
    seconds, rounds, starts, calls = (2, 3, 5, 500_000) if given.quick else (5, 3, 20, 5_000_000)
    return Bench(hes_sim.resolve(), Path(directory), seconds, rounds, starts, given.calls or calls)


def measure(setup: Bench, names: list[str]) -> list[Row]:
    rows = []
    for name in names:
        for row in figures.ALL[name](setup):
            print(f"  {row.figure}", file=sys.stderr, flush=True)
            rows.append(row)
    return rows


def save(setup: Bench, rows: list[Row]) -> None:
    results = FOLDER / "results"
    results.mkdir(exist_ok=True)
    document = {
        "when": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "version": subprocess.run([setup.hes_sim, "--version"], capture_output=True, text=True).stdout.split("\n")[0],
        "machine": {"architecture": platform.machine(), "cores": os.cpu_count()},
        "loadSeconds": setup.load_seconds,
        "rounds": setup.rounds,
        "rows": [asdict(row) for row in rows],
    }
    (results / "latest.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    # Ends by an exception, so that every scope stops its process.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    given = flags()
    with tempfile.TemporaryDirectory(prefix="hes-sim-bench-") as directory:
        setup = bench(directory, given)
        rows = measure(setup, given.only or figures.DEFAULT)
        save(setup, rows)
    print(table(rows))


if __name__ == "__main__":
    main()
