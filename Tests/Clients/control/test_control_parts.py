"""Documents of requests that are put together from shipped scenarios, and users that are made up."""

import re

import pytest

from kit.control import Control
from kit.http import Client
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import DCU, METERS, SMALL, write

RECIPE = {"recipe": "F26-plan-never-pushed"}
LOGIN = re.compile(r"login +of (\S+), made up: username (\S+), password (\S+), secretKey (\S+)")
NAMES = ("tenantCode", "username", "password", "secretKey")


@pytest.fixture
def own(still):
    control = Control(still.simulator)
    made, client = control.new_world(SMALL)
    yield made
    client.close()
    made.end()


def ids(control):
    return [rule["id"] for rule in control.get("faults")["faults"]]


def documents(part):
    """Documents and rules that name a part, each with its call."""
    recipe = {"recipe": part}
    tenants = [{**SMALL["tenants"][0], "faults": [recipe]}]
    included = {**SMALL, "include": [part]}
    return [
        ("POST", "worlds", {**SMALL, "tenants": tenants}),
        ("POST", "worlds", included),
        ("PUT", "scenario", {**SMALL, "tenants": tenants}),
        ("PUT", "scenario", included),
        ("POST", "faults", recipe),
    ]


def test_a_new_world_has_the_rules_of_a_recipe(still):
    tenants = [{**SMALL["tenants"][0], "faults": [RECIPE]}]
    control, client = Control(still.simulator).new_world({**SMALL, "tenants": tenants})

    assert ids(control) and all(id.startswith("F26-plan-never-pushed.") for id in ids(control))
    client.close()
    control.end()


def test_a_world_is_replaced_by_one_with_the_rules_of_a_recipe(own):
    own.ask("PUT", "scenario", {**SMALL, "tenants": [{**SMALL["tenants"][0], "faults": [RECIPE]}]})

    assert ids(own) and all(id.startswith("F26-plan-never-pushed.") for id in ids(own))


def test_a_recipe_is_armed_as_its_rules(own):
    own.post("faults", RECIPE)

    assert ids(own) and all(id.startswith("F26-plan-never-pushed.") for id in ids(own))


@pytest.mark.parametrize("part", ["/etc/passwd", "Package.swift", "../scenarios/demo.json"])
def test_files_of_the_server_are_refused(own, part):
    for method, path, body in documents(part):
        answer = own.send(method, path, body)
        assert answer.status_code == 400, (method, path, answer.text)
        assert "shipped" in answer.text or "no files of this machine" in answer.text, answer.text
        assert "root:" not in answer.text


def test_users_that_are_made_up_are_told_and_stay_over_a_restart(tmp_path):
    document = {**SMALL, "tenants": [{"dcus": [{"dcuNo": DCU, "meters": METERS}]}]}
    path, state = write(document, tmp_path), tmp_path / "state.sqlite"
    told, tokens = [], []
    for _ in range(2):
        with running("--scenario", path, "--state", state) as simulator:
            login = eventually(lambda: LOGIN.search(simulator.log), "the made-up login")
            told.append(dict(zip(NAMES, login.groups(), strict=True)))
            client = Client(simulator, told[-1])
            tokens.append(client.log_in()["token"])
            client.token = tokens[0]
            client.succeed("readArchive", dcuNo=DCU)
            client.close()

    assert told[0] == told[1]


@pytest.mark.parametrize(
    "rules, pointers",
    [
        ([{"recipe": "bad-evening"}, {"effect": {"type": "pushDrp"}}], ["/1/effect/type"]),
        ([{"recipe": "bad-evenin"}], ["/0/recipe"]),
        ({"include": ["demo"], "effect": {"type": "pushDrop"}}, ["/include"]),
    ],
)
def test_a_rule_that_is_refused_has_its_own_pointer_and_no_other(own, rules, pointers):
    refused = own.send("POST", "faults", rules)

    assert refused.status_code == 400
    errors = refused.json().get("errors") or [refused.json()["error"]]
    assert [error["pointer"] for error in errors] == pointers, refused.text


def test_a_rule_names_no_meter_that_it_excepts(own):
    first, second = METERS[:2]
    rule = {"id": "but-one", "match": {"meter": [first, second], "not": {"endpoint": "readSingle", "meter": second}},
            "effect": {"type": "meterOffline"}}  # fmt: skip
    control, client = Control(own.simulator).new_world(SMALL)
    control.post("faults", rule)
    client.succeed("readSingle", devList=f"{first},{second}", cgcode="5069")

    assert [entry["devAddrs"] for entry in control.journal(kind="fault")] == [[first]]
    control.end()
    client.close()
