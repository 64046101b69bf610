"""A link that misses meters at the first pass: on the wire, in the control API's truth, and in `explain`."""

import pytest

from conftest import opened
from kit.control import Control
from kit.simulator import run_to_end
from kit.worlds import write

METERS = [f"{number}" for number in range(1, 101)]
MISSED = "the link did not reach the meter at the first attempt of the hour"


def document(link):
    tenant = {
        "tenantCode": "4711",
        "users": [{"username": "demo", "password": "demo-password", "secretKey": "demo-0123456789abcdef"}],
        "dcus": [{"dcuNo": "1", "link": link, "meters": [{"from": "1", "count": 100}]}],
        "timing": {"perMeterRead": 0},
    }
    return {"name": "noise", "seed": 3, "clock": {"start": "2024-07-11 00:00:00", "mode": "manual"}, "tenants": [tenant]}


def missing(bench, meters=METERS):
    answered = {row["devAddr"] for row in bench.plan("readSingle", devList=",".join(meters), cgcode="5069")["list"]}
    return [meter for meter in meters if meter not in answered]


def test_a_day_lacks_the_links_share_in_few_hours_and_the_next_plan_has_them(tmp_path):
    with opened(document({"medium": "plc", "firstPass": 0.9}), tmp_path) as bench:
        control, counts = Control(bench.simulator), []
        for hour in range(48):
            bench.client.clock(set=f"2024-07-{11 + hour // 24} {hour % 24:02}:30:00")
            bench.client.log_in()
            unreachable = [meter["devAddr"] for meter in control.get("field")["meters"] if meter["state"] == "unreachable"]
            lost = missing(bench)
            assert unreachable == lost
            counts.append(len(lost))
            if lost:
                plan = control.get("plans", limit=1)["plans"][0]
                assert [meter["devAddr"] for meter in plan["meters"] if meter.get("reason") == MISSED] == lost
                assert missing(bench, lost) == [] and missing(bench) == []
        [dcu] = control.get("dcus")["dcus"]

    assert (dcu["link"], dcu["firstPass"]) == ("plc", 0.9)
    assert 0.05 < sum(counts) / 4800 < 0.15 and counts.count(0) > 24 and max(counts) > 20


@pytest.mark.parametrize("link", ["plc", {"medium": "plc", "firstPass": 1}])
def test_a_link_that_reaches_all_says_and_misses_nothing(link, tmp_path):
    with opened(document(link), tmp_path) as bench:
        bench.client.log_in()
        assert missing(bench) == []
    assert "first plan of an hour" not in run_to_end("scenario", "explain", write(document(link), tmp_path)).stdout


@pytest.mark.parametrize("medium, share", [("plc", "97 %"), ("rf", "98.5 %"), ("cellular", "99 %")])
def test_explain_tells_the_mediums_own_share(medium, share, tmp_path):
    told = run_to_end("scenario", "explain", write(document({"medium": medium}), tmp_path)).stdout

    assert f"By {medium} the first plan of an hour reaches {share} of the meters" in told
