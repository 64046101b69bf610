"""Every shipped recipe shows on the wire what it says, and without its fault the same world is well."""

import re

import probes  # noqa: F401
import pytest

from kit.places import page
from kit.recipes import RECIPES, SCENARIOS, cured, document, heads
from kit.simulator import run_to_end

SHIPPED = {path.stem for path in SCENARIOS.glob("*.json")} - {"scenario.schema"}
HEALTHY_WORLDS = {"demo", "documented-examples"}
GUIDE = page("guides/recipes.md").read_text()


def observations(name, directory):
    """Of the recipe and of its cured world: what the probe saw, and the two heads' journals."""
    documents = [document(name), cured(name)]
    groups = [[each] for each in documents] if RECIPES[name].is_alone else [documents]
    for group in groups:
        with heads(directory, *group) as opened:
            for head in opened:
                yield RECIPES[name].probe(head), names_in_journal(head)


def names_in_journal(head):
    faults = {entry["rule"] for entry in head.journal("fault")}
    return faults, {entry["event"] for entry in head.journal("field")}


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_recipe_does_what_it_says_and_its_cure_helps(name, tmp_path):
    tenant = document(name)["tenants"][0]
    rules = {rule["id"] for rule in tenant.get("faults", [])}
    events = {event["type"] for event in tenant.get("events", [])}
    (sick, told), (well, told_of_well) = observations(name, tmp_path)

    assert sick != well
    assert sick == RECIPES[name].sick
    assert well == RECIPES[name].well
    assert told == (rules, events)
    assert told_of_well == (set(), set())


def test_every_failure_has_a_recipe():
    failures = {name.split("-")[0].rstrip("bcd") for name in SHIPPED if name.startswith("F")}

    assert failures == {f"F{number:02}" for number in range(1, 32)}


def test_every_shipped_scenario_has_a_probe():
    assert set(RECIPES) == SHIPPED - HEALTHY_WORLDS


def test_the_guide_lists_exactly_the_shipped_recipes_failures_first():
    listed = re.findall(r"\(\.\./\.\./scenarios/(.+?)\.json\)", GUIDE)
    failures = [name for name in listed if re.match(r"F\d", name)]

    assert sorted(listed) == sorted(RECIPES)
    assert listed[: len(failures)] == sorted(failures)


def test_the_shipped_scenarios_are_checked_without_a_word():
    result = run_to_end("scenario", "check", *sorted(SCENARIOS.glob("*.json")))

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
