"""examples/junit5: a world as a parameter of a JUnit test, run by the commands of its page."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kit.places import EXAMPLES
from kit.processes import marked
from kit.simulator import executable
from kit.waiting import eventually

FOLDER = EXAMPLES / "junit5"
JARS = Path("/usr/share/java")
PAGE = (FOLDER / "README.md").read_text()
(COMMANDS,) = re.findall(r"```sh\n(.*?)```", PAGE, re.S)

pytestmark = [
    pytest.mark.skipif(not shutil.which("javac"), reason="there is no Java compiler"),
    pytest.mark.skipif(not (JARS / "junit-jupiter-api.jar").exists(), reason="Debian's junit5 is missing"),
    pytest.mark.skipif(not (JARS / "gson.jar").exists(), reason="Debian's libgoogle-gson-java is missing"),
]

FAILS = """
import org.junit.jupiter.api.Test;

class FailsTest {
    @Test
    void fails(@HesSim HesSim.World world) throws Exception {
        MeterTest.read(world, "202407100001");
        world.waitFor("{\\"kind\\":\\"http\\",\\"endpoint\\":\\"relay\\"}", java.time.Duration.ofMillis(50));
    }

    @Test
    void kills(@HesSim HesSim.World world) throws Exception {
        if (System.getenv("HES_KILL") != null) Runtime.getRuntime().halt(1);
    }
}
"""


def environment(directory, **more):
    return {**os.environ, "HES_SIM": executable(), "OUT": str(directory / "out"), "HES_SUITE": str(directory), **more}


def run(directory, script, **more):
    command = ["bash", "-eu", "-o", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=FOLDER, env=environment(directory, **more), capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("junit5")


@pytest.fixture(scope="module")
def passed(directory):
    return run(directory, COMMANDS)


def test_the_commands_of_the_page_compile_it_and_both_tests_pass(passed):
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert re.search(r"2 tests successful", passed.stdout)


@pytest.fixture(scope="module")
def failed(passed, directory):
    (directory / "FailsTest.java").write_text(FAILS)
    script = COMMANDS.replace("HesSim.java MeterTest.java", f"{directory}/FailsTest.java").replace('-cp "$jars"', '-cp "$OUT$jars"')
    return script.rstrip() + f' --include-classname FailsTest --reports-dir "{directory}/reports"'


def test_a_failure_names_the_nearest_entry_and_has_the_journal_in_its_report(failed, directory):
    ended = run(directory, failed)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "nearest" in ended.stdout and "POST /_sim/journal/await" in ended.stdout
    report = ElementTree.parse(directory / "reports" / "TEST-junit-jupiter.xml")
    said = "".join(element.text or "" for element in report.iter("system-out"))

    assert "hes-sim journal" in said and '"endpoint":"readSingle"' in said


def test_no_simulator_outlives_a_jvm_that_stops_dead(failed, directory):
    assert run(directory, failed, HES_KILL="1").returncode == 1
    eventually(lambda: not marked("HES_SUITE", str(directory)), "the simulator's end")


def test_a_token_of_the_environment_is_asked_for_and_sent(passed, directory):
    java = COMMANDS[: COMMANDS.index("javac")] + COMMANDS[COMMANDS.index("java -cp") :]
    ended = run(directory, java.rstrip() + " --include-classname MeterTest", HES_SIM_CONTROL_TOKEN="of-the-environment")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 tests successful" in ended.stdout


def test_a_binary_that_is_not_there_is_told(passed, directory):
    java = COMMANDS[: COMMANDS.index("javac")] + COMMANDS[COMMANDS.index("java -cp") :]
    ended = run(directory, java, HES_SIM="/absent")

    assert ended.returncode == 1 and "/absent did not start" in ended.stdout, ended.stdout
