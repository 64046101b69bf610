"""Layer 2 of the self-test: each defect of the reference client fails exactly the checks that are pinned for it."""

import pytest

from kit.simulator import run_to_end


@pytest.mark.alone
def test_every_defect_fails_what_is_pinned_and_nothing_else():
    told = run_to_end("conformance", "selftest", "--layer", "2", "--jobs", "16", seconds=1200)

    assert told.returncode == 0, "\n".join(line for line in told.stdout.splitlines() if "PROBLEM" in line)
    assert "Every case can fail." in told.stdout
