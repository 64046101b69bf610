"""Events, absence and metrics of the control API as clients of other hands read them."""

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kit.control import Control
from kit.http import Client
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import TENANT, credentials, world, write


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = write(world("manual"), tmp_path_factory.mktemp("control-answers"))
    with running("--scenario", path) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def control(simulator):
    return Control(simulator, TENANT)


def test_the_journal_streams_as_events_from_any_number_on(simulator, control):
    client = Client(simulator, credentials())
    client.log_in()
    first = control.journal()[0]

    def events(**headers):
        """The first event of a stream, as its fields."""
        response = control.session.get(
            f"{simulator.control}/events", params={"tenant": TENANT, **({} if headers else {"since": first["seq"]})},
            headers=headers, stream=True, timeout=20,
        )  # fmt: skip
        with response:
            assert response.status_code == 200
            assert response.headers["content-type"] == "text/event-stream"
            fields = {}
            for line in response.iter_lines(decode_unicode=True):
                name, colon, value = line.partition(": ")
                if name:
                    fields[name] = value
                elif "data" in fields:
                    return fields

    for told in (events(), events(**{"Last-Event-ID": str(first["seq"] - 1)})):
        assert (told["id"], told["event"]) == (str(first["seq"]), first["kind"])
        assert json.loads(told["data"]) == first


def samples(control):
    """Values by name and labels; every family has a type and a text."""
    response = control.send("GET", "metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(response.text))
    assert all(family.documentation and family.type != "unknown" for family in families)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def test_metrics_count_what_has_happened(simulator, control):
    own, client = control.new_world({"clock": {"mode": "manual"}})
    before = samples(control)

    def gained(name, **labels):
        place = (name, tuple(sorted(labels.items())))
        return after[place] - before.get(place, 0)

    for _ in range(3):
        client.succeed("readSingle", devList="202407100001", cgcode="5069")
    client.call("readSingle", devList="", cgcode="5069")
    own.advance("1m")
    client.succeed("readSingle", devList="202407100001", cgcode="5069")
    own.post("faults", {"effect": {"type": "pushDrop"}})
    after = eventually(
        lambda: (now := samples(control))[("hes_sim_faults_armed", (("tenant", own.tenant),))] == 1 and now, "the rule"
    )

    assert gained("hes_sim_requests_total", endpoint="readSingle", code="200") == 4
    assert gained("hes_sim_requests_total", endpoint="readSingle", code="500") == 1
    assert gained("hes_sim_request_duration_seconds_count", endpoint="readSingle") == 5
    assert gained("hes_sim_request_duration_seconds_bucket", endpoint="readSingle", le="+Inf") == 5
    assert 0 < gained("hes_sim_request_duration_seconds_sum", endpoint="readSingle") < 5
    assert gained("hes_sim_plans_total", tenant=own.tenant, status="published") == 3
    assert gained("hes_sim_plans_total", tenant=own.tenant, status="failed") == 0
    assert gained("hes_sim_plans_in_flight", tenant=own.tenant) == 1
    assert gained("hes_sim_pushes_acknowledged_total") == gained("hes_sim_push_lag_seconds_count") == 3
    assert 0 < gained("hes_sim_push_lag_seconds_sum") < 15
    assert gained("hes_sim_pushes_failed_total") == 0
    assert after[("hes_sim_broker_connected", ())] == 1
    assert after[("hes_sim_worlds", ())] >= 2
    own.end()


def test_absence_is_judged_as_soon_as_it_can_be(simulator, control):
    own, client = control.new_world({"clock": {"mode": "manual"}})
    plan = client.succeed("readSingle", devList="202407100001", cgcode="5069")["planId"]
    push, call = {"kind": "push", "planId": plan}, {"kind": "http", "endpoint": "readSingle"}

    def never(match, **more):
        return own.send("POST", "journal/await", {"never": True, "match": match, **more})

    assert never(push).json() == {"entries": [], "next": own.get("journal")["next"]}
    kept = never(push, fence=call)
    assert kept.json()["next"] == own.journal(kind="http", endpoint="readSingle")[0]["seq"] + 1
    missed = never(push, fence={"kind": "puback"}, timeout="50ms")
    assert (missed.status_code, "nearest" in missed.json()) == (408, False)
    own.advance("1m")
    broken = never(push, fence={"kind": "clock", "what": "mode x17"}, timeout="2m")
    assert (broken.status_code, broken.json()["nearest"]["planId"]) == (409, plan)
    unlike = own.send("POST", "journal/await", {"match": {**push, "topic": "/x"}, "timeout": 0})
    assert (unlike.status_code, unlike.json()["error"]["hint"]) == (408, "the nearest differs in topic")
    own.end()
