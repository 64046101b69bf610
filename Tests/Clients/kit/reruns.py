"""What it means that a test is run again: new fixtures, and a bound on how many may be."""

import pytest

# Tests of real processes may be short of time on a busy machine; more of them than this are no accident.
MOST_RERUNS = 3


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """The fixtures of its module are made anew: most hold a run of the suite, and the test would fail on the same run again."""
    if getattr(item, "execution_count", 1) > 1:
        for definitions in item._fixtureinfo.name2fixturedefs.values():
            if definitions[-1].scope == "module":
                definitions[-1].finish(item._request)


def pytest_sessionfinish(session):
    """Too many tests that passed only when they were run again fail the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reruns = reporter.stats.get("rerun", []) if reporter else []
    if len(reruns) > MOST_RERUNS:
        reporter.write_line(f"{len(reruns)} tests had to be run again; at most {MOST_RERUNS} may", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
