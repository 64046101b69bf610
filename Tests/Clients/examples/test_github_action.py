"""examples/github-action: the steps of the action and of the template, run as a runner runs them, in a clean environment."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from kit.places import EXAMPLES
from kit.processes import marked
from kit.simulator import executable
from kit.waiting import eventually

FOLDER = EXAMPLES / "github-action"
ACTION = yaml.safe_load((FOLDER / "action.yml").read_text())
TEMPLATE = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())["hes-sim"]
DRIVER = "hes-sim reference-client --driver"
CASES = "--select READ-01 --pack default --seed 7"
# What the package of a release puts into PATH; apt-get and dpkg are the runner's.
STUB = """#!/bin/sh
echo "$0 $*" >> "$HES_SUITE/apt"
"""


class Runner:
    """A machine with a workspace, files for outputs, and hes-sim in PATH."""

    def __init__(self, directory):
        self.directory, self.workspace = directory, directory / "workspace"
        (directory / "bin").mkdir()
        (directory / "bin" / "hes-sim").symlink_to(executable())
        for name in ("apt-get", "sudo"):
            self.program(name, STUB)
        self.workspace.mkdir()
        self.files = {name: directory / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        self.said = []

    def program(self, name, text):
        path = self.directory / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, script, **more):
        """As `shell: bash` does: `bash --noprofile --norc -eo pipefail FILE`."""
        path = self.directory / "step.sh"
        path.write_text(script)
        environment = {
            "PATH": f"{self.directory}/bin:/usr/bin:/bin",
            "HOME": str(self.directory),
            "HES_SUITE": str(self.directory),
            "RUNNER_TEMP": str(self.directory / "temp"),
            **more,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", path]
        ended = subprocess.run(
            command,
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        self.said.append(ended.stdout)
        return ended.returncode

    def action(self, **inputs):
        """Exit code of the first step that failed, after which only those with `always()` run."""
        values = {name: inputs.get(name, facts["default"]) for name, facts in ACTION["inputs"].items()}
        for path in self.files.values():
            path.write_text("")
        failure = 0
        for step in ACTION["runs"]["steps"]:
            condition = step.get("if", "")
            needed = re.findall(r"inputs\.(\w+) != ''", condition)
            if (failure and "always()" not in condition) or not all(values[name] for name in needed) or "run" not in step:
                continue
            given = {name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: values[m[1]], value) for name, value in step.get("env", {}).items()}
            exported = dict(line.split("=", 1) for line in self.files["GITHUB_ENV"].read_text().splitlines())
            files = {name: str(path) for name, path in self.files.items()}
            code = self.run(step["run"], GITHUB_ACTION_PATH=str(FOLDER), **files, **exported, **given)
            failure = failure or code
        return failure

    def outputs(self):
        return dict(line.split("=", 1) for line in self.files["GITHUB_OUTPUT"].read_text().splitlines())

    def summary(self):
        return self.files["GITHUB_STEP_SUMMARY"].read_text()


@pytest.fixture
def runner(tmp_path):
    runner = Runner(tmp_path)
    yield runner
    eventually(lambda: not marked("HES_SUITE", str(tmp_path)), "the end of every process")


def test_every_input_reaches_a_step_and_every_output_is_written():
    text = (FOLDER / "action.yml").read_text()

    assert [name for name in ACTION["inputs"] if text.count(f"inputs.{name}") == 0] == []
    assert set(ACTION["outputs"]) == {"conformant", "badge"}


def test_tests_find_the_running_simulator_and_it_ends_with_them(runner):
    tests = "curl -sf $HES_CONTROL/health/ready; echo $HES_BASE_URL $HES_MQTT > seen; curl -sf $HES_CONTROL/clock"
    code = runner.action(tests=tests, serve="--clock manual --seed 3")

    assert code == 0, runner.said
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+ mqtt://127\.0\.0\.1:\d+\n", (runner.workspace / "seen").read_text())
    assert '"mode":"manual"' in runner.said[1]
    assert "HES_CONTROL=http://127.0.0.1:" in runner.files["GITHUB_ENV"].read_text()
    assert "is ready" in (runner.workspace / "hes-sim-report/hes-sim.log").read_text()


def test_tests_that_fail_fail_the_job_and_the_simulator_ends(runner):
    assert runner.action(tests="exit 7") == 7
    assert "no conformance report" in runner.summary()


def test_a_simulator_that_cannot_start_fails_the_job_with_what_it_said(runner):
    assert runner.action(tests="true", serve="--prot 1") == 1
    assert "hes-sim did not start; it said:" in runner.said[0] and "Did you mean '--port'" in runner.said[0]


def test_jobs_of_a_machine_without_folders_of_their_own_have_a_simulator_each(runner):
    """By GitLab's number of the job, or by the working directory."""
    jobs = ["export CI_JOB_ID=1", "export CI_JOB_ID=2", "mkdir -p one && cd one", "mkdir -p two && cd two"]

    def step(job, name):
        given = {"RUNNER_TEMP": "", "TMPDIR": str(runner.directory), "HES_CI_TESTS": "curl -sf $HES_CONTROL/health/ready"}
        return runner.run(f"{job}; bash {FOLDER}/hes-sim-ci.sh {name}", **given)

    assert [step(job, "start") for job in jobs] == [0] * 4, runner.said
    assert len(set(runner.said)) == 4
    for job in jobs:
        assert (step(job, "tests"), step(job, "stop")) == (0, 0), runner.said
    assert list(runner.directory.glob("hes-sim-ci*")) == []


def test_a_client_is_judged_and_the_page_has_the_claim_and_the_badge(runner):
    code = runner.action(driver=DRIVER, conformance=CASES, report="out")

    assert code == 0, runner.said
    assert "1 pass" in runner.summary() and runner.summary().startswith("## HES Open API\n\n**")
    assert runner.outputs() == {"conformant": "null", "badge": "out/badge.svg"}
    assert (runner.workspace / "out/badge.svg").read_text().startswith("<svg")
    assert {"junit.xml", "report.html", "results.json", "terminal.txt"} <= {path.name for path in (runner.workspace / "out").iterdir()}


def test_a_client_that_fails_fails_the_job_and_the_page_says_why(runner):
    code = runner.action(driver="hes-sim reference-client --driver --defect all-or-nothing", conformance=CASES)

    assert code == 1, runner.said
    assert "1 fail" in runner.summary() and "READ-01" in runner.summary()


def test_the_package_is_installed_by_its_pattern(runner):
    (runner.workspace / "hes-sim_0.2.0_amd64.deb").write_text("")
    assert runner.action(deb="hes-sim_*_amd64.deb") == 0, runner.said
    assert (runner.directory / "apt").read_text().endswith(f"--no-install-recommends {runner.workspace}/hes-sim_0.2.0_amd64.deb\n")


def test_no_package_and_two_are_told(runner):
    assert runner.action(deb="hes-sim_*_amd64.deb") == 1
    assert "there must be one package 'hes-sim_*_amd64.deb'" in runner.said[0]
    for version in ("0.2.0", "0.3.0"):
        (runner.workspace / f"hes-sim_{version}_amd64.deb").write_text("")
    assert runner.action(deb="hes-sim_*_amd64.deb") == 1


def test_the_gitlab_template_runs_tests_and_judges(runner):
    shutil.copy(FOLDER / "hes-sim-ci.sh", runner.workspace)
    (runner.workspace / "hes-sim_0.2.0_amd64.deb").write_text("")
    variables = {
        **TEMPLATE["variables"],
        "HES_CI_DRIVER": DRIVER,
        "HES_CI_CONFORMANCE": CASES,
        "HES_CI_TESTS": "curl -sf $HES_CONTROL/health/ready",
    }
    code = runner.run("\n".join([*TEMPLATE["before_script"], *TEMPLATE["script"]]), **variables)
    stopped = runner.run("\n".join(TEMPLATE["after_script"]), **variables)

    assert (code, stopped) == (0, 0), runner.said
    assert all((runner.workspace / path).exists() for path in [*TEMPLATE["artifacts"]["paths"], TEMPLATE["artifacts"]["reports"]["junit"]])


def test_an_unknown_step_is_refused_with_the_known_ones(runner):
    assert runner.run(f"bash {FOLDER}/hes-sim-ci.sh begin") == 1
    assert "usage: hes-sim-ci.sh install | start" in runner.said[0]


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shellcheck_finds_nothing():
    ended = subprocess.run(["shellcheck", Path(FOLDER / "hes-sim-ci.sh")], capture_output=True, text=True, env=os.environ)
    assert ended.returncode == 0, ended.stdout
