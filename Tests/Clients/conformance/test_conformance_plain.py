"""Clients that do what the document says and no more conform: no must case asks for anything beyond it."""

import sys
from pathlib import Path

import pytest

from kit.suite import suite

DRIVERS = Path(__file__).parent / "plain_drivers"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    names = ("literal", "minimal")
    return {
        name: suite(folder / name, "--level", "must", "--jobs", 4, client=(sys.executable, DRIVERS / f"{name}.py")) for name in names
    }


def test_the_tables_alone_pass_every_must_case_in_every_pack(runs):
    run = runs["literal"]
    assert (run.code, run.not_passed) == (0, {}), run.stdout


def test_a_client_that_only_reads_passes_what_applies(runs):
    run = runs["minimal"]
    assert run.code == 0, run.stdout
    assert set(run.not_passed.values()) == {"not-applicable"}
    assert {"RELAY-01", "ARCH-01", "COLL-01", "TRUTH-05", "FORM-10"} <= set(run.not_passed)
    assert {"TRUTH-01", "TRUTH-04", "FORM-08", "HIST-01@literal"} <= set(run.verdicts) - set(run.not_passed)
