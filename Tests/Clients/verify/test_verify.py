"""`hes-sim verify` against a HES that is a process of its own, with a real broker."""

import json
import re
import signal
import socket
import subprocess
import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from kit import certificates
from kit.paths import paths_asked
from kit.simulator import executable, run_to_end, running
from kit.worlds import TENANT, user, write

DCU, OTHER = "2211000051", "2211000052"
METERS = ["002407100001", "002407100002", "002407100003", "002407200001"]
SECRETS = ["demo-password", "demo-0123456789abcdef"]


def document(dialect):
    """A world of now, whose meters answer at once."""
    tenant = {
        "tenantCode": TENANT,
        "users": [user("demo")],
        "dialect": dialect,
        "dcus": [
            {"dcuNo": DCU, "link": "instant", "meters": METERS[:3]},
            {"dcuNo": OTHER, "link": "instant", "meters": METERS[3:]},
        ],
    }
    return {"name": "verified", "clock": {"timeZone": "+08:00", "mode": "real"}, "tenants": [tenant]}


@contextmanager
def hes(directory, dialect, *arguments):
    path = write(document(dialect), directory)
    with running("--scenario", path, *arguments, broker=("--mqtt-port", 0)) as simulator:
        yield simulator


def target(simulator, **changes):
    values = {
        "--base-url": simulator.http, "--broker": simulator.mqtt, "--tenant": TENANT, "--username": "demo",
        "--password": SECRETS[0], "--secret-key": SECRETS[1], **changes,
    }  # fmt: skip
    return [word for pair in values.items() for word in pair]


def verify(simulator, *arguments, seconds=120, **changes):
    asked = ["--meters", ",".join(METERS), "--dcu", DCU, "--dcu", OTHER, "--pace", 0]
    return run_to_end("verify", *target(simulator, **changes), *asked, *arguments, seconds=seconds)


def found(result, key):
    """What the table says of a switch."""
    return re.search(rf"^  {key} +(.*)$", result.stdout, re.MULTILINE).group(1)


def test_a_pack_is_found_by_reading_alone(tmp_path):
    dialect = {"pack": "types", "topicForm": "hash", "pushQoS": 2, "pageBase": 0, "bom": True, "backfill": "never"}
    with hes(tmp_path, dialect) as simulator:
        result = verify(simulator, "--report", tmp_path / "report")

    assert result.returncode == 0, result.stdout + result.stderr
    seen = json.loads((tmp_path / "report/dialect.json").read_text())
    assert seen == {
        "topicForm": "hash", "pushQoS": 2, "expireIn": "string", "codeType": "string", "totalCount": "string",
        "pageBase": 0, "valueType": "number", "timestampUnit": "seconds", "bom": True, "backfill": "delayed",
    }  # fmt: skip
    assert found(result, "addUnknown") == "not observed: needs changes of archives (--writes archive)"
    assert found(result, "backfill").startswith("delayed or never, not immediate")
    assert "dialect.json has delayed, which is a choice" in result.stdout
    assert "Twenty days of daily rows" in result.stderr
    for text in [result.stdout, result.stderr, *(path.read_text() for path in (tmp_path / "report").rglob("*.*"))]:
        assert not any(secret in text for secret in SECRETS)

    report = tmp_path / "report"
    assert not any(path.stat().st_mode & 0o077 for path in [report, *report.rglob("*")])
    cases = ElementTree.parse(report / "junit.xml").findall(".//testcase")
    assert len(cases) > 70 and not ElementTree.parse(report / "junit.xml").findall(".//failure")
    assert "RULE-R12" in (report / "report.html").read_text()
    assert run_to_end("scenario", "check", report / "scenario.json").returncode == 0
    scenario = json.loads((report / "scenario.json").read_text())
    assert [dcu["meters"] for dcu in scenario["tenants"][0]["dcus"]] == [METERS[:3], METERS[3:]]

    again = run_to_end("verify", "--from", report)
    assert again.returncode == 0
    assert result.stdout.startswith(again.stdout)
    judged = run_to_end("conformance", "judge", report)
    assert judged.returncode == 2 and f"judge it again with 'hes-sim verify --from {report}'" in judged.stderr


def test_a_run_that_is_cut_leaves_evidence_that_can_be_judged(tmp_path, plain):
    evidence = tmp_path / "report/evidence/VERIFICATION.jsonl"
    asked = ["--meters", METERS[0], "--pace", 50, "--report", tmp_path / "report"]
    command = [executable(), "verify", *target(plain), *map(str, asked)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        for line in run.stderr:
            if line.startswith("4 "):
                break
        run.send_signal(signal.SIGINT)
        run.wait(timeout=30)
    with evidence.open("a") as file:
        file.write('{"seq":9')
    again = run_to_end("verify", "--from", tmp_path / "report")

    assert again.returncode in (0, 3), again.stdout + again.stderr
    assert found(again, "codeType").startswith("number")


@pytest.mark.parametrize("name, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_when_what_was_changed_is_put_back(name, code, tmp_path):
    with hes(tmp_path, {"addElsewhere": "moves"}) as simulator:
        asked = ["--meters", ",".join(METERS), "--dcu", DCU, "--dcu", OTHER, "--pace", 300, "--writes", "archive"]
        command = [executable(), "verify", *target(simulator), *map(str, asked)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            for line in run.stderr:
                if "into the first, and back" in line:
                    break
            run.send_signal(name)
            told, rest = run.communicate(timeout=60)
        archive = run_to_end("call", "readArchive", "--dcu", OTHER, *target(simulator), "--json")

    assert run.returncode == code, told + rest
    assert "NOT PUT BACK" not in told + rest and METERS[3] in archive.stdout
    assert told.splitlines()[-1] == f"The run was broken off: {name.name} came"


def test_leave_to_write_tells_the_rest_and_puts_everything_back(tmp_path):
    dialect = {"addUnknown": "fails", "addElsewhere": "moves", "archiveForm": "strings", "topicKey": "asTable"}
    with hes(tmp_path, dialect) as simulator:
        result = verify(simulator, "--writes", "archive,relay", "--report", tmp_path / "report")
        archive = run_to_end("call", "readArchive", "--dcu", OTHER, *target(simulator), "--json")

    assert result.returncode == 0, result.stdout + result.stderr
    for key, value in dialect.items():
        assert found(result, key).startswith(value)
    assert METERS[3] in archive.stdout


def test_the_environment_says_where_the_broker_is(plain, monkeypatch):
    place = urlsplit(plain.mqtt)
    for name, value in {"HOST": place.hostname, "PORT": str(place.port)}.items():
        monkeypatch.setenv(f"HES_MQTT_{name}", value)
    monkeypatch.setenv("HES_TIME_ZONE", "Nowhere")
    asked = [word for word in target(plain) if word not in ("--broker", plain.mqtt)]
    asked += ["--meters", METERS[0], "--max-calls", 2]

    assert "HES_TIME_ZONE must be like +08:00 or Europe/Berlin, not 'Nowhere'" in run_to_end("verify", *asked).stderr
    monkeypatch.setenv("HES_TIME_ZONE", "+08:00")
    assert "2 calls were made" in run_to_end("verify", *asked).stderr
    monkeypatch.setenv("HES_BROKER", "mqtt://127.0.0.1:1")
    assert "the broker did not accept the connection" in run_to_end("verify", *asked).stderr


@pytest.mark.parametrize("end", ["", "/", "/apis/openapi", "/apis/openapi/"])
def test_a_path_before_that_of_the_calls_is_a_reverse_proxys(plain, end):
    with paths_asked() as (address, paths):
        result = verify(plain, **{"--base-url": f"{address}/hes{end}"})

    assert result.returncode == 3 and paths == ["/hes/apis/openapi/getToken"] * 2


def test_a_certificate_authority_of_its_own_is_enough_for_https_and_mqtts(tmp_path):
    root = certificates.authority(tmp_path)
    server = certificates.signed(tmp_path, "server", by=root)
    flags = ["--tls-cert", server.certificate, "--tls-key", server.key, "--mqtts-port", 0]
    with hes(tmp_path, {}, *flags) as simulator:
        places = {"--base-url": simulator.http, "--broker": simulator.ready["mqtts"]}
        result = verify(simulator, "--ca", root.certificate, "--max-calls", 12, **places)
        stranger = verify(simulator, **places)

    assert places["--base-url"].startswith("https:") and places["--broker"].startswith("mqtts:")
    assert result.returncode == 0, result.stdout + result.stderr
    assert found(result, "pushQoS").startswith("1")
    assert stranger.returncode == 3 and "the broker did not accept the connection" in stranger.stderr


def test_a_dry_run_asks_nothing():
    result = run_to_end("verify", "--dry-run", "--writes", "archive")

    assert result.returncode == 0 and not result.stderr
    assert "nothing was asked" in result.stdout
    assert re.search(r"^TOKEN-LIFE .*left out: needs hours", result.stdout, re.MULTILINE)
    assert re.search(r"^ADD-KNOWN .*left out: needs the number of a DCU", result.stdout, re.MULTILINE)


def test_a_dry_run_bounds_the_calls():
    def most(*arguments):
        told = run_to_end("verify", "--dry-run", *arguments).stdout.splitlines()[-1]
        return int(re.search(r"probes, at most (\d+) calls: \d+ if none is refused", told).group(1))

    reading, writing = most("--max-calls", 1000), most("--max-calls", 1000, "--dcu", DCU, "--writes", "archive,relay")
    assert 100 < reading < writing < 1000
    assert most() <= 200 and most("--max-calls", 7) == 7


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    with hes(tmp_path_factory.mktemp("plain"), {}) as simulator:
        yield simulator


def test_a_wrong_password_ends_after_two_attempts(plain):
    result = verify(plain, **{"--password": "not-the-password"})

    assert result.returncode == 3
    assert 'no token was given (HTTP 200, "invalid credentials")' in result.stderr
    assert "Too little was seen" in result.stdout
    assert "1 probe, 2 calls" in result.stdout
    assert "not-the-password" not in result.stdout + result.stderr


def test_the_evidence_of_an_earlier_run_is_not_overwritten(plain, tmp_path):
    assert verify(plain, "--max-calls", 5, "--report", tmp_path).returncode in (0, 3)
    evidence = next((tmp_path / "evidence").iterdir())
    before = evidence.read_bytes()
    again = verify(plain, "--max-calls", 5, "--report", tmp_path)

    assert (again.returncode, again.stdout) == (2, "")
    assert "give a new or empty folder" in again.stderr and evidence.read_bytes() == before


@pytest.mark.parametrize("again", [False, True], ids=["run", "from"])
def test_files_of_the_user_are_left_alone(plain, again, tmp_path):
    seen, mine = tmp_path / "seen", tmp_path / "mine"
    assert verify(plain, "--max-calls", 5, "--report", seen).returncode in (0, 3)
    mine.mkdir()
    (mine / "scenario.json").write_text("mine")
    report = ["--report", mine]
    result = run_to_end("verify", "--from", seen, *report) if again else verify(plain, *report)

    assert result.returncode == 2 and "has 'scenario.json'; give a new or empty folder" in result.stderr
    assert [path.read_text() for path in mine.iterdir()] == ["mine"]


def test_a_start_that_fails_leaves_nothing_behind(plain, tmp_path):
    for folder in (tmp_path / "new" / "seen", tmp_path):
        result = verify(plain, "--report", folder, **{"--broker": "mqtt://127.0.0.1:1"})
        assert result.returncode == 3 and not list(tmp_path.iterdir())


def test_a_signal_while_the_broker_is_awaited_leaves_nothing_behind(plain, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = f"mqtt://127.0.0.1:{silent.getsockname()[1]}"
        silent.settimeout(10)
        asked = ["--meters", METERS[0], "--report", str(tmp_path / "new" / "seen")]
        command = [executable(), "verify", *target(plain, **{"--broker": broker}), *asked]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as run:
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                run.send_signal(signal.SIGTERM)
                assert run.wait(timeout=10) == -signal.SIGTERM

    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_at_once_and_the_findings_are_printed(plain, tmp_path):
    # A limit of 8 KiB on files stands for the disk.
    small = ["bash", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "small", executable(), "verify", *target(plain)]
    asked = ["--meters", METERS[0], "--pace", 0, "--max-calls", 9, "--report", tmp_path / "seen"]
    result = subprocess.run([str(word) for word in small + asked], capture_output=True, text=True, timeout=60)

    assert result.returncode == 4 and "Contract" in result.stdout, result.stderr
    assert result.stderr.index("the evidence cannot be written") < result.stderr.index("no more is asked")


def test_a_folder_without_evidence_says_which_to_give(plain, tmp_path):
    assert verify(plain, "--max-calls", 2, "--report", tmp_path / "seen").returncode == 3
    inner = run_to_end("verify", "--from", tmp_path / "seen" / "evidence")
    assert inner.returncode == 2 and f"give the folder above, '{tmp_path / 'seen'}'" in inner.stderr
    (tmp_path / "rec" / "evidence").mkdir(parents=True)
    (tmp_path / "rec" / "evidence" / "OBSERVATION.jsonl").write_text("")
    recording = run_to_end("verify", "--from", tmp_path / "rec")
    assert recording.returncode == 2 and "hes-sim conformance judge" in recording.stderr
    assert "cannot read 'nowhere/evidence/VERIFICATION.jsonl'" in run_to_end("verify", "--from", "nowhere").stderr


def test_changes_that_a_missing_flag_prevents_are_told(plain):
    asked = [*target(plain), "--meters", METERS[0], "--writes", "archive"]
    none = run_to_end("verify", *asked)
    one = run_to_end("verify", *asked, "--dcu", DCU, "--max-calls", 2)

    assert none.returncode == 2 and "--writes archive needs the number of a DCU" in none.stderr
    assert "ADD-ELSEWHERE is not tried" in one.stderr and "--dcu twice" in one.stderr


def test_a_hes_that_is_not_there_is_named_with_the_reason(plain):
    result = verify(plain, **{"--base-url": "http://127.0.0.1:1"})

    assert result.returncode == 3
    assert re.search(r"no token was given \(.*[Rr]efused.*\)", result.stderr), result.stderr


def test_a_hes_that_dies_is_not_asked_on(tmp_path):
    with hes(tmp_path, {}) as simulator:
        asked = ["--meters", ",".join(METERS), "--dcu", DCU, "--pace", "100"]
        line = [executable(), "verify", *target(simulator), *asked]
        with subprocess.Popen(list(map(str, line)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            said = ""
            while "historySingle" not in said and "rows" not in said:
                said += run.stderr.readline()
            simulator.process.kill()
            simulator.process.wait()
            told, rest = run.communicate(timeout=60)

    assert run.returncode == 3, said + rest + told
    assert "8 calls in a row had no answer" in rest
    assert told.splitlines()[-1].startswith("The run was broken off: 8 calls in a row had no answer")


def test_a_broker_that_is_not_there_is_named_before_anything_is_asked(plain):
    result = verify(plain, **{"--broker": "mqtt://127.0.0.1:1"})

    assert result.returncode == 3
    assert "the broker did not accept the connection" in result.stderr and "127.0.0.1:1" in result.stderr


def test_the_number_of_calls_is_bounded(plain):
    result = verify(plain, "--max-calls", 5)

    assert "5 calls were made (--max-calls)" in result.stderr
    assert ", 5 calls" in result.stdout


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["--meters", ""], "--meters must name at least one meter"),
        (["--writes", "archiv"], "did you mean 'archive'?"),
        (["--time-zone", "Berlin"], "--time-zone must be like"),
        (["--broker", "http://x"], "is no broker address"),
        (["--base-url", "hes"], "--base-url must be like"),
        (["--base-url", "http://h:1/x?tenant=1"], "--base-url must be like"),
        (["--meters", "abc"], "--meters takes numbers such as 202407100001, not 'abc'"),
        (["--meters", "12 34"], "--meters takes numbers such as 202407100001, not '12 34'"),
        (["--meters", "1,2,1"], "--meters names 1 twice"),
        (["--dcu", "x"], "--dcu takes numbers such as 202407100001, not 'x'"),
        (["--dcu", DCU], f"--dcu names {DCU} twice"),
        (["--dcu", "3"], "--dcu may be given 2 times at most, not 3"),
        (["--ca", "nowhere.pem"], "--ca must be a file with certificates"),
        (["--dry-run", "--from", "nowhere"], "--dry-run lists what would be asked, --from asks nothing"),
        (["--dry-run", "--report", "nowhere"], "--dry-run writes no report"),
        (["--max-calls", 0], "--max-calls must be from 1"),
        (["--from", "nowhere"], "--meters is for a run, --from asks nothing"),
        (["--report", ""], "--report was given an empty text"),
    ],
)
def test_usage_is_refused(plain, arguments, says):
    result = verify(plain, *arguments)

    assert result.returncode == 2
    assert says in result.stderr
