"""Who cannot see or point uses the console too, on every screen."""

from types import SimpleNamespace

import pytest
from axe_selenium_python import Axe

from kit import worlds
from kit.control import Control
from kit.http import Client
from kit.simulator import running
from kit.worlds import METERS

SERIOUS = ("serious", "critical")
ROUTES = {
    "field": ("#/field", "section.panel"), "meter": (f"#/meter/{METERS[0]}", "#values table"), "plans": ("#/plans", "table.traffic tbody tr"),
    "plan": ("#/plan/{plan}", ".bodies pre"), "rules": ("#/rules", "#armed .rule"), "world": ("#/world", "#ledger tbody tr"),
}


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A console with some of everything in it, for tests that change nothing."""
    path = worlds.write(worlds.world("manual"), tmp_path_factory.mktemp("access"))
    with running("--scenario", path) as simulator:
        client = Client(simulator, worlds.credentials())
        rule = {"id": "silent", "match": {"meter": METERS[1]}, "effect": {"type": "meterOffline"}}
        Control(simulator).post("faults", rule)
        plan_id = client.succeed("readSingle", devList=",".join(METERS), cgcode="5069")["planId"]
        client.clock(advance="5m")
        client.call("readSingle", devList="none", cgcode="no")
        yield SimpleNamespace(simulator=simulator, plan_id=plan_id)
        client.close()


def opened_page(tab, busy, view, **options):
    route, ready = ROUTES[view]
    page = tab(busy.simulator).open(route.format(plan=busy.plan_id), **options)
    page.find(ready)
    page.says("#health", "stream live")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", list(ROUTES))
def test_axe_finds_nothing_serious(tab, busy, view, scheme):
    page = opened_page(tab, busy, view, scheme=scheme)
    axe = Axe(page.driver)
    axe.inject()
    found = [each for each in axe.run()["violations"] if each["impact"] in SERIOUS]
    assert not found, axe.report(found)


@pytest.mark.parametrize("width", [390, 1280, 2560])
def test_no_view_is_wider_than_the_screen(tab, busy, width):
    page = opened_page(tab, busy, "field", width=width)
    for view, (route, ready) in ROUTES.items():
        page.go(route.format(plan=busy.plan_id))
        page.find(ready)
        beyond = page.run("const v = document.getElementById('view'); return [document.documentElement.scrollWidth - innerWidth, v.scrollWidth - v.clientWidth]")
        assert max(beyond) <= 0, f"{view} at {width}: {beyond} px too wide"


def test_on_a_telephone_the_navigation_is_at_the_bottom_and_the_timeline_pulls_up(tab, busy):
    page = opened_page(tab, busy, "field", width=390)
    top = page.run("return document.getElementById('nav').getBoundingClientRect().top")
    assert top > 700
    assert not page.find("#timeline .axis").is_displayed()
    page.click("#sheet")
    assert page.find("#timeline .axis").is_displayed()
    assert page.find("#sheet").get_attribute("aria-expanded") == "true"


def test_states_differ_by_mark_and_each_is_in_words(tab, busy):
    page = opened_page(tab, busy, "field")
    shapes = page.run("return [...document.querySelectorAll('.legend svg')].map((each) => each.innerHTML)")
    assert len(set(shapes)) == len(shapes) == 5
    page.click("#as-list")
    page.says(".names-list", "unreachable")


def test_the_regions_have_their_names(tab, busy):
    page = opened_page(tab, busy, "field")
    for name in ("clock", "health", "nav", "view", "timeline"):
        assert page.find(f"#{name}")
    assert page.find("#nav a[aria-current='page']").text == "Field"
