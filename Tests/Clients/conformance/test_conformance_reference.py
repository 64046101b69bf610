"""The reference client over the whole catalogue: what is told, written, judged again, and repeated."""

import json
import re
import shutil

import pytest
from junitparser import JUnitXml

from kit.suite import VERDICTS, judge, name_of, suite

@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return suite(tmp_path_factory.mktemp("reference") / "report", "--jobs", 4)


@pytest.fixture(scope="module")
def again(tmp_path_factory, run):
    return suite(tmp_path_factory.mktemp("again") / "report", "--pack", "literal", "--level", "must", "--jobs", 4)


@pytest.fixture
def tampered(run, tmp_path):
    """A function that changes the events of a case in a copy of the run, and judges the copy."""

    def tampered(name, change):
        folder = tmp_path / "report"
        shutil.copytree(run.folder, folder)
        lines = [json.dumps(event, ensure_ascii=False) for event in change(run.events(name))]
        (folder / f"evidence/{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))
        return judge(folder)

    return tampered


def test_it_conforms(run):
    assert (run.code, run.stderr, run.not_passed) == (0, "", {})
    assert run.results["conformant"] is True
    assert run.results["claim"].startswith("hes-sim reference-client ")


def test_every_must_case_ran_under_three_packs(run):
    must = [case for case in run.results["cases"] if case["level"] == "must"]
    packs = {}
    for case in must:
        packs.setdefault(case["case"], set()).add(case["pack"])
    assert len(packs) >= 29
    assert set(map(frozenset, packs.values())) == {frozenset({"default", "tables", "literal"})}


def test_all_counts_are_told(run):
    counts = run.results["counts"]
    assert list(counts) == VERDICTS
    assert sum(counts.values()) == len(run.results["cases"]) == counts["pass"]
    assert ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS) in run.stdout


def test_the_terminal_has_one_line_a_case_and_one_next_step(run):
    lines = run.stdout.splitlines()
    assert {line.split()[1] for line in lines if line.startswith("pass ")} == set(run.verdicts)
    assert [line for line in lines if line.startswith("Next: ")] == lines[-1:]


def test_every_report_is_written_and_agrees(run):
    junit = JUnitXml.fromfile(run.folder / "junit.xml")
    assert {case.name.split(":")[0] for suite in junit for case in suite if not case.result} == set(run.verdicts)
    page = (run.folder / "report.html").read_text()
    assert all(name in page for name in run.verdicts)
    assert "src=" not in page and "http://www.w3.org" not in page.replace("http://www.w3.org/2000/svg", "")
    assert {path.stem for path in (run.folder / "evidence").iterdir()} == set(run.verdicts)


def test_every_pass_points_at_events_that_are_there(run):
    for case in run.results["cases"]:
        last = len(run.events(name_of(case)))
        assert (run.folder / case["evidence"]).is_file()
        assert case["checks"] and any(check["verdict"] == "pass" for check in case["checks"])
        assert all(1 <= number <= last for check in case["checks"] for number in check["events"])


def test_judging_again_agrees(run):
    judged = judge(run.folder)
    assert judged.returncode == 0, judged.stdout
    said = dict(reversed(line.split()[:2]) for line in judged.stdout.splitlines() if line[:1].islower())
    assert said == run.verdicts
    assert judged.stdout.endswith(f"{len(run.verdicts)} cases judged again: as the run said\n")


def renumbered(events):
    return [{**event, "seq": number} for number, event in enumerate(events, 1)]


@pytest.mark.parametrize("name, change, verdict", [
    ("READ-01", lambda events: renumbered([e for e in events if e["kind"] != "http.request"]), "inconclusive"),
    ("READ-01", lambda events: renumbered([e for e in events if e["kind"] != "fault"]), "error"),
    ("TOKEN-01", lambda events: [{**e, "method": "GET"} if e["kind"] == "http.request" else e for e in events], "fail"),
    ("HIST-01", lambda events: events[:-1], "error"),
    ("HIST-01", lambda events: events[:4] + events[5:], "error"),
    ("FORM-01", lambda events: [{**e, "case": "FORM-02"} if e["kind"] == "case" else e for e in events], "error"),
], ids=["no request", "no fault", "another method", "cut off", "a number missing", "another case"])  # fmt: skip
def test_evidence_that_was_tampered_with_is_noticed(tampered, name, change, verdict):
    judged = tampered(name, change)
    assert judged.returncode == 4
    assert f"{name} was pass in the run" in judged.stderr
    assert any(line.split()[:2] == [verdict, name] for line in judged.stdout.splitlines()), judged.stdout
    assert judged.stdout.endswith("1 differs from the run\n")


def changed(events, kind, **members):
    return [{**event, **members} if event["kind"] == kind else event for event in events]


@pytest.mark.parametrize("change, what", [
    (lambda events: changed(events, "token", what="gone"), "no word (issued, renewed, revoked) 'what' in 'token'"),
    (lambda events: [{k: v for k, v in e.items() if k != "code"} if e["kind"] == "mqtt.connect" else e for e in events],
     "no integer 'code' in 'mqtt.connect'"),
], ids=["unknown word", "missing member"])  # fmt: skip
def test_a_member_that_cannot_be_read_is_an_error_of_its_case_alone(run, tampered, change, what):
    judged = tampered("READ-01", change)
    assert judged.returncode == 4
    assert f"evidence/READ-01.jsonl:" in judged.stdout and what in judged.stdout
    said = dict(reversed(line.split()[:2]) for line in judged.stdout.splitlines() if line[:1].islower())
    assert said == {**run.verdicts, "READ-01": "error"}
    assert judged.stdout.endswith(f"{len(run.verdicts)} cases judged again: 1 differs from the run\n")


def test_an_optional_member_that_is_null_is_absent(run, tampered):
    judged = tampered("READ-01", lambda events: changed(events, "http.request", query=None))
    assert (judged.returncode, judged.stderr) == (0, "")


@pytest.mark.parametrize("text, what", [
    ("{", "is no JSON"), ("{}", "seq"), ('{"seq":1}', "t"), ("[]", ""),
])  # fmt: skip
def test_evidence_that_is_none_is_told_with_its_line(run, tmp_path, text, what):
    folder = tmp_path / "report"
    shutil.copytree(run.folder, folder)
    path = folder / "evidence/READ-01.jsonl"
    path.write_text(path.read_text().partition("\n")[0] + f"\n{text}\n")
    judged = judge(folder)
    assert judged.returncode == 2
    assert "evidence/READ-01.jsonl:2" in judged.stderr and what in judged.stderr


def test_the_same_run_twice_says_the_same(run, again):
    assert again.code == 0
    assert comparable(again) == comparable(run)
    assert again.results["coverage"] == run.results["coverage"]


def comparable(run):
    """The cases under one pack as text, without what tells times: how long a case took, and the pauses between attempts."""
    cases = [case for case in run.results["cases"] if case["pack"] == "literal"]
    for case in cases:
        del case["elapsedMs"]
        for check in case["checks"]:
            check["actual"] = re.sub(r"\d+( ms|(?=, \d+))", "N", check.get("actual") or "")
    return json.dumps(cases, indent=1)
