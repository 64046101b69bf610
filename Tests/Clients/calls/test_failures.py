"""Every failure text of the contract (§5), word for word."""

import json

import pytest

from kit.http import ENDPOINTS, ROOT
from kit.requests_of import GOOD, WITH_TOKEN, good
from kit.worlds import credentials, world

METER_CALLS = [endpoint for endpoint, body in GOOD.items() if "devList" in body]
WINDOW_CALLS = [endpoint for endpoint, body in GOOD.items() if "start" in body]
HISTORY_CALLS = ["historyFrozen", "historySingle"]
DCU_CALLS = ["readArchive", "addArchive", "removeArchive"]
COMPOSITE_CALLS, SINGLE_CALLS = ["readFrozen", "historyFrozen"], ["readSingle", "historySingle"]
JSON_TYPES = {str: "string", int: "integer", list: "array"}
OTHER_TYPES = [True, 1.5, {"a": 1}]
MANY = ",".join(str(number) for number in range(501))
BAD_DATES = ["", "2024-07-10", "2024-13-01 00:00:00", "2024-02-30 00:00:00", "2023-02-29 00:00:00",
             "2024-07-10T00:00:00", "2024-07-10 24:00:00", "2024-07-10 00:60:00", "2024-7-1 0:0:0",
             "2024-07-10 00:00:00 ", "1720540800000", "yesterday"]  # fmt: skip


def table():
    """(call, changed fields, exact text)"""
    for field in credentials():
        yield "getToken", {field: "false"}, "invalid credentials"
        yield "getToken", {field: ""}, "invalid credentials"
    for endpoint, body in GOOD.items():
        for field, value in body.items():
            yield endpoint, {field: None}, f"field '{field}' missing"
            for other in [*OTHER_TYPES, ["a"] if isinstance(value, (str, int)) else "text"]:
                yield endpoint, {field: other}, f"field '{field}' must be {JSON_TYPES[type(value)]}"
    for endpoint in METER_CALLS:
        for empty in ["", " ", ",", " , ,"]:
            yield endpoint, {"devList": empty}, "devList empty"
        yield endpoint, {"devList": MANY}, "devList has more than 500 meters"
    for endpoint in COMPOSITE_CALLS + SINGLE_CALLS:
        for code in ["9999", "", "0", "4", "5098", "5105", "-1", "currentA", "05069", "5069 "]:
            yield endpoint, {"cgcode": code}, f"unknown cgcode '{code}'"
        yield endpoint, {"cgcode": 1}, "field 'cgcode' must be string"
    for endpoint in COMPOSITE_CALLS:
        yield endpoint, {"cgcode": "5069"}, "cgcode '5069' is not composite"
        yield endpoint, {"cgcode": "5103"}, "cgcode '5103' is not composite"
    for endpoint in SINGLE_CALLS:
        for code in "123":
            yield endpoint, {"cgcode": code}, f"cgcode '{code}' is not single"
    for endpoint in WINDOW_CALLS:
        for field in ["start", "end"]:
            for text in BAD_DATES:
                yield endpoint, {field: text}, f"invalid date '{field}'"
        yield endpoint, {"start": "2024-07-11 00:00:01"}, "start is after end"
    for endpoint in HISTORY_CALLS:
        window = {"start": "2024-01-01 00:00:00", "end": "2024-07-03 00:00:01"}
        yield endpoint, window, "range exceeds half a year"
        for number in [0, -1, "0", -(2**63)]:
            yield endpoint, {"curPage": number}, "curPage must be at least 1"
            yield endpoint, {"pageSize": number}, "pageSize must be at least 1"
        yield endpoint, {"curPage": "one"}, "field 'curPage' must be integer"
        yield endpoint, {"pageSize": ""}, "field 'pageSize' must be integer"
    for mode in [0, 3, -1, "3", 2**31]:
        yield "relay", {"controlMode": mode}, "controlMode must be 1 or 2"
    yield "relay", {"controlMode": "open"}, "field 'controlMode' must be integer"
    for endpoint in DCU_CALLS:
        for number in ["2211", "", "22110000510"]:
            yield endpoint, {"dcuNo": number}, f"unknown dcu '{number}'"
        yield endpoint, {"dcuNo": 2211000051}, "field 'dcuNo' must be string"
    for endpoint in ["addArchive", "removeArchive"]:
        yield endpoint, {"archives": []}, "archives empty"
        yield endpoint, {"archives": {}}, "field 'archives' must be array"


@pytest.mark.parametrize("endpoint, changes, text", table())
def test_a_refused_call_says_why(client, endpoint, changes, text):
    answer = client.send(endpoint, good(endpoint, **{"token": client.token, **changes}))

    assert answer == {"code": 500, "msg": text}


@pytest.mark.parametrize("endpoint", WITH_TOKEN)
@pytest.mark.parametrize("fields", [{}, {"token": None}, {"token": ""}])
def test_a_call_without_a_token_is_refused(client, endpoint, fields):
    assert client.send(endpoint, {**good(endpoint), **fields}) == {"code": 500, "msg": "token missing"}


@pytest.mark.parametrize("endpoint", WITH_TOKEN)
@pytest.mark.parametrize("spoil", [str.lower, lambda token: token[:-1], lambda token: token + "=", lambda token: "x"])
def test_a_call_with_a_false_token_is_refused(client, endpoint, spoil):
    answer = client.send(endpoint, good(endpoint, token=spoil(client.token)))

    assert answer == {"code": 500, "msg": "token invalid or expired"}


def test_a_token_that_is_no_string_is_an_error_that_names_the_field(client):
    answer = client.send("readArchive", good("readArchive", token=5))

    assert answer == {"code": 500, "msg": "field 'token' must be string"}


@pytest.mark.parametrize("endpoint", ["addArchive", "removeArchive"])
@pytest.mark.parametrize("entry", [5, None, [], {"devAddr": 5, "status": "1"}, {"status": "1"}])
def test_an_entry_of_archives_that_is_none_is_an_error_that_names_the_field(client, endpoint, entry):
    answer = client.call(endpoint, **good(endpoint, archives=[entry]))

    assert answer["code"] == 500
    assert answer["msg"].startswith("field 'archives")


@pytest.mark.parametrize("status", ["2", "", "on", 1, True])
def test_an_archive_status_other_than_0_and_1_is_refused(client, status):
    answer = client.call("addArchive", **good("addArchive", archives=[{"devAddr": "1", "status": status}]))

    assert answer["code"] == 500
    assert "status" in answer["msg"]


def test_a_rejection_carries_its_reason_in_a_header(client):
    response = client.post(ROOT + ENDPOINTS["relay"], good("relay", token=client.token, controlMode=3))

    reason = json.loads(response.headers["X-HES-Sim-Reason"])
    assert reason["pointer"] == "/controlMode"
    assert (reason["expected"], reason["actual"]) == ("1 or 2", "3")


def test_more_plans_in_flight_than_the_limit_are_refused(make_bench):
    with make_bench(world("manual", limits={"maxPlansInFlight": 2})) as bench:
        answers = [bench.client.call("readSingle", **good("readSingle")) for _ in range(3)]

    assert [answer["code"] for answer in answers] == [200, 200, 500]
    assert answers[2]["msg"] == "system busy"
