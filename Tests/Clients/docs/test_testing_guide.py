"""Every block of the page about testing without sleeping runs as it stands there."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import requests

from kit.places import page
from kit.simulator import executable, running

PAGE = page("guides/testing-without-sleeping.md")


def blocks(language):
    found = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.S)
    assert found, f"the page has no block of {language}"
    return found


@pytest.fixture(scope="module")
def simulator():
    with running() as simulator:
        yield simulator


@pytest.fixture
def run(simulator, tmp_path):
    """Runs a command as a reader would, and makes sure that it leaves no world behind."""

    def run(*command):
        environment = {**os.environ, "HES_CONTROL": simulator.control}
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    yield run
    assert len(requests.get(f"{simulator.control}/worlds", timeout=20).json()["worlds"]) == 1


@pytest.mark.parametrize("workers", [0, 3], ids=["one after the other", "side by side"])
def test_the_python_blocks_are_a_test_file_that_passes(run, tmp_path, workers):
    code = "\n\n".join(blocks("python"))
    (tmp_path / "test_page.py").write_text(code)
    said = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(workers), "test_page.py")

    assert f"{len(re.findall(r'^def test_', code, re.M))} passed" in said


def test_the_shell_block_prints_the_instant_and_the_meter(run):
    said = run("bash", "-eu", "-o", "pipefail", "-c", "\n".join(blocks("sh"))).split("\n")

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", said[0])
    assert said[1] == "77"


@pytest.mark.skipif(not shutil.which("swiftc"), reason="there is no Swift compiler")
def test_the_swift_block_compiles_and_sees_the_plan_published(run, tmp_path):
    (tmp_path / "page.swift").write_text("\n".join(blocks("swift")))
    run("swiftc", "-o", "page", "page.swift")

    assert run("./page").strip() == "published token invalid or expired"


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
def test_the_java_block_sees_one_plan_failed_and_the_next_published(run, tmp_path):
    (tmp_path / "Page.java").write_text("\n".join(blocks("java")))

    assert run("java", "Page.java").split() == ["failed", "published"]


def test_the_block_that_starts_a_simulator_waits_until_it_is_ready(tmp_path):
    (tmp_path / "hes-sim").symlink_to(executable())
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(blocks("bash"))]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    assert (ended.returncode, '"ready":true' in ended.stdout) == (0, True), ended.stderr


def test_no_block_sleeps():
    written = (block for language in ("python", "sh", "bash", "java", "swift") for block in blocks(language))
    assert not re.search(r"\bsleep\b", "".join(written))
