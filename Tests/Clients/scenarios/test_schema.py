"""The schema and the decoder agree on what a scenario file is."""

import json

import pytest
from jsonschema import Draft202012Validator

from kit.schema import (
    ABSENT,
    EFFECTS,
    EVENTS,
    FULL,
    SCENARIOS,
    SCHEMA,
    VALIDATOR,
    changed,
    effect_path,
    event_path,
    key_names,
    property_names,
)
from kit.simulator import run_to_end
from kit.worlds import write

T = "tenants/0"
MATCH, WHEN = f"{T}/faults/0/match", f"{T}/faults/0/when"
METER, RANGE = f"{T}/dcus/0/meters/1", f"{T}/dcus/0/meters/2"

REJECTED_BY_BOTH = [
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
    (f"{T}/dcus/0/link/medium", ABSENT),
    (f"{T}/dcus/0/link/medium", "plz"),
    (f"{T}/dcus/0/link/firstPass", 1.1),
    (f"{T}/dcus/0/link/share", 1),
    (f"{MATCH}/not/not", {}),
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
    (f"{T}/faults", {}),
    (f"{T}/faults/0", "meterOffline"),
    (f"{T}/faults/0/id", ""),
    (f"{T}/faults/0/name", "x"),
    (f"{T}/faults/0/effect", ABSENT),
    (f"{T}/faults/0/effect", {}),
    (f"{T}/faults/0/effect/type", "meterOfline"),
    (f"{T}/faults/0/effect/delay", "5s"),
    (f"{MATCH}/endpoint", "meter/readSingle"),
    (f"{MATCH}/endpoint", []),
    (f"{MATCH}/user", ""),
    (f"{MATCH}/meter", 100001),
    (f"{MATCH}/meter", []),
    (f"{MATCH}/meter/1/count", 0),
    (f"{MATCH}/meter/1/from", ABSENT),
    (f"{MATCH}/dcu", 1),
    (f"{MATCH}/cgcode", 5069),
    (f"{MATCH}/share", 1.5),
    (f"{MATCH}/metre", "100001"),
    (f"{WHEN}/from", "1h"),
    (f"{WHEN}/from", "++1h"),
    (f"{WHEN}/until", 7),
    (f"{WHEN}/skip", -1),
    (f"{WHEN}/times", 1.5),
    (f"{WHEN}/probability", 2),
    (f"{WHEN}/ttl", "+1d"),
    (f"{effect_path('slowRead')}/delay", ABSENT),
    (f"{effect_path('missingChannel')}/cgcodes", []),
    (f"{effect_path('missingChannel')}/cgcodes", "1"),
    (f"{effect_path('badValue')}/value", ABSENT),
    (f"{effect_path('badValue')}/cgcode", "1"),
    (f"{effect_path('scaledValue')}/factor", "40"),
    (f"{effect_path('missingRows')}/share", -0.1),
    (f"{effect_path('phaseLoss')}/phase", "a"),
    (f"{effect_path('clockDrift')}/by", "7"),
    (f"{effect_path('clockDrift')}/by", 86_400_001),
    (f"{effect_path('lateRows')}/after", "-1h"),
    (f"{effect_path('replyCode')}/code", "500"),
    (f"{effect_path('replyStatus')}/status", 199),
    (f"{effect_path('replyStatus')}/contentType", "a\nb"),
    (f"{effect_path('replyStatus')}/headers", {"X": "a\nb"}),
    (f"{effect_path('replyReset')}/execute", "no"),
    (f"{effect_path('replyTruncate')}/bytes", -1),
    (f"{effect_path('replyDrip')}/chunk", 0),
    (f"{effect_path('pushDuplicate')}/copies", 0),
    (f"{effect_path('pushSplit')}/parts", 1),
    (f"{effect_path('pushHold')}/until", 0),
    (f"{effect_path('pushHold')}/until", "soon"),
    (f"{effect_path('pushCorrupt')}/how", "missingComa"),
    (f"{effect_path('pushForeign')}/count", 1.5),
    (f"{effect_path('pushStatus')}/status", "03"),
    (f"{effect_path('restart')}/after", "1m"),
    (f"{effect_path('tokenExpiresEarly')}/after", ABSENT),
    (f"{effect_path('brokerDown')}/for", ABSENT),
    (f"{effect_path('brokerRefuse')}/code", 0),
    (f"{T}/events", "none"),
    (f"{T}/events/0/at", ABSENT),
    (f"{T}/events/0/at", "1h"),
    (f"{T}/events/0/type", "meterReplace"),
    (f"{T}/events/0/devAddr", ABSENT),
    (f"{T}/events/0/by", ""),
    (f"{T}/events/1/registerRestartsAt", "12,5"),
    (f"{T}/events/1/registerRestartsAt", -1),
    (f"{event_path('meterInstalled')}/dcu", 1),
    (f"{event_path('registerRollover')}/digits", 13),
    (f"{event_path('valueCorrected')}/cgcode", "1"),
    (f"{event_path('valueCorrected')}/value", 1),
    (f"{event_path('valueCorrected')}/instant", "2024-07-11"),
    (f"{event_path('breakerButton')}/meter", "100001"),
    (f"{event_path('breakerMoved')}/open", "yes"),
    (f"{event_path('outage')}/for", ABSENT),
    (f"{event_path('ctRatioWrong')}/factor", 0),
]

# What a schema cannot know: other places of the file, arithmetic, the calendar, the zones of the system.
REJECTED_BY_THE_DECODER = [
    ("a tenant twice", "tenants/1", FULL["tenants"][0]),
    ("a user twice", f"{T}/users/1", FULL["tenants"][0]["users"][0]),
    ("a DCU twice", f"{T}/dcus/1", {"dcuNo": "1"}),
    ("a profile that is nowhere", f"{METER}/profile", "palace"),
    ("a range that outgrows eighteen digits", f"{RANGE}/from", "999999999999999999"),
    ("a uniform whose bounds are the wrong way round", f"{T}/timing/replyDelay/uniform", [5, 4]),
    ("a p95 below its median", f"{T}/timing/perMeterRead/lognormal/p95", 1),
    ("a day that is in no calendar", f"{T}/history/from", "2024-02-30 00:00:00"),
    ("a year beyond the load model", "clock/start", "2100-01-01 00:00:00"),
    ("a zone that the system does not have", "clock/timeZone", "Mars/Base"),
    ("a factor of nothing", "clock/mode", "x0"),
    ("a duration of more than a hundred years", f"{T}/timing/replyDelay", "36501d"),
    ("a rule's id twice", f"{T}/faults/1/id", "meterOffline"),
    ("a rule's range of what is no number", f"{MATCH}/meter/1/from", "x1"),
    ("a header whose name is none", f"{effect_path('replyStatus')}/headers", {"X Y": "1"}),
    ("a meter that is replaced by nothing", f"{T}/events/0/by", ABSENT),
    ("a meter that is replaced in two ways", f"{T}/events/0/registerRestartsAt", 0),
    ("an outage of two places", f"{event_path('outage')}/meter", "100001"),
]

# Effects that need nothing but their name.
PLAIN = {"missingRows", "replyCode", "replyReset", "replyDrip", "pushDuplicate", "pushBeforeReply", "pushSplit", "pushForeign",
         "pushWrongPlan", "tokenRevoked", "brokerCut"}  # fmt: skip

ACCEPTED = [
    ("name", ABSENT),
    ("tenants", ABSENT),
    (f"{T}/tenantCode", ABSENT),
    (f"{T}/users", ABSENT),
    (f"{T}/dcus/0/link", "plc"),
    (f"{T}/dcus/0/link", {"medium": "cellular"}),
    (f"{METER}/link", {"medium": "rf", "firstPass": 1}),
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
    (f"{T}/faults", []),
    (f"{T}/events", []),
    (f"{T}/faults/0", {"effect": {"type": "meterOffline"}}),
    (f"{MATCH}/endpoint", "relay"),
    (f"{MATCH}/meter", {"from": "200001", "count": 1}),
    (f"{MATCH}/user", ["demo", "demo"]),
    (f"{MATCH}/cgcode", ["1", "5069"]),
    (f"{WHEN}/times", 0),
    (f"{effect_path('missingChannel')}/cgcodes", "5069"),
    (f"{effect_path('badValue')}/value", None),
    (f"{effect_path('clockDrift')}/by", -7000),
    (f"{effect_path('pushHold')}/until", "5m"),
    (f"{effect_path('replyStatus')}/headers", {}),
    (f"{T}/events/1/registerRestartsAt", 12.5),
    *((effect_path(effect["type"]), {"type": effect["type"]}) for effect in EFFECTS if effect["type"] in PLAIN),
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


@pytest.mark.parametrize("definition, told", [("effect", EFFECTS), ("event", EVENTS)], ids=["effect", "event"])
def test_the_full_scenario_has_every_type_with_every_parameter(definition, told):
    for variant in SCHEMA["$defs"][definition]["oneOf"]:
        type_ = variant["properties"]["type"]["const"]
        given = [set(one) for one in told if one["type"] == type_]
        assert given and set().union(*given) == set(variant["properties"]), type_


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
