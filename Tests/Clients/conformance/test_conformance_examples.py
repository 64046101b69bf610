"""The example clients in the suite: one that passes everything, and one that does three operations and says so."""

import sys
from pathlib import Path

import pytest

from kit.suite import PYTHON_CLIENT, SHELL_CLIENT, catalogue, selecting, suite

TELLTALE = (sys.executable, Path(__file__).parent / "odd_drivers/telltale.py")
# One window is all that it asks for: examples/shell-client/README.md.
OPERATIONS_OF_SHELL = ["TOKEN-01", "FORM-02", "HIST-01", "READ-01", "READ-02", "RELAY-01", "TRUTH-01", "TRUTH-03", "TRUTH-04"]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    return suite(tmp_path_factory.mktemp("python") / "report", "--jobs", 4, client=PYTHON_CLIENT)


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    flags = ["--exec", "--jobs", 2, "--pack", "default", *selecting(*OPERATIONS_OF_SHELL)]
    return suite(tmp_path_factory.mktemp("shell") / "report", *flags, client=SHELL_CLIENT)


def test_the_python_client_passes_every_case_that_applies_in_every_pack(python):
    assert (python.code, python.not_passed, python.results["conformant"]) == (0, {"COLL-04": "not-applicable"}, True)
    assert set(python.verdicts) == {
        case["case"] if pack == "default" else f"{case['case']}@{pack}" for case in catalogue() for pack in case["packs"]
    }
    assert python.results["client"]["name"] == "hes-python-client"


def test_the_shell_client_passes_what_it_can_do(shell):
    passed = {name for name, verdict in shell.verdicts.items() if verdict == "pass"}
    assert passed == set(OPERATIONS_OF_SHELL) - {"RELAY-01"}


def test_what_it_cannot_do_and_never_spoke_of_is_inconclusive(shell):
    assert shell.not_passed == {"RELAY-01": "inconclusive"}
    assert shell.case("RELAY-01")["reason"] == "the client answers 'relay' with 'unsupported' and declares nothing about it"


def test_must_cases_without_a_verdict_make_the_run_incomplete(shell):
    assert (shell.code, shell.results["mode"], shell.results["conformant"]) == (3, "exec", None)


def test_no_secret_reaches_the_reports_whatever_the_client_says(tmp_path, monkeypatch):
    secrets = tmp_path / "secrets"
    monkeypatch.setenv("HES_SECRETS", str(secrets))
    flags = ["--jobs", 2, "--pack", "literal", *selecting("TOKEN-*", "RELAY-*", "PUSH-01")]
    run = suite(tmp_path / "report", *flags, client=TELLTALE)

    assert (run.code, run.not_passed) == (0, {})
    told = set(secrets.read_text().split())
    assert len(told) > 3 * len(run.verdicts)
    files = [path for path in run.folder.rglob("*") if path.is_file()]
    assert len(files) == len(run.verdicts) + 5
    for path in files:
        text = path.read_text()
        assert not [secret for secret in told if secret in text], path.name
    assert "x<token-1>x x<password>x x<secretKey>x" in (run.folder / "evidence/RELAY-01@literal.jsonl").read_text()
    assert not any(secret in run.stdout + run.stderr for secret in told)
