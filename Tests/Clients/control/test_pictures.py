"""What the head-end has of a meter, and the drawings of a meter and of a plan."""

import xml.etree.ElementTree as ElementTree

import pytest

from kit.control import Control
from kit.http import Client
from kit.simulator import running
from kit.worlds import METERS, credentials, world, write

DAY = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = write(world("manual", history={"collected": 0.6}), tmp_path_factory.mktemp("pictures"))
    with running("--scenario", path) as simulator:
        client = Client(simulator, credentials())
        client.log_in()
        yield Control(simulator), client
        client.close()


def drawing(control, path, **query):
    response = control.send("GET", path, **query)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("role") == "img"
    assert root[0].tag.endswith("style") and root[1].tag.endswith("title")
    return response.text


def test_collected_is_what_history_answers(both):
    control, client = both
    before = len(control.journal(limit=50000))
    told = control.get(f"meters/{METERS[0]}/collected", cgcode="5022", **DAY)
    assert len(control.journal(limit=50000)) == before
    page = client.succeed("historySingle", devList=METERS[0], cgcode="5022", curPage=1, pageSize=1000, **DAY)
    assert (told["devAddr"], told["cgcode"], told["unit"]) == (METERS[0], "5022", "kW")
    assert 30 < len(told["points"]) < 80
    values = [row["data"]["value"] if "data" in row else row["value"] for row in page["list"]]
    assert [point["value"] for point in told["points"]] == values


def test_a_rule_about_rows_spoils_what_is_collected_and_counts_no_hit(both):
    control, _ = both
    control.post("faults", {"id": "gone", "effect": {"type": "missingRows", "share": 1}})
    try:
        assert control.get(f"meters/{METERS[0]}/collected", cgcode="5022", **DAY)["points"] == []
        svg = drawing(control, f"meters/{METERS[0]}/plot", **DAY)
        assert "collected 0 rows, 0 late, 97 missing" in svg
        rule = next(rule for rule in control.get("faults")["faults"] if rule["id"] == "gone")
        assert (rule["matches"], rule["hits"]) == (0, 0)
    finally:
        control.send("DELETE", "faults/gone")


def test_a_plot_shows_truth_holes_and_a_register(both):
    control, _ = both
    svg = drawing(control, f"meters/{METERS[0]}/plot", register="5069", width=640, **DAY)
    assert 'width="640"' in svg and 'class="truth"' in svg and 'class="hole"' in svg and 'class="register"' in svg
    assert 'class="hole"' not in drawing(control, f"meters/{METERS[0]}/plot", collected="false", **DAY)
    assert svg == drawing(control, f"meters/{METERS[0]}/plot", register="5069", width=640, **DAY)


def test_without_parameters_a_plot_is_the_load_of_the_last_day(both):
    control, _ = both
    svg = drawing(control, f"meters/{METERS[0]}/plot")
    now = control.get("clock")["now"]
    assert "active power total, kW" in svg and f"to {now[:16]}" in svg


@pytest.mark.parametrize(
    "query, message",
    [
        ({"cgcode": "3"}, "unknown cgcode"),
        ({"width": "100"}, "expected width"),
        ({"start": "2023-07-12 00:00:00"}, "at most 10000 points"),
        ({"start": "2030-01-01 00:00:00"}, "expected start"),
        ({"every": "15m"}, "unknown parameter"),
    ],
)
def test_what_cannot_be_drawn_is_refused(both, query, message):
    control, _ = both
    response = control.send("GET", f"meters/{METERS[0]}/plot", **query)
    assert response.status_code == 400 and message in response.json()["error"]["message"]


def test_an_unknown_meter_or_plan_is_not_found(both):
    control, _ = both
    for path in ["meters/<script>/plot", "meters/77/collected", "plans/P003_20240712100000200000/sequence", "plans/x/sequence"]:
        response = control.send("GET", path, cgcode="5022") if "meters" in path else control.send("GET", path)
        assert response.status_code == 404, path


def test_the_sequence_of_a_plan_has_its_call_push_and_acknowledgement(both):
    control, client = both
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1s")
    svg = drawing(control, f"plans/{plan}/sequence")
    for text in ["POST /apis/openapi/meter/readSingle (demo)", "HTTP 200", "PUBLISH /4711/", "PUBACK", "plan published"]:
        assert text in svg, text
