"""From `init` to a first pass, and what `list`, `explain` and `driver-check` say on the way."""

import json
import re
import shutil
import sys

import pytest

from kit.simulator import executable, run_to_end
from kit.suite import PYTHON_CLIENT, catalogue, judge, reference, selecting, suite

DRIVERS = {"python": [sys.executable, "driver.py"], "node": ["node", "driver.mjs"]}
NULL_DRIVERS = ["dead", "liar", "parrot", "connects-only", "crasher", "hanger", "noisy", "half-line", "wrong-re", "over-claimer"]


def driver_check(*command, patience=30):
    return run_to_end("conformance", "driver-check", "--patience", patience, "--", *command)


def init(language, folder):
    done = run_to_end("conformance", "init", "--lang", language, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("language", DRIVERS)
def test_a_fresh_driver_speaks_the_protocol_and_passes_its_first_cases(tmp_path, language):
    program, script = DRIVERS[language]
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    command = [program, init(language, tmp_path / "mine") / script]
    checked = driver_check(*command)
    assert checked.returncode == 0, checked.stdout
    assert all(line.startswith("ok ") for line in checked.stdout.split("\n\n")[0].splitlines())
    run = suite(tmp_path / "report", "--pack", "default", "--jobs", 1, *selecting("TOKEN-01", "READ-01", "HIST-01"), client=command)
    assert (run.code, run.not_passed) == (0, {})


def test_a_fresh_client_of_the_shell_passes_its_first_cases(tmp_path):
    command = [init("shell", tmp_path / "mine") / "client.sh"]
    run = suite(tmp_path / "report", "--exec", "--pack", "default", "--select", "TOKEN-01", client=command)
    assert (run.code, run.not_passed) == (0, {})


@pytest.mark.parametrize("command", [reference(), PYTHON_CLIENT], ids=["reference client", "python client"])
def test_finished_clients_speak_the_protocol(command):
    checked = driver_check(*command)
    assert checked.returncode == 0, checked.stdout
    assert "The driver speaks the protocol. Next: hes-sim conformance run -- " in checked.stdout


@pytest.mark.parametrize("name", NULL_DRIVERS)
def test_driver_check_finds_what_is_wrong_without_any_hes(name):
    checked = driver_check(executable(), "conformance", "null-driver", name, patience=3)
    # It fails every operation in due form, which is no fault of the protocol.
    is_clean = name == "dead"
    assert checked.returncode == (0 if is_clean else 1), checked.stdout
    assert ("problem " in checked.stdout) == (not is_clean)


def test_driver_check_says_in_which_line_what_is_wrong():
    checked = driver_check(executable(), "conformance", "null-driver", "parrot", patience=3)
    assert "problem  hello: the client broke the protocol: line 1 of stdout: 're' is missing; it must be an integer" in checked.stdout


@pytest.mark.parametrize("name", ["liar", "dead"])
def test_a_client_that_does_nothing_passes_nothing(tmp_path, name):
    run = suite(tmp_path, "--time-scale", 0.2, client=(executable(), "conformance", "null-driver", name))
    assert run.code != 0 and run.results["conformant"] is False
    assert run.results["counts"]["pass"] == 0


def test_the_list_names_every_case_once():
    cases = catalogue()
    assert len({case["case"] for case in cases}) == len(cases) >= 38
    lines = run_to_end("conformance", "list").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[case["case"], case["level"]] for case in cases]


def test_every_case_of_the_list_says_what_a_tool_needs():
    document = json.loads(run_to_end("conformance", "list", "--json").stdout)
    assert document["catalogue"] == "2026.2"
    for case in document["cases"]:
        assert re.fullmatch(r"[A-Z]+-\d\d", case["case"])
        assert case["level"] in ("must", "should") and case["basis"] in ("stated", "derived", "practice")
        assert case["level"] == "should" or case["basis"] != "practice"
        assert case["packs"] == (["default", "tables", "literal"] if case["level"] == "must" else ["default"])
        assert case["clause"] and case["title"] and case["checks"] and case["mutants"]


def test_an_older_version_of_the_catalogue_keeps_its_cases():
    document = json.loads(run_to_end("conformance", "list", "--json", "--catalogue", "2026.1").stdout)
    assert document["catalogue"] == "2026.1"
    assert len(document["cases"]) == 38 and {case["since"] for case in document["cases"]} == {"2026.1"}
    told = [run_to_end("conformance", "explain", "FORM-04", "--catalogue", version).stdout for version in ("2026.1", "2026.2")]
    assert told[0] != told[1] and "  since      catalogue 2026.1\n" in told[0]


def test_a_run_under_an_older_version_says_so_everywhere(tmp_path):
    defect = reference("--defect", "array-devlist")
    run = suite(tmp_path, "--catalogue", "2026.1", "--pack", "default", *selecting("FORM-01"), client=defect)
    assert run.results["suite"]["catalogue"] == "2026.1"
    assert "run --catalogue 2026.1 --select FORM-01 " in run.case("FORM-01")["reproduce"]
    assert run.events("FORM-01")[0]["catalogue"] == "2026.1"
    assert "catalogue 2026.1" in (tmp_path / "report.html").read_text()
    assert json.loads((tmp_path / "ctrf.json").read_text())["results"]["tool"]["extra"] == {"catalogue": "2026.1"}
    assert judge(tmp_path).returncode == 1


@pytest.mark.parametrize("name, hint", [("2026.3", "; did you mean '2026.1'?"), ("latest", "")])
def test_a_version_that_is_not_there_is_told(name, hint):
    for command in (["list"], ["explain", "READ-01"], ["selftest"], ["run", "--", "true"]):
        word, *rest = command
        told = run_to_end("conformance", word, "--catalogue", name, *rest)
        assert told.returncode == 2
        assert f"there is no catalogue '{name}'{hint}; there are 2026.1, 2026.2" in told.stderr


def test_every_case_is_explained():
    for case in [*catalogue(), {"case": "CANARY-01", "checks": [], "mutants": [], "title": ""}]:
        told = run_to_end("conformance", "explain", case["case"]).stdout
        assert told.startswith(f"{case['case']}: {case['title']}")
        assert all(f" {check} (" in told for check in case["checks"])
        assert all(mutant in told for mutant in case["mutants"])
        assert all(re.search(rf"^  {word} +\S", told, re.M) for word in ("level", "clause", "packs", "stimulus", "judged"))


@pytest.mark.parametrize("id, hint", [("READ-1", "did you mean 'READ-01'?"), ("nonsense", "see 'hes-sim conformance list'")])
def test_a_case_that_is_not_there_is_told(id, hint):
    explained = run_to_end("conformance", "explain", id)
    assert (explained.returncode, explained.stdout) == (2, "")
    assert hint in explained.stderr


def test_a_folder_that_holds_no_run_is_not_judged(tmp_path):
    judged = run_to_end("conformance", "judge", tmp_path)
    assert judged.returncode == 2
    assert "results.json': is it what --report wrote?" in judged.stderr


def test_explain_draws_a_case_and_no_invariant(tmp_path):
    path = tmp_path / "read.svg"
    ended = run_to_end("conformance", "explain", "read-01", "--svg", str(path))
    assert ended.returncode == 0 and ended.stdout == ""
    svg = path.read_text()
    assert svg.startswith("<svg ") and "READ-01: " in svg and "PUBLISH the result of P" in svg
    assert run_to_end("conformance", "explain", "READ-01", "--svg", "-").stdout == svg
    refused = run_to_end("conformance", "explain", "OBS-09", "--svg", "-")
    assert refused.returncode == 2 and "OBS-09 has no steps" in refused.stderr
