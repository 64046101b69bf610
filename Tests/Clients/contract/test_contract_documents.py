"""The machine-readable contract: OpenAPI of the calls and AsyncAPI of the pushes, as each pack has them."""

from asyncapi3 import AsyncAPI3
from jsonschema import Draft7Validator, ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError as ModelError
import pytest

from kit.contract import PACKS, Described, printed, references, resolved
from kit.control import Control
from kit.simulator import run_to_end, running
from kit.worlds import TENANT, user, world, write


@pytest.fixture(params=PACKS, scope="module")
def documents(request):
    return Described(printed("openapi", request.param), printed("asyncapi", request.param))


def test_there_is_no_other_pack():
    lines = run_to_end("dialect", "list").stdout.strip().splitlines()
    assert lines[-1] == "packs: " + ", ".join(PACKS)
    assert lines[-2].startswith("pack field: a guess")


def test_the_calls_are_valid_openapi_3_1(documents):
    assert documents.openapi["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(documents.openapi).validate()
    assert len(documents.paths) == 9


def test_the_pushes_are_valid_asyncapi_3_0(documents):
    model = AsyncAPI3.model_validate(documents.asyncapi)

    assert model.asyncapi == "3.0.0"
    assert all(resolved(documents.asyncapi, {"$ref": r}) is not None for r in references(documents.asyncapi))
    for schema in documents.asyncapi["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)


def test_the_check_of_asyncapi_can_fail(documents):
    channels = documents.asyncapi["channels"]
    for spoilt in [
        {"asyncapi": "2.6.0"}, {"channels": {"results": {**channels["results"], "topic": "x"}}},
        {"operations": {"a": {"action": "publish", "channel": {"$ref": "#/channels/results"}}}}, {"servers": {"b": {}}},
    ]:  # fmt: skip
        with pytest.raises(ModelError):
            AsyncAPI3.model_validate({**documents.asyncapi, **spoilt})


def test_examples_keep_their_schemas(documents):
    for endpoint in documents.paths:
        name = endpoint[0].upper() + endpoint[1:]
        documents.check_request(endpoint, documents.openapi["components"]["schemas"][f"{name}Request"]["example"])
        for status, response in documents.operation(endpoint)["responses"].items():
            content = resolved(documents.openapi, response).get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                documents.check_answer(endpoint, status, example["value"])
    messages = documents.asyncapi["components"]["messages"].values()
    assert all(len(message["examples"]) == 1 for message in messages)
    for message in messages:
        for example in message["examples"]:
            documents.check(documents.asyncapi, message["payload"], example["payload"], Draft7Validator)


def test_the_vendors_forms_are_told_apart():
    """What one pack answers is no answer of another."""
    default, types = (Described(printed("openapi", p), printed("asyncapi", p)) for p in ("default", "types"))
    examples = types.response("historySingle", 200)["content"]["application/json"]["examples"]
    with pytest.raises(ValidationError):
        default.check_answer("historySingle", 200, examples["success"]["value"])
    with pytest.raises(ValidationError):
        default.check_answer("historySingle", 200, examples["failure"]["value"])
    with pytest.raises(AssertionError, match="undocumented status 401"):
        default.response("relay", 401)


def test_a_server_tells_its_worlds_documents(tmp_path):
    path = write(world("manual", dialect="http", users=[user("demo")], limits={"maxMeters": 3}), tmp_path)
    with running("--scenario", path) as simulator:
        control = Control(simulator, TENANT)
        openapi, asyncapi = control.get("openapi.json"), control.get("asyncapi.json")
        other, _ = control.new_world({"name": "other", "tenants": [{"dialect": "rough"}]})
        rough = other.get("asyncapi.json")
        other.end()

    expected = printed("openapi", "http")
    assert openapi["servers"] == [{"url": simulator.http}]
    assert openapi["paths"] == expected["paths"]
    assert openapi["components"]["schemas"]["RelayRequest"]["properties"]["devList"]["description"].endswith("at most 3.")
    assert asyncapi["servers"]["broker"]["host"] == simulator.mqtt.removeprefix("mqtt://")
    assert asyncapi["channels"]["results"]["parameters"]["tenantCode"]["enum"] == [TENANT]
    assert rough["operations"]["sendReadSingle"]["bindings"]["mqtt"]["qos"] == 2
    assert rough["channels"]["parts"]["address"] == "/{tenantCode}/{planId}/{part}"


def test_an_unknown_pack_is_a_usage_error():
    ended = run_to_end("dialect", "asyncapi", "--pack", "tabels")

    assert ended.returncode == 2
    assert "did you mean 'tables'?" in ended.stderr
