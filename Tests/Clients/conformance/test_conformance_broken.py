"""The ten broken drivers fail exactly the must cases that they name, and nothing beside them."""

import ast
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kit.suite import suite

BROKEN = sorted(path for path in (Path(__file__).parent / "broken_drivers").glob("*.py") if path.stem != "example")


def must_fail(path):
    (names,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MUST_FAIL"
    )
    return set(names)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Futures of all ten, three at a time, since each mostly waits."""
    folder = tmp_path_factory.mktemp("broken")

    def run(path):
        return suite(folder / path.stem, "--level", "must", "--pack", "default", "--jobs", 2, client=(sys.executable, path))

    with ThreadPoolExecutor(3) as pool:
        yield {path: pool.submit(run, path) for path in BROKEN}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_driver_fails_what_it_must_and_nothing_else(runs, path):
    run = runs[path].result()
    failed = {name for name, verdict in run.verdicts.items() if verdict == "fail"}
    assert failed == must_fail(path)
    assert set(run.not_passed.values()) <= {"fail", "inconclusive"}
    assert (run.code, run.results["conformant"]) == (1, None)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_failure_says_what_was_required_what_was_done_and_where_it_stands(runs, path):
    run = runs[path].result()
    lines = run.stdout.splitlines()
    for name in must_fail(path):
        case = run.case(name)
        assert case["cause"] == "assertion" and case["hint"] and f"--select {name} --pack default --" in case["reproduce"]
        at = next(number for number, line in enumerate(lines) if line.split()[:2] == ["fail", name])
        assert [line.split()[0] for line in lines[at + 1 : at + 4]] == ["required", "did", "proof"]
        assert (run.folder / lines[at + 3].split()[1]).is_file()
