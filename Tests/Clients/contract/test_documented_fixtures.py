"""`fixtures/documented`: each example of the document is said exactly so in the dialect that its index names."""

import json
import re
from pathlib import Path

import pytest

from kit.control import Control
from kit.http import ENDPOINTS, ROOT
from kit.places import FIXTURES
from kit.waiting import eventually

FOLDER = FIXTURES / "documented"
INDEX = json.loads((FOLDER / "index.json").read_text())
EXAMPLES = {example["section"]: example for example in INDEX["examples"]}
TENANT = "1000000067"
# Members whose very value is the shape.
FIXED = {"code", "msg", "status", "unit", "cgcode", "commType", "successful", "total", "curPage", "pageSize", "expireIn"}
FORMS = {
    "planId": r"P003_\d{20}", "own topic": rf"/{TENANT}/P003_\d{{20}}", "another's topic": r"/\d{4,}/P003_\d{20}",
    "three decimals": r"\d+\.\d{3}", "number of a device": r"\d{4,}", "base64": r"[A-Za-z0-9+/]{40,}=*",
}  # fmt: skip


def text(name):
    return (FOLDER / name).read_text()


def form(value):
    """What kind of text it is; itself where it is none of the known ones."""
    return next((name for name, pattern in FORMS.items() if re.fullmatch(pattern, value)), value)


def shape(node, name=""):
    """Names in their order, types and forms, and how many there are of everything."""
    if isinstance(node, dict):
        return {"object": [(key, shape(part, key)) for key, part in node.items()]}
    if isinstance(node, list):
        return [shape(part) for part in node]
    if name in FIXED:
        return name, type(node).__name__, node
    if name == "timestamp":
        return name, type(node).__name__, len(str(node))
    return name, form(node) if isinstance(node, str) else (type(node).__name__, node)


def shape_of(content):
    """Of JSON, or of what would be JSON but for a missing comma: then with the place where it is missing."""
    try:
        return shape(json.loads(content))
    except json.JSONDecodeError as error:
        assert error.msg == "Expecting ',' delimiter"
        before, behind = content[: error.pos], content[error.pos :]
        return {"no comma behind": form(before.strip().split('"')[-2]), "else": shape(json.loads(before + "," + behind))}


@pytest.fixture
def world(world_host):
    """A function that makes the world of an example; its client has the example's credentials."""
    made = []

    def make(example):
        credentials = json.loads(text("3.1-getToken.request.json"))
        user = {name: credentials[name] for name in ("username", "password", "secretKey")}
        tenant = {"tenantCode": TENANT, "users": [user], "dialect": example["dialect"], **example.get("scenario", {})}
        clock = {"start": "2024-07-11 16:20:01", "mode": "manual"}
        made.append(Control(world_host).new_world({"name": "it", "clock": clock, "tenants": [tenant]}))
        return made[-1]

    yield make
    for control, _ in made:
        control.end()


def call(client, example):
    """The request as it stands in its file, with this world's token in the place of the fixture's."""
    body, headers = json.loads(text(example["request"])), {}
    if "token" in body:
        body["token"] = client.token
    if "header" in example:
        headers[example["header"]] = client.token
    return client.post(ROOT + ENDPOINTS[example["endpoint"]], body, headers)


@pytest.mark.parametrize("section", EXAMPLES)
def test_an_example_is_reproduced(world, broker_listener, section):
    example = EXAMPLES[section]
    control, client = world(example)
    heard_before = len(broker_listener.messages)

    answer = call(client, example)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert shape_of(answer.content.decode()) == shape_of(text(example["answer"]))
    if "push" in example:
        control.advance("1s")
        topic = answer.json()["data"].get("topic") or answer.json()["data"]["topicId"]
        found = eventually(
            lambda: [one for one in list(broker_listener.messages)[heard_before:] if one.topic == topic], "the push"
        )
        assert [shape_of(one.payload.decode()) for one in found] == [shape_of(text(example["push"]))]


@pytest.mark.parametrize("section", [section for section in EXAMPLES if EXAMPLES[section].get("why")])
def test_the_default_dialect_says_otherwise_where_the_index_names_a_reason(world, broker_listener, section):
    """So that the dialect and the rules beside an example are what makes it."""
    example = EXAMPLES[section]
    scenario = {key: part for key, part in example.get("scenario", {}).items() if key == "dcus"}
    control, client = world({**example, "dialect": {}, "scenario": scenario})
    heard_before = len(broker_listener.messages)
    answer = call(client, example)
    said = [shape_of(answer.content.decode())]
    documented = [shape_of(text(example["answer"]))]
    if "push" in example:
        control.advance("1s")
        topic = answer.json()["data"].get("topic") or answer.json()["data"]["topicId"]
        found = eventually(
            lambda: [one for one in list(broker_listener.messages)[heard_before:] if one.topic == topic], "the push"
        )
        said.append(shape_of(found[0].payload.decode()))
        documented.append(shape_of(text(example["push"])))
    assert said != documented


def test_every_file_is_in_the_index_and_every_call_has_its_example():
    named = {example[part] for example in EXAMPLES.values() for part in ("request", "answer", "push") if part in example}

    assert named | {"index.json"} == {path.name for path in FOLDER.iterdir()}
    assert {example["endpoint"] for example in EXAMPLES.values()} == set(ENDPOINTS)
    assert sum("push" in example for example in EXAMPLES.values()) == 6


def test_the_fixtures_ask_what_the_document_asks():
    """The printed requests, but for what the document masks."""
    printed = json.loads((Path(__file__).parent / "data" / "documented_requests.json").read_text())
    for request in printed:
        example = EXAMPLES[request["section"].rpartition(".")[0]]
        ours = json.loads(text(example["request"]))
        masked = {name for name, value in request["body"].items() if isinstance(value, str) and value.startswith("(")}
        assert list(ours) == list(request["body"])
        assert {name: ours[name] for name in ours.keys() - masked} == {
            name: request["body"][name] for name in ours.keys() - masked
        }
        assert ("header" in example) is ("header" in request)


def test_what_cannot_be_reproduced_is_said():
    said = [*INDEX["notReproduced"], *(why for example in EXAMPLES.values() for why in example.get("notReproduced", []))]
    assert len(said) == 6
    assert all(len(why.split()) > 8 for why in said)


def test_a_request_with_the_documents_explanations_is_refused(still):
    body = text("3.1-getToken.request.json").replace('"1000000067",', '"1000000067", //Provided by HES')
    answer = still.client.post(ROOT + "getToken", data=body.encode())
    assert answer.json()["msg"].startswith("malformed JSON at byte")


@pytest.mark.parametrize(
    "one, other",
    [
        ('{"a": 1}', '{"a": "1"}'), ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}'), ('{"value": "1.000"}', '{"value": "1.00"}'),
        ('{"list": [{"a": 1}]}', '{"list": [{"a": 1}, {"a": 1}]}'), ('{"status": "00"}', '{"status": "01"}'),
        ('{"topic": "/1000000067/P003_20240711162001113070"}', '{"topic": "/20240701/P003_20240711162001113070"}'),
        ('{"timestamp": 1720540800000}', '{"timestamp": 1720540800}'), ('{"a": "x", "b": 1}', '{"a": "x" "b": 1}'),
    ],
)  # fmt: skip
def test_the_comparison_sees_differences(one, other):
    assert shape_of(one) != shape_of(other)
    assert shape_of(one) == shape_of(one)
