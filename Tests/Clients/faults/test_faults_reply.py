"""What rules do to HTTP answers, seen on the wire."""

import json
import signal
import time

import pytest
import requests

from kit.http import ENDPOINTS, ROOT
from kit.stage import Cast, rule, until_hit
from kit.waiting import eventually
from kit.worlds import DCU, METERS

cast = Cast(2000)
READ = {"endpoint": "readSingle"}
PAGE = {"devList": METERS[0], "cgcode": "5069", "start": "2024-07-01 00:00:00", "end": "2024-07-05 00:00:00",
        "curPage": 1, "pageSize": 20}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with cast.on_stage(tmp_path_factory.mktemp("reply")) as stage:
        yield stage


PLAIN = cast.world()


def test_without_a_rule_the_answer_is_whole_and_at_once_and_no_fault_is_noted(stage):
    scene = stage[PLAIN]
    status, headers, body = scene.register_on_wire().answer()

    assert (status, headers["content-type"]) == (200, "application/json;charset=UTF-8")
    assert json.loads(body)["code"] == 200 and len(body) == int(headers["content-length"])
    assert scene.journal(kind="fault") == []


LATE = cast.world(rule("replyDelay", delay="30s", match=READ))


def test_a_delayed_answer_leaves_after_exactly_its_delay(stage):
    scene = stage[LATE]
    wire = scene.register_on_wire()
    until_hit(scene)
    scene.advance(29_999)
    assert wire.is_silent()

    scene.advance(1)

    assert json.loads(wire.answer()[2])["code"] == 200


def test_a_delayed_answer_is_told_by_the_plan_and_its_push_comes_after_it(stage):
    scene = stage[LATE]
    wire = scene.register_on_wire()
    until_hit(scene, 2)
    scene.advance("30s")
    plan_id = json.loads(wire.answer()[2])["data"]["planId"]
    assert scene.heard(plan_id) == []

    scene.advance(200)

    assert len(scene.heard(plan_id)) == 1


def test_what_the_rule_does_not_match_is_not_delayed(stage):
    assert stage[LATE].history()["total"] == 4


CODE = cast.world(rule("replyCode", code=1234, msg="no such luck", match={"endpoint": ["readSingle", "getToken"]},
                       when={"skip": 1, "times": 2}))  # fmt: skip
DEFAULT_CODE = cast.world(rule("replyCode", match=READ))


def test_a_code_replaces_the_answer_and_the_call_is_not_carried_out(stage):
    scene = stage[CODE]
    scene.client.log_in()
    answers = [scene.client.call("readSingle", devList=METERS[0], cgcode="5069") for _ in range(3)]
    scene.advance("1h")

    assert answers[:2] == [{"code": 1234, "msg": "no such luck"}] * 2
    assert {entry["planId"] for entry in scene.journal(kind="plan")} == {answers[2]["data"]["planId"]}
    assert len(scene.heard()) == 1
    assert [hit["endpoint"] for hit in scene.hits()] == ["readSingle"] * 2


def test_a_login_that_fails_with_a_code_gives_no_token(stage):
    scene = stage[DEFAULT_CODE]
    assert scene.client.call("readSingle", devList=METERS[0], cgcode="5069") == {"code": 500, "msg": "system busy"}
    assert scene.client.succeed("readArchive", dcuNo=DCU)


NO_LOGIN = cast.world(rule("replyCode", match={"endpoint": "getToken"}, when={"times": 1}))


def test_a_refused_login_leaves_no_session(stage):
    scene = stage[NO_LOGIN]

    assert scene.client.send("getToken", scene.client.credentials) == {"code": 500, "msg": "system busy"}
    assert scene.journal(kind="token") == []
    assert scene.client.log_in()["expireIn"] > 0


GATEWAY = cast.world(
    rule("replyStatus", status=503, body="down for tea", contentType="text/plain; charset=ascii",
         headers={"Retry-After": "7", "X-Empty": ""}, match=READ, when={"times": 1}),
    rule("replyStatus", status=502, match=READ, id="page", when={"skip": 1, "times": 1}),
    rule("replyStatus", status=204, match=READ, id="nothing", when={"skip": 2, "times": 1}),
)  # fmt: skip


def test_another_server_answers_with_its_status_body_and_headers(stage):
    scene = stage[GATEWAY]
    scene.client.log_in()

    def ask():
        fields = {"devList": METERS[0], "cgcode": "5069", "token": scene.client.token}
        return scene.client.post(ROOT + ENDPOINTS["readSingle"], fields)

    first, second, third, fourth = ask(), ask(), ask(), ask()
    scene.advance("1h")

    assert (first.status_code, first.text) == (503, "down for tea")
    assert first.headers["Content-Type"] == "text/plain; charset=ascii"
    assert (first.headers["Retry-After"], first.headers["X-Empty"]) == ("7", "")
    assert second.status_code == 502 and "502" in second.text and second.headers["Content-Type"] == "text/html"
    assert "Retry-After" not in second.headers
    assert (third.status_code, third.content, third.headers.get("Content-Length")) == (204, b"", None)
    assert fourth.json()["code"] == 200
    assert [len(scene.hits(id)) for id in ("it", "page", "nothing")] == [1, 1, 1]
    assert len({entry["planId"] for entry in scene.journal(kind="plan")}) == len(scene.heard()) == 1


@pytest.mark.parametrize("executes", [True, False])
def test_a_reset_is_a_reset_and_the_call_is_carried_out_or_not(stage, executes):
    scene = stage[RESETS[executes]]
    wire = scene.register_on_wire()

    with pytest.raises(ConnectionResetError):
        wire.rest()
    scene.advance()

    assert wire.received == b""
    plans = {entry["planId"] for entry in scene.journal(kind="plan")}
    assert len(plans) == len(scene.heard()) == (1 if executes else 0)
    assert len(scene.hits()) == 1


RESETS = {executes: cast.world(rule("replyReset", execute=executes, match=READ)) for executes in (True, False)}
RESET = cast.world(rule("replyReset", match=READ, when={"times": 1}))


def test_a_requests_client_sees_the_reset_and_may_call_again(stage):
    scene = stage[RESET]
    scene.client.log_in()
    fields = {"devList": METERS[0], "cgcode": "5069", "token": scene.client.token}

    with pytest.raises(requests.ConnectionError):
        scene.client.post(ROOT + ENDPOINTS["readSingle"], fields)
    assert scene.client.post(ROOT + ENDPOINTS["readSingle"], fields).json()["code"] == 200


LATE_RESET = cast.world(rule("replyDelay", delay="5s", match=READ, id="late"), rule("replyReset", match=READ))


def test_a_delayed_reset_comes_when_it_is_due(stage):
    scene = stage[LATE_RESET]
    wire = scene.register_on_wire()
    until_hit(scene)
    assert wire.is_silent()
    scene.advance("5s")

    with pytest.raises(ConnectionResetError):
        wire.rest()


EMPTY = cast.world(rule("replyEmpty", match=READ))


def test_an_empty_answer_has_a_length_of_zero_and_the_plan_goes_on(stage):
    scene = stage[EMPTY]
    status, headers, body = scene.register_on_wire().answer()
    scene.advance()

    assert (status, headers["content-length"], body) == (200, "0", b"")
    assert len(scene.heard()) == len(scene.hits()) == 1


@pytest.mark.parametrize("count", [0, 1, 40])
def test_a_truncated_answer_promises_all_and_breaks_off(stage, count):
    scene = stage[TRUNCATED[count]]
    wire = scene.register_on_wire()
    wire.rest()
    scene.advance()
    [push] = scene.heard()
    whole = {"code": 200, "msg": "success", "data": {"planId": push.push["planId"], "topicId": push.topic}}

    assert int(wire.headers["content-length"]) == len(json.dumps(whole, separators=(",", ":")))
    assert wire.body == json.dumps(whole, separators=(",", ":")).encode()[:count]
    assert len(scene.hits()) == 1


TRUNCATED = {count: cast.world(rule("replyTruncate", bytes=count, match=READ)) for count in (0, 1, 40)}


def test_a_requests_client_notices_that_the_answer_broke_off(stage):
    scene = stage[TRUNCATED[40]]
    scene.client.log_in()
    fields = {"devList": METERS[0], "cgcode": "5069", "token": scene.client.token}

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        scene.client.post(ROOT + ENDPOINTS["readSingle"], fields)


GARBAGE = cast.world(rule("replyGarbage", match=READ))
GARBAGE_AGAIN = cast.world(rule("replyGarbage", match=READ))


def garbage(scene):
    return scene.register_on_wire().answer()


def test_garbage_is_neither_text_nor_json_and_the_same_in_every_run(stage):
    (status, headers, body), again = garbage(stage[GARBAGE]), garbage(stage[GARBAGE_AGAIN])
    stage[GARBAGE].advance()

    assert (status, len(body), body) == (200, 256, again[2])
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    with pytest.raises(ValueError):
        json.loads(body)
    assert len(stage[GARBAGE].heard()) == len(stage[GARBAGE].hits()) == 1


def test_garbage_is_the_same_in_another_process(stage, tmp_path):
    with cast.on_stage(tmp_path, only=GARBAGE_AGAIN) as other:
        assert garbage(other[GARBAGE_AGAIN])[2] == garbage(stage[GARBAGE_AGAIN])[2]


DRIP = cast.world(rule("replyDrip", chunk=7, every="10s", match={"endpoint": ["readSingle", "historySingle"]}))


def drip(scene):
    """A page whose first seven bytes have come and whose next ones are scheduled."""
    wire = scene.call_on_wire("historySingle", **PAGE)
    wire.take(7)
    eventually(lambda: scene.clock()["nextEventMs"], "the next chunk")
    return wire


def test_an_answer_drips_chunk_by_chunk_as_the_clock_goes(stage):
    scene = stage[DRIP]
    wire = drip(scene)
    assert wire.is_silent()
    length = int(wire.headers["content-length"])

    scene.advance(9_999)
    assert wire.is_silent()
    scene.advance(1)
    assert wire.take(14) and wire.is_silent()
    scene.advance("30s")
    assert wire.take(35) and wire.is_silent()
    scene.advance("1h")

    assert len(wire.take(length)) == length and json.loads(wire.body)["data"]["total"] == 5
    assert len(scene.hits()) == 1


def test_the_connection_of_a_dripped_answer_serves_the_next_call(stage):
    scene = stage[DRIP]
    wire = drip(scene)
    scene.advance("1h")
    wire.answer()
    wire.received = b""
    wire.send("readArchive", {"dcuNo": DCU, "token": scene.client.token})

    assert json.loads(wire.answer()[2])["code"] == 200


DRIP_LEFT = cast.world(rule("replyDrip", match=READ))


def test_a_client_that_leaves_while_its_answer_drips_harms_nobody(stage):
    scene = stage[DRIP_LEFT]
    wire = scene.register_on_wire()
    wire.take(1)
    wire.close()
    scene.advance("1h")

    assert len(scene.heard()) == len(scene.hits()) == 1
    assert scene.client.succeed("readArchive", dcuNo=DCU)


BLOB = cast.world(rule("replyDrip", chunk=100_000, match=READ))


def test_a_chunk_as_large_as_the_answer_is_the_whole_answer(stage):
    assert stage[BLOB].start()


HANG = cast.world(rule("replyHang", match=READ))


def test_a_hanging_call_gets_nothing_and_is_carried_out(stage):
    scene = stage[HANG]
    wire = scene.register_on_wire()
    until_hit(scene)
    scene.advance("1h")
    assert wire.is_silent(0.3)
    wire.close()

    assert len(scene.heard()) == 1
    assert scene.client.succeed("readArchive", dcuNo=DCU)


STUCK = cast.world(
    rule("replyHang", match=READ),
    rule("replyDelay", delay="1h", match={"endpoint": ["relay", "readArchive", "readFrozen"]}, id="late"),
    rule("replyHang", match={"endpoint": "relay"}, id="late-hang"),
    rule("replyDrip", match={"endpoint": ["historySingle", "readArchive"]}, id="drip"),
)


def test_the_process_ends_in_order_while_clients_hang(tmp_path):
    with cast.on_stage(tmp_path, only=STUCK) as stage:
        scene = stage[STUCK]
        wires = [
            scene.register_on_wire(),
            scene.call_on_wire("relay", devList=METERS[0], controlMode=1),
            scene.call_on_wire("readArchive", dcuNo=DCU),
            scene.call_on_wire("historySingle", **PAGE),
            scene.call_on_wire("readFrozen", **{k: v for k, v in PAGE.items() if "age" not in k} | {"cgcode": "1"}),
        ]
        until_hit(scene)
        until_hit(scene, 3, "late")
        until_hit(scene, 2, "drip")
        started = time.monotonic()
        code, rest = scene.simulator.stop(signal.SIGTERM)

        assert (code, rest) == (0, b"") and time.monotonic() - started < 10
        assert wires[0].rest() == b""
        assert json.loads(wires[3].answer()[2])["code"] == 200
        assert json.loads(wires[4].answer()[2])["code"] == 200


STALE = cast.world(rule("replyStale", match={"endpoint": ["readSingle", "historySingle"]}, when={"skip": 1}))


def test_the_previous_answer_comes_again_byte_for_byte(stage):
    scene = stage[STALE]
    first = scene.register_on_wire().answer()[2]
    other = scene.client.succeed("readArchive", dcuNo=DCU)
    scene.advance("1h")
    again = scene.register_on_wire().answer()[2]
    scene.advance("1h")

    assert first == again and json.loads(first)["data"]["planId"] != other["planId"]
    assert len(scene.heard()) == 2
    assert [hit["endpoint"] for hit in scene.hits()] == ["readSingle"]


STALE_PAGE = cast.world(rule("replyStale", match={"endpoint": "historySingle"}, when={"skip": 1, "times": 1}))


def test_a_stale_page_is_the_page_of_another_question(stage):
    scene = stage[STALE_PAGE]
    first = scene.call_on_wire("historySingle", **PAGE).answer()[2]
    other = {**PAGE, "devList": METERS[1]}
    stale = scene.call_on_wire("historySingle", **other).answer()[2]
    true = scene.call_on_wire("historySingle", **other).answer()[2]

    assert stale == first != true
    assert {row["devAddr"] for row in json.loads(stale)["data"]["list"]} == {METERS[0]}
    assert len(scene.hits()) == 1


STALE_FIRST = cast.world(rule("replyStale", match=READ))


def test_the_first_answer_of_all_has_no_previous_one_and_is_true(stage):
    scene = stage[STALE_FIRST]
    first = scene.start()
    scene.advance()

    assert scene.push(first)["data"]["status"] == "00"
    assert scene.start() == first
