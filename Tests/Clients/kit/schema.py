"""The schema of scenario files, and a scenario with every key of the format."""

import copy
import json
from pathlib import Path

from jsonschema import Draft202012Validator

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
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
    "route": "202407100001",
    "values": {"5069": "7340.740"},
    "interval": 30,
}

FULL = {
    "$schema": "scenario.schema.json",
    "name": "full",
    "description": "Every key of the format.",
    "seed": 7,
    "clock": {"start": "2024-07-11 16:20:00", "timeZone": "+08:00", "mode": "real"},
    "mqtt": {"auth": "anonymous"},
    "tenants": [
        {
            "tenantCode": "4711",
            "users": [{"username": "demo", "password": "p", "secretKey": "k"}],
            "token": {"lifetime": 7200},
            "limits": {"maxMeters": 500, "maxPageSize": 1000, "maxPlansInFlight": 100000},
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
                    "link": "plc",
                    "meters": ["100001", {"devAddr": "100002", **TRAITS}, {"from": "200001", "count": 9, **TRAITS}],
                }
            ],
            "meters": ["300001"],
            "timing": {
                "replyDelay": {"uniform": [0, "4s"]},
                "pushDelay": {"exponential": {"mean": "1s", "max": "9s"}},
                "perMeterRead": {"lognormal": {"median": 4000, "p95": 20000, "max": 90000}},
            },
            "history": {"from": "2024-01-01 00:00:00", "collected": 0.98, "lateAfter": "36h"},
        }
    ],
}


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
