"""No process outlives pytest, however pytest ends; workers share a simulator and sessions do not."""

import os
import signal

import pytest

from kit.waiting import eventually

WAITS = """
def test_waits(hes, hes_world):
    with open("begun.part", "w") as begun:
        begun.write(str(hes.pid))
    os.rename("begun.part", "begun")
    threading.Event().wait(60)
"""


def begin(suite, *arguments):
    session = suite.start(*arguments, code=WAITS)
    eventually(suite.file("begun").exists, "the test's beginning")
    return session


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n2"]], ids=["alone", "workers"])
def test_nothing_runs_after_pytest_was_killed(suite, options):
    session = begin(suite, *options)
    session.kill()
    session.communicate(timeout=20)
    eventually(lambda: not suite.left(), "the end of every process")


def test_ctrl_c_ends_world_simulator_and_session_in_order(suite):
    session = begin(suite)
    os.killpg(session.pid, signal.SIGINT)
    said, _ = session.communicate(timeout=20)

    assert session.returncode == pytest.ExitCode.INTERRUPTED, said
    assert "KeyboardInterrupt" in said and "Unreachable" not in said
    assert suite.left() == []


def test_an_interrupt_within_a_test_ends_its_world(suite):
    result = suite.run("--hes-log", "hes.log", code="def test_it(hes_world): os.kill(os.getpid(), signal.SIGINT)")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert suite.left() == []


def test_a_simulator_that_was_killed_fails_the_test_with_that_reason(suite):
    result = suite.run(
        code="""
        def test_it(hes, hes_world):
            os.kill(hes.pid, signal.SIGKILL)
            hes_world.advance("1h")
        """
    )
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["*Unreachable: hes-sim does not answer at *has it ended?", "the journal cannot be read:*"])


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_share_one_simulator(suite, workers):
    suite.write(
        """
        import pathlib

        @pytest.mark.parametrize("n", range(12))
        def test_it(hes, hes_world, n, worker_id):
            pathlib.Path(f"{worker_id}-{n}").write_text(hes.http)
            read(hes_world, "202407100001")
            assert len(hes_world.calls("readSingle")) == 1

        def test_fails(hes_world):
            assert False
        """
    )
    result = suite.run("-p", "xdist", f"-n{workers}", "--hes-log", "hes.log", "--junitxml=report.xml")
    result.assert_outcomes(passed=12, failed=1)
    result.stdout.fnmatch_lines(["*hes-sim journal*", "replay: python -m pytest test_it.py::test_fails --hes-seed=1"])
    seen = list(suite.directory.glob("gw*-*"))

    assert len({path.name.split("-")[0] for path in seen}) == workers
    assert len({path.read_text() for path in seen}) == 1
    assert "hes_sim_replay" in suite.file("report.xml").read_text()


def test_workers_without_a_test_that_needs_it_start_none(suite):
    suite.run("-p", "xdist", "-n2", "--hes-log", "hes.log", code="def test_it(): pass").assert_outcomes(passed=1)

    assert not suite.file("hes.log").exists()


def test_two_sessions_at_once_have_a_simulator_each(suite):
    suite.write("def test_it(hes, hes_world):\n    print('at', hes.http)\n    read(hes_world, '202407100001')")
    sessions = [suite.start("-rP") for _ in range(2)]
    said = [session.communicate(timeout=60)[0] for session in sessions]

    assert [session.returncode for session in sessions] == [0, 0], said
    assert len({line for text in said for line in text.splitlines() if line.startswith("at http")}) == 2
