"""`fixtures/conformance/case.schema.json`: what editors say of case files."""

import json

import pytest
from jsonschema import Draft202012Validator

from kit.places import FIXTURES, REPOSITORY
from kit.simulator import run_to_end

SCHEMA = json.loads((FIXTURES / "conformance" / "case.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
CASES = sorted((REPOSITORY / "Sources/Conformance/HESConformance/Cases").glob("*.json"))


def test_the_schema_is_printed():
    assert run_to_end("conformance", "schema").stdout == (FIXTURES / "conformance" / "case.schema.json").read_text()


def test_the_schema_itself_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert CASES


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_every_case_is_valid(path):
    VALIDATOR.validate(json.loads(path.read_text()))


@pytest.mark.parametrize(
    "path, value",
    [
        ("titel", "t"),
        ("level", "may"),
        ("packs", 1),
        ("steps", {}),
        ("steps/0", {"op": "read", "fence": True}),
        ("steps/0", {"fence": False}),
        ("steps/0", {"fence": True, "repeat": 0}),
        ("prerequisites/0", {"kind": "http.reqest"}),
        ("checks/0", {"id": "i", "check": "rowCount", "level": "must", "mix": 2}),
        ("checks/0", {"id": "i", "check": "noSuchCheck", "level": "must"}),
        ("mutations/0", {"name": "n", "drop": {"kind": "push"}}),
        ("neutral/0", {"name": "n", "drop": {"kind": "push"}, "flips": ["rows"]}),
    ],
)
def test_what_is_no_case_is_refused(path, value):
    document = json.loads(next(path for path in CASES if path.stem == "READ-01").read_text())
    *parents, last = path.split("/")
    place = document[parents[0]] if parents else document
    place[int(last) if parents else last] = value

    assert not VALIDATOR.is_valid(document)
