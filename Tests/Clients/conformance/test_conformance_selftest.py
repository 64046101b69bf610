"""The suite proves that its cases can fail. (Layer 2, the mutants, is a matter of minutes and runs by itself.)"""

import re

import pytest

from kit.simulator import run_to_end

SELFTEST_SECONDS = 240


@pytest.mark.parametrize("layer, at_least", [(1, 38), (3, 10), (4, 15)], ids=["traces", "null drivers", "without faults"])
def test_every_case_can_fail(layer, at_least):
    ended = run_to_end("conformance", "selftest", "--layer", layer, seconds=SELFTEST_SECONDS)
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "Every case can fail."), ended.stdout
    assert int(re.search(r"^Layer \d .*: (\d+) tried", ended.stdout).group(1)) >= at_least


def test_a_layer_or_a_defect_that_is_not_there_is_told():
    assert "from 1 to 4, not 5" in run_to_end("conformance", "selftest", "--layer", 5).stderr
    wrong = run_to_end("conformance", "selftest", "--layer", 2, "--defect", "token-forevr")
    assert wrong.returncode == 2 and "no defect is called 'token-forevr'" in wrong.stderr
