"""`hes-sim conformance run` as a process, and what it left behind."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from kit.places import EXAMPLES, REPOSITORY, SKELETONS
from kit.simulator import executable, run_to_end

BETWEEN = REPOSITORY / "Tests/Clients/conformance/odd_drivers/between.py"
PYTHON_CLIENT = (sys.executable, EXAMPLES / "python-client/driver.py")
SKELETON = (sys.executable, SKELETONS / "python/driver.py")
SHELL_CLIENT = ("bash", EXAMPLES / "shell-client/client.sh")
VERDICTS = ["error", "fail", "unimplemented", "inconclusive", "warn", "pass", "not-applicable", "not-run"]
# Real waits are bounds for a client that is stuck; a run that takes this long is stuck itself.
RUN_SECONDS = 240


def reference(*arguments):
    """The command of the reference client; `--defect NAME` breaks it."""
    return (executable(), "reference-client", "--driver", *arguments)


def between(*arguments, client=None):
    """The command of a client with something in between that is told by `arguments`: see between.py."""
    return (sys.executable, BETWEEN, *arguments, "--", *(client or reference()))


@dataclass(frozen=True)
class Run:
    """A run that is over; `folder` holds its reports, unless it ended before it wrote any."""

    code: int
    stdout: str
    stderr: str
    folder: Path

    @property
    def results(self):
        return json.loads((self.folder / "results.json").read_text())

    @property
    def verdicts(self):
        """By the case's name, with @pack where that is not `default`."""
        return {name_of(case): case["verdict"] for case in self.results["cases"]}

    @property
    def not_passed(self):
        return {name: verdict for name, verdict in self.verdicts.items() if verdict != "pass"}

    def case(self, name):
        return next(case for case in self.results["cases"] if name_of(case) == name)

    def events(self, name):
        return [json.loads(line) for line in (self.folder / f"evidence/{name}.jsonl").read_text().splitlines()]


def name_of(case):
    return case["case"] if case["pack"] == "default" else f"{case['case']}@{case['pack']}"


def suite(folder, *flags, client=None):
    """Runs the suite to its end, with reports in `folder`."""
    command = client or reference()
    ended = run_to_end("conformance", "run", "--report", folder, *flags, "--", *command, seconds=RUN_SECONDS)
    return Run(ended.returncode, ended.stdout, ended.stderr, Path(folder))


def judge(folder):
    return run_to_end("conformance", "judge", folder)


def selecting(*cases):
    return [word for case in cases for word in ("--select", case)]


def catalogue():
    return json.loads(run_to_end("conformance", "list", "--json").stdout)["cases"]
