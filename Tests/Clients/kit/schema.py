"""The schema of scenario files, and a scenario with every key of the format."""

import copy
import json

from jsonschema import Draft202012Validator

from kit.pairs import DEFAULTS
from kit.places import SCENARIOS

SCHEMA = json.loads((SCENARIOS / "scenario.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)

ABSENT = object()

TRAITS = {
    "note": "a meter",
    "profile": "villa",
    "link": "rf",
    "enabled": True,
    "installed": "2024-01-01 00:00:00",
    "removed": "+10m",
    "commType": "4",
    "route": "202407100001",
    "values": {"5069": "7340.740"},
    "interval": 30,
}

EFFECTS = [
    {"type": "meterOffline"},
    {"type": "dcuOffline"},
    {"type": "slowRead", "delay": {"uniform": [0, "4s"]}},
    {"type": "relayRefuses"},
    {"type": "relayArmsOnly"},
    {"type": "relayAnswerLost"},
    {"type": "archiveFull"},
    {"type": "archiveRefuses"},
    {"type": "missingChannel", "cgcodes": ["5069", "5099"]},
    {"type": "missingRows", "share": 0.5},
    {"type": "lateRows", "after": "36h", "share": 0.5},
    {"type": "duplicateRows", "share": 0.5},
    {"type": "badValue", "cgcode": "5069", "value": {"any": ["JSON", None]}, "share": 0.5},
    {"type": "scaledValue", "cgcode": "5069", "factor": -40.5, "share": 0.5},
    {"type": "reversedPhase", "phase": "A"},
    {"type": "phaseLoss", "phase": "C"},
    {"type": "clockDrift", "by": "-7s"},
    {"type": "staleFreeze"},
    {"type": "replyDelay", "delay": "5s"},
    {"type": "replyCode", "code": 500, "msg": "system busy"},
    {
        "type": "replyStatus",
        "status": 503,
        "body": "<html></html>",
        "contentType": "text/html",
        "headers": {"Retry-After": "7"},
    },
    {"type": "replyReset", "execute": False},
    {"type": "replyEmpty"},
    {"type": "replyTruncate", "bytes": 10},
    {"type": "replyGarbage"},
    {"type": "replyDrip", "chunk": 1, "every": "1s"},
    {"type": "replyHang"},
    {"type": "replyStale"},
    {"type": "pushDelay", "delay": {"lognormal": {"median": "1s", "p95": "5s", "max": "9s"}}},
    {"type": "pushDrop"},
    {"type": "pushDuplicate", "copies": 2, "gap": "1m"},
    {"type": "pushBeforeReply", "lead": "1s"},
    {"type": "pushSplit", "parts": 3, "subtopics": True},
    {"type": "pushHold", "until": 2},
    {"type": "pushCorrupt", "how": "missingComma", "beside": True},
    {"type": "pushWrongPlan", "beside": True},
    {"type": "pushWrongTopic"},
    {"type": "pushRetained"},
    {"type": "pushForeign", "count": 4, "older": "1d"},
    {"type": "pushStatus", "status": "01"},
    {"type": "tokenRevoked", "after": "1h"},
    {"type": "tokenExpiresEarly", "after": "1h"},
    {"type": "restart"},
    {"type": "brokerCut", "client": "billing"},
    {"type": "brokerDown", "for": "1m"},
    {"type": "brokerStall", "for": "1m"},
    {"type": "brokerRefuse", "for": "1m", "code": 5},
]

MATCH = {
    "endpoint": ["readSingle", "readFrozen"],
    "tenant": "4711",
    "user": "demo",
    "meter": ["100001", {"from": "200001", "count": 3}],
    "dcu": "1",
    "cgcode": "5069",
    "share": 0.5,
    "dcuShare": 1,
    "not": {"meter": "100002", "share": 0.5},
}
WHEN = {
    "from": "+1h",
    "until": "2024-07-12 00:00:00",
    "daily": {"from": "18:00:00", "until": "20:00:00"},
    "days": ["mon", "thu", 11],
    "skip": 1,
    "times": 2,
    "probability": 0.5,
    "ttl": "1d",
}

EVENTS = [
    {"at": "+1h", "type": "meterReplaced", "devAddr": "100001", "by": "100009"},
    {"at": "+1h", "type": "meterReplaced", "devAddr": "200001", "registerRestartsAt": "12.500"},
    {"at": "+2h", "type": "meterInstalled", "devAddr": "100008", "dcu": "1"},
    {"at": "+3h", "type": "meterRemoved", "devAddr": "200002"},
    {"at": "2024-07-12 00:00:00", "type": "registerRollover", "devAddr": "200003", "digits": 5},
    {
        "at": "+4h",
        "type": "valueCorrected",
        "devAddr": "200004",
        "cgcode": "5069",
        "instant": "2024-07-11 00:00:00",
        "value": "1.000",
    },
    {"at": "+5h", "type": "breakerButton", "devAddr": "200005"},
    {"at": "+5h", "type": "breakerMoved", "devAddr": "200005", "open": True},
    {"at": "+6h", "type": "outage", "dcu": "1", "for": "1h"},
    {"at": "+6h", "type": "outage", "meter": "300001", "for": "1h"},
    {"at": "+7h", "type": "ctRatioWrong", "devAddr": "200006", "factor": 40},
]

RECORDED = [
    {"devAddr": "100001", "cgcode": "1", "from": 1720540800000, "until": 1720627200000, "in": "history"},
    {
        "devAddr": "100001",
        "cgcode": "1",
        "timestamp": 1720540800000,
        "place": 1720540800000,
        "channelData": [{"cgcode": "5069", "value": "1.000", "unit": "kWh"}],
    },
    {"devAddr": "100001", "cgcode": "5069", "timestamp": 1720540800000, "value": "1.000", "unit": "kWh"},
]

# Every switch at its default.
DIALECT = {"pack": "default", **DEFAULTS}

FULL = {
    "$schema": "scenario.schema.json",
    "name": "full",
    "description": "Every key of the format.",
    "note": "Also of parts.",
    "include": [],
    "seed": 7,
    "clock": {"start": "2024-07-11 16:20:00", "timeZone": "+08:00", "mode": "real"},
    "mqtt": {"auth": "tenant", "users": [{"username": "mq", "password": "p", "tenantCode": "4711"}]},
    "tenants": [
        {
            "tenantCode": "4711",
            "users": [{"username": "demo", "password": "p", "secretKey": "k"}],
            "token": {"lifetime": 7200},
            "limits": {
                "maxMeters": 500,
                "maxPageSize": 1000,
                "maxPlansInFlight": 100000,
                "maxRowsPerPlan": 100000,
                "maxWaitingRows": 500000,
                "maxWaitingBytes": 134217728,
                "maxPushBytes": 1048576,
                "planTimeout": "2h",
            },
            "profiles": {
                "villa": {
                    "base": "household",
                    "annualKWh": 9000,
                    "phases": 3,
                    "voltage": 230,
                    "powerFactor": 0.95,
                    "ctRatio": 40,
                }
            },
            "dcus": [
                {
                    "dcuNo": "1",
                    "link": {"medium": "plc", "firstPass": 0.97},
                    "commType": "1",
                    "meters": ["100001", {"devAddr": "100002", **TRAITS}, {"from": "200001", "count": 9, "width": 6, **TRAITS}],
                }
            ],
            "meters": ["300001"],
            "dialect": DIALECT,
            "timing": {
                "replyDelay": {"uniform": [0, "4s"]},
                "pushDelay": {"exponential": {"mean": "1s", "max": "9s"}},
                "perMeterRead": {"lognormal": {"median": 4000, "p95": 20000, "max": 90000}},
            },
            "history": {"from": "2024-01-01 00:00:00", "collected": 0.98, "lateAfter": "36h", "rows": RECORDED},
            "faults": [
                *({"id": effect["type"], "match": MATCH, "when": WHEN, "effect": effect} for effect in EFFECTS),
                {"recipe": "F26-plan-never-pushed"},
            ],
            "events": EVENTS,
        }
    ],
}


def effect_path(type_, tenant="tenants/0"):
    """Where an effect stands in the full scenario."""
    return f"{tenant}/faults/{[effect['type'] for effect in EFFECTS].index(type_)}/effect"


def event_path(type_, tenant="tenants/0"):
    """Where the first event of a type stands in the full scenario."""
    return f"{tenant}/events/{[event['type'] for event in EVENTS].index(type_)}"


def changed(path, value):
    """The full scenario with one value set, or taken away, at a slash-separated path."""
    document = copy.deepcopy(FULL)
    *parents, last = path.split("/")
    place = document
    for step in parents:
        place = place[step if isinstance(place, dict) else int(step)]
    last = last if isinstance(place, dict) else int(last)
    if value is ABSENT:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return document


def property_names(schema):
    """The names of every `properties` in a schema."""
    if isinstance(schema, list):
        return set().union(*map(property_names, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(property_names, schema.values()))


def key_names(document):
    """Every key of a document."""
    if isinstance(document, list):
        return set().union(*map(key_names, document))
    return set(document).union(*map(key_names, document.values())) if isinstance(document, dict) else set()
