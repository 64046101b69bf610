"""Pages and windows of the two history calls (§3.4, §3.5)."""

import pytest

from kit.requests_of import good
from kit.worlds import METERS, START_MS

MIDNIGHT_MS = 1720540800000
DAY_MS = 86_400_000
BILLING = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"]
PROFILE = ["5069", "5074", "5084", "5089", "5022", "5030"]


def history(client, endpoint="historySingle", **changes):
    return client.succeed(endpoint, **good(endpoint, **changes))


def stamps(data):
    return [row["timestamp"] for row in data["list"]]


def test_the_window_is_inclusive_at_both_ends(client):
    data = history(client, start="2024-07-10 00:00:00", end="2024-07-11 00:00:00")

    assert stamps(data) == [MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS]


def test_a_second_inside_the_ends_leaves_both_rows_out(client):
    data = history(client, start="2024-07-10 00:00:01", end="2024-07-10 23:59:59")

    assert (data["total"], data["list"]) == (0, [])


def test_a_window_of_one_instant_holds_its_row(client):
    assert stamps(history(client, start="2024-07-10 00:00:00", end="2024-07-10 00:00:00")) == [MIDNIGHT_MS]


def test_a_window_of_184_days_is_accepted(client):
    data = history(client, start="2024-01-01 00:00:00", end="2024-07-03 00:00:00", pageSize=1000)

    assert data["total"] == 185


def test_nothing_is_answered_for_the_future(client):
    data = history(client, cgcode="5022", start="2024-07-11 00:00:00", end="2024-07-13 00:00:00", pageSize=1000)

    assert max(stamps(data)) <= client.clock()["nowMs"]
    assert max(stamps(data)) > START_MS - 15 * 60_000


def test_pages_cover_every_row_once_in_order_of_meter_and_time(client):
    fields = {"devList": f"{METERS[1]},{METERS[0]}", "start": "2024-07-01 00:00:00", "end": "2024-07-10 00:00:00"}
    whole = history(client, **fields, pageSize=1000)
    pages = [history(client, **fields, curPage=number, pageSize=7) for number in range(1, 4)]

    assert [(page["total"], page["curPage"], page["pageSize"]) for page in pages] == [(20, n, 7) for n in (1, 2, 3)]
    assert [row for page in pages for row in page["list"]] == whole["list"]
    assert [row["devAddr"] for row in whole["list"]] == [METERS[1]] * 10 + [METERS[0]] * 10
    assert stamps(whole)[:10] == stamps(whole)[10:] == sorted(stamps(whole)[:10])


@pytest.mark.parametrize("endpoint", ["historyFrozen", "historySingle"])
@pytest.mark.parametrize("page", [2, 1000, 2**31, 2**63 - 1])
def test_a_page_past_the_last_is_empty(client, endpoint, page):
    data = history(client, endpoint, curPage=page)

    assert (data["total"], data["curPage"], data["list"]) == (3, page, [])


@pytest.mark.parametrize("size", [1001, 100_000, 2**63 - 1, "5000"])
def test_a_page_size_over_the_limit_is_clamped_and_echoed(client, size):
    data = history(client, cgcode="5022", start="2024-06-01 00:00:00", end="2024-07-01 00:00:00", pageSize=size)

    assert (data["pageSize"], data["total"], len(data["list"])) == (1000, 2881, 1000)


def test_the_rows_of_history_single_are_without_cgcode(client):
    row = history(client)["list"][0]

    assert list(row) == ["devAddr", "timestamp", "unit", "value"]


@pytest.mark.parametrize("cgcode, channels", [("1", BILLING), ("2", BILLING), ("3", PROFILE)])
def test_the_rows_of_history_frozen_hold_their_channels_in_order(client, cgcode, channels):
    row = history(client, "historyFrozen", cgcode=cgcode, start="2024-07-01 00:00:00")["list"][0]

    assert list(row) == ["devAddr", "timestamp", "channelData"]
    assert all(list(channel) == ["unit", "value", "cgcode"] for channel in row["channelData"])
    assert [channel["cgcode"] for channel in row["channelData"]] == channels


@pytest.mark.parametrize("cgcode, count", [("1", 32), ("2", 2), ("3", 2977)])
def test_each_composite_is_frozen_at_its_own_instants(client, cgcode, count):
    fields = {"cgcode": cgcode, "start": "2024-06-01 00:00:00", "end": "2024-07-02 00:00:00"}

    assert history(client, "historyFrozen", **fields)["total"] == count


@pytest.mark.parametrize("cgcode, count", [("5069", 2), ("5104", 2), ("5103", 2), ("5022", 97), ("5050", 97)])
def test_energy_and_demand_are_daily_and_the_rest_is_on_the_profile_grid(client, cgcode, count):
    data = history(client, cgcode=cgcode, start="2024-07-09 00:00:00", end="2024-07-10 00:00:00", pageSize=1000)

    assert data["total"] == count


def test_an_unknown_meter_has_no_history(client):
    assert history(client, devList="999999999999")["total"] == 0


def test_the_same_digits_come_from_every_road(shared, client):
    window = {"start": "2024-07-01 00:00:00", "end": "2024-07-01 00:00:00"}

    def energy(row):
        return next(channel["value"] for channel in row["channelData"] if channel["cgcode"] == "5069")

    values = {history(client, **window)["list"][0]["value"]}
    values |= {energy(history(client, "historyFrozen", cgcode=code, **window)["list"][0]) for code in "123"}
    for code in "123":
        plan = client.succeed("readFrozen", devList=METERS[0], cgcode=code, **window)
        values.add(energy(shared.listener.wait_for(plan["planId"]).push["data"]["list"][0]))
    assert len(values) == 1
