"""The reference client over the driver protocol against the real simulator, in every dialect that is carried out."""

import json
from types import SimpleNamespace

import pytest

from kit.control import Control
from kit.driver import Driver
from kit.simulator import run_to_end, running
from kit.waiting import eventually
from kit.worlds import DCU, METERS, UNKNOWN, world, write

START = "2024-07-11 16:20:00"
DAYS = {"start": "2024-07-01 00:00:00", "end": "2024-07-11 00:00:00"}
MIDNIGHT_MS = 1719763200000
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("real"), tmp_path_factory.mktemp("reference"))) as simulator:
        yield simulator


@pytest.fixture
def attach(simulator):
    """A function that starts a client in a world of its own."""
    drivers = []

    def attach(*arguments, dialect=None, faults=None, op=10, plan=3):
        tenant = {"dcus": [{"dcuNo": DCU, "meters": METERS}], "dialect": dialect or {}, "faults": faults or []}
        document = {"name": "case", "clock": {"start": START, "mode": "real"}, "tenants": [tenant]}
        control, client = Control(simulator).new_world(document)
        driver = Driver(*arguments)
        drivers.append(driver)
        driver.begin(simulator, client.credentials, op=op, plan=plan)
        return SimpleNamespace(driver=driver, control=control, client=client, op=driver.op)

    yield attach
    for driver in drivers:
        driver.kill()


def endpoints(case):
    return [e["endpoint"] for e in case.control.journal(kind="http")]


def test_hello_unknown_operations_and_the_end(simulator):
    driver = Driver()
    hello = driver.ask("hello", protocol=1, suite={"version": "1.0.0"}, unknown=[1])
    assert (hello["type"], hello["protocol"]) == ("hello.ok", 1)
    assert hello["capabilities"]["clock"] is True and hello["capabilities"]["persistent"] is False
    assert driver.op("x-probe-4c1e")["type"] == "unsupported"
    driver.write("no json\n" + "x" * (2 << 20) + "\n")
    assert driver.ask("hello")["type"] == "hello.ok"
    assert driver.leave() == 0
    driver.kill()


def check_everything(case):
    """All operations, with the truth of the world beside them."""
    read = case.op("read", kind="single", cgcode="5069", meters=METERS)
    assert read["outcome"] == "ok", read
    assert [row["devAddr"] for row in read["rows"]] == sorted(METERS)
    assert {(row["cgcode"], row["unit"]) for row in read["rows"]} == {("5069", "kWh")}

    history = case.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=7, **DAYS)
    stamps = {row["timestamp"] for row in history["rows"]}
    assert history["outcome"] == "ok" and len(history["rows"]) == 44
    assert {round(stamp / DAY_MS - MIDNIGHT_MS / DAY_MS, 2) for stamp in stamps} == set(range(11))

    frozen = case.op("read", kind="frozen", cgcode="1", meters=METERS, **DAYS)
    assert frozen["outcome"] == "ok", frozen
    registers = {(r["devAddr"], r["timestamp"]): float(r["value"]) for r in frozen["rows"] if r["cgcode"] == "5069"}
    assert registers == {(r["devAddr"], r["timestamp"]): float(r["value"]) for r in history["rows"]}

    collected = case.op("collect", cgcode="2", meters=METERS, start="2024-02-01 00:00:00", end="2024-07-01 00:00:00")
    assert (collected["outcome"], collected["missing"]) == ("ok", []), collected
    assert len({(r["devAddr"], round(r["timestamp"] / DAY_MS)) for r in collected["rows"]}) == 4 * 6

    relay = case.op("relay", meters=METERS[:2], mode="open")
    assert relay["results"] == [{"devAddr": m, "state": "done"} for m in METERS[:2]], relay
    assert case.op("relay", meters=METERS[:2], mode="close")["outcome"] == "ok"

    archive = case.op("archive.read", dcuNo=DCU)
    assert {int(line["devAddr"]) for line in archive["archive"]} == {int(m) for m in METERS}, archive
    added = case.op("archive.add", dcuNo=DCU, archives=[{"devAddr": "4242", "status": "1"}])
    assert added["outcome"] == "ok", added
    removed = case.op("archive.remove", dcuNo=DCU, meters=["4242"])
    assert removed["outcome"] == "ok", removed
    archive = case.op("archive.read", dcuNo=DCU)["archive"]
    assert {int(line["devAddr"]) for line in archive} == {int(m) for m in METERS}
    rows = case.op("rows")["rows"]
    assert len({(r["devAddr"], r["cgcode"], r["timestamp"]) for r in rows}) == len(rows) >= 44


DIALECTS = [
    {}, {"pack": "tables"}, {"pack": "strict"}, {"topicForm": "slash"}, {"pushParts": "child"}, {"planIdForm": "uuid"},
    {"pack": "http"}, {"pack": "types"}, {"pack": "race"},
    {"pushParts": "split"}, {"pushParts": "subtopics"}, {"topicForm": "planOnly"}, {"topicForm": "hash"},
    {"topicForm": "noLeadingSlash"}, {"devAddrType": "number", "timestampUnit": "string"},
    {"expireIn": "epochSeconds"}, {"expireIn": "absent"}, {"pushQoS": 2, "pushRetain": True},
    {"pageBase": 0, "totalCount": "wrong"}, {"totalCount": "page"}, {"codeType": "string", "errorData": "null"},
    {"pack": "field"}, {"emptyWindow": "emptyRow", "energyStep": 0.01, "decimals": "stripped"},
    {"instantStamp": "start", "singleHistory": "onDemand", "absentPhase": "fails", "historySpan": "180d"},
    {"topicKey": "topic"}, {"pushTiming": "immediate"}, {"historyCgcode": "number", "emptyList": "null"},
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: ",".join(f"{k}={v}" for k, v in d.items()) or "default")
def test_all_operations_in_every_dialect(attach, dialect):
    case = attach(dialect=dialect)
    check_everything(case)
    # One of them is of the client that made the world.
    assert endpoints(case).count("getToken") == 2
    case.driver.end()
    assert case.driver.leave() == 0


MIDDLE = {"cgcode": "2", "start": "2024-07-02 00:00:00", "end": "2024-07-05 00:00:00"}


@pytest.mark.parametrize("value, outcome, missing", [("failure", "failed", 1), ("success", "ok", 0), ("emptyRow", "ok", 0)])
def test_a_window_without_a_freeze_is_whole_when_the_head_end_says_so(attach, value, outcome, missing):
    case = attach(dialect={"emptyWindow": value}, plan=5, op=8)
    read = case.op("read", kind="frozen", meters=METERS[:1], **MIDDLE)
    assert (read["outcome"], read["rows"], len(read["missing"])) == (outcome, [], missing)
    collected = case.op("collect", meters=METERS[:1], **MIDDLE)
    assert (collected["outcome"], collected["rows"], collected["missing"]) == ("ok", [], [])


@pytest.mark.parametrize("empty", ["failure", "success", "emptyRow"])
def test_by_opening_labels_the_day_that_is_not_over_is_missing_and_nothing_else(attach, empty):
    """The client counts meters × freezes, and cannot tell this from a meter that is dead since midnight."""
    case = attach(dialect={"freezeLabel": "opening", "emptyWindow": empty})
    collected = case.op("collect", cgcode="1", meters=METERS[:2], **DAYS)
    assert collected["outcome"] == "partial"
    assert [m["timestamp"] for m in collected["missing"]] == [MIDNIGHT_MS + 10 * DAY_MS] * 2
    stamps = {row["timestamp"] for row in collected["rows"]}
    assert stamps == {MIDNIGHT_MS + day * DAY_MS for day in range(10)}
    assert endpoints(case).count("readFrozen") <= 3


def rule(type, match=None, when=None, **parameters):
    return {"id": type, "match": match or {}, "when": when or {}, "effect": {"type": type, **parameters}}


READ = {"kind": "single", "cgcode": "5069"}


def test_a_partial_result_names_what_is_missing(attach):
    case = attach()
    read = case.op("read", meters=[METERS[0], UNKNOWN, METERS[1]], **READ)
    assert (read["outcome"], [m["devAddr"] for m in read["missing"]]) == ("partial", [UNKNOWN])
    assert len(read["rows"]) == 2
    assert endpoints(case).count("readSingle") == 1
    failed = case.op("read", meters=[UNKNOWN], **READ)
    assert (failed["outcome"], failed["rows"]) == ("failed", [])


def test_nothing_goes_out_for_a_wrong_breaker_operation(attach):
    case = attach()
    for meters, mode in [(METERS, "toggle"), (METERS, "3"), ([], "open")]:
        assert case.op("relay", meters=meters, mode=mode)["outcome"] == "refused"
    assert "relay" not in endpoints(case)


@pytest.mark.parametrize("name, type, sent", [
    ("reset", rule("replyReset", {"endpoint": "relay"}), 1), ("no push", rule("pushDrop", {"endpoint": "relay"}), 1),
    ("garbage", rule("replyGarbage", {"endpoint": "relay"}), 1), ("no answer", rule("replyHang", {"endpoint": "relay"}), 1),
])  # fmt: skip
def test_a_breaker_operation_is_never_repeated_blindly(attach, name, type, sent):
    case = attach(faults=[type], op=5, plan=1)
    relay = case.op("relay", meters=METERS[:1], mode="open")
    assert (relay["outcome"], relay["results"][0]["state"]) == ("pending", "unknown")
    assert endpoints(case).count("relay") == sent


def test_a_rejected_token_costs_one_login_and_one_repetition(attach):
    case = attach()
    case.op("read", meters=METERS[:1], **READ)
    before = endpoints(case).count("getToken")
    case.control.post("tokens/revoke")
    assert case.op("relay", meters=METERS[:1], mode="open")["outcome"] == "ok"
    assert endpoints(case).count("getToken") == before + 1
    assert endpoints(case).count("relay") == 2


def test_the_clients_own_clock_ends_its_token(attach):
    case = attach()
    case.op("login")
    logins = endpoints(case).count("getToken")
    assert case.op("clock.advance", seconds=7201)["outcome"] == "ok"
    case.op("read", meters=METERS[:1], **READ)
    assert endpoints(case).count("getToken") == logins + 1


def test_busy_and_broken_answers_are_asked_again(attach):
    busy = rule("replyCode", {"endpoint": "historySingle"}, {"times": 3})
    case = attach(faults=[busy])
    assert case.op("history", kind="single", cgcode="5069", meters=METERS[:1], **DAYS)["outcome"] == "ok"
    for broken in ("replyEmpty", "replyGarbage", "replyReset", "replyTruncate"):
        more = {"bytes": 30} if broken == "replyTruncate" else {}
        case = attach(faults=[rule(broken, {"endpoint": "historySingle"}, {"times": 1}, **more)])
        assert case.op("history", kind="single", cgcode="5069", meters=METERS[:1], **DAYS)["outcome"] == "ok", broken


def test_a_failure_in_the_envelope_is_a_failure(attach):
    case = attach(faults=[rule("replyCode", {"endpoint": "historySingle"}, msg="no")])
    history = case.op("history", kind="single", cgcode="5069", meters=METERS[:1], **DAYS)
    assert (history["outcome"], history["rows"]) == ("failed", [])


def test_a_lost_push_is_read_again(attach):
    case = attach(faults=[rule("pushDrop", {"endpoint": "readSingle"}, {"times": 1})], plan=1)
    assert case.op("read", meters=METERS[:1], **READ)["outcome"] == "ok"
    assert endpoints(case).count("readSingle") == 2


def test_a_lost_connection_is_made_again(attach):
    case = attach(faults=[rule("brokerCut", {"endpoint": "readSingle"}, {"times": 1})], plan=2)
    assert case.op("read", meters=METERS[:1], **READ)["outcome"] == "ok"
    assert case.op("read", meters=METERS, **READ)["outcome"] == "ok"


def test_no_breaker_is_moved_while_no_result_can_come(simulator):
    driver = Driver()
    driver.begin(simulator, {**case_credentials(simulator)}, op=3, mqtt={"host": "127.0.0.1", "port": 1})
    assert driver.op("relay", meters=METERS[:1], mode="open")["outcome"] == "refused"
    assert driver.op("read", meters=METERS[:1], **READ)["outcome"] == "failed"
    driver.end()
    assert driver.leave() == 0
    driver.kill()


def case_credentials(simulator):
    return Control(simulator).new_world({"tenants": [{"dcus": [{"dcuNo": DCU, "meters": METERS}]}]})[1].credentials


def test_a_collection_asks_history_first_and_then_only_for_what_is_missing(attach):
    hole = rule("lateRows", {"meter": METERS[1], "endpoint": ["historyFrozen", "historySingle"]}, after="30d")
    case = attach(faults=[hole])
    collected = case.op("collect", cgcode="1", meters=METERS, **DAYS)
    assert (collected["outcome"], collected["missing"]) == ("ok", [])
    asked = [e for e in case.control.journal(kind="http") if e["endpoint"] != "getToken"]
    assert [e["endpoint"] for e in asked] == ["historyFrozen", "readFrozen"]
    again = case.op("collect", cgcode="1", meters=METERS, **DAYS)
    assert again["rows"] == collected["rows"] and endpoints(case).count("readFrozen") == 1


def test_a_collection_that_cannot_be_completed_ends_and_says_so(attach):
    holes = rule("missingRows", {"meter": METERS[0]}, {"from": "2024-07-05 00:00:00", "until": "2024-07-07 00:00:00"})
    case = attach(faults=[holes])
    collected = case.op("collect", cgcode="1", meters=METERS, **DAYS)
    stamps = [MIDNIGHT_MS + day * DAY_MS for day in (4, 5)]
    assert collected["outcome"] == "partial"
    assert collected["missing"] == [{"devAddr": METERS[0], "timestamp": stamp} for stamp in stamps]
    assert endpoints(case).count("readFrozen") == 3


def test_fourteen_months_are_asked_for_within_half_a_year_each(attach):
    case = attach()
    collected = case.op("collect", cgcode="2", meters=METERS[:1], start="2023-05-01 00:00:00", end="2024-07-01 00:00:00")
    assert collected["outcome"] == "ok"
    assert len({row["timestamp"] for row in collected["rows"]}) == 15


def test_archive_operations_are_done_when_the_push_says_so(attach):
    case = attach(faults=[rule("archiveRefuses")])
    added = case.op("archive.add", dcuNo=DCU, archives=[{"devAddr": "4242", "status": "1"}])
    assert added["outcome"] == "failed"
    case = attach(faults=[rule("dcuOffline")])
    archive = case.op("archive.read", dcuNo=DCU)
    assert archive["outcome"] == "failed" and "archive" not in archive


def test_strange_pushes_change_nothing(attach):
    for type, more in [("pushDuplicate", {"copies": 2}), ("pushForeign", {"count": 50}), ("pushRetained", {})]:
        case = attach(faults=[rule(type, {"endpoint": "readSingle"}, **more)])
        read = case.op("read", meters=METERS, **READ)
        assert (read["outcome"], len(read["rows"])) == ("ok", 4), type
        assert len(case.op("rows")["rows"]) == 4


@pytest.mark.parametrize("defect, broken", [
    ("success-on-http-200", lambda c: c.op("archive.add", dcuNo=DCU, archives=["4242"])["outcome"] == "ok"),
    ("archive-done-on-http-200", lambda c: c.op("archive.add", dcuNo=DCU, archives=["4242"])["outcome"] == "ok"),
    ("all-or-nothing", lambda c: c.op("read", meters=[METERS[0], UNKNOWN], **READ)["rows"] == []),
    ("numeric-devaddr", lambda c: c.op("read", meters=METERS[3:], **READ)["outcome"] == "failed"),
    ("token-forever", lambda c: (c.op("login"), c.control.post("tokens/revoke"), c.op("read", meters=METERS, **READ))[2]["outcome"] == "failed"),
    ("login-per-call", lambda c: [c.op("read", meters=METERS, **READ) for _ in range(3)] and endpoints(c).count("getToken") == 4),
    ("wrong-topic", lambda c: c.op("read", meters=METERS, **READ)["outcome"] == "failed"),
    ("topicid-only", lambda c: c.op("relay", meters=METERS, mode="open")["outcome"] == "pending"),
    ("swapped-modes", lambda c: c.op("relay", meters=METERS, mode="open") and c.control.get(f"meters/{METERS[0]}")["breaker"] != "open"),
    ("forwards-bad-mode", lambda c: c.op("relay", meters=METERS, mode="toggle")["outcome"] == "failed" and "relay" in endpoints(c)),
    ("first-page-only", lambda c: len(c.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=5, **DAYS)["rows"]) == 5),
    ("unlabelled-rows", lambda c: c.op("history", kind="single", cgcode="5069", meters=METERS, **DAYS)["rows"][0]["cgcode"] == "undefined"),
    ("wrong-endpoint", lambda c: c.op("history", kind="single", cgcode="5069", meters=METERS, **DAYS) and "historyFrozen" in endpoints(c)),
    ("real-time-only", lambda c: c.op("collect", cgcode="1", meters=METERS, **DAYS) and "historyFrozen" not in endpoints(c)),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_a_defect_shows(attach, defect, broken):
    case = attach("--defect", defect, faults=[rule("archiveRefuses")], plan=1, op=5)
    assert broken(case)


def relays(case):
    case.op("relay", meters=METERS[:1], mode="open")
    return endpoints(case).count("relay")


def rows_after(case, op="read", **args):
    case.op(op, **{"meters": METERS, **READ, **args})
    return case.op("rows")["rows"]


def reads_after_cut(case):
    return [case.op("read", meters=METERS, **READ)["outcome"] for _ in range(2)][1]


@pytest.mark.parametrize("defect, faults, broken", [
    ("blind-relay-retry", [rule("replyReset", {"endpoint": "relay"})], lambda c: relays(c) > 1),
    ("relay-retry-on-timeout", [rule("pushDrop", {"endpoint": "relay"})], lambda c: relays(c) == 2),
    ("overall-status-only", [rule("relayRefuses", {"meter": METERS[0]})],
     lambda c: {r["state"] for r in c.op("relay", meters=METERS, mode="open")["results"]} == {"failed"}),
    ("drops-early-push", [rule("pushBeforeReply", lead="500ms")],
     lambda c: c.op("read", meters=METERS, **READ)["outcome"] == "failed"),
    ("appends-duplicates", [rule("pushDuplicate")],
     lambda c: rows_after(c) and eventually(lambda: len(c.op("rows")["rows"]) > 4, "the second push doubles the rows")),
    ("no-resubscribe", [rule("brokerCut", {"endpoint": "readSingle"}, {"times": 1})],
     lambda c: reads_after_cut(c) == "failed"),
    ("trusts-00", [rule("meterOffline", {"meter": METERS[0]}), rule("pushStatus", status="00")],
     lambda c: c.op("read", meters=METERS, **READ)["missing"] == []),
    ("http-status-only", [rule("replyCode", {"endpoint": "historySingle"})],
     lambda c: c.op(**{"name": "history", "meters": METERS, **READ, **DAYS})["outcome"] == "ok"),
    ("login-storm", [rule("tokenRevoked", {"endpoint": "readSingle"}, {"times": 1})],
     lambda c: c.op("read", meters=METERS, **READ) and endpoints(c).count("getToken") > 4),
    ("restarts-paging", [rule("tokenRevoked", {"endpoint": "historySingle"}, {"skip": 2, "times": 1})],
     lambda c: c.op("history", meters=METERS, pageSize=20, **READ, **DAYS) and endpoints(c).count("historySingle") > 4),
    ("arrival-time-stamps", [], lambda c: rows_after(c, "read", kind="frozen", cgcode="1", **DAYS)[0]["timestamp"] % DAY_MS),
    ("float-values", [], lambda c: any(len(row["value"].split(".")[1]) != 3 for row in rows_after(c))),
    ("history-only", [rule("lateRows", after="30d")], lambda c: c.op("collect", cgcode="1", meters=METERS, **DAYS) and "readFrozen" not in endpoints(c)),
    ("single-pass", [rule("missingRows", share=0.3)], lambda c: c.op("collect", cgcode="1", meters=METERS, **DAYS) and endpoints(c).count("readFrozen") <= 8),
    ("wipes-on-02", [rule("dcuOffline")], lambda c: c.op("archive.read", dcuNo=DCU)["archive"] == []),
    ("one-long-window", [], lambda c: c.op("collect", cgcode="2", meters=METERS[:1], start="2023-05-01 00:00:00", end="2024-07-01 00:00:00")["outcome"] and endpoints(c).count("historyFrozen") > 4),
    ("array-devlist", [], lambda c: c.op("read", meters=METERS, **READ)["outcome"] == "failed"),
    ("iso-dates", [], lambda c: c.op("history", meters=METERS, **READ, **DAYS)["outcome"] == "failed"),
    ("form-encoded-login", [], lambda c: c.op("login")["outcome"] == "failed"),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_a_defect_shows_under_its_fault(attach, defect, faults, broken):
    assert broken(attach("--defect", defect, faults=faults, plan=1, op=5))


def test_a_defect_may_end_the_process(attach):
    case = attach("--defect", "crashes-on-empty-list")
    case.driver.send("op", op="read", args={"meters": [UNKNOWN], **READ})
    assert case.driver.process.wait(timeout=30) != 0


def test_defects_are_listed_and_a_wrong_name_is_told():
    listed = run_to_end("reference-client", "--list-defects").stdout.splitlines()
    assert len(listed) >= 38 and listed[0].split()[:2] == ["form-encoded-login", "TOKEN-01"]
    wrong = run_to_end("reference-client", "--driver", "--defect", "token-forevr")
    assert wrong.returncode == 2 and "did you mean 'token-forever'?" in wrong.stderr


class TestCall:
    """`hes-sim call` by hand."""

    @pytest.fixture(scope="class")
    def call(self, simulator):
        user = case_credentials(simulator)
        target = ["--base-url", simulator.http, "--broker", simulator.mqtt, "--tenant", user["tenantCode"], "--username"]
        target += [user["username"], "--password", user["password"], "--secret-key", user["secretKey"], "--wait", "3"]
        return lambda *arguments: run_to_end("call", *arguments, *target)

    def test_a_table(self, call):
        done = call("readSingle", "--meters", METERS[0], "--cgcode", "5069")
        head, row = done.stdout.splitlines()
        assert done.returncode == 0 and head.split() == ["devAddr", "cgcode", "time", "value", "unit"]
        assert row.startswith(METERS[0]) and row.endswith("kWh")

    def test_json_and_an_incomplete_result(self, call):
        done = call("readSingle", "--meters", f"{METERS[0]},{UNKNOWN}", "--cgcode", "5069", "--json")
        assert done.returncode == 1 and json.loads(done.stdout)["missing"] == [{"devAddr": UNKNOWN}]

    def test_wrong_words_are_told(self, call):
        for arguments, hint in [
            (["readSinle"], "did you mean 'readSingle'?"), (["readSingle"], "needs --meters"),
            (["readFrozen", "--meters", "1", "--cgcode", "5069"], "--cgcode must be 1, 2 or 3"),
            (["relay", "--meters", "1"], "needs --mode"),
        ]:  # fmt: skip
            done = call(*arguments)
            assert done.returncode == 2 and hint in done.stderr
