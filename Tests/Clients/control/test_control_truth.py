"""What the control API tells of plans, DCUs and meters: the truth, now and at any instant before."""

import pytest

from kit.control import Control
from kit.http import Client
from kit.simulator import running
from kit.worlds import DCU, DISABLED, METERS, NEIGHBOURS, OTHER_DCU, START_MS, UNKNOWN, credentials, world, write


@pytest.fixture
def both(tmp_path):
    path = write(world("manual"), tmp_path)
    with running("--scenario", path) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        yield Control(simulator), client
        client.close()


def test_a_plan_tells_who_asked_for_what_and_what_became_of_each_meter(both):
    control, client = both
    asked = [METERS[0], DISABLED, UNKNOWN]
    plan = client.succeed("readSingle", devList=",".join(asked), cgcode="5069")["planId"]
    told = control.get(f"plans/{plan}")
    assert (told["endpoint"], told["user"], told["topic"]) == ("readSingle", "demo", f"/4711/{plan}")
    assert told["request"] == {"devList": asked, "cgcode": "5069"}
    assert told["instants"]["accepted"] == START_MS
    control.advance("1s")
    told = control.get(f"plans/{plan}")
    assert told["phase"] == "published"
    assert [(meter["devAddr"], meter["outcome"]) for meter in told["meters"]] == [
        (METERS[0], "answered"), (DISABLED, "failed"), (UNKNOWN, "failed")
    ]  # fmt: skip
    reasons = [meter.get("reason") for meter in told["meters"]]
    assert reasons == [None, "the meter is disabled in its DCU's archive", "the tenant has no such meter"]
    assert told["instants"]["published"] == START_MS + 200


def test_meters_that_are_still_read_are_pending(tmp_path):
    slow = world("manual", dcus=[{"dcuNo": DCU, "link": "plc", "meters": METERS}])
    with running("--scenario", write(slow, tmp_path)) as simulator:
        control, client = Control(simulator), Client(simulator, credentials())
        client.log_in()
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        told = control.get(f"plans/{plan}")
        assert told["meters"] == [{"devAddr": METERS[0], "outcome": "pending"}] and "read" not in told["instants"]
        client.close()


def test_plans_are_listed_by_phase_and_call_the_newest_first(both):
    control, client = both
    first = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1s")
    second = client.succeed("relay", devList=METERS[0], controlMode=1)["planId"]

    def names(**query):
        return [plan["planId"] for plan in control.get("plans", **query)["plans"]]

    assert names() == [second, first] and names(limit=1) == [second]
    assert names(phase="published") == [first] and names(endpoint="relay") == [second]
    assert control.send("GET", "plans", phase="complete").status_code == 400
    assert "'relay'" in control.send("GET", "plans", endpoint="Relay").json()["error"]["hint"]


def test_a_plan_that_a_rule_swallowed_says_so(both):
    control, client = both
    control.post("faults", {"id": "x", "effect": {"type": "pushDrop"}})
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1s")
    told = control.get(f"plans/{plan}")
    assert told["phase"] == "failed" and "rule" in told["reason"] and "failed" in told["instants"]


def test_a_dcu_tells_the_rules_and_outages_in_force(both, tmp_path):
    control, _ = both
    assert all(dcu["faults"] == [] and dcu["outages"] == [] for dcu in control.get("dcus")["dcus"])
    control.post("faults", {"id": "down", "match": {"dcu": DCU}, "effect": {"type": "dcuOffline"}})
    faults = {dcu["dcuNo"]: dcu["faults"] for dcu in control.get("dcus")["dcus"]}
    assert faults == {DCU: [{"id": "down", "type": "dcuOffline"}], OTHER_DCU: []}


def test_a_meter_tells_what_it_showed_then(both):
    control, client = both
    meter = METERS[0]
    before = control.get(f"meters/{meter}")
    control.advance("1s")
    client.succeed("relay", devList=meter, controlMode=1)
    control.advance("1h")
    then = control.get(f"meters/{meter}", at=before["at"])
    assert then["values"] == before["values"] and then["breaker"] == "closed"
    assert control.get(f"meters/{meter}")["breaker"] == "open"
    row = client.succeed(
        "historySingle", devList=meter, cgcode="5022", start="2024-07-11 12:00:00", end="2024-07-11 12:00:00",
        curPage=1, pageSize=1,
    )["list"][0]  # fmt: skip
    assert control.get(f"meters/{meter}", at="2024-07-11 12:00:00")["values"]["5022"] == row["value"]


def test_a_series_is_the_truth_at_equal_distances_and_bounded(both):
    control, client = both
    query = {"cgcode": "5069", "start": "2024-07-11 00:00:00", "end": "2024-07-11 06:00:00", "every": "1h"}
    series = control.get(f"meters/{NEIGHBOURS[0]}/series", **query)
    assert [point["at"][11:] for point in series["points"]] == [f"0{hour}:00:00" for hour in range(7)]
    values = [float(point["value"]) for point in series["points"]]
    assert series["unit"] == "kWh" and values == sorted(values)
    at_three = control.get(f"meters/{NEIGHBOURS[0]}", at="2024-07-11 03:00:00")["values"]["5069"]
    assert series["points"][3]["value"] == at_three
    many = control.send("GET", f"meters/{NEIGHBOURS[0]}/series", **{**query, "every": "1s"})
    assert many.status_code == 400 and "at most 10000 points" in many.json()["error"]["message"]


@pytest.mark.parametrize(
    "path, query, text",
    [
        ("", {"at": "2030-01-01 00:00:00"}, "to 2024-07-11 16:20:01"), ("", {"at": "yesterday"}, "like 2024"),
        ("/series", {"cgcode": "5069"}, "'start' is missing"),
        ("/series", {"start": "2024-07-11 00:00:00"}, "'cgcode' is missing"),
        ("/series", {"cgcode": "5069", "start": "2024-07-11 00:00:00", "every": "0s"}, "every"),
        ("/series", {"cgcode": "1", "start": "2024-07-11 00:00:00"}, "cgcode"),
        ("/series", {"cgcode": "5069", "start": "2024-07-11 03:00:00", "end": "2024-07-11 00:00:00"}, "after"),
    ],
)
def test_what_a_meter_cannot_tell_is_refused_with_the_bound(both, path, query, text):
    control, _ = both
    answer = control.send("GET", f"meters/{METERS[0]}{path}", **query)
    assert answer.status_code == 400 and text in answer.json()["error"]["message"], answer.text


def test_a_rule_about_rows_with_a_probability_hits_the_same_rows_in_every_question(both):
    control, client = both
    control.post(
        "faults",
        {"id": "half", "match": {"meter": METERS[0]}, "when": {"probability": 0.5}, "effect": {"type": "missingRows"}},
    )
    window = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"}

    def page(number, size):
        return client.succeed(
            "historySingle", devList=METERS[0], cgcode="5022", **window, curPage=number, pageSize=size
        )

    whole = page(1, 1000)
    assert 20 < whole["total"] < 77, "97 rows, of which each is there with the chance of a half"
    pages = [page(number, 7) for number in range(1, 20)]
    assert {answer["total"] for answer in pages} == {whole["total"]}
    assert [row for answer in pages for row in answer["list"]] == whole["list"]
