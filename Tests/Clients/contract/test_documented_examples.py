"""The requests of the vendor's document, sent as printed, against the scenario made for them."""

import json
from pathlib import Path

import pytest

from conftest import opened
from kit.places import SCENARIOS

HERE = Path(__file__).parent
SCENARIO = SCENARIOS / "documented-examples.json"
PRINTED = json.loads((HERE / "data" / "documented_requests.json").read_text())
METERS = ["202407100001", "202407100002"]
MIDNIGHT_MS = 1720540800000


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    scenario = json.loads(SCENARIO.read_text())
    tenant = scenario["tenants"][0]
    login = {"tenantCode": tenant["tenantCode"], **tenant["users"][0]}
    with opened(scenario, tmp_path_factory.mktemp("documented"), credentials=login) as bench:
        bench.client.log_in()
        yield bench


def replay(bench, section):
    """The printed request with invented credentials in place of what the document masks."""
    printed = next(request for request in PRINTED if request["section"] == section)
    invented = {"(token)": bench.client.token, "(password)": bench.client.credentials["password"],
                "(secret key)": bench.client.credentials["secretKey"]}  # fmt: skip
    body, header = ({name: invented.get(value, value) if isinstance(value, str) else value
                     for name, value in part.items()} for part in (printed["body"], printed.get("header", {})))  # fmt: skip
    return bench.client.post(printed["path"], body, header).json()


def push_of(bench, answer):
    assert answer["code"] == 200, answer
    return bench.listener.wait_for(answer["data"]["planId"]).push["data"]


def test_3_1_3_gets_a_token(bench):
    assert replay(bench, "3.1.3")["data"]["expireIn"] == 7200


def test_3_2_4_reads_the_monthly_rows_at_both_ends_of_the_window(bench):
    answer = replay(bench, "3.2.4")
    data = push_of(bench, answer)

    assert answer["data"]["topicId"] == f"/1000000067/{answer['data']['planId']}"
    assert data["status"] == "00"
    stamps = [1717171200000, 1719763200000]
    devices = ["216088078", "214670998", "216769554", "216088076", "216088077"]
    assert [(row["devAddr"], row["timestamp"]) for row in data["list"]] == [(d, s) for d in devices for s in stamps]


def test_3_3_4_reads_the_import_register_of_both_meters(bench):
    data = push_of(bench, replay(bench, "3.3.4"))

    assert data["status"] == "00"
    assert [(row["devAddr"], row["cgcode"], row["unit"]) for row in data["list"]] == [(m, "5069", "kWh") for m in METERS]


def test_3_4_3_finds_the_freeze_of_both_meters_at_the_start_of_the_window(bench):
    data = replay(bench, "3.4.3")["data"]

    assert (data["total"], data["curPage"], data["pageSize"]) == (2, 1, 20)
    assert [(row["devAddr"], row["timestamp"]) for row in data["list"]] == [(meter, MIDNIGHT_MS) for meter in METERS]


def test_3_5_3_finds_the_four_rows_of_the_example(bench):
    data = replay(bench, "3.5.3")["data"]

    stamps = [MIDNIGHT_MS, MIDNIGHT_MS + 86_400_000]
    assert data["total"] == 4
    assert [(row["devAddr"], row["timestamp"]) for row in data["list"]] == [(m, s) for m in METERS for s in stamps]


def test_3_6_4_opens_both_breakers(bench):
    data = push_of(bench, replay(bench, "3.6.4"))

    assert data == {"status": "00", "list": [{"devAddr": meter, "successful": True} for meter in METERS]}


def test_3_7_4_reads_the_archive_of_the_example(bench):
    data = push_of(bench, replay(bench, "3.7.4"))

    assert data["list"][:2] == [
        {"devAddr": meter, "status": "1", "commType": "1", "moduleNext": METERS[0]} for meter in METERS
    ]


def test_3_8_4_adds_both_meters(bench):
    assert push_of(bench, replay(bench, "3.8.4")) == {"status": "00"}


def test_3_9_4_names_the_placeholder_as_an_unknown_dcu(bench):
    assert replay(bench, "3.9.4") == {"code": 500, "msg": "unknown dcu 'String'"}


def test_3_9_4_removes_both_meters_where_it_names_a_dcu(bench):
    body = {"dcuNo": "2211000051", "archives": METERS}
    header = {"HES_Access_Token": bench.client.token}
    try:
        assert push_of(bench, bench.client.send("removeArchive", body, header)) == {"status": "00"}
    finally:
        replay(bench, "3.8.4")
