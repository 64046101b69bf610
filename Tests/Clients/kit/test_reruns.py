"""A test of this folder that is run again, and the bound on how many may be: kit/reruns.py."""

import pytest

from kit.places import REPOSITORY
from kit.reruns import MOST_RERUNS

ONCE = """
    from itertools import count
    import pytest

    made, tried = count(1), set()

    @pytest.fixture(scope="module")
    def outer():
        yield next(made)

    @pytest.fixture(scope="module")
    def run(outer):
        return outer

    @pytest.mark.parametrize("number", range({tests}))
    def test_it(run, number):
        again = number in tried
        tried.add(number)
        assert again and run == number + 2
"""


@pytest.fixture
def tried(pytester, monkeypatch):
    """A function that runs tests which fail the first time, and the second unless their module's fixtures are new."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY / "Tests/Clients"))

    def tried(tests, *flags):
        pytester.makepyfile(ONCE.replace("{tests}", str(tests)))
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *flags)

    return tried


def test_a_test_that_is_run_again_gets_new_fixtures_of_its_module(tried):
    tried(2, "-p", "kit.reruns", "--reruns", "1").assert_outcomes(passed=2)
    tried(2, "--reruns", "1").assert_outcomes(failed=2)


def test_too_many_tests_that_are_run_again_fail_the_run(tried):
    flags = ("-p", "kit.reruns", "--reruns", "1")
    assert tried(MOST_RERUNS, *flags).ret == 0
    ended = tried(MOST_RERUNS + 1, *flags)
    ended.assert_outcomes(passed=MOST_RERUNS + 1)
    assert ended.ret == 1
    ended.stdout.fnmatch_lines(["4 tests had to be run again; at most 3 may"])
