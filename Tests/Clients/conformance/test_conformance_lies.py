"""Clients that do everything right and report it wrongly: each lie is caught by the case that is about it, and no other."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conformance.lying_drivers import CAUGHT, Lies
from kit.suite import reference, selecting, suite

LIAR = Path(__file__).parent / "lying_drivers.py"
# The truth cases, and some that are about presence alone.
CASES = selecting("TRUTH-*", "HIST-08", "ENV-01", "PUSH-17", "RELAY-01")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Futures of all lies, three at a time, since each mostly waits."""
    folder = tmp_path_factory.mktemp("lies")

    def run(lie):
        client = (sys.executable, LIAR, lie, "--", *reference())
        return suite(folder / lie, "--pack", "default", "--jobs", 2, *CASES, client=client)

    with ThreadPoolExecutor(3) as pool:
        yield {lie: pool.submit(run, lie) for lie in CAUGHT}


def test_every_lie_is_pinned():
    assert set(CAUGHT) == {name for name in vars(Lies) if not name.startswith("_")}


@pytest.mark.parametrize("lie", CAUGHT)
def test_a_lie_is_caught_by_the_case_that_is_about_it(runs, lie):
    run = runs[lie].result()
    assert set(run.not_passed) == CAUGHT[lie], run.stdout
    assert set(run.not_passed.values()) <= {"fail", "warn"}
    for name in CAUGHT[lie]:
        assert run.case(name)["hint"]
