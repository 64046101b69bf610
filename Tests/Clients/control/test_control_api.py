"""The control API keeps its own description, whatever is sent to it."""

import json
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from kit.control import Control
from kit.places import REPOSITORY, page
from kit.simulator import run_to_end, running
from kit.worlds import TENANT, world, write

PAGE = page("reference/control.md")
TOKEN = "open-sesame"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = write(world("manual"), tmp_path_factory.mktemp("control-api"))
    with running("--scenario", path, "--control-token", TOKEN) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def control(simulator):
    control = Control(simulator, TENANT)
    control.session.headers["Authorization"] = f"Bearer {TOKEN}"
    return control


@pytest.fixture(scope="module")
def described(simulator, control):
    document = control.get("control-openapi.json")
    # Drawing bodies from the whole notation of scenarios takes minutes; a test below holds these two schemas.
    document["components"]["schemas"].update(World={"type": "object"}, Rules={"type": ["object", "array"]})
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=simulator.control)
    return schema


calls = schemathesis.pytest.from_fixture("described")


def tamed(case):
    """The call without what would take minutes, and about the world that is there."""
    is_object = isinstance(case.body, dict)
    if case.operation.path == "/journal/await" and is_object and type(case.body.get("timeout", 0)) in (int, str):
        case.body["timeout"] = "20ms"
    if case.method == "POST" and case.operation.path == "/worlds" and case.body == {}:
        case.body = {"tenants": [{}]}
    if isinstance(case.query, dict) and isinstance(case.query.get("tenant", ""), str):
        case.query["tenant"] = TENANT
    return case


@calls.exclude(path="/events").parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_described_one(case, control):
    tamed(case).call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS, timeout=30)


def test_the_description_is_openapi_3_1(control):
    document = control.get("control-openapi.json")

    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_the_page_has_every_call_every_kind_and_every_scope(control):
    text = PAGE.read_text()
    paths = control.get("control-openapi.json")["paths"]
    told = re.findall(r"^\| `([A-Z]+) (/\S+)` \| (world)? *\|", text, re.M)
    described = [
        (method.upper(), path, "world" if "tenant" in {p["name"] for p in call["parameters"] if p["in"] == "query"} else "")
        for path, calls in paths.items() for method, call in calls.items()
    ]  # fmt: skip
    kinds = next(p for p in paths["/journal"]["get"]["parameters"] if p["name"] == "kind")["schema"]["enum"]
    body = paths["/reset"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    words = re.findall(r"^\| `(\w+)` \|", text, re.M)

    assert sorted(told) == sorted(described)
    assert set(kinds) | set(body["properties"]["scope"]["anyOf"][0]["enum"]) <= set(words)
    names = {parameter["name"] for call in paths["/journal"].values() for parameter in call["parameters"]}
    assert all(f"`{name}`" in text for name in names - {"tenant"})


def test_the_scenario_schema_is_the_commands(control):
    assert control.get("scenario.schema.json") == json.loads(run_to_end("scenario", "schema").stdout)


def test_bodies_in_the_notation_of_scenarios_are_described(control):
    document = control.get("control-openapi.json")

    def problems(method, path, body):
        schema = document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        return list(Draft202012Validator({**schema, "components": document["components"]}).iter_errors(body))

    rule = {"effect": {"type": "pushDuplicate", "copies": 2}}
    assert not problems("post", "/faults", rule) and not problems("post", "/faults", [rule, rule])
    assert problems("post", "/faults", {"effect": {"type": "pushDuplicate", "copis": 2}}) and problems("post", "/faults", [])
    for path in sorted((REPOSITORY / "scenarios").glob("[!s]*.json")):
        scenario = json.loads(path.read_text())
        assert bool(problems("post", "/worlds", scenario)) == (len(scenario.get("tenants", [])) > 1), path.name
    for method, path in (("post", "/worlds"), ("put", "/scenario")):
        assert not problems(method, path, {}) and not problems(method, path, {"tenants": [{}]})
        assert problems(method, path, {"tenant": []})
