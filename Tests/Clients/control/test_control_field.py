"""What the control API tells and changes of the field, and the world as a scenario document."""

import json
import signal
from urllib.parse import urlsplit

import pytest

from kit.control import Control
from kit.http import Client
from kit.pipeline import pipeline
from kit.simulator import running
from kit.worlds import DCU, DISABLED, METERS, credentials, world, write


@pytest.fixture
def both(tmp_path):
    with running("--scenario", write(world("manual"), tmp_path)) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        yield Control(simulator), client
        client.close()


def states(control, **query):
    return {meter["devAddr"]: meter["state"] for meter in control.get("field", limit=1000, **query)["meters"]}


def test_each_state_of_a_meter_is_told(both):
    control, client = both
    assert states(control)[METERS[0]] == "read" and states(control)[DISABLED] == "notInArchive"

    control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": True})
    control.post("faults", {"id": "silent", "match": {"meter": METERS[1]}, "effect": {"type": "meterOffline"}})
    control.post("faults", {"id": "late", "match": {"meter": METERS[2]}, "effect": {"type": "lateRows", "after": "2d"}})

    told = states(control)
    assert [told[meter] for meter in METERS[:3]] == ["breakerOpen", "unreachable", "late"]
    # Telling changed nothing: no rule has counted it, and the journal has no entry of it.
    assert all(rule["matches"] == 0 for rule in control.get("faults")["faults"])
    assert control.journal(kind="fault") == []
    assert client.succeed("readSingle", devList=METERS[1], cgcode="5069")["planId"]


def test_the_field_is_told_by_dcu_and_page(both):
    control, _ = both
    whole = control.get("field", dcu=DCU)
    first = control.get("field", dcu=DCU, limit=1)
    rest = control.get("field", dcu=DCU, limit=1000, offset=1)

    assert whole["total"] == first["total"] == len(first["meters"]) + len(rest["meters"])
    assert [*first["meters"], *rest["meters"]] == whole["meters"]
    refused = control.send("GET", "field", dcu="none")
    assert refused.status_code == 404 and "none" in refused.text


def test_a_breaker_moved_on_site_is_what_a_client_reads(both):
    control, client = both
    control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": True})
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "open"
    assert [(entry["event"], entry["devAddr"]) for entry in control.journal(kind="field")] == [("breakerMoved", METERS[0])]

    control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": False})
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "closed"
    # The breaker that the head-end opens is closed by hand: the HES is not asked.
    client.succeed("relay", devList=METERS[0], controlMode=1)
    control.advance("1m")
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "open"
    control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": False})
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "closed"


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ({"type": "breakerMoved", "devAddr": "9999", "open": True}, "9999"),
        ({"type": "breakerMoved", "devAddr": METERS[0]}, "open"),
        ({"type": "breakerMoved", "devAddr": METERS[0], "open": True, "at": "+1h"}, "at"),
        ({"type": "breakerMovd", "devAddr": METERS[0], "open": True}, "breakerMoved"),
        ({"type": "registerRollover", "devAddr": METERS[0]}, "registerRollover"),
        ({"type": "meterReplaced", "devAddr": METERS[0], "by": METERS[1]}, METERS[1]),
        ({"type": "outage", "dcu": "77", "for": "1h"}, "77"),
        ([], "object"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_event_that_cannot_happen_is_refused(both, event, word):
    control, _ = both
    refused = control.send("POST", "field", event)

    assert refused.status_code == 400 and word in refused.text, refused.text
    assert control.journal(kind="field") == []


def test_an_outage_of_a_dcu_names_the_dcu(both):
    control, _ = both
    control.post("field", {"type": "outage", "dcu": DCU, "for": "1h"})

    assert [entry["dcuNo"] for entry in control.journal(kind="field")] == [DCU]
    found = control.post("journal/await", {"match": {"kind": "field", "dcuNo": DCU}})
    assert found["entries"][0]["event"] == "outage"


def test_an_exported_world_begins_where_the_first_one_is(both):
    control, _ = both
    control.advance("3h")
    control.post("field", {"type": "meterReplaced", "devAddr": METERS[1], "by": "777000"})
    control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": True})
    rule = {"id": "twice", "match": {"meter": METERS[2]}, "when": {"from": "+4h", "times": 2, "ttl": "5h"},
            "effect": {"type": "meterOffline"}}  # fmt: skip
    control.post("faults", rule)
    control.advance("1h")

    document = control.get("scenario")
    tenant = document["tenants"][0]
    tenant["tenantCode"] = "copy"
    made = control.post("worlds", document)
    copy = Control(control.simulator, made["tenantCode"])

    for meter in [METERS[0], METERS[1], METERS[2], "777000"]:
        first, second = (it.get(f"meters/{meter}", **({"tenant": "4711"} if it is control else {})) for it in (control, copy))
        assert first == second
    assert states(copy) | {"777000": "read"} == states(control, tenant="4711") | {"777000": "read"}
    [armed] = copy.get("faults")["faults"]
    assert armed["when"]["times"] == 2 and armed["when"]["ttl"] == 4 * 3_600_000


def test_an_exported_world_speaks_the_dialect_that_holds(tmp_path):
    with running("--scenario", write(world("manual"), tmp_path), "--dialect", "tables") as simulator:
        document = Control(simulator).get("scenario")
    assert document["tenants"][0]["dialect"] == "tables"


def test_events_are_bounded_and_the_bound_is_told(both):
    control, _ = both
    event = {"type": "breakerMoved", "devAddr": METERS[0], "open": True}
    with pipeline(control.simulator.control) as calls:
        path = urlsplit(control.simulator.control).path + "/field"
        kept = calls.post_all(path, [json.dumps(event).encode()] * 10_000, ["Content-Type: application/json"])
    assert {status for status, _ in kept} == {201}
    refused = control.send("POST", "field", event)
    assert refused.status_code == 409 and "10000 events" in refused.text
    control.post("reset", {"scope": "all"})
    control.post("field", event)


def test_what_happened_to_the_field_outlasts_a_kill(tmp_path):
    path, state = write(world("manual"), tmp_path), tmp_path / "state.sqlite"
    with running("--scenario", path, "--state", state) as simulator:
        control = Control(simulator)
        control.post("field", {"type": "meterReplaced", "devAddr": METERS[1], "by": "777000"})
        control.post("field", {"type": "breakerMoved", "devAddr": METERS[0], "open": True})
        simulator.stop(signal.SIGKILL)
    with running("--scenario", path, "--state", state) as simulator:
        control = Control(simulator)
        assert control.get(f"meters/{METERS[0]}")["breaker"] == "open"
        assert control.get("meters/777000")["dcuNo"] == control.get(f"meters/{METERS[0]}")["dcuNo"]
        assert len(control.get("scenario")["tenants"][0]["events"]) >= 2


def test_credentials_switches_and_recipes_are_told(both):
    control, _ = both
    told = control.get("worlds/4711")
    assert told["users"][0]["username"] == "demo" and told["topic"] == "/4711/#"
    assert control.send("GET", "worlds/none").status_code == 404

    dialect = control.get("dialect")
    topic_key = next(switch for switch in dialect["switches"] if switch["name"] == "topicKey")
    assert topic_key["value"] == topic_key["default"] == topic_key["values"][0]
    assert {row["basis"] for row in dialect["ledger"]} == {"stated", "read from data", "chosen by us"}

    recipes = control.get("recipes")["recipes"]
    assert all(recipe["what"] and recipe["goodClient"] for recipe in recipes)
    assert sum(bool(recipe["faults"]) for recipe in recipes) > 30
