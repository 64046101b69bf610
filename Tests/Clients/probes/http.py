"""HTTP that is not as it should be."""

import time

import requests

from kit.recipes import DCU, meter, recipe

MONTH = {"start": "2024-06-11 00:00:00", "end": "2024-07-11 00:00:00", "curPage": 1, "pageSize": 100}
NIGHT = {"start": "2024-07-11 00:00:00", "end": "2024-07-11 00:00:00"}


def outcome(head, endpoint, **fields):
    """A word for what became of a call."""
    try:
        response = head.raw(endpoint, **fields)
        if response.status_code != 200:
            return f"HTTP {response.status_code} {response.headers['Content-Type']}"
        return response.json()["msg"] if response.content else "empty"
    except requests.ReadTimeout:
        return "no answer"
    except requests.exceptions.JSONDecodeError:
        return "no JSON"
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        return "connection lost"


def timed(head, endpoint, **fields):
    start = time.monotonic()
    return outcome(head, endpoint, **fields), time.monotonic() - start


@recipe(
    "F31-http-broken",
    sick=("HTTP 503 text/html", "empty", ("success", True), "connection lost", (0, "success", "success")),
    well=("success", "success", ("success", False), "success", (0, "success", "success")),
)
def a_tired_server(head):
    read = outcome(head, "readSingle", devList=meter(1), cgcode="5053")
    archive = outcome(head, "readArchive", dcuNo=DCU)
    history, seconds = timed(head, "historySingle", devList=meter(1), cgcode="5069", **MONTH)
    relay = outcome(head, "relay", devList=meter(1), controlMode=1)
    current = head.value(meter(1), "5053")
    again = outcome(head, "readArchive", dcuNo=DCU), outcome(head, "relay", devList=meter(1), controlMode=1)
    return read, archive, (history, seconds > 1), relay, (current, *again)


@recipe(
    "F31b-http-broken-answers",
    sick=("system busy", "connection lost", "no answer", "success", "no JSON", (True, True), ("success", True)),
    well=("success", "success", "success", "success", "success", (True, False), ("success", False)),
)
def answers_that_are_none(head):
    login = head.client.send("getToken", head.client.credentials)["msg"]
    reads = [outcome(head, "readSingle", timeout=2, devList=meter(1), cgcode="5069") for _ in range(3)]
    frozen = outcome(head, "readFrozen", devList=meter(1), cgcode="1", **NIGHT)
    lists = [head.raw("historySingle", devList=meter(n), cgcode="5069", **MONTH).json()["data"]["list"] for n in (1, 2)]
    stale = [rows[0]["devAddr"] == meter(1) for rows in lists]
    slow, seconds = timed(head, "historyFrozen", devList=meter(1), cgcode="1", **MONTH)
    return login, *reads, frozen, tuple(stale), (slow, seconds >= 1.5)


@recipe("month-end-load", sick=(True, True, True), well=(False, False, False))
def a_busy_first_of_the_month(head):
    outcomes = [outcome(head, "historySingle", devList=meter(n), cgcode="5069", **MONTH) for n in range(1, 101)]
    busy, bad = outcomes.count("system busy"), outcomes.count("HTTP 502 text/html")
    assert busy + bad + outcomes.count("success") == 100
    answers = [head.raw("readSingle", devList=meter(n), cgcode="5069") for n in range(1, 101)]
    accepted = [a.json()["data"]["planId"] for a in answers if a.status_code == 200 and a.json()["code"] == 200]
    head.wait("1s")
    head.listener.settle(f"/{head.tenant}/own")
    counts = [len(head.listener.of(plan_id)) for plan_id in accepted]
    assert set(counts) <= {1, 2}
    return 3 <= busy <= 20, 1 <= bad <= 8, 1 <= counts.count(2) <= 12
