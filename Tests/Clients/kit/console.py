"""Fixtures: a browser for all tests of a process, and a console for each test; without a browser those are skipped by name."""

import pytest

from kit.browser import Page, browsing, missing


def pytest_collection_modifyitems(items):
    """Without a browser each test here is skipped by name."""
    reason = missing()
    for item in items:
        if reason and item.path.parent.name == "console":
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser():
    with browsing() as driver:
        yield driver


@pytest.fixture
def tab(browser):
    """A function that makes a page of a simulator in a tab of its own; the browser must have had nothing to complain of."""
    old = browser.window_handles
    browser.switch_to.new_window("tab")
    pages = []

    def tab(simulator):
        pages.append(Page(browser, simulator.control))
        return pages[-1]

    yield tab
    for page in pages:
        page.driver.get("about:blank")
    browser.close()
    browser.switch_to.window(old[0])


@pytest.fixture
def page(tab, manual):
    """The console of a simulator whose clock stands still."""
    return tab(manual.simulator)
