"""Clients that crash, hang, chatter and leave processes behind: what becomes of their case, and of the others."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from kit.processes import descendants
from kit.simulator import executable
from kit.suite import PYTHON_CLIENT, between, catalogue, selecting, suite
from kit.waiting import eventually

# One client after the other: to start one costs more than a case.
FEW = ["--pack", "default", "--jobs", 1, *selecting("TOKEN-01", "HIST-01", "READ-01")]


def processes_with(word):
    """Ids of the processes that have the word among their arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and word.encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def traps(pid, number):
    """Whether the process catches the signal (proc(5), SigCgt)."""
    [mask] = [line.split()[1] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt")]
    return int(mask, 16) >> (number - 1) & 1


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return suite(tmp_path_factory.mktemp("plain") / "report", *FEW)


def test_a_crash_in_the_seventh_case_fails_that_case_alone(tmp_path):
    cases = [case["case"] for case in catalogue()]
    seventh = cases[6]
    run = suite(tmp_path, "--pack", "default", "--jobs", 4, client=between("--crash", seventh))
    case = run.case(seventh)
    assert run.not_passed == {seventh: "fail"}
    assert (run.code, case["cause"]) == (1, "crash")
    assert "the client ended with status 3" in case["reason"]
    assert list(run.verdicts) == cases


def test_a_client_that_hangs_in_one_case_fails_that_case_alone(tmp_path):
    run = suite(tmp_path, "--time-scale", 0.2, *FEW, client=between("--hang", "HIST-01"))
    assert run.not_passed == {"HIST-01": "fail"}
    assert (run.code, run.case("HIST-01")["cause"]) == (1, "timeout")
    assert "waited for an answer to op 'history'" in run.case("HIST-01")["reason"]


def test_what_is_said_beside_the_protocol_is_kept_and_changes_nothing(tmp_path, plain):
    run = suite(tmp_path, *FEW, client=between("--noise"))
    assert (run.code, run.verdicts) == (0, plain.verdicts)
    kinds = [event["kind"] for event in run.events("READ-01")]
    assert "driver.noise" in kinds and "driver.stderr" in kinds
    assert "\x1b" not in run.stdout


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_clients_and_keeps_what_was_played(tmp_path, name):
    mark, folders = f"client-of-{tmp_path.name}", tmp_path / "temporary"
    folders.mkdir()
    client = between("--hang", "HIST-01", "--child", mark)
    flags = ["--report", tmp_path / "report", *FEW]
    command = [str(word) for word in [executable(), "conformance", "run", *flags, "--", *client]]
    environment = {**os.environ, "TMPDIR": str(folders)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        # The case before the one in which the client hangs.
        assert next(line for line in run.stdout if "TOKEN-01" in line).startswith("pass")
        assert processes_with(mark)
        run.send_signal(name)
        out, err = run.communicate(timeout=30)

    assert (run.returncode, list(folders.iterdir())) == (128 + name, []), out + err
    assert eventually(lambda: not processes_with(mark), f"the end of {mark}")
    assert f"{name.name} came: the clients are ended" in err and f"The run was broken off: {name.name} came" in out
    results = json.loads((tmp_path / "report/results.json").read_text())
    assert results["conformant"] is None
    assert {case["case"]: case["verdict"] for case in results["cases"]} == {
        "TOKEN-01": "pass", "HIST-01": "not-run", "READ-01": "not-run",
    }
    assert (tmp_path / "report/evidence/TOKEN-01.jsonl").exists()


@pytest.mark.parametrize("played", [1, 5, 9, 20])
def test_a_signal_ends_cases_in_the_middle_of_their_waits(tmp_path, played):
    flags = ["--report", tmp_path / "report", "--pack", "default", "--jobs", 4]
    command = [str(word) for word in [executable(), "conformance", "run", *flags, "--", *PYTHON_CLIENT]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        try:
            for _ in range(played):
                run.stdout.readline()
            run.send_signal(signal.SIGTERM)
            out, _ = run.communicate(timeout=20)
        finally:
            run.kill()

    assert run.returncode == 128 + signal.SIGTERM and "The run was broken off: SIGTERM came" in out, out
    verdicts = [case["verdict"] for case in json.loads((tmp_path / "report/results.json").read_text())["cases"]]
    assert {"pass", "not-run"} <= set(verdicts) <= {"pass", "not-run", "not-applicable"}
    assert len(verdicts) - verdicts.count("not-run") >= played


@pytest.mark.parametrize("command, started", [("driver-check -- bash", "bash"), ("selftest --layer 3 --jobs", "mosquitto")])
@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_signal_ends_what_the_other_commands_started(tmp_path, command, started, when):
    deaf = tmp_path / "deaf.sh"
    deaf.write_text("trap '' TERM\nwhile true; do sleep 0.1; done")
    words = [executable(), "conformance", *command.split(), deaf if started == "bash" else "2"]
    folders = tmp_path / "temporary"
    folders.mkdir()
    environment = {**os.environ, "TMPDIR": str(folders)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        try:
            # Without a pause in between: what is cut short at once is the start of a broker.
            while not traps(run.pid, signal.SIGTERM):
                assert run.poll() is None
            if when == "later":
                eventually(lambda: descendants(run.pid, started), f"the start of {started}")
            run.send_signal(signal.SIGTERM)
            _, err = run.communicate(timeout=20)
        finally:
            run.kill()

    assert (run.returncode, list(folders.iterdir())) == (128 + signal.SIGTERM, []), err
    assert [line for line in err.splitlines() if "SIGTERM came" not in line] == []
    assert eventually(lambda: not processes_with(str(deaf)), "the end of the driver")


@pytest.mark.parametrize("mischief", [(), ("--crash", "READ-01"), ("--hang", "READ-01")], ids=["bye", "crash", "hang"])
def test_no_process_of_a_client_outlives_the_run(tmp_path, mischief):
    mark = f"child-of-{tmp_path.name}"
    flags = ["--pack", "default", "--jobs", 1, "--time-scale", 0.2, *selecting("TOKEN-01", "READ-01")]
    run = suite(tmp_path / "report", *flags, client=between("--child", mark, *mischief))
    assert run.code == (1 if mischief else 0)
    # What was killed may still be on its way out.
    assert eventually(lambda: not processes_with(mark), f"the end of {mark}")


def test_a_blind_run_tells_the_client_no_case(tmp_path, plain):
    log = tmp_path / "log"
    run = suite(tmp_path / "report", "--blind", *FEW, client=between("--log", log))
    assert (run.code, run.verdicts) == (0, plain.verdicts)
    told = log.read_text()
    assert told.count('"case.begin"') >= len(plain.verdicts)
    assert not [name for name in ["CANARY-01", *plain.verdicts] if name in told]


def test_a_client_is_never_told_the_fault_nor_what_is_expected(tmp_path):
    log = tmp_path / "log"
    suite(tmp_path / "report", "--pack", "default", "--jobs", 1, *selecting("READ-01", "COLL-01"), client=between("--log", log))
    told = log.read_text()
    assert "READ-01" in told
    assert not [word for word in ("meterOffline", "lateRows", "expected", "effect", "verdict") if word in told]


def test_another_seed_makes_other_credentials_and_the_same_verdicts(tmp_path, plain):
    logs = [tmp_path / "log-7", tmp_path / "log-8"]
    runs = [
        suite(tmp_path / f"report-{seed}", "--seed", seed, *FEW, client=between("--log", log))
        for seed, log in zip((7, 8), logs)
    ]
    assert [run.verdicts for run in runs] == [plain.verdicts] * 2
    assert [run.results["seed"] for run in runs] == [7, 8]
    first, second = (identities(log) for log in logs)
    assert set(first) == set(second) == {"CANARY-01", *plain.verdicts}
    for case in first:
        assert all(one != other for one, other in zip(first[case], second[case])), case


def identities(log):
    """Tenant, password and key by case."""
    begins = [message for message in map(json.loads, log.read_text().splitlines()) if message["type"] == "case.begin"]
    return {begin["case"]: (begin["tenantCode"], begin["password"], begin["secretKey"]) for begin in begins}
