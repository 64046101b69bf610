"""examples/python-client against the real simulator: every operation, in every dialect that a client must understand."""

import json
import sys

import pytest

from kit.broker import free_port
from kit.cases import DAY_MS, DCU, JULY_MS, METERS, OTHER_DCU, case, world
from kit.driver_session import driving
from kit.places import EXAMPLES
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import world as bench_world
from kit.worlds import write

DRIVER = (sys.executable, EXAMPLES / "python-client/driver.py")
# Packs of the catalogue's must cases, then switches that the example copes with beyond them.
MUST_PACKS = ["default", "tables", "literal"]
OTHER_DIALECTS = [
    {"topicKey": "topic", "topicForm": "hash"}, {"topicKey": "both", "topicForm": "planOnly"},
    {"pack": "default", "topicForm": "noLeadingSlash"}, "race", "rough", "http", "types",
]  # fmt: skip
DIALECTS = [*MUST_PACKS, *OTHER_DIALECTS]
UNKNOWN = "999999999999"
FIRST_NINE = {"start": "2024-07-01 00:00:00", "end": "2024-07-09 00:00:00"}
TEN_DAYS = {"start": "2024-07-01 00:00:00", "end": "2024-07-10 00:00:00"}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(bench_world("manual"), tmp_path_factory.mktemp("examples"))) as simulator:
        yield simulator


@pytest.fixture
def driver():
    with driving(*DRIVER) as driver:
        driver.hello()
        yield driver
        assert driver.bye() == 0, driver.stderr


@pytest.fixture
def begin(simulator, driver):
    """A function that opens a case in a world: `with begin(dialect=…, faults=[…]) as case`; `place` goes into case.begin."""
    return lambda place=None, **document: case(simulator, driver, world(**document), **(place or {}))


def meters_of(answer):
    return [row["devAddr"] for row in answer["rows"]]


def windows(wire, endpoint):
    return [(body["devList"], body["start"], body["end"]) for body in wire.bodies(endpoint)]


@pytest.mark.parametrize("dialect", DIALECTS, ids=json.dumps)
def test_every_operation_in_every_dialect(begin, dialect):
    with begin(dialect=dialect) as it:
        assert it.op("login")["outcome"] == "ok"
        single = it.op("read", kind="single", cgcode="5069", meters=METERS)
        assert (single["outcome"], sorted(meters_of(single)), single["missing"]) == ("ok", sorted(METERS), [])

        days = it.op("read", kind="frozen", cgcode="1", meters=METERS[:2], **FIRST_NINE)
        history = it.op("history", kind="frozen", cgcode="1", meters=METERS[:2], **FIRST_NINE)
        by_key = [{(r["devAddr"], r["cgcode"], r["timestamp"]): r["value"] for r in a["rows"]} for a in (days, history)]
        assert by_key[0] == by_key[1]
        assert len(by_key[0]) == 2 * 9 * 8

        moved = it.op("relay", meters=METERS[:2], mode="open")
        assert moved["results"] == [{"devAddr": meter, "state": "done"} for meter in METERS[:2]]
        assert it.op("archive.add", dcuNo=OTHER_DCU, archives=[{"devAddr": "77", "status": "1"}])["outcome"] == "ok"
        assert [e["devAddr"] for e in it.op("archive.read", dcuNo=OTHER_DCU)["archive"]] == ["77"]
        assert it.op("archive.remove", dcuNo=OTHER_DCU, meters=["77"])["outcome"] == "ok"
        assert it.op("archive.read", dcuNo=OTHER_DCU)["archive"] == []


@pytest.mark.parametrize("dialect", MUST_PACKS)
def test_what_goes_out_has_the_documented_form(begin, dialect):
    with begin(dialect=dialect) as it:
        it.op("read", kind="single", cgcode="5069", meters=METERS)
        it.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=20, **FIRST_NINE)
        it.op("relay", meters=METERS[:1], mode="close")
        it.op("archive.remove", dcuNo=OTHER_DCU, meters=["77"])

        login = it.wire.of("getToken")
        assert [sorted(exchange.json) for exchange in login] == [["password", "secretKey", "tenantCode", "username"]]
        assert all("json" in exchange.headers["Content-Type"] for exchange in it.wire.exchanges)
        token = json.loads(login[0].answer)["data"]["token"]
        assert all(e.json["token"] == token for e in it.wire.exchanges if e.endpoint != "getToken")
        assert it.wire.of("removeArchive")[0].headers["HES_Access_Token"] == token
        assert [body["devList"] for body in it.wire.bodies("readSingle")] == [",".join(METERS)]
        pages = it.wire.bodies("historySingle")
        assert [(p["curPage"], p["pageSize"], p["start"], p["cgcode"]) for p in pages] == [
            (number, 20, "2024-07-01 00:00:00", "5069") for number in (1, 2, 3)
        ]
        assert [body["controlMode"] for body in it.wire.bodies("relay")] == [2]


def test_an_archive_is_removed_with_objects_then_with_strings(begin):
    with begin(dialect={"archiveForm": "strings"}) as it:
        assert it.op("archive.remove", dcuNo=DCU, meters=METERS[:1])["outcome"] == "ok"
        assert [body["archives"] for body in it.wire.bodies("removeArchive")] == [[{"devAddr": METERS[0]}], METERS[:1]]


def test_forty_five_rows_come_in_three_pages(begin):
    with begin() as it:
        answer = it.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=20, **FIRST_NINE)

        expected = [(meter, "5069", JULY_MS + day * DAY_MS) for meter in METERS for day in range(9)]
        assert [(row["devAddr"], row["cgcode"], row["timestamp"]) for row in answer["rows"]] == expected
        assert it.count("historySingle") == 3


@pytest.mark.parametrize("total", ["page", "string", "wrong"])
def test_rows_are_complete_whatever_total_says(begin, total):
    with begin(dialect={"totalCount": total}) as it:
        answer = it.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=20, **FIRST_NINE)
        assert len(answer["rows"]) == 45


def test_fourteen_months_are_asked_in_windows_without_holes(begin):
    with begin(history={"from": "2023-01-01 00:00:00"}) as it:
        span = {"start": "2023-05-10 00:00:00", "end": "2024-07-10 00:00:00"}
        answer = it.op("history", kind="frozen", cgcode="2", meters=METERS, **span)

        asked = windows(it.wire, "historyFrozen")
        assert (asked[0][1], asked[-1][2]) == (span["start"], "2024-07-10 00:00:01")
        assert all(before[2] == after[1] for before, after in zip(asked, asked[1:]))
        assert len({(row["devAddr"], row["timestamp"]) for row in answer["rows"]}) == 5 * 14


def test_twenty_operations_need_one_login(begin):
    with begin() as it:
        for _ in range(20):
            assert it.op("history", kind="single", cgcode="5069", meters=METERS[:1], **FIRST_NINE)["outcome"] == "ok"
        assert (it.count("getToken"), it.count("historySingle")) == (1, 20)


def test_an_expired_token_is_replaced_and_the_call_sent_once_more(begin):
    with begin() as it:
        it.op("login")
        it.control.advance("7201s")
        assert it.op("history", kind="single", cgcode="5069", meters=METERS[:1], **FIRST_NINE)["outcome"] == "ok"
        assert it.wire.endpoints == ["getToken", "historySingle", "getToken", "historySingle"]


def test_a_renewed_token_works_beyond_its_first_end(begin):
    with begin() as it:
        it.op("login")
        it.control.advance("7000s")
        it.op("login")
        it.control.advance("7000s")
        assert it.op("read", kind="single", cgcode="5069", meters=METERS[:1])["outcome"] == "ok"
        assert it.wire.endpoints == ["getToken", "getToken", "readSingle"]


def test_a_token_that_dies_between_pages_loses_no_page(begin):
    with begin() as it:
        it.op("login")
        it.arm({"type": "tokenRevoked", "after": 0}, {"skip": 2, "times": 1}, endpoint="historySingle")
        answer = it.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=20, **FIRST_NINE)
        assert len(answer["rows"]) == 45
        assert (it.hits("it"), it.count("getToken")) == (1, 2)
        assert [body["curPage"] for body in it.wire.bodies("historySingle")] == [1, 2, 3, 3]


def test_many_threads_share_one_login(begin):
    with begin() as it:
        numbers = [it.driver.start("history", kind="single", cgcode="5069", meters=METERS, **FIRST_NINE) for _ in range(16)]
        assert {it.driver.answer(number)["outcome"] for number in numbers} == {"ok"}
        assert it.count("getToken") == 1


@pytest.mark.parametrize("dialect", MUST_PACKS)
def test_a_partial_result_names_what_is_missing(begin, dialect):
    with begin(dialect=dialect) as it:
        answer = it.op("read", kind="single", cgcode="5069", meters=[*METERS[:3], UNKNOWN, "888"])
        assert (answer["outcome"], meters_of(answer), answer["missing"]) == ("partial", METERS[:3], [UNKNOWN, "888"])
        assert [row["value"] for row in answer["rows"]] == [it.value(meter) for meter in METERS[:3]]
        assert it.count("readSingle") == 1


@pytest.mark.parametrize("empty", ["array", "absent", "null"])
def test_a_failed_result_is_all_missing(begin, empty):
    with begin(dialect={"emptyList": empty}) as it:
        answer = it.op("read", kind="single", cgcode="5069", meters=[UNKNOWN])
        assert (answer["outcome"], answer["rows"], answer["missing"]) == ("failed", [], [UNKNOWN])


@pytest.mark.parametrize("dialect", [{"statusRule": "silentGaps"}, {"failedMeter": "dashes"}, {"failedMeter": "nullValue"}])
def test_a_meter_that_is_silently_missing_is_noticed(begin, dialect):
    with begin(dialect=dialect) as it:
        answer = it.op("read", kind="single", cgcode="5069", meters=[*METERS[:2], UNKNOWN])
        assert (answer["outcome"], meters_of(answer), answer["missing"]) == ("partial", METERS[:2], [UNKNOWN])


def test_code_500_is_a_failure_without_rows(begin):
    with begin() as it:
        it.arm("replyCode", endpoint="historySingle")
        answer = it.op("history", kind="single", cgcode="5069", meters=METERS, **FIRST_NINE)
        assert (answer["outcome"], answer["rows"], it.op("rows")["rows"]) == ("failed", [], [])


def test_collecting_reads_exactly_the_holes_of_history(begin):
    holes = {"id": "holes", "match": {"meter": METERS[:3]}, "when": {"from": "2024-07-04 00:00:00", "until": "2024-07-05 00:00:00"}}
    with begin(faults=[{**holes, "effect": {"type": "lateRows", "after": "30d"}}]) as it:
        answer = it.op("collect", cgcode="1", meters=METERS, **TEN_DAYS)

        assert (answer["outcome"], answer["missing"]) == ("ok", [])
        assert len({(row["devAddr"], row["timestamp"]) for row in answer["rows"]}) == 50
        assert windows(it.wire, "readFrozen") == [(",".join(METERS[:3]), "2024-07-04 00:00:00", "2024-07-04 00:00:00")]
        order = it.wire.endpoints
        assert order.index("historyFrozen") < order.index("readFrozen")


def test_scattered_holes_are_read_one_by_one(begin):
    with begin(history={"collected": 0.7}) as it:
        history = it.op("history", kind="frozen", cgcode="1", meters=METERS, **TEN_DAYS)
        there = {(row["devAddr"], row["timestamp"]) for row in history["rows"]}
        answer = it.op("collect", cgcode="1", meters=METERS, **TEN_DAYS)

        assert 10 < len(there) < 50
        assert answer["outcome"] == "ok"
        assert asked_pairs(it.wire) == sorted(
            (meter, JULY_MS + day * DAY_MS) for meter in METERS for day in range(10) if (meter, JULY_MS + day * DAY_MS) not in there
        )


def asked_pairs(wire):
    """(meter, day) of every readFrozen of whole days in July 2024."""
    pairs = []
    for meters, start, end in windows(wire, "readFrozen"):
        days = range(int(start[8:10]), int(end[8:10]) + 1)
        pairs += [(meter, JULY_MS + (day - 1) * DAY_MS) for meter in meters.split(",") for day in days]
    return sorted(pairs)


@pytest.mark.parametrize("day, end, intervals", [("2024-03-31", "2024-04-01", 92), ("2024-10-27", "2024-10-28", 100)])
def test_a_day_on_which_the_clock_changes_is_complete_with_its_own_intervals(begin, day, end, intervals):
    berlin = {"zone": "Europe/Berlin", "start": "2024-11-01 10:00:00", "history": {"collected": 0.9}}
    with begin(place={"time_zone": "Europe/Berlin", "op_seconds": 30}, **berlin) as it:
        answer = it.op("collect", cgcode="3", meters=METERS[:1], start=f"{day} 00:00:00", end=f"{end} 00:00:00")

        assert answer["missing"] == []
        assert len({row["timestamp"] for row in answer["rows"]}) == intervals + 1


def test_collecting_repeats_what_the_first_read_did_not_bring(begin):
    with begin(history={"collected": 0}) as it:
        it.arm("meterOffline", {"times": 1}, endpoint="readFrozen", meter=METERS[2])
        answer = it.op("collect", cgcode="2", meters=METERS, start="2024-07-01 00:00:00", end="2024-07-01 00:00:00")

        assert (answer["outcome"], answer["missing"]) == ("ok", [])
        assert [asked[0] for asked in windows(it.wire, "readFrozen")] == [",".join(METERS), METERS[2]]


def test_collecting_gives_up_on_a_meter_that_never_answers_and_says_so(begin):
    with begin(history={"collected": 0}) as it:
        it.arm("meterOffline", meter=METERS[0])
        answer = it.op("collect", cgcode="2", meters=METERS, start="2024-07-01 00:00:00", end="2024-07-01 00:00:00")

        assert (answer["outcome"], answer["missing"]) == ("partial", [{"devAddr": METERS[0], "timestamp": JULY_MS}])
        assert [asked[0] for asked in windows(it.wire, "readFrozen")] == [",".join(METERS), METERS[0], METERS[0]]


def test_single_items_are_collected_from_the_single_calls(begin):
    with begin() as it:
        answer = it.op("collect", cgcode="5050", meters=METERS, start="2024-07-11 00:00:00", end="2024-07-11 00:30:00")
        assert (answer["outcome"], len(answer["rows"]), set(it.wire.endpoints)) == ("ok", 15, {"getToken", "historySingle"})


def test_each_meter_has_its_own_result_of_a_breaker(begin):
    with begin() as it:
        it.arm("relayRefuses", meter=METERS[1])
        answer = it.op("relay", meters=METERS[:3], mode="open")
        assert [result["state"] for result in answer["results"]] == ["done", "failed", "done"]
        assert answer["outcome"] == "partial"
        breakers = [it.control.get(f"meters/{meter}")["breaker"] for meter in METERS[:3]]
        assert breakers == ["open", "closed", "open"]


@pytest.mark.parametrize("args", [{"mode": "toggle"}, {"mode": 3}, {"mode": None}, {"meters": []}, {"meters": [7]}])
def test_a_breaker_is_not_asked_for_nonsense(begin, args):
    with begin() as it:
        assert it.op("relay", **{"meters": METERS[:1], "mode": "open", **args})["outcome"] == "refused"
        assert it.wire.endpoints == []


@pytest.mark.parametrize("effect", [{"type": "replyReset", "execute": True}, {"type": "pushDrop"}], ids=lambda e: e["type"])
def test_a_breaker_is_never_moved_twice(begin, effect):
    with begin() as it:
        it.op("login")
        it.arm(effect, endpoint="relay")
        answer = it.op("relay", meters=METERS[:2], mode="open")
        assert [result["state"] for result in answer["results"]] == ["unknown", "unknown"]
        assert (answer["outcome"], it.count("relay"), it.hits("it")) == ("pending", 1, 1)


def test_a_refused_token_lets_a_breaker_call_go_out_once_more(begin):
    with begin() as it:
        it.op("login")
        it.control.post("tokens/revoke")
        assert it.op("relay", meters=METERS[:1], mode="open")["outcome"] == "ok"
        assert it.wire.endpoints == ["getToken", "relay", "getToken", "relay"]


def test_an_archive_is_done_when_the_push_says_so(begin):
    with begin() as it:
        it.arm("archiveFull", dcu=OTHER_DCU)
        assert it.op("archive.add", dcuNo=OTHER_DCU, archives=[{"devAddr": "77", "status": "1"}])["outcome"] == "failed"
        it.arm("dcuOffline", id="away", dcu=DCU)
        answer = it.op("archive.read", dcuNo=DCU)
        assert (answer["outcome"], "archive" in answer) == ("failed", False)


@pytest.mark.parametrize(
    "effect",
    [
        {"type": "pushBeforeReply", "lead": "2s"}, {"type": "pushDuplicate", "copies": 2}, {"type": "pushDelay", "delay": "1s"},
        {"type": "pushSplit", "parts": 3}, {"type": "pushSplit", "parts": 3, "subtopics": True}, {"type": "pushForeign", "count": 1000},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_result_is_stored_once_however_it_comes(begin, effect):
    with begin() as it:
        it.arm(effect, endpoint="readSingle")
        answer = it.op("read", kind="single", cgcode="5069", meters=METERS)
        assert (answer["outcome"], meters_of(answer)) == ("ok", METERS)
        assert len(it.op("rows")["rows"]) == len(METERS)
        assert (it.count("readSingle"), it.hits("it")) == (1, 1)


@pytest.mark.parametrize(
    "effect",
    [{"type": "pushDrop"}, {"type": "pushWrongPlan"}]
    + [{"type": "pushCorrupt", "how": how} for how in ("missingComma", "truncated", "empty", "binary", "notUTF8")],
    ids=json.dumps,
)
def test_a_lost_result_is_read_once_more(begin, effect):
    with begin() as it:
        it.arm(effect, {"times": 1}, endpoint="readSingle")
        answer = it.op("read", kind="single", cgcode="5069", meters=METERS[:2])
        assert (answer["outcome"], it.count("readSingle")) == ("ok", 2)


def test_a_lost_connection_to_the_broker_comes_back(begin):
    with begin() as it:
        it.op("read", kind="single", cgcode="5069", meters=METERS[:1])
        it.arm({"type": "brokerCut"}, {"times": 1}, endpoint="readSingle")
        assert it.op("read", kind="single", cgcode="5069", meters=METERS)["outcome"] == "ok"
        assert it.hits("it") == 1


def test_a_late_result_is_still_kept(begin):
    with begin(place={"plan_seconds": 1}) as it:
        it.arm({"type": "pushDelay", "delay": "2s"}, {"times": 1}, endpoint="readSingle")
        answer = it.op("read", kind="single", cgcode="5069", meters=METERS[:1])
        assert (answer["outcome"], it.count("readSingle"), len(answer["rows"])) == ("ok", 2, 1)
        eventually(lambda: len(it.op("rows")["rows"]) == 2, "the late result")


def test_nothing_goes_out_while_results_cannot_be_heard(begin):
    with begin(place={"mqtt_port": free_port(), "op_seconds": 4}) as it:
        assert it.op("relay", meters=METERS[:1], mode="open")["outcome"] == "refused"
        assert it.op("read", kind="single", cgcode="5069", meters=METERS[:1])["outcome"] == "failed"
        assert it.op("history", kind="single", cgcode="5069", meters=METERS[:1], **FIRST_NINE)["outcome"] == "ok"
        assert it.wire.endpoints == ["getToken", "historySingle"]


@pytest.mark.parametrize("dialect", ["http", {"tokenError": "code401"}, {"codeType": "string"}])
def test_a_refused_token_is_known_by_any_of_its_signs(begin, dialect):
    with begin(dialect=dialect) as it:
        it.op("login")
        it.control.post("tokens/revoke")
        assert it.op("history", kind="single", cgcode="5069", meters=METERS[:1], **FIRST_NINE)["outcome"] == "ok"
        assert it.wire.endpoints == ["getToken", "historySingle", "getToken", "historySingle"]


def test_logins_that_fail_are_repeated_with_growing_pauses(begin):
    with begin(place={"op_seconds": 20}) as it:
        it.arm("replyCode", {"times": 2}, endpoint="getToken")
        assert it.op("login")["outcome"] == "ok"
        stamps = [entry["t"] for entry in it.control.journal(kind="http", endpoint="getToken")]
        assert len(stamps) == 3
        assert stamps[1] - stamps[0] >= 1000 and stamps[2] - stamps[1] >= 2000


@pytest.mark.parametrize("line", [b"", b"no json", b"[]", b'{"type":7}', b'{"type":"op","id":9}', b'{"type":"case.begin"}', b"\xff\xfe"])
def test_lines_that_are_no_requests_do_not_end_the_driver(driver, line):
    driver.write(line)
    answer = driver.ask("op", op="x-probe-4c1e", args={})
    assert answer["type"] == "unsupported"
    assert driver.ask("op", op="read", args={})["outcome"] == "refused"
