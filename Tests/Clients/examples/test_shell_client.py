"""examples/shell-client in exec mode against the real simulator."""

import json
from contextlib import contextmanager

import pytest

from kit.cases import DAY_MS, JULY_MS, METERS, Case, assert_no_secrets, world
from kit.control import Control
from kit.exec_session import ExecSession
from kit.places import EXAMPLES
from kit.recorder import recording
from kit.simulator import running
from kit.worlds import world as bench_world
from kit.worlds import write

CLIENT = EXAMPLES / "shell-client/client.sh"
UNKNOWN = "999999999999"
FIRST_NINE = {"start": "2024-07-01 00:00:00", "end": "2024-07-09 00:00:00"}
DIALECTS = ["default", "tables", "literal", {"pack": "literal", "topicKey": "topic"}, {"topicKey": "topic", "topicForm": "hash"}, "rough"]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(bench_world("manual"), tmp_path_factory.mktemp("shell"))) as simulator:
        yield simulator


class ExecCase(Case):
    def __init__(self, session, control, recorder):
        self.run, self.control, self.wire = session.run, control, recorder


@pytest.fixture
def begin(simulator, tmp_path):
    @contextmanager
    def begin(**document):
        made = Control(simulator).ask("POST", "worlds", world(**document))
        control = Control(simulator, made["tenantCode"])
        with recording(simulator.http) as recorder:
            session = ExecSession(["bash", CLIENT], tmp_path, made, recorder.url)
            yield ExecCase(session, control, recorder)
            assert_no_secrets(session.stderr, made, recorder)
            assert list((tmp_path / "state").glob("work.*")) == []
        control.end()

    return begin


@pytest.mark.parametrize("dialect", DIALECTS, ids=json.dumps)
def test_the_canary_in_every_dialect(begin, dialect):
    with begin(dialect=dialect) as it:
        assert it.run("login") == (0, {"outcome": "ok"})
        code, result = it.run("read", kind="single", cgcode="5069", meters=METERS[:1])
        assert (code, result["outcome"], result["missing"]) == (0, "ok", [])
        row = result["rows"][0]
        assert (row["devAddr"], row["cgcode"], row["value"], row["unit"]) == (METERS[0], "5069", it.value(METERS[0]), "kWh")
        assert it.wire.endpoints == ["getToken", "readSingle"]


def test_frozen_rows_come_by_channel(begin):
    with begin() as it:
        code, result = it.run("read", kind="frozen", cgcode="1", meters=METERS[:2], **FIRST_NINE)
        assert (code, result["outcome"], len(result["rows"])) == (0, "ok", 2 * 9 * 8)
        history = it.run("history", kind="frozen", cgcode="1", meters=METERS[:2], **FIRST_NINE)[1]
        assert history["rows"] == result["rows"]


def test_what_is_missing_is_named(begin):
    with begin() as it:
        code, result = it.run("read", kind="single", cgcode="5069", meters=[METERS[4], UNKNOWN])
        assert (code, result["outcome"], result["missing"]) == (0, "partial", [UNKNOWN])
        assert [row["devAddr"] for row in result["rows"]] == [METERS[4]]
        assert it.run("read", kind="single", cgcode="5069", meters=[UNKNOWN]) == (
            1,
            {"outcome": "failed", "rows": [], "missing": [UNKNOWN]},
        )


def test_forty_five_rows_come_in_three_pages(begin):
    with begin() as it:
        code, result = it.run("history", kind="single", cgcode="5069", meters=METERS, pageSize=20, **FIRST_NINE)
        expected = [(meter, "5069", JULY_MS + day * DAY_MS) for meter in METERS for day in range(9)]
        assert (code, [(row["devAddr"], row["cgcode"], row["timestamp"]) for row in result["rows"]]) == (0, expected)
        pages = it.wire.bodies("historySingle")
        assert [(page["curPage"], page["pageSize"], page["devList"]) for page in pages] == [(n, 20, ",".join(METERS)) for n in (1, 2, 3)]


@pytest.mark.parametrize("effect", ["pushDuplicate", "pushSplit", "pushForeign", "pushBeforeReply"])
def test_a_result_counts_once_however_it_comes(begin, effect):
    with begin() as it:
        it.arm(effect, endpoint="readSingle")
        code, result = it.run("read", kind="single", cgcode="5069", meters=METERS)
        assert (code, result["outcome"], len(result["rows"]), it.hits("it")) == (0, "ok", 5, 1)


def test_a_refused_token_is_replaced(begin):
    with begin() as it:
        it.run("login")
        it.control.advance("7201s")
        assert it.run("history", kind="single", cgcode="5069", meters=METERS[:1], **FIRST_NINE)[0] == 0
        assert it.wire.endpoints == ["getToken", "historySingle", "getToken", "historySingle"]


def test_failures_are_told_by_the_exit_code(begin):
    with begin() as it:
        it.arm("replyCode", endpoint="historySingle")
        code, result = it.run("history", kind="single", cgcode="5069", meters=METERS, **FIRST_NINE)
        assert (code, result) == (1, {"outcome": "failed", "rows": []})
        assert it.run("read", kind="frozen", cgcode="5069", meters=METERS)[1]["outcome"] == "refused"
        assert it.run("relay", meters=METERS, mode="open") == (89, None)
        assert it.run("x-probe-4c1e") == (89, None)
        assert it.run("login", without=["HES_TENANT"]) == (90, None)
