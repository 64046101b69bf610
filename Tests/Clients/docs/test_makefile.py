"""The Makefile's targets expand to what they mean; what they run is tried by the other tests and by hand."""

import re
import subprocess

import pytest

from kit.places import REPOSITORY

TARGETS = re.findall(r"^([a-z-]+):.*##", (REPOSITORY / "Makefile").read_text(), re.M)


def planned(target):
    return subprocess.run(
        ["make", "--dry-run", "--warn-undefined-variables", target], cwd=REPOSITORY, capture_output=True, text=True
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_uses_no_variable_that_is_not_defined(target):
    told = planned(target)
    assert told.returncode == 0, told.stderr
    assert "undefined variable" not in told.stderr


@pytest.mark.parametrize("target", ["run", "release"])
def test_the_release_build_is_one(target):
    assert "swift build -c release" in planned(target).stdout
