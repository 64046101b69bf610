"""What `hes-sim conformance run` selects, what it forgives, and how it ends."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from kit.simulator import executable, run_to_end
from kit.suite import SKELETON, catalogue, reference, selecting, suite

TOMORROW, YESTERDAY = (
    (datetime.now(timezone.utc) + timedelta(days=days)).date().isoformat() for days in (2, -2)
)
# One client after the other: to start one costs more than a case.
FEW = ["--pack", "default", "--jobs", 1]
ONE = [*FEW, "--select", "READ-01"]
BROKEN = reference("--defect", "all-or-nothing")


def usage(*arguments, command=None):
    """What standard error says of a command line that is refused before anything is played."""
    ended = run_to_end("conformance", "run", *arguments, "--", *(command or reference()))
    assert (ended.returncode, ended.stdout) == (2, ""), ended
    return ended.stderr


# The selection


@pytest.mark.parametrize("patterns, chosen", [
    (["token-*"], lambda case: case["case"].startswith("TOKEN-")),
    (["read-01", "Hist-01"], lambda case: case["case"] in ("READ-01", "HIST-01")),
], ids=["a pattern", "small letters"])  # fmt: skip
def test_cases_are_selected_by_pattern(tmp_path, patterns, chosen):
    run = suite(tmp_path, *FEW, *selecting(*patterns))
    assert list(run.verdicts) == [case["case"] for case in catalogue() if chosen(case) and "default" in case["packs"]]
    assert (run.code, run.results["conformant"]) == (0, None)
    assert run.results["claim"].startswith("No claim: the selection was narrowed")


def test_a_level_selects_its_cases(tmp_path):
    run = suite(tmp_path, *FEW, "--level", "should", "--select", "TOKEN-*")
    assert {case["level"] for case in run.results["cases"]} == {"should"}


def test_a_pack_other_than_the_default_is_named(tmp_path):
    run = suite(tmp_path, "--pack", "literal", "--select", "READ-01")
    assert (run.code, run.verdicts) == (0, {"READ-01@literal": "pass"})


def test_without_a_pack_a_case_runs_under_each_of_its_own(tmp_path):
    run = suite(tmp_path, "--select", "READ-01")
    assert list(run.verdicts) == ["READ-01", "READ-01@tables", "READ-01@literal"]


@pytest.mark.parametrize("arguments, hint", [
    (["--select", "tokn-01"], "did you mean 'TOKEN-01'?"), (["--select", "METER-*"], "no case is called 'METER-*'"),
    (["--select", "READ-01", "--select", "NONE-01"], "no case is called 'NONE-01'"),
    (["--select", "TOKEN-01", "--level", "should"], "no case has that level"),
    (["--pack", "tabels"], "did you mean 'tables'?"), (["--level", "most"], "must or should"),
    (["--jobs", "0"], "from 1 to 64"), (["--select", ""], "--select was given an empty text"), (["--time-scale", "0"], "above 0"), (["--driver", "--exec"], "exclude each other"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")  # fmt: skip
def test_a_selection_that_cannot_be_is_refused_with_a_hint(arguments, hint):
    assert hint in usage(*arguments)


def test_a_run_without_a_client_says_how_to_name_one():
    ended = run_to_end("conformance", "run", "--select", "READ-01")
    assert ended.returncode == 2
    assert "hes-sim conformance run -- python3 driver.py" in ended.stderr


# Exit codes


def test_a_failure_is_1(tmp_path):
    run = suite(tmp_path, *ONE, client=BROKEN)
    assert (run.code, run.verdicts, run.results["conformant"]) == (1, {"READ-01": "fail"}, None)
    assert run.stdout.splitlines()[-1].startswith("Next: READ-01: ")


def test_a_must_case_without_a_verdict_is_3(tmp_path):
    run = suite(tmp_path, *FEW, *selecting("RELAY-01", "READ-01"), client=SKELETON)
    assert (run.code, run.verdicts) == (3, {"READ-01": "pass", "RELAY-01": "inconclusive"})


def test_a_failure_outweighs_a_missing_verdict(tmp_path):
    run = suite(tmp_path, *FEW, *selecting("RELAY-01", "FORM-04"), client=SKELETON)
    assert (run.code, run.verdicts) == (1, {"FORM-04": "fail", "RELAY-01": "inconclusive"})


def test_a_suite_that_cannot_begin_is_4(tmp_path):
    environment = {**os.environ, "PATH": str(tmp_path)}
    command = [executable(), "conformance", "run", *map(str, ONE), "--", *reference()]
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert ended.returncode == 4 and ended.stderr, "without mosquitto there is no suite"


# A client that cannot do the simplest thing


def test_a_program_that_there_is_not_is_a_usage_error(tmp_path):
    run = suite(tmp_path, "--select", "READ-*", client=["/no/such/client"])
    assert run.code == 2
    assert "'/no/such/client' cannot be started" in run.stderr


def test_a_client_that_does_not_start_gets_one_diagnosis(tmp_path):
    run = suite(tmp_path, "--select", "READ-*", client=[sys.executable, "/no/such/driver.py"])
    assert run.code == 1
    assert set(run.verdicts.values()) == {"not-run"}
    assert "the client ended with status 2" in run.stdout
    assert "CANARY-01" in run.stdout and "READ-01" not in run.stdout
    assert (run.folder / "evidence/CANARY-01.jsonl").is_file()


def test_what_the_client_said_last_is_part_of_the_diagnosis(tmp_path):
    run = suite(tmp_path, "--select", "READ-*", client=[sys.executable, "-c", "raise SystemExit('my library is not installed')"])
    assert run.code == 1
    assert "stderr    my library is not installed" in run.stdout


# Reports


def test_reports_that_cannot_be_written_are_a_usage_error():
    ended = run_to_end("conformance", "run", *ONE, "--report", "/proc/report", "--", *reference())
    assert ended.returncode == 2
    assert "'/proc/report'" in ended.stderr


def test_a_second_run_leaves_nothing_of_the_first(tmp_path):
    suite(tmp_path, *ONE)
    run = suite(tmp_path, *FEW, "--select", "HIST-01")
    assert [path.name for path in (run.folder / "evidence").iterdir()] == ["HIST-01.jsonl"]


# Known failures


@pytest.fixture
def known(tmp_path):
    """A function that writes a known-failing file: `known(case="READ-01")`; None takes a key away."""

    def known(**entry):
        entry = {"case": "READ-01", "reason": "issue 7", "until": TOMORROW, **entry}
        entry = {key: value for key, value in entry.items() if value is not None}
        path = tmp_path / "known.json"
        path.write_text(json.dumps({"format": 1, "client": "c", "entries": [entry]}))
        return ["--known-failing", path]

    return known


@pytest.mark.parametrize("entry", [{}, {"check": None, "issue": "https://example.org/7"}], ids=["case", "with an issue"])
def test_a_known_failure_still_runs_and_does_not_fail_the_build(tmp_path, known, entry):
    run = suite(tmp_path / "report", *ONE, *known(**entry), client=BROKEN)
    assert (run.code, run.verdicts, run.results["expected"]) == (0, {"READ-01": "fail"}, ["READ-01"])
    assert "(known)" in run.stdout and "proof" in run.stdout


def test_a_check_that_is_known_to_fail_excuses_no_other(tmp_path, known):
    checks = [check["check"] for check in suite(tmp_path / "one", *ONE, client=BROKEN).case("READ-01")["checks"] if check["verdict"] == "fail"]
    run = suite(tmp_path / "report", *ONE, *known(check=checks[0]), client=BROKEN)
    assert run.code == (0 if len(checks) == 1 else 1)
    other = suite(tmp_path / "other", *ONE, *known(check="again"), client=BROKEN)
    assert other.code == 1


@pytest.mark.parametrize("entry, client, words", [
    ({}, None, "does not fail any more"), ({"until": YESTERDAY}, BROKEN, f"{YESTERDAY}, is past"),
], ids=["mended", "past"])  # fmt: skip
def test_an_entry_that_is_stale_fails_the_build(tmp_path, known, entry, client, words):
    run = suite(tmp_path / "report", *ONE, *known(**entry), client=client)
    assert run.code == 1
    assert len(run.results["stale"]) == 1 and words in run.results["stale"][0]
    assert words in run.stdout


def test_a_failure_that_nobody_knows_fails_the_build(tmp_path, known):
    run = suite(tmp_path / "report", *ONE, *known(case="HIST-01"), client=BROKEN)
    assert (run.code, run.results["stale"]) == (1, [])


@pytest.mark.parametrize("entry, words", [
    ({"case": "READ-1"}, "/entries/0/case: expected a case"), ({"case": "READ-1"}, "did you mean 'READ-01'?"),
    ({"until": "2099-31-01"}, "/entries/0/until: expected a day, YYYY-MM-DD"), ({"reason": None}, "expected the key 'reason'"),
    ({"check": "rosw"}, "did you mean 'rows'?"), ({"reson": "x"}, "/entries/0/reson: expected a known key"),
    ({"reason": 7}, "/entries/0/reason"),
], ids=str)  # fmt: skip
def test_a_known_failing_file_that_is_wrong_is_told_with_its_place(known, entry, words):
    said = usage(*ONE, *known(**entry))
    assert "known.json" in said and words in said


@pytest.mark.parametrize("text", ['{"format":1,\n"client":"x","entries":[', "", "[]", '{"format":2,"client":"x","entries":[]}'])
def test_a_known_failing_file_that_is_none_is_told(tmp_path, text):
    path = tmp_path / "known.json"
    path.write_text(text)
    assert str(path) in usage(*ONE, "--known-failing", path)


def test_a_known_failing_file_that_is_not_there_is_told():
    assert "cannot read '/no/such/file'" in usage(*ONE, "--known-failing", "/no/such/file")


def test_what_fails_now_is_written_and_then_known(tmp_path):
    path = tmp_path / "known.json"
    few = [*FEW, *selecting("READ-01", "COLL-03", "HIST-01")]
    first = suite(tmp_path / "first", *few, "--write-known-failing", path, client=BROKEN)
    assert first.code == 1
    written = json.loads(path.read_text())
    assert (written["format"], written["client"]) == (1, first.results["client"]["name"])
    assert {entry["case"] for entry in written["entries"]} == {"READ-01", "COLL-03"}
    second = suite(tmp_path / "second", *few, "--known-failing", path, client=BROKEN)
    assert (second.code, second.results["expected"]) == (0, ["READ-01", "COLL-03"])


def test_known_failures_make_no_client_conformant(tmp_path):
    entries = [{"case": "RELAY-01", "reason": "issue 7", "until": TOMORROW}]
    path = tmp_path / "known.json"
    path.write_text(json.dumps({"format": 1, "client": "c", "entries": entries}))
    client = reference("--defect", "swapped-modes")
    run = suite(tmp_path / "report", "--jobs", 8, "--known-failing", path, client=client)
    assert (run.code, run.results["conformant"]) == (0, False)
    assert set(run.results["expected"]) == set(run.not_passed)
    assert " does not conform to catalogue " in run.results["claim"]
