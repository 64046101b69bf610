"""The schema and the decoder agree on what a scenario file is."""

import json

import pytest
from jsonschema import Draft202012Validator

from kit.schema import ABSENT, FULL, SCENARIOS, SCHEMA, VALIDATOR, changed, key_names, property_names
from kit.simulator import run_to_end
from kit.worlds import write

T = "tenants/0"
METER, RANGE = f"{T}/dcus/0/meters/1", f"{T}/dcus/0/meters/2"

REJECTED_BY_BOTH = [
    ("name", ABSENT),
    ("name", ""),
    ("description", 5),
    ("sed", 7),
    ("seed", -1),
    ("seed", "7"),
    ("clock", []),
    ("clock/start", "2024-07-11"),
    ("clock/start", "+10m"),
    ("clock/timeZone", "+15:00"),
    ("clock/timeZone", "Berlin"),
    ("clock/mode", "60x"),
    ("mqtt/auth", "none"),
    ("tenants", ABSENT),
    ("tenants", []),
    ("tenants", {}),
    (f"{T}/tenantCode", "a/b"),
    (f"{T}/tenantCode", "4" * 65),
    (f"{T}/users", []),
    (f"{T}/users/0/secretKey", ABSENT),
    (f"{T}/users/0/admin", True),
    (f"{T}/token/lifetime", 0),
    (f"{T}/limits/maxMeters", 1.5),
    (f"{T}/limits/maxPageSize", 10001),
    (f"{T}/profiles/household", {}),
    (f"{T}/profiles/villa/base", "palace"),
    (f"{T}/profiles/villa/phases", 2),
    (f"{T}/profiles/villa/powerFactor", 0),
    (f"{T}/dcus/0/dcuNo", ABSENT),
    (f"{T}/dcus/0/link", "pcl"),
    (f"{T}/meters/0", 300001),
    (f"{T}/meters/0", "30 01"),
    (f"{METER}/devAddr", ABSENT),
    (f"{METER}/devAddr", "1,2"),
    (f"{METER}/enabled", "yes"),
    (f"{METER}/installed", "yesterday"),
    (f"{METER}/removed", "10m"),
    (f"{METER}/route", ""),
    (f"{METER}/interval", 20),
    (f"{METER}/values", {"5069": 7340.74}),
    (f"{METER}/values", {"1": "x"}),
    (f"{METER}/count", 2),
    (f"{RANGE}/count", ABSENT),
    (f"{RANGE}/count", 0),
    (f"{RANGE}/from", "a1"),
    (f"{T}/timing/replyDelay", -1),
    (f"{T}/timing/replyDelay", "soon"),
    (f"{T}/timing/replyDelay", {"normal": 1}),
    (f"{T}/timing/replyDelay", {}),
    (f"{T}/timing/replyDelay", {"uniform": [1]}),
    (f"{T}/timing/replyDelay", {"empirical": []}),
    (f"{T}/timing/perMeterRead/lognormal/p95", ABSENT),
    (f"{T}/timing/perMeterRead/uniform", [1, 2]),
    (f"{T}/history/collected", 1.1),
    (f"{T}/history/lateAfter", "ever"),
]

# What a schema cannot know: other places of the file, arithmetic, the calendar, the zones of the system.
REJECTED_BY_THE_DECODER = [
    ("a tenant twice", "tenants/1", FULL["tenants"][0]),
    ("a user twice", f"{T}/users/1", FULL["tenants"][0]["users"][0]),
    ("a DCU twice", f"{T}/dcus/1", {"dcuNo": "1"}),
    ("a profile that is nowhere", f"{METER}/profile", "palace"),
    ("a range that outgrows its digits", f"{RANGE}/from", "999999"),
    ("a uniform whose bounds are the wrong way round", f"{T}/timing/replyDelay/uniform", [5, 4]),
    ("a p95 below its median", f"{T}/timing/perMeterRead/lognormal/p95", 1),
    ("a day that is in no calendar", f"{T}/history/from", "2024-02-30 00:00:00"),
    ("a year beyond the load model", "clock/start", "2100-01-01 00:00:00"),
    ("a zone that the system does not have", "clock/timeZone", "Mars/Base"),
    ("a factor of nothing", "clock/mode", "x0"),
    ("a duration of more than a hundred years", f"{T}/timing/replyDelay", "36501d"),
]

ACCEPTED = [
    ("mqtt/auth", "tenant"),
    ("seed", 0),
    ("clock", {}),
    ("clock/start", ABSENT),
    ("clock/timeZone", "UTC"),
    ("clock/timeZone", "-14:00"),
    ("clock/timeZone", "America/Argentina/Buenos_Aires"),
    ("clock/mode", "manual"),
    ("clock/mode", "x0.5"),
    (f"{T}/timing/replyDelay", 0),
    (f"{T}/timing/replyDelay", "1.5m"),
    (f"{T}/timing/replyDelay", {"empirical": ["250ms", 3, "2d"]}),
    (f"{T}/history/from", "+0s"),
    (f"{T}/history/lateAfter", "never"),
    (f"{T}/history/lateAfter", 1),
    (f"{METER}/values", {}),
    (f"{METER}/devAddr", "Ä-7"),
    (f"{T}/profiles/villa", {}),
    (f"{T}/dcus", []),
]


def named(cases):
    return {
        "argvalues": cases,
        "ids": [f"{path}={'absent' if value is ABSENT else json.dumps(value)[:40]}" for path, value in cases],
    }


def exit_code(document, directory):
    return run_to_end("scenario", "check", write(document, directory)).returncode


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_command_prints_the_committed_schema():
    assert run_to_end("scenario", "schema").stdout == (SCENARIOS / "scenario.schema.json").read_text()


@pytest.mark.parametrize("path", sorted(set(SCENARIOS.glob("*.json")) - {SCENARIOS / "scenario.schema.json"}), ids=lambda path: path.name)
def test_shipped_scenarios_name_the_schema_and_keep_it(path):
    document = json.loads(path.read_text())

    assert document["$schema"] == "scenario.schema.json"
    VALIDATOR.validate(document)


def test_the_full_scenario_has_every_key_and_is_taken_by_both(tmp_path):
    assert property_names(SCHEMA) - key_names(FULL) == {"empirical"}

    VALIDATOR.validate(FULL)
    assert exit_code(FULL, tmp_path) == 0


@pytest.mark.parametrize("path, value", **named(ACCEPTED))
def test_other_forms_are_taken_by_both(path, value, tmp_path):
    document = changed(path, value)

    VALIDATOR.validate(document)
    assert exit_code(document, tmp_path) == 0


@pytest.mark.parametrize("path, value", **named(REJECTED_BY_BOTH))
def test_what_is_malformed_is_rejected_by_both(path, value, tmp_path):
    document = changed(path, value)

    assert not VALIDATOR.is_valid(document)
    assert exit_code(document, tmp_path) == 1


@pytest.mark.parametrize("reason, path, value", REJECTED_BY_THE_DECODER, ids=[case[0] for case in REJECTED_BY_THE_DECODER])
def test_what_only_the_decoder_can_know_is_rejected_by_it(reason, path, value, tmp_path):
    document = changed(path, value)

    VALIDATOR.validate(document)
    assert exit_code(document, tmp_path) == 1
