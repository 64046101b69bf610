"""The journal: one timeline, filtered, bounded, awaited, streamed, and the same in every run."""

import json
import socket
import threading
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from kit.control import Control
from kit.http import Client
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, NEIGHBOURS, SMALL, credentials, world, write


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = write(world("manual"), tmp_path_factory.mktemp("journal"))
    with running("--scenario", path) as simulator:
        yield simulator


@pytest.fixture
def own(simulator):
    control, client = Control(simulator).new_world(SMALL)
    yield control, client
    control.end()
    client.close()


def read(client, meter=METERS[0]):
    return client.succeed("readSingle", devList=meter, cgcode="5069")["planId"]


def test_nothing_is_missing_from_a_journal_that_has_lost_nothing(own):
    control, _ = own
    assert not control.get("journal")["truncated"]
    assert not control.get("journal", since=0, kind="push")["truncated"]


def test_one_timeline_holds_calls_faults_plans_pushes_tokens_clock_and_clients(simulator, own):
    control, client = own
    control.post("faults", {"id": "twice", "effect": {"type": "pushDuplicate"}})
    with listening(simulator.mqtt, topic=control.made["topic"]):
        plan = read(client)
        control.advance("1s")
        entries = control.journal()

    kinds = [entry["kind"] for entry in entries]
    assert set(kinds) == {"token", "http", "plan", "fault", "push", "puback", "clock", "client"}
    assert [entry["seq"] for entry in entries] == sorted(entry["seq"] for entry in entries)
    ours = [entry for entry in entries if entry.get("planId") == plan]
    assert [entry["kind"] for entry in ours] == [
        "plan", "plan", "http", "fault", "push", "plan", "push", "puback", "puback"
    ]  # fmt: skip
    start, due = ours[0]["t"], ours[3]["t"]
    assert due - start == 200
    secrets = json.dumps(entries)
    assert client.credentials["password"] not in secrets and client.token not in secrets


@pytest.mark.parametrize(
    "filters, kinds",
    [
        ({"kind": "push"}, {"push"}),
        ({"endpoint": "readSingle"}, {"http", "plan"}),
        ({"endpoint": "getToken"}, {"http"}),
        ({"devAddr": METERS[0]}, {"fault", "http", "push"}),
    ],
)
def test_the_journal_is_filtered(own, filters, kinds):
    control, client = own
    control.post("faults", {"id": "x", "match": {"meter": METERS[0]}, "effect": {"type": "badValue", "cgcode": "5069", "value": 0}})
    read(client)
    read(client, METERS[1])
    control.advance("1s")

    found = control.journal(**filters)
    assert {entry["kind"] for entry in found} - {"fault"} == kinds - {"fault"}
    assert found


def test_the_journal_is_read_in_pages(own):
    control, client = own
    plans = [read(client) for _ in range(20)]
    control.advance("1s")

    whole, since = control.journal(), 0
    pages = []
    while True:
        page = control.get("journal", since=since, limit=7)
        if not page["entries"]:
            break
        pages += page["entries"]
        since = page["next"]
    assert pages == whole
    assert {entry["planId"] for entry in whole if entry["kind"] == "push"} == set(plans)


@pytest.mark.parametrize("query", [{"kind": "pusch"}, {"limit": 0}, {"since": "x"}, {"endpoint": "readsingle"}])
def test_a_wrong_filter_is_refused(own, query):
    answer = own[0].send("GET", "journal", **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_an_overflow_is_stated(own):
    control, client = own
    # Each copy is a push and an acknowledgement.
    control.post("faults", {"id": "many", "effect": {"type": "pushDuplicate", "copies": 1000}})
    for _ in range(26):
        client.call("readSingle", devList=METERS[0], cgcode="5069")
        control.advance("1m")
    page = control.get("journal", limit=50000)

    assert page["truncated"]
    assert len(page["entries"]) == 50000
    assert not control.get("journal", since=page["entries"][0]["seq"], limit=10)["truncated"]


def test_await_answers_when_it_happens(own):
    control, client = own
    plan = read(client)
    found = []
    waiter = threading.Thread(
        target=lambda: found.append(control.post("journal/await", {"match": {"kind": "puback", "planId": plan}, "timeout": "20s"}))
    )
    waiter.start()
    Control(control.simulator, control.tenant).advance("1s")
    waiter.join(20)

    assert [entry["planId"] for entry in found[0]["entries"]] == [plan]
    assert control.post("journal/await", {"match": {"kind": "push"}, "since": found[0]["next"] - 3, "timeout": 100})


def test_await_counts_and_tells_the_nearest_miss(own):
    control, client = own
    plans = [read(client) for _ in range(3)]
    control.advance("1s")

    assert len(control.post("journal/await", {"match": {"kind": "puback"}, "count": 3})["entries"]) == 3
    missed = control.send("POST", "journal/await", {"match": {"kind": "puback", "planId": "P003_0"}, "timeout": "50ms"})
    assert missed.status_code == 408
    assert missed.json()["nearest"]["planId"] in plans
    assert "planId" in missed.json()["error"]["hint"]


def test_a_fence_without_never_is_refused(own):
    control, _ = own
    answer = control.send("POST", "journal/await", {"match": {"kind": "fault"}, "fence": {"kind": "clock"}, "timeout": 0})
    assert answer.status_code == 400 and answer.json()["error"]["pointer"] == "/fence", answer.text


def test_absence_is_judged_by_a_fence(own):
    control, client = own
    since = control.get("journal")["next"]
    question = {"match": {"kind": "fault"}, "never": True, "since": since, "fence": {"kind": "clock"}, "timeout": "10s"}
    read(client)
    control.advance("1s")
    assert control.post("journal/await", question)["entries"] == []

    control.post("faults", {"id": "x", "effect": {"type": "pushDrop"}})
    read(client)
    control.advance("1s")
    assert control.post("journal/await", question)["entries"] == []
    happened = control.send("POST", "journal/await", {**question, "since": since + 9, "fence": {"kind": "broker"}, "timeout": "50ms"})
    assert happened.status_code == 409
    assert happened.json()["nearest"]["kind"] == "fault"
    assert control.send("POST", "journal/await", {"match": {"kind": "fault"}, "never": True}).status_code == 409


def test_many_wait_at_once(own):
    control, client = own
    answers = []

    def wait():
        mine = Control(control.simulator, control.tenant)
        answers.append(mine.send("POST", "journal/await", {"match": {"kind": "puback"}, "timeout": "30s"}).status_code)

    waiters = [threading.Thread(target=wait) for _ in range(50)]
    for waiter in waiters:
        waiter.start()
    read(client)
    control.advance("1s")
    for waiter in waiters:
        waiter.join(30)
    assert answers == [200] * 50


@pytest.mark.parametrize(
    "body", [{"match": 1}, {"match": {"kind": "pusch"}}, {"count": 0}, {"timeout": "3h"}, {"never": 1}, {"mach": {}}]
)
def test_a_wrong_question_is_refused(own, body):
    answer = own[0].send("POST", "journal/await", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["pointer"]


def test_events_stream_the_journal(own):
    control, client = own
    url = f"{control.simulator.control}/events"
    with requests.get(url, params={"tenant": control.tenant, "since": 1}, stream=True, timeout=30) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        plan = read(client)
        control.advance("1s")
        seen = []
        while not seen or seen[-1]["kind"] != "puback":
            line = next(lines)
            if line.startswith("data: "):
                seen.append(json.loads(line[6:]))
        assert seen == control.journal(limit=len(seen))
        assert plan in {entry.get("planId") for entry in seen}
    last = seen[2]["seq"]
    headers = {"Last-Event-ID": str(last)}
    # A browser that connects again asks at the address that it was given first.
    with requests.get(url, params={"tenant": control.tenant, "since": 1}, headers=headers, stream=True, timeout=30) as stream:
        first = next(line for line in stream.iter_lines(decode_unicode=True) if line.startswith("id: "))
        assert first == f"id: {last + 1}"


def test_a_reader_who_does_not_read_slows_nobody(own):
    control, client = own
    url = f"{control.simulator.control}/events"
    with requests.get(url, params={"tenant": control.tenant, "since": 1}, stream=True, timeout=60) as stream:
        for _ in range(10):
            for _ in range(300):
                read(client)
            control.advance("1s")
        assert len(control.journal(kind="puback", limit=50000)) == 3000
        assert stream.status_code == 200


def kernel_kilobytes(port):
    """What the kernel holds for the clients of a port (proc(5), tx_queue)."""
    rows = [line.split() for line in open("/proc/net/tcp").readlines()[1:]]
    return sum(int(row[4].split(":")[0], 16) for row in rows if row[1].endswith(f":{port:04X}")) // 1024


def resident_kilobytes(pid):
    [line] = [line for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")]
    return int(line.split()[1])


def test_a_reader_who_does_not_read_costs_at_most_64_kilobytes(tmp_path):
    """The journal holds megabytes; each reader asks for all of it and takes nothing."""
    count = 150
    with running("--scenario", write(world("manual"), tmp_path)) as simulator, ExitStack() as stack:
        control, client = Control(simulator), Client(simulator, credentials())
        client.log_in()
        for _ in range(10):
            for _ in range(100):
                read(client)
            control.advance("1s")
        place = urlsplit(simulator.control)
        before = resident_kilobytes(simulator.pid)

        for _ in range(count):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((place.hostname, place.port))
            connection.sendall(b"GET /_sim/events?since=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            connection.recv(1)
        control.get("clock")
        kernel, resident = kernel_kilobytes(place.port), resident_kilobytes(simulator.pid) - before
        print(f"{kernel / count:.1f} KB in the kernel, {resident / count:.1f} KB in the process")
        assert kernel + resident <= 64 * count


def script(directory):
    """A scripted day against a fresh process: its whole journal."""
    faults = [
        {"id": "often", "when": {"probability": 0.4}, "effect": {"type": "pushDuplicate", "gap": "3s"}},
        {"id": "slow", "match": {"dcu": "2211000051"}, "effect": {"type": "slowRead", "delay": {"uniform": ["1s", "40s"]}}},
    ]
    path = write(world("manual", faults=faults), directory)
    with running("--scenario", path) as simulator:
        control, client = Control(simulator), Client(simulator, credentials())
        for hour in range(6):
            client.log_in()
            for meter in METERS + NEIGHBOURS:
                client.call("readSingle", devList=meter, cgcode="5069")
            client.call("relay", devList=METERS[1], controlMode=1 + hour % 2)
            control.advance("90m")
        text = control.send("GET", "journal", limit=50000).text
        client.close()
        return text


def test_two_scripted_runs_give_the_same_journal_byte_for_byte(tmp_path):
    first = script(tmp_path)

    assert len(json.loads(first)["entries"]) > 200
    assert script(tmp_path) == first


def test_client_entries_tell_who_came_and_went(simulator, own):
    control, _ = own
    with listening(simulator.mqtt, topic=control.made["topic"], client_id="the-client"):
        entry = eventually(lambda: control.journal(kind="client"), "the subscription")[0]
        assert (entry["event"], entry["clientId"], entry["topics"]) == ("subscribe", "the-client", [control.made["topic"]])


def test_a_rule_without_an_id_gets_none_that_stands_in_the_journal(own):
    control, client = own
    rule = {"match": {"endpoint": "readSingle"}, "effect": {"type": "replyCode"}}
    [first] = control.send("POST", "faults", rule).json()["ids"]
    refused = client.send("readSingle", {"devList": "1", "cgcode": "5069", "token": client.token})
    assert refused["code"] != 200
    control.send("DELETE", f"faults/{first}")
    [second] = control.send("POST", "faults", rule).json()["ids"]

    assert first != second and control.journal(kind="fault")[-1]["rule"] == first
    control.send("DELETE", f"faults/{second}")
    # Of the second nothing is told: its id is free again.
    assert control.send("POST", "faults", rule).json()["ids"] == [second]
