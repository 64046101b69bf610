"""The journal says what the client asked and what it was told, and what is not a call leaves a trace."""

import gzip
import json
import re

import pytest
import requests

from kit.control import Control
from kit.http import ENDPOINTS, ROOT
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, SMALL, UNKNOWN, world, write


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = write(world("manual"), tmp_path_factory.mktemp("journal"))
    with running("--scenario", path, "--log-access") as simulator:
        yield simulator


@pytest.fixture
def own(simulator):
    control, client = Control(simulator).new_world(SMALL)
    yield control, client
    control.end()
    client.close()


def last_call(control, **filters):
    return control.journal(kind="http", **filters)[-1]


def test_a_call_is_told_with_its_user_path_status_and_fields(own):
    control, client = own
    client.succeed("relay", devList=f"{METERS[0]}, {METERS[1]}", controlMode="1")
    told = last_call(control)
    assert told["endpoint"] == "relay" and told["method"] == "POST" and told["path"] == ROOT + ENDPOINTS["relay"]
    assert told["status"] == 200 and told["code"] == 200 and told["user"] == client.credentials["username"]
    assert told["request"] == {"devList": METERS[:2], "controlMode": 1}
    assert "token" not in told["request"]


def test_every_call_tells_its_fields_by_their_names_and_no_secret(own):
    control, client = own
    window = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"}
    page = {"curPage": 2, "pageSize": 5}
    calls = {
        "readFrozen": {"devList": [METERS[0]], "cgcode": "1", **window},
        "readSingle": {"devList": [METERS[0]], "cgcode": "5069"},
        "historyFrozen": {"devList": METERS[:2], "cgcode": "1", **window, **page},
        "historySingle": {"devList": METERS[:2], "cgcode": "5069", **window, **page},
        "relay": {"devList": [METERS[0]], "controlMode": 2},
        "readArchive": {"dcuNo": "D"},
        "addArchive": {"dcuNo": "D", "archives": [{"devAddr": METERS[0], "status": "1"}]},
        "removeArchive": {"dcuNo": "D", "archives": [{"devAddr": METERS[3]}]},
    }
    for endpoint, fields in calls.items():
        sent = {**fields, "devList": ",".join(fields["devList"])} if "devList" in fields else fields
        client.succeed(endpoint, **sent)
        assert last_call(control)["request"] == fields, endpoint
    login = control.journal(kind="http", endpoint="getToken")[0]
    assert login["request"] == {"tenantCode": control.tenant, "username": client.credentials["username"]}
    text = json.dumps(control.journal())
    assert not [secret for secret in (client.token, *secrets(client)) if secret in text]


def secrets(client):
    return client.credentials["password"], client.credentials["secretKey"]


def test_a_refused_call_tells_its_fields_too(own):
    control, client = own
    client.call("historySingle", devList=METERS[0], cgcode="9", curPage="x")
    told = last_call(control)
    assert told["request"] == {"devList": [METERS[0]], "cgcode": "9", "curPage": "x"}
    assert told["code"] == 500 and told["user"] == client.credentials["username"]
    control.post("tokens/revoke", {})
    client.call("readSingle", devList=METERS[0], cgcode="5069")
    told = last_call(control)
    assert "user" not in told and told["request"] == {"devList": [METERS[0]], "cgcode": "5069"}


def test_a_meter_finds_the_requests_rules_and_pushes_that_name_it(own):
    control, client = own
    both = client.succeed("readSingle", devList=f"{METERS[0]},{UNKNOWN}", cgcode="5069")["planId"]
    client.succeed("readSingle", devList=METERS[1], cgcode="5069")
    control.advance("1s")
    assert [(e["kind"], e.get("planId")) for e in control.journal(devAddr=METERS[0])] == [("http", both), ("push", both)]
    push = control.journal(kind="push", planId=both)[0]
    assert push["status"] == "01" and push["devAddrs"] == [METERS[0]]
    # The unknown meter was asked for, and no push names it.
    assert [entry["kind"] for entry in control.journal(devAddr=UNKNOWN)] == ["http"]


def test_await_knows_a_meter_and_the_fields_of_a_call(own):
    control, client = own
    client.succeed("relay", devList=METERS[0], controlMode=1)
    opened = {"kind": "http", "endpoint": "relay", "devAddr": METERS[0], "request": {"controlMode": 1}}
    assert control.post("journal/await", {"match": opened})["entries"][0]["request"]["devList"] == [METERS[0]]
    refused = control.send("POST", "journal/await", {"match": opened, "never": True})
    assert refused.status_code == 409
    closed = {**opened, "request": {"controlMode": 2}}
    assert control.send("POST", "journal/await", {"match": closed, "never": True}).status_code == 200


@pytest.mark.parametrize(
    "match, pointer, hint",
    [
        ({"kind": "http", "endpont": "relay"}, "/match/endpont", "'endpoint'"),
        ({"kind": "http", "endpoint": "Relay"}, "/match/endpoint", "'relay'"),
        ({"kind": "http", "endpoint": "meter/relay"}, "/match/endpoint", "'relay'"),
        ({"kind": "http", "code": "200"}, "/match/code", None),
        ({"kind": "plan", "phase": "complete"}, "/match/phase", "published"),
        ({"kind": "token", "devAddr": METERS[0]}, "/match/devAddr", None),
        ({"kind": "plan", "endpoint": "getToken"}, "/match/endpoint", None),
        ({"kind": "http", "endpoint": "getToken", "planId": "P003_20240711162001000000"}, "/match/planId", None),
        ({"kind": "http", "endpoint": "relay", "request": {"cgcode": "1"}}, "/match/request/cgcode", None),
        ({"kind": "push", "planId": "P1"}, "/match/planId", None),
        ({"kind": "http", "method": "post"}, "/match/method", None),
        ({"kind": "push", "devAddr": ""}, "/match/devAddr", None),
    ],
)
def test_a_check_that_cannot_fail_is_refused(own, match, pointer, hint):
    control, _ = own
    answer = control.send("POST", "journal/await", {"match": match, "never": True})
    error = answer.json()["error"]
    assert answer.status_code == 400 and error["pointer"] == pointer, error
    assert hint is None or hint in error["hint"], error


@pytest.mark.parametrize(
    "question, pointer",
    [
        ({"never": True, "since": 99_999}, "/since"),
        ({"never": True, "count": 2}, "/count"),
        ({"never": True, "match": {"kind": "push", "planId": "P1"}}, "/match/planId"),
    ],
)
def test_a_question_whose_parts_contradict_each_other_is_refused(own, question, pointer):
    control, _ = own
    answer = control.send("POST", "journal/await", {"match": {"kind": "push"}} | question)
    assert (answer.status_code, answer.json()["error"]["pointer"]) == (400, pointer)


@pytest.mark.parametrize("query", [{"devAddr": ""}, {"planId": ""}, {"kind": "plan", "endpoint": "getToken"}])
def test_a_filter_that_finds_nothing_is_refused(own, query):
    control, _ = own
    answer = control.send("GET", "journal", **query)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "method, path, query, near",
    [
        ("GET", "journal", {"planid": "x"}, "'planId'"), ("GET", "clock", {"Tenant": "x"}, "'tenant'"),
        ("GET", "dcus", {"at": "2024-07-11 00:00:00"}, "this call takes"), ("GET", "metrics", {"kind": "x"}, ""),
        ("POST", "reset", {"scopes": "all"}, ""), ("GET", "health/ready", {"wait": "1"}, ""),
        ("GET", "control-openapi.json", {"x": ""}, ""), ("GET", "plans", {"phas": "failed"}, "'phase'"),
    ],
)
def test_a_parameter_that_a_call_does_not_take_is_refused(own, method, path, query, near):
    control, _ = own
    answer = control.send(method, path, **query)
    assert answer.status_code == 400, answer.text
    assert near in answer.json()["error"].get("hint", "")


def test_every_parameter_of_the_description_is_taken_and_no_other(simulator):
    control = Control(simulator)
    for path, operations in control.get("control-openapi.json")["paths"].items():
        if "get" in operations and path != "/events":
            url = control.simulator.control + re.sub("{[^}]*}", "x", path)
            assert requests.get(url, params={"surplus": "1"}, timeout=10).status_code == 400, path


def test_a_filter_that_its_kind_never_has_is_refused(own):
    control, _ = own
    assert control.send("GET", "journal", kind="token", devAddr=METERS[0]).status_code == 400
    assert control.send("GET", "journal", kind="http", devAddr=METERS[0]).status_code == 200


def test_bodies_are_shown_as_sent_without_secrets(simulator, own):
    control, client = own
    with listening(simulator.mqtt, topic=control.made["topic"]) as listener:
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        control.advance("1s")
        eventually(lambda: listener.messages, "the push")
        payload = listener.messages[0].payload.decode()
    http, push = control.journal(planId=plan, bodies="true", kind="http") + control.journal(
        planId=plan, bodies="true", kind="push"
    )
    assert push["payload"] == payload
    assert json.loads(http["body"]) == {"devList": METERS[0], "cgcode": "5069", "token": "***"}
    assert json.loads(http["reply"])["data"]["planId"] == plan
    login = control.journal(endpoint="getToken", bodies="true")[0]
    assert json.loads(login["reply"])["data"]["token"] == "***"
    assert json.loads(login["body"])["password"] == "***" and "body" not in last_call(control)
    awaited = control.post("journal/await", {"match": {"kind": "push"}}, bodies="true")["entries"][0]
    assert awaited["payload"] == payload
    text = json.dumps(control.journal(bodies="true"))
    assert not [secret for secret in (client.token, *secrets(client)) if secret in text]


def test_events_show_bodies_too(own):
    control, client = own
    client.succeed("readSingle", devList=METERS[0], cgcode="5069")
    url = f"{control.simulator.control}/events"
    query = {"tenant": control.tenant, "since": 0, "bodies": "true"}
    with requests.get(url, params=query, stream=True, timeout=10) as events:
        for line in events.iter_lines(decode_unicode=True):
            if line.startswith("data:") and '"readSingle"' in line and '"http"' in line:
                assert json.loads(line[5:])["body"]
                break


def test_a_body_that_had_to_go_is_told_as_gone(own):
    control, client = own
    client.succeed("readArchive", dcuNo="D")
    pad = "x" * 1_000_000
    for _ in range(18):
        client.call("readSingle", devList=METERS[0], cgcode="5069", pad=pad)
    old = control.journal(endpoint="readArchive", kind="http", bodies="true")[0]
    assert old["bodyGone"] is True and "body" not in old
    assert "bodyGone" not in control.journal(kind="http", bodies="true")[-1]


# What is no call.


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A simulator with one world, and what it logs by default."""
    path = write(world("manual"), tmp_path_factory.mktemp("misses"))
    with running("--scenario", path) as simulator:
        yield simulator


@pytest.mark.parametrize(
    "method, path, status, meant",
    [
        ("POST", ROOT + "meter/readsingle", 404, "meter/readSingle"),
        ("GET", ROOT + "getToken", 405, "getToken"),
        ("POST", "/api/openapi/meter/relay", 404, "meter/relay"),
        ("POST", ROOT + "meter/historyFrozn", 404, "meter/historyFrozen"),
    ],
)
def test_what_misses_leaves_a_trace(alone, method, path, status, meant):
    control = Control(alone)
    since = control.get("journal", limit=50_000)["next"]
    for _ in range(2):
        answer = requests.request(method, alone.http + path + "?password=secret", data="{}", timeout=10)
        assert answer.status_code == status
    entries = [e for e in control.journal(since=since) if e["kind"] == "http"]
    assert [(e["endpoint"], e["method"], e["path"], e["status"]) for e in entries] == [(None, method, path, status)] * 2
    assert entries[0]["hint"] == f"did you mean POST {ROOT}{meant}?"
    found = control.post("journal/await", {"match": {"kind": "http", "endpoint": None, "path": path}})
    assert found["entries"]
    metric = re.search(rf'hes_sim_requests_missed_total{{status="{status}"}} (\d+)', control_text(alone))
    assert int(metric[1]) >= 2
    lines = [line for line in alone.log.splitlines() if f"{method} {path}" in line]
    assert len(lines) == 1 and f"did you mean POST {ROOT}{meant}?" in lines[0]


def control_text(simulator):
    return requests.get(simulator.control + "/metrics", timeout=10).text


def test_the_control_api_is_no_miss(alone):
    control = Control(alone)
    since = control.get("journal", limit=50_000)["next"]
    control.get("clock")
    assert control.journal(since=since) == []


def test_a_compressed_body_is_refused_with_the_reason(alone):
    body = gzip.compress(b'{"tenantCode": "4711"}')
    answer = requests.post(
        alone.http + ROOT + "getToken", data=body, headers={"Content-Encoding": "gzip"}, timeout=10
    )
    assert answer.status_code == 415 and "gzip" in answer.json()["msg"]
    assert "gzip" in answer.headers["X-HES-Sim-Reason"]
    assert Control(alone).journal(kind="http")[-1]["status"] == 415


@pytest.mark.parametrize(
    ("encoding", "hint"),
    [
        ("gzip", "send the body as it is"), ("deflate", "send the body as it is"), ("br", "send the body as it is"),
        ("gzpi", "did you mean 'gzip'?"), ("Identiy", "did you mean 'identity'?"), ("gzip, identity", "as it is"),
        ("x-thing", "identity"),
    ],
)  # fmt: skip
def test_an_encoding_is_refused_by_both_halves_in_the_same_words(alone, encoding, hint):
    headers = {"Content-Encoding": encoding}
    call = requests.post(alone.http + ROOT + "getToken", data=b"{}", headers=headers, timeout=10)
    control = Control(alone)
    for method, path in [("POST", "clock"), ("POST", "journal/await"), ("POST", "faults"), ("POST", "worlds"),
                         ("PUT", "scenario"), ("POST", "reset"), ("POST", "tokens/revoke")]:  # fmt: skip
        answer = control.send(method, path, {"mode": "manual"}, headers=headers)
        assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "identity"), path
        assert answer.json()["error"]["message"] == call.json()["msg"] and encoding in call.json()["msg"]
        assert hint in answer.json()["error"]["hint"]
    assert call.status_code == 415 and call.headers["Accept-Encoding"] == "identity"
    assert hint in control.journal(kind="http")[-1]["hint"]


@pytest.mark.parametrize("encoding", ["identity", "Identity", "", "identity , identity"])
def test_a_body_as_it_is_is_taken_by_both_halves(alone, encoding):
    headers = {"Content-Encoding": encoding}
    call = requests.post(alone.http + ROOT + "getToken", data=b"{}", headers=headers, timeout=10)
    assert call.status_code == 200
    assert Control(alone).send("POST", "journal/await", {"never": True, "match": {"seq": 0}}, headers=headers).status_code == 200


def test_with_several_worlds_a_request_of_no_world_is_found_too(alone):
    control = Control(alone)
    since = control.get("misses")["next"]
    other, client = control.new_world(SMALL)
    requests.get(alone.http + "/apis/openapi/meter/relays?token=secret", timeout=10)
    requests.post(alone.http + ROOT + "getTokens", json=client.credentials, timeout=10)
    told = control.get("misses", since=since)

    assert [(e["seq"], e["method"], e["path"], e["status"], e["tenantCode"]) for e in told["entries"]] == [
        (since, "GET", "/apis/openapi/meter/relays", 404, None),
        (since + 1, "POST", ROOT + "getTokens", 404, other.tenant),
    ]
    assert told["entries"][0]["hint"] == f"did you mean POST {ROOT}meter/relay?"
    assert (told["next"], told["truncated"]) == (since + 2, False)
    assert control.get("misses", since=since + 1, limit=1)["entries"] == told["entries"][1:]
    assert [e["path"] for e in other.journal(kind="http") if e["endpoint"] is None] == [ROOT + "getTokens"]
    refused = control.send("GET", "misses", sinc=1)
    assert refused.status_code == 400 and "since" in refused.json()["error"]["hint"]
    other.end()
    client.close()


def test_a_byte_order_mark_is_named(alone):
    answer = requests.post(alone.http + ROOT + "getToken", data=b"\xef\xbb\xbf{}", timeout=10)
    assert answer.json()["msg"] == "malformed JSON at byte 0"
    assert "byte order mark" in answer.headers["X-HES-Sim-Reason"]
    refused = requests.post(alone.control + "/clock", data=b"\xef\xbb\xbf{}", timeout=10)
    assert "byte order mark" in refused.json()["error"]["message"]


def test_the_access_log_has_a_line_for_a_call_and_one_for_a_push(simulator, own):
    control, client = own
    plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    control.advance("1s")
    lines = [line for line in simulator.log.splitlines() if plan in line and control.tenant in line]
    assert len(lines) == 2, lines
    assert f'"POST {ROOT}meter/readSingle" 200' in lines[0] and f"user={client.credentials['username']}" in lines[0]
    assert f"PUSH /{control.tenant}/{plan}" in lines[1] and "status=00" in lines[1]
    assert client.token not in simulator.log
