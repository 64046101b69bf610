"""The shell blocks of docs/guides/conformance.md do what the page says, one after the other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kit.places import page
from kit.simulator import executable, run_to_end
from kit.suite import VERDICTS

PAGE = page("guides/conformance.md")
GUIDE_SECONDS = 240


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("guide")


@pytest.fixture(scope="module")
def said(folder):
    """What the page's blocks say, in a folder of their own, with `hes-sim` on the path."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "hes-sim").symlink_to(executable())
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.S))
    ended = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", blocks], cwd=folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=GUIDE_SECONDS, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_a_newcomer_gets_from_init_to_a_report(said, folder):
    assert "The driver speaks the protocol." in said
    assert "TOKEN-01: " in said and "1 of 1 selected MUST cases passed" in said
    assert sorted(path.name for path in (folder / "report").iterdir()) == [
        "badge.svg", "ctrf.json", "evidence", "junit.xml", "report.html", "results.json",
    ]


def test_the_skeleton_fails_some_cases_and_judging_agrees(said):
    assert said.count("exit code 1") == 3
    assert "cases judged again: as the run said" in said


def test_known_failures_let_the_build_pass(said, folder):
    assert "(known)" in said and (folder / "known.json").is_file()


def test_the_page_names_every_verdict_and_every_exit_code():
    text = PAGE.read_text()
    assert [verdict for verdict in VERDICTS if f"| `{verdict}` |" not in text] == []
    assert re.findall(r"^\| (\d) \|", text, re.M) == ["0", "1", "2", "3", "4"]


def test_every_command_and_flag_of_the_page_exists():
    text = PAGE.read_text()
    commands = set(re.findall(r"hes-sim conformance ([a-z-]+)", text))
    helps = {command: run_to_end("help", "conformance", command).stdout for command in commands}
    assert commands >= {"init", "driver-check", "run", "judge", "explain", "list", "selftest"}
    assert [command for command, told in helps.items() if f"hes-sim conformance {command}" not in told] == []
    known = set(re.findall(r"--[a-z-]+", "".join(helps.values()))) | {"--depth", "--break-system-packages"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known


def test_every_file_that_the_page_links_to_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text())
    assert links and [link for link in links if not (PAGE.parent / link).exists()] == []
