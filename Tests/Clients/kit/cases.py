"""A driver in a world of its own, with what it really sent: the conformance suite in small."""

import json
from contextlib import contextmanager
from urllib.parse import urlsplit

from kit.control import Control
from kit.recorder import recording

START = "2024-07-11 16:20:00"
DCU, OTHER_DCU = "2211000051", "2211000052"
METERS = ["202407100001", "202407100002", "202407100003", "202407100004", "002407100005"]
DAY_MS = 86_400_000
# 2024-07-01 00:00 at +08:00.
JULY_MS = 1719763200000


def world(dialect="default", mode="real", faults=(), start=START, **tenant):
    """Five meters behind a DCU, and an empty one."""
    field = {"dcus": [{"dcuNo": DCU, "meters": METERS}, {"dcuNo": OTHER_DCU, "meters": []}]}
    return {
        "name": "case",
        "seed": 7,
        "clock": {"start": start, "timeZone": "+08:00", "mode": mode},
        "tenants": [{**field, "dialect": dialect, "faults": list(faults), **tenant}],
    }


class Case:
    """What a test of a driver asks about: the driver, the world, the wire."""

    def __init__(self, driver, control, recorder):
        self.driver = driver
        self.control = control
        self.wire = recorder
        self.op = driver.op

    def value(self, meter, cgcode="5069"):
        """The truth of the field."""
        return self.control.get(f"meters/{meter}")["values"][cgcode]

    def count(self, endpoint):
        return len(self.wire.of(endpoint))

    def hits(self, rule):
        return next(fault["hits"] for fault in self.control.get("faults")["faults"] if fault["id"] == rule)

    def arm(self, effect, when=None, id="it", **match):
        rule = {"id": id, "match": match, "effect": {"type": effect} if isinstance(effect, str) else effect}
        self.control.post("faults", {**rule, **({"when": when} if when else {})})


def place(made, base_url, plan_seconds=3, op_seconds=12, time_zone="+08:00"):
    """The members of `case.begin` that say where the world is."""
    mqtt = urlsplit(made["mqtt"])
    names = ("tenantCode", "username", "password", "secretKey")
    return {
        "baseUrl": base_url,
        "mqtt": {"host": mqtt.hostname, "port": mqtt.port, "username": None, "password": None},
        **{name: made[name] for name in names},
        "timeZone": time_zone,
        "deadlines": {"op": op_seconds, "plan": plan_seconds},
    }


@contextmanager
def case(simulator, driver, document, name="CASE-01", **options):
    """A case of a started driver, from `case.begin` to `case.end`."""
    made = Control(simulator).ask("POST", "worlds", document)
    control = Control(simulator, made["tenantCode"])
    with recording(simulator.http) as recorder:
        driver.begin(name, **place(made, recorder.url, **options))
        yield Case(driver, control, recorder)
        driver.end()
        assert_no_secrets(driver.stderr, made, recorder)
    control.end()
    assert driver.noise == []


def assert_no_secrets(log, made, recorder):
    """Neither in what the driver said nor in an address that it called."""
    tokens = [json.loads(exchange.answer)["data"]["token"] for exchange in recorder.of("getToken") if _has_token(exchange)]
    for secret in [made["password"], made["secretKey"], *tokens]:
        assert secret not in log
        assert not any(secret in exchange.path for exchange in recorder.exchanges)


def _has_token(exchange):
    try:
        return "token" in json.loads(exchange.answer)["data"]
    except (TypeError, ValueError, KeyError):
        return False
