"""A running system that no driver leads: the Python example's collection, night after night, observed and judged."""

import re
import signal
import socket
import time
from datetime import datetime, timedelta, timezone

import pytest

from kit.observation import METERS, observing, scenario
from kit.places import page
from kit.simulator import run_to_end
from kit.suite import judge
from kit.worlds import write

ZONE = timezone(timedelta(hours=8))
TODAY = datetime(2024, 7, 10, tzinfo=ZONE)
# Two and a half days on the clock of `kit.observation`.
DAYS_SECONDS = 5
# Longer than any test.
LONG = ("--window", "3000d")
FIRST_RESULT = {"id": "lost", "match": {"endpoint": "relay"}, "when": {"times": 1}, "effect": {"type": "pushDrop"}}


def night(client, days=10):
    """Collects what the meters froze, and moves a breaker."""
    _, missing = client.collecting.collect(METERS, "1", TODAY - timedelta(days=days), TODAY, client.deadline())
    assert missing == []
    assert client.relay.operate(METERS[:1], "close", client.deadline()) == {METERS[0]: "done"}


def registers(client, count=25):
    """Asks for so many questions of history."""
    for day in range(count):
        end = TODAY - timedelta(days=day)
        client.history.rows(METERS, "5069", end - timedelta(days=10), end, client.deadline())


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    with observing(tmp_path_factory.mktemp("healthy"), *LONG) as observation:
        client = observation.client()
        end = time.monotonic() + DAYS_SECONDS
        while time.monotonic() < end:
            night(client)
        yield observation.end(signal.SIGTERM)
        client.close()


@pytest.fixture
def observe(tmp_path):
    """A function that observes `work(client)` until SIGINT."""

    def observe(work, document=None):
        with observing(tmp_path, *LONG, document=document) as observation:
            client = observation.client()
            work(client)
            run = observation.end(signal.SIGINT)
            client.close()
            return run

    return observe


def decisive(run, invariant):
    """The two events that prove what an invariant found."""
    check = run.case(invariant)["checks"][0]
    events = {event["seq"]: event for event in run.events("OBSERVATION")}
    first, second = (events[number] for number in check["events"][:2])
    assert f"#{first['seq']} → #{second['seq']}" in check["actual"]
    return first, second


def test_nothing_is_held_against_a_client_that_obeys(healthy):
    assert healthy.not_passed == {}
    assert (healthy.code, healthy.results["conformant"], healthy.results["mode"]) == (0, None, "observe")


def test_tokens_expired_in_the_window_and_nothing_in_the_evidence_is_secret(healthy):
    events = healthy.events("OBSERVATION")
    assert sum(event["kind"] == "token" and event["what"] == "issued" for event in events) > 1
    text = (healthy.folder / "evidence/OBSERVATION.jsonl").read_text()
    assert "mdm-password" not in text and "mdm-0123456789abcdef" not in text


def test_the_reports_are_those_of_a_run(healthy):
    names = {path.name for path in healthy.folder.iterdir()}
    assert names == {"results.json", "junit.xml", "ctrf.json", "badge.svg", "report.html", "evidence"}
    page = (healthy.folder / "report.html").read_text()
    assert all(name in page for name in healthy.verdicts)


def test_a_login_for_each_call_is_found(observe):
    def work(client):
        token = client.session.token

        def forgetful(deadline):
            client.session._token = None
            return token(deadline)

        client.session.token = forgetful
        night(client)

    run = observe(work)
    assert (run.code, run.case("OBS-11")["verdict"]) == (1, "fail")
    assert [event["endpoint"] for event in decisive(run, "OBS-11")] == ["getToken", "getToken"]


def test_a_window_that_is_too_long_is_found(observe):
    def work(client):
        client.calendar.windows = lambda start, end: [(start, end)]
        with pytest.raises(Exception, match="half a year"):
            client.history.rows(METERS, "2", TODAY - timedelta(days=420), TODAY, client.deadline())

    run = observe(work)
    assert (run.code, run.case("OBS-09")["verdict"]) == (1, "fail")
    call, answer = decisive(run, "OBS-09")
    assert (call["json"]["start"][:10], call["json"]["end"][:10]) == ("2023-05-17", "2024-07-10")
    assert (answer["kind"], answer["exchange"]) == ("http.reply", call["exchange"])


def test_a_breaker_operation_that_is_repeated_blindly_is_found(observe):
    def work(client):
        while "unknown" in client.relay.operate(METERS[:1], "open", client.deadline()).values():
            pass

    run = observe(work, scenario(faults=[FIRST_RESULT]))
    assert run.case("OBS-16")["verdict"] == "warn"
    first, second = decisive(run, "OBS-16")
    assert (first["endpoint"], second["endpoint"]) == ("relay", "relay")
    assert all(event["json"]["controlMode"] == 1 and event["json"]["devList"] == METERS[0] for event in (first, second))


def test_a_client_that_reads_the_first_page_only_is_found(observe, monkeypatch):
    def first_page(ask, size):
        yield ask(1, size)["list"]

    monkeypatch.setattr("hes_client.history.pages", first_page)
    run = observe(registers)
    assert (run.code, run.case("OBS-13")["verdict"]) == (1, "fail")
    call, answer = decisive(run, "OBS-13")
    assert (call["kind"], call["json"]["curPage"]) == ("http.request", 1)
    assert answer["json"]["data"]["total"] > len(answer["json"]["data"]["list"]) == 20


def test_what_was_not_seen_is_inconclusive_and_never_a_pass(observe):
    run = observe(lambda client: client.session.log_in(client.deadline()))
    assert (run.code, run.case("OBS-09")["verdict"], run.case("OBS-01")["verdict"]) == (3, "inconclusive", "pass")
    assert "no calls with a window of history were seen" in run.case("OBS-09")["reason"]


def test_silence_passes_nothing(observe):
    run = observe(lambda client: None)
    assert (run.code, set(run.verdicts.values())) == (3, {"inconclusive"})


def test_judging_again_says_the_same(healthy, observe):
    again = judge(healthy.folder)
    assert (again.returncode, "21 cases judged again: as the run said" in again.stdout) == (healthy.code, True)
    run = observe(registers)
    again = judge(run.folder)
    assert (again.returncode, "as the run said" in again.stdout) == (run.code, True)


@pytest.mark.parametrize(
    "flags, message",
    [
        (["--http", "nowhere"], "--http must be an address such as 127.0.0.1:8080 or [::1]:0, not 'nowhere'"),
        (["--http", "127.0.0.1:70000"], "--http must be an address"),
        (["--mqtt", "::1:0"], "--mqtt must be an address"),
        (["--window", "soon"], "--window must be a duration such as 90s, 30m, 12h or 2d, not 'soon'"),
        (["--window", "0s"], "--window must be a duration"),
        (["--scenario", "nowhere.json"], "cannot read the scenario 'nowhere.json'"),
        (["--select", "OSB-01"], "no invariant is called 'OSB-01'; did you mean 'OBS-01'?"),
        (["--report", "/proc/nowhere"], "cannot make the folder '/proc/nowhere'"),
    ],
    ids=str,
)
def test_wrong_input_is_refused_with_a_word_about_it(flags, message):
    usual = {"--http": "127.0.0.1:0", "--mqtt": "127.0.0.1:0", "--window": "1s"}
    words = [word for flag, value in usual.items() if flag not in flags for word in (flag, value)]
    ended = run_to_end("conformance", "observe", *words, *flags)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


@pytest.mark.parametrize("flag", ["--http", "--mqtt"])
def test_a_port_that_is_taken_is_told(flag):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        other = {"--http": "127.0.0.1:0", "--mqtt": "127.0.0.1:0"} | {flag: f"127.0.0.1:{taken.getsockname()[1]}"}
        ended = run_to_end("conformance", "observe", *[word for pair in other.items() for word in pair], "--window", "1s")
    assert ended.returncode == 2
    assert f"Give another {flag}, or port 0 for any free one" in ended.stderr


@pytest.mark.parametrize(
    "document, message",
    [
        (scenario(clock="manual"), "the scenario's clock is manual"),
        ({**scenario(), "tenants": scenario()["tenants"] + scenario(tenantCode="4712")["tenants"]}, "the scenario has 2"),
        (scenario(users=[{"username": "u", "password": "p", "secretKey": "k" * 32}]), "too short to mask"),
    ],
    ids=["manual", "tenants", "password"],
)
def test_a_world_that_cannot_be_observed_is_refused(tmp_path, document, message):
    place = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--window", "1s"]
    ended = run_to_end("conformance", "observe", *place, "--scenario", write(document, tmp_path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_a_window_of_the_demo_world_ends_by_itself(tmp_path):
    place = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    ended = run_to_end("conformance", "observe", *place, "--window", "1s", "--select", "OBS-09", "--report", tmp_path)
    assert ended.returncode == 3
    assert "tenantCode  1000000067" in ended.stderr and "inconclusive   OBS-09" in ended.stdout


def test_a_fault_is_armed_for_the_next_transaction_and_judged_by_what_follows(tmp_path):
    faults = ("--faults", "--reaction", 2, "--select", "PUSH-14", "RELAY-04")
    with observing(tmp_path, *LONG, *faults) as observation:
        client = observation.client(plan_seconds=1.0)
        observation.wait_for("PUSH-14 is armed and waits for readFrozen or readSingle")
        rows, missing = client.reading.read(METERS, "5069", None, client.deadline())
        assert (len(rows), missing) == (len(METERS), [])
        client.history.rows(METERS, "5069", TODAY - timedelta(days=2), TODAY, client.deadline())
        observation.wait_for("RELAY-04 is armed and waits for relay")
        run = observation.end(signal.SIGINT)
        client.close()

    assert run.verdicts == {"PUSH-14": "pass", "RELAY-04": "inconclusive"}
    assert run.case("RELAY-04")["reason"].startswith("waited for relay in 1 turn, saw ")
    assert "PUSH-14 is delivered" in run.stderr
    again = judge(run.folder)
    assert (again.returncode, "as the run said" in again.stdout) == (run.code, True)


def test_a_trigger_makes_the_system_act_with_the_id_of_the_case(tmp_path):
    told = tmp_path / "told"
    faults = ("--faults", "--reaction", 1, "--select", "READ-02", "--trigger", f"echo {{case}} >> {told}; exit 7")
    with observing(tmp_path, *LONG, *faults) as observation:
        observation.wait_for("READ-02 was not delivered: no readFrozen or readSingle came")
        run = observation.end(signal.SIGINT)

    assert told.read_text() == "READ-02\n"
    assert "READ-02: the trigger ended with exit status 7" in run.stderr
    assert run.case("READ-02")["reason"] == (
        "waited for readFrozen or readSingle in 1 turn, saw no call; the trigger ended with exit status 7"
    )


@pytest.mark.parametrize(
    "flags, message",
    [
        (["--trigger", "true"], "--trigger is for --faults"),
        (["--faults", "--trigger", "crul x"], "--trigger: 'crul' is not found"),
        (["--faults", "--trigger", " "], "--trigger is empty"),
        (["--faults", "--reaction", "0"], "--reaction must be from 1 to 3600 seconds, not 0"),
        (["--select", "PUSH-14"], "no invariant is called 'PUSH-14' without --faults"),
    ],
    ids=str,
)
def test_wrong_input_about_faults_is_refused(flags, message):
    ended = run_to_end("conformance", "observe", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--window", "1s", *flags)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_the_page_lists_every_invariant_and_every_fault():
    text = page("reference/observe.md").read_text()
    rows = dict(re.findall(r"^\| ((?:OBS|[A-Z]+)-\d\d) \| .* \| ([^|]+) \|$", text, re.M))
    explained = {name: run_to_end("conformance", "explain", name).stdout for name in rows if name.startswith("OBS")}
    assert len(explained) == 21 and len(rows) == 31
    assert [name for name, told in explained.items() if not told.startswith(f"{name}: {rows[name]}\n")] == []
