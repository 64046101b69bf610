"""`hes-sim call`: one call is one call, and what it prints is what came."""

import json
from types import SimpleNamespace

import pytest

from conftest import opened
from kit import certificates
from kit.control import Control
from kit.paths import paths_asked
from kit.simulator import run_to_end, running
from kit.worlds import DCU, LOOSE, METERS, TENANT, world, write

DAY = ["--start", "2024-07-10", "--end", "2024-07-11"]
PLANS = {
    "readSingle": ["--meters", METERS[0], "--cgcode", "5069"],
    "readFrozen": ["--meters", METERS[0], "--cgcode", "1", *DAY],
    "relay": ["--meters", METERS[0], "--mode", "open"],
    "readArchive": ["--dcu", DCU],
    "addArchive": ["--dcu", DCU, "--meters", LOOSE],
    "removeArchive": ["--dcu", DCU, "--meters", LOOSE],
}
HISTORY = {
    "historyFrozen": ["--meters", METERS[0], "--cgcode", "1", *DAY],
    "historySingle": ["--meters", METERS[0], "--cgcode", "5069", *DAY],
}


class Called:
    """A simulator, and `hes-sim call` with what it takes to reach it."""

    def __init__(self, bench):
        self.control = Control(bench.simulator)
        self.target = [
            "--base-url", bench.simulator.http, "--broker", bench.simulator.mqtt, "--tenant", TENANT, "--wait", "1",
            "--username", "demo", "--password", "demo-password", "--secret-key", "demo-0123456789abcdef",
        ]  # fmt: skip

    def __call__(self, *arguments):
        return run_to_end("call", *arguments, *self.target)

    def sent(self):
        """The calls of the run, without the login."""
        calls = [entry["endpoint"] for entry in self.control.journal(kind="http")]
        self.control.post("reset", {"scope": "journal"})
        return [endpoint for endpoint in calls if endpoint != "getToken"]


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    with opened(world("auto"), tmp_path_factory.mktemp("call")) as bench:
        yield Called(bench)


@pytest.fixture
def effect(called):
    """A function that arms an effect for an endpoint until the test ends."""

    def arm(endpoint, **effect):
        called.control.post("faults", {"id": "it", "match": {"endpoint": endpoint}, "effect": effect})

    called.sent()
    yield arm
    called.control.send("DELETE", "faults/it")


@pytest.mark.parametrize("endpoint", [*PLANS, *HISTORY])
def test_a_call_that_succeeds_is_sent_once_and_nothing_else_is(called, effect, endpoint):
    done = called(endpoint, *{**PLANS, **HISTORY}[endpoint])

    assert (done.returncode, done.stderr) == (0, "")
    assert called.sent() == [endpoint]


@pytest.mark.parametrize("endpoint", PLANS)
def test_a_lost_push_is_no_result_and_nothing_is_asked_again(called, effect, endpoint):
    effect(endpoint, type="pushDrop")
    done = called(endpoint, *PLANS[endpoint])

    assert done.returncode == 1
    assert "no result: nothing of plan P003_" in done.stderr and "was pushed within 1.0 seconds" in done.stderr
    assert "ok" not in done.stdout and ("no result" in done.stdout or "unknown" in done.stdout)
    assert called.sent() == [endpoint]


@pytest.mark.parametrize("endpoint", [*PLANS, *HISTORY])
@pytest.mark.parametrize("failing", [{"type": "replyReset"}, {"type": "replyStatus", "status": 503}], ids=["reset", "503"])
def test_an_answer_that_is_none_is_not_asked_for_again(called, effect, endpoint, failing):
    effect(endpoint, **failing)
    done = called(endpoint, *{**PLANS, **HISTORY}[endpoint])

    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert called.sent() == [endpoint]


def test_a_refusal_says_what_the_hes_says(called, effect):
    long = ["--start", "2023-01-01", "--end", "2024-07-01"]
    done = called("historyFrozen", "--meters", METERS[0], "--cgcode", "1", *long)

    assert done.returncode == 1 and "range exceeds half a year" in done.stderr
    assert called.sent() == ["historyFrozen"]


def test_a_wrong_path_is_named_as_such_and_asked_for_once(called):
    called.control.post("reset", {"scope": "journal"})
    done = run_to_end("call", "getToken", *called.target, "--base-url", called.target[1] + "/hes/token")

    assert done.returncode == 1 and "failed: HTTP 404: " in done.stderr and "rejected" not in done.stderr
    with paths_asked() as (address, paths):
        done = run_to_end("call", "getToken", *called.target, "--base-url", address)
    assert done.returncode == 1 and done.stderr == "hes-sim: failed: HTTP 404\n"
    assert paths == ["/apis/openapi/getToken"]


def test_a_meter_that_there_is_not_is_named(called, effect):
    done = called("readSingle", "--meters", "999999999999", "--cgcode", "5069")

    assert done.returncode == 1 and "999999999999" in done.stderr


def test_a_broker_that_refuses_the_login_is_told_and_gets_that_of_the_calls(tmp_path):
    document = {**world("auto"), "mqtt": {"auth": "tenant"}}
    with running("--scenario", write(document, tmp_path), broker=("--mqtt-port", 0)) as simulator:
        asked = ["call", "readSingle", *PLANS["readSingle"], *Called(SimpleNamespace(simulator=simulator)).target]
        done = run_to_end(*asked)
        place = simulator.mqtt.removeprefix("mqtt://")
        refused = run_to_end(*asked, "--broker", f"mqtt://demo:wrong@{place}")

    assert (done.returncode, done.stderr) == (0, "")
    assert refused.returncode == 1 and "The broker refused the user name or password" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["relay", "--meters", METERS[0], "--mode", "opne"], "--mode must be open or close, not 'opne'"),
        (["historyFrozen", *HISTORY["historyFrozen"], "--end", "2024-07-09"], "is after --end"),
        (["readFrozen", *PLANS["readFrozen"], "--end", "2024-07-09"], "is after --end"),
    ],
)
def test_arguments_that_no_call_has_are_refused(called, arguments, says):
    done = called(*arguments)

    assert done.returncode == 2 and says in done.stderr


def test_a_window_goes_out_as_it_was_given(called, effect):
    called("readFrozen", *PLANS["readFrozen"])
    request = called.control.journal(kind="http", endpoint="readFrozen")[-1]["request"]

    assert (request["start"], request["end"]) == ("2024-07-10 00:00:00", "2024-07-11 00:00:00")


class TestWhereItGoes:
    """The flags and variables that `hes-sim verify` has too."""

    def test_the_environment_names_the_broker(self, called, monkeypatch):
        broker = called.target.index("--broker")
        others = called.target[:broker] + called.target[broker + 2 :]
        monkeypatch.setenv("HES_MQTT_PORT", "1")
        monkeypatch.setenv("HES_BROKER", called.target[broker + 1])
        done = run_to_end("call", "readSingle", *PLANS["readSingle"], *others)

        assert (done.returncode, done.stderr) == (0, "")
        monkeypatch.setenv("HES_BROKER", "mqtt://127.0.0.1:1")
        assert run_to_end("call", "readSingle", *PLANS["readSingle"], *others).returncode == 1

    def test_a_certificate_authority_of_its_own_is_enough_for_https_and_mqtts(self, tmp_path):
        root = certificates.authority(tmp_path)
        server = certificates.signed(tmp_path, "server", by=root)
        flags = ["--tls-cert", server.certificate, "--tls-key", server.key, "--mqtts-port", 0]
        with opened(world("auto"), tmp_path, *flags) as bench:
            called = Called(bench)
            called.target[3] = bench.simulator.ready["mqtts"]
            done = called("readSingle", *PLANS["readSingle"], "--ca", root.certificate)
            stranger = called("readSingle", *PLANS["readSingle"])

        assert called.target[1].startswith("https:") and called.target[3].startswith("mqtts:")
        assert (done.returncode, done.stderr) == (0, "")
        assert stranger.returncode == 1

    def test_a_path_before_that_of_the_calls_is_a_reverse_proxys(self, called):
        with paths_asked() as (address, paths):
            run_to_end("call", "getToken", *called.target, "--base-url", f"{address}/hes/apis/openapi")

        assert set(paths) == {"/hes/apis/openapi/getToken"}

    def test_a_page_without_rows_is_refused(self, called):
        done = run_to_end("call", "historySingle", *called.target, *HISTORY["historySingle"], "--page-size", "0")

        assert done.returncode == 2 and "--page-size must be 1 or more, not 0" in done.stderr

    @pytest.mark.parametrize(
        ("flag", "text", "says"),
        [
            ("--base-url", "http://h/?x", "--base-url must be like https://hes.example:8443"),
            ("--ca", "nowhere.pem", "--ca must be a file with certificates"),
            ("--broker", "mqtt://h/path", "does not belong into a broker address"),
        ],
    )
    def test_what_is_no_address_is_told(self, called, flag, text, says):
        done = run_to_end("call", "getToken", *called.target, flag, text)

        assert done.returncode == 2 and says in done.stderr


class TestOnAManualClock:
    @pytest.fixture(scope="class")
    def opened_still(self, tmp_path_factory):
        with opened(world("manual", timing={"perMeterRead": "25m"}), tmp_path_factory.mktemp("still")) as bench:
            yield Called(bench)

    @pytest.fixture
    def still(self, opened_still):
        """The plan that an earlier test left behind is over, so that the DCU's medium is free."""
        opened_still.control.advance("2h")
        return opened_still

    def test_it_says_at_once_that_nothing_will_come_and_offers_to_advance(self, still):
        done = still("readSingle", *PLANS["readSingle"])
        told, end = done.stderr.splitlines()

        assert done.returncode == 1 and end.startswith("hes-sim: no result: ")
        assert "clock stands still" in told and "--advance 10m" in told

    def test_advance_moves_it_once_the_call_is_accepted(self, still):
        before = still.control.get("clock")["nowMs"]
        done = still("readSingle", *PLANS["readSingle"], "--advance", "30m", "--json")

        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["rows"][0]["devAddr"] == METERS[0]
        assert still.control.get("clock")["nowMs"] == before + 30 * 60_000

    def test_too_short_a_time_is_no_result(self, still):
        done = still("readSingle", *PLANS["readSingle"], "--advance", "10m")

        assert done.returncode == 1 and "no result" in done.stderr

    @pytest.mark.parametrize("text", ["10", "-1m", "soon", "0s"])
    def test_what_is_no_duration_is_told(self, still, text):
        done = still("readSingle", *PLANS["readSingle"], f"--advance={text}")

        assert done.returncode == 2 and "--advance must be a duration such as 90s, 10m or 2h" in done.stderr


def test_a_clock_that_could_not_be_advanced_is_told(tmp_path):
    with opened(world("manual"), tmp_path, "--control-token", "secret-of-the-control-api") as bench:
        done = Called(bench)("readSingle", *PLANS["readSingle"], "--advance", "10m")

    assert done.returncode == 1 and "no result: the simulator's clock was not advanced, HTTP 401" in done.stderr
