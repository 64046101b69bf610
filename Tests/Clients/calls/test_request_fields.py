"""What a request may look like and still mean the same (rules R5 and R6)."""

import pytest

from kit.requests_of import good
from kit.worlds import DCU, METERS, UNKNOWN, world


def rows_of(bench, client, dev_list):
    plan = client.succeed("readSingle", devList=dev_list, cgcode="5069")
    return [row["devAddr"] for row in bench.listener.wait_for(plan["planId"]).push["data"]["list"]]


@pytest.mark.parametrize(
    "dev_list, meters",
    [
        (" 202407100001 ,\t202407100002 ", METERS[:2]),
        ("202407100002,202407100001", [METERS[1], METERS[0]]),
        ("202407100001,202407100002,202407100001", METERS[:2]),
        (",202407100001,,202407100002,", METERS[:2]),
        ("0000000042", ["0000000042"]),
        ("42", []),
    ],
)
def test_the_dev_list_is_read_as_numbers_between_commas(shared, client, dev_list, meters):
    assert rows_of(shared, client, dev_list) == meters


def test_five_hundred_meters_are_accepted(client):
    meters = ",".join(str(number) for number in range(500))

    assert client.call("readSingle", devList=meters, cgcode="5069")["code"] == 200


def test_the_scenario_says_how_many_meters_a_call_may_name(make_bench):
    with make_bench(world("manual", limits={"maxMeters": 2})) as bench:
        answer = bench.client.call("readSingle", devList="1,2,3", cgcode="5069")

    assert answer == {"code": 500, "msg": "devList has more than 2 meters"}


def test_duplicates_collapse_before_they_are_counted(client):
    meters = ",".join(str(number) for number in [*range(500), *range(500)])

    assert client.call("readSingle", devList=meters, cgcode="5069")["code"] == 200


def test_a_numeric_string_is_taken_for_an_integer(client):
    data = client.succeed("historyFrozen", **good("historyFrozen", curPage="1", pageSize="2"))

    assert (data["curPage"], data["pageSize"], len(data["list"])) == (1, 2, 2)


def test_a_numeric_string_is_taken_for_the_control_mode(shared, client):
    plan = client.succeed("relay", devList=UNKNOWN, controlMode="2")

    assert shared.listener.wait_for(plan["planId"]).push["data"]["status"] == "02"


@pytest.mark.parametrize("archives", [["202407555555", "202407555556"], [{"devAddr": "202407555555"}]])
def test_remove_archive_takes_objects_and_strings(shared, client, archives):
    plan = client.succeed("removeArchive", dcuNo=DCU, archives=archives)

    assert shared.listener.wait_for(plan["planId"]).push["data"] == {"status": "00"}


def test_read_frozen_knows_no_limit_of_half_a_year(client):
    window = {"start": "2023-07-01 00:00:00", "end": "2024-07-01 00:00:00"}

    assert client.call("readFrozen", devList=METERS[0], cgcode="2", **window)["code"] == 200
