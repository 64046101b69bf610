"""The recording proxy between third-party clients and the simulator."""

import json
import os
import statistics
import subprocess
import time
from types import SimpleNamespace

import pytest
import requests

from kit import ecosystems, recorder
from kit.certificates import authority, signed
from kit.http import Client
from kit.listener import listening
from kit.recording import recording, replay
from kit.simulator import run_to_end, running
from kit.waiting import eventually
from kit.worlds import METERS, credentials, world, write

WINDOW = {"start": "2024-07-01 00:00:00", "end": "2024-07-02 00:00:00"}


@pytest.fixture
def simulator(tmp_path):
    with running("--scenario", write(world("auto"), tmp_path)) as simulator:
        yield simulator


@pytest.fixture
def proxy(simulator, tmp_path):
    with recording(tmp_path, simulator.http, simulator.mqtt) as proxy:
        yield proxy


def test_a_session_is_evidence_without_a_secret_and_is_judged_at_the_end(simulator, proxy):
    client = Client(SimpleNamespace(http=proxy.http), credentials())
    with listening(proxy.mqtt) as listener:
        page = client.succeed("historySingle", devList=METERS[0], cgcode="5069", **WINDOW, curPage=1, pageSize=20)
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        push = listener.wait_for(plan).push
    client.close()
    # Written once the bytes have gone on.
    pushes = eventually(lambda: proxy.of("push"), "the push in the evidence")
    replies = proxy.of("http.reply")
    text = proxy.file.read_text()

    assert [reply["endpoint"] for reply in replies] == ["getToken", "historySingle", "readSingle"]
    assert replies[1]["json"]["data"] == page
    assert [one["json"] for one in pushes] == [push]
    assert proxy.of("mqtt.subscribe")[0]["topics"] == ["#"]
    user = credentials()
    assert not any(secret in text for secret in [user["password"], user["secretKey"], client.token])

    code, stdout = proxy.end()
    assert code == 0 and "OBS-01" in stdout and "events recorded" in stdout
    assert (proxy.folder / "results.json").exists()
    for path in [proxy.folder, *proxy.folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    again = run_to_end("conformance", "judge", proxy.folder)
    assert again.returncode == 0 and "as the run said" in again.stdout, again.stdout + again.stderr


@pytest.fixture
def encrypted(tmp_path):
    """A proxy with TLS on both sides, and the authority that its clients trust."""
    directory = tmp_path / "pki"
    directory.mkdir()
    root = authority(directory)
    server = signed(directory, "server", root)
    flags = ["--tls-cert", server.certificate, "--tls-key", server.key]
    with running("--scenario", write(world("auto"), tmp_path), *flags, "--mqtts-port", 0) as simulator:
        trust = ["--hes-ca", root.certificate, "--broker-ca", root.certificate]
        with recording(tmp_path, simulator.http, simulator.ready["mqtts"], *flags, *trust) as proxy:
            assert proxy.http.startswith("https://") and proxy.mqtt.startswith("mqtts://")
            yield proxy, root


def test_tls_on_both_sides(encrypted):
    proxy, root = encrypted
    client = Client(SimpleNamespace(http=proxy.http), credentials())
    # Of its own: the environment's bundle would take the place of 'verify'.
    client.session.trust_env, client.session.verify = False, root.certificate
    with listening(proxy.mqtt, authority=root.certificate) as listener:
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        push = listener.wait_for(plan).push
    client.close()
    [heard] = eventually(lambda: proxy.of("push"), "the push in the evidence")
    assert heard["json"] == push


def test_fetch_and_mqtt_js_with_tls_on_both_sides(encrypted):
    proxy, root = encrypted
    node = [ecosystems.tool("node"), ecosystems.ECOSYSTEMS / "mqttjs/session.mjs"]
    package = ecosystems.needed(ecosystems.NODE_PACKAGES / "mqtt", "node-mqtt")
    call = {"devList": METERS[0], "cgcode": "5069"}
    given = {"http": proxy.http, "mqtt": proxy.mqtt, "login": credentials(), "call": call}
    run = subprocess.run(
        [*map(str, node), json.dumps(given)],
        env={**os.environ, "NODE_PATH": str(package.parent), "NODE_EXTRA_CA_CERTS": str(root.certificate)},
        capture_output=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr.decode()
    [heard] = eventually(lambda: proxy.of("push"), "the push in the evidence")
    assert heard["payload"] == run.stdout.decode() and heard["json"] == json.loads(run.stdout)
    assert [reply["endpoint"] for reply in proxy.of("http.reply")] == ["getToken", "readSingle"]


def test_a_hes_behind_the_path_of_a_reverse_proxy_is_judged_by_the_paths_of_the_contract(simulator, tmp_path):
    with recorder.recording(simulator.http, path="/hes") as reverse:
        with recording(tmp_path, f"{reverse.url}/hes/apis/openapi/", simulator.mqtt) as proxy:
            client = Client(SimpleNamespace(http=proxy.http), credentials())
            client.succeed("historySingle", devList=METERS[0], cgcode="5069", **WINDOW, curPage=1, pageSize=20)
            client.close()
            code, stdout = proxy.end()

    assert proxy.http.endswith("/hes") and {exchange.path.split("/")[1] for exchange in reverse.exchanges} == {"hes"}
    assert [(call["path"], call["endpoint"]) for call in proxy.of("http.request")] == [
        ("/apis/openapi/getToken", "getToken"),
        ("/apis/openapi/meter/historySingle", "historySingle"),
    ]
    assert code == 0 and "OBS-01" in stdout


def test_a_call_outside_the_path_of_a_reverse_proxy_is_no_call(simulator, tmp_path):
    with recording(tmp_path, f"{simulator.http}/hes", simulator.mqtt) as proxy:
        outside = proxy.http.removesuffix("/hes") + "/apis/openapi/getToken"
        assert requests.post(outside, json=credentials(), timeout=10).json()["code"] == 200
        proxy.end()
    [call] = proxy.of("http.request")
    assert call["path"] == "/../apis/openapi/getToken" and "endpoint" not in call

    replayed = replay(proxy.folder, simulator, credentials())
    assert (replayed.returncode, "no call" in replayed.stdout + replayed.stderr) == (2, True), replayed


def test_a_killed_proxy_has_written_everything_that_was_answered(simulator, proxy):
    client = Client(SimpleNamespace(http=proxy.http), credentials())
    for _ in range(20):
        client.succeed("historySingle", devList=METERS[0], cgcode="5069", **WINDOW, curPage=1, pageSize=20)
    eventually(lambda: len(proxy.of("http.reply")) == 21, "the last answer in the file")
    before = proxy.file.read_bytes()
    proxy.process.kill()
    proxy.process.wait()

    assert proxy.file.read_bytes() == before and before.endswith(b"\n")
    assert [event["seq"] for event in proxy.events] == list(range(1, 44))
    # What is left can be made into a scenario.
    made = run_to_end("record", "--to-scenario", proxy.folder, "--out", proxy.folder / "made.json")
    assert made.returncode == 0, made.stderr
    judged = run_to_end("conformance", "judge", proxy.folder)
    assert judged.returncode == 2 and judged.stderr.count("\n") == 1
    assert f"'{proxy.folder}' is a recording that ended before it was judged" in judged.stderr
    assert f"'hes-sim record --to-scenario {proxy.folder}'" in judged.stderr


def test_a_body_of_five_megabytes_passes_and_stands_in_the_evidence_in_part(proxy):
    body = b'{"devList":"' + b"1" * 5_000_000 + b'"}'
    answer = requests.post(proxy.http + "/apis/openapi/meter/readSingle", data=body, timeout=30)
    assert answer.json()["code"] != 200
    [request] = eventually(lambda: proxy.of("http.request"), "the request in the evidence")
    assert len(request["body"]) == 65_536 and len(request["json"]["devList"]) == 5_000_000


@pytest.mark.parametrize("days, size", [(1, 3_000_000), (11, 34_000_000)])
def test_a_push_of_megabytes_is_the_same_through_the_proxy(days, size, tmp_path):
    meters = {"from": "300000000001", "count": 120}
    dcu = {"dcuNo": "2211000051", "link": "instant", "meters": [meters]}
    document = world("auto", dcus=[dcu], meters=[], limits={"maxRowsPerPlan": 200_000})
    with running("--scenario", write(document, tmp_path)) as simulator:
        with recording(tmp_path, simulator.http, simulator.mqtt) as proxy:
            client = Client(SimpleNamespace(http=proxy.http), credentials())
            with listening(simulator.mqtt) as direct, listening(proxy.mqtt) as passed:
                span = {"start": "2024-06-01 00:00:00", "end": f"2024-06-{1 + days:02} 00:00:00"}
                numbers = ",".join(f"{300000000001 + number}" for number in range(120))
                plan = client.succeed("readFrozen", devList=numbers, cgcode="3", **span)["planId"]
                one, other = direct.wait_for(plan, 60), passed.wait_for(plan, 60)
            assert len(one.payload) > size
            # Of so many bytes that differ pytest would show the difference for minutes.
            is_same = one.payload == other.payload
            assert is_same
            # Written once the bytes have gone on.
            [push] = eventually(lambda: proxy.of("push"), "the push in the evidence")
            if days == 1:
                assert len(push["json"]["data"]["list"]) == 120 * 97
            else:
                assert push["size"] == len(one.payload) and len(push["payload"]) == 65_536


def test_a_persistent_session_outlives_a_lost_connection(simulator, proxy):
    user = credentials()
    with listening(proxy.mqtt, client_id="collector") as listener:
        listener._client.socket().close()
        client = Client(SimpleNamespace(http=proxy.http), user)
        plan = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        assert listener.wait_for(plan).push["planId"] == plan
        client.close()

    def connects():
        return [event["client"] for event in proxy.of("mqtt.connect")].count("collector")

    eventually(lambda: connects() == 2, "both connections in the evidence")
    assert {"client": "collector", "what": "lost"}.items() <= proxy.of("mqtt.disconnect")[0].items()


def test_a_hes_that_is_away_is_told_and_its_client_is_sent_away(tmp_path):
    with recording(tmp_path, "http://127.0.0.1:9", "mqtt://127.0.0.1:9") as proxy:
        with pytest.raises(requests.ConnectionError):
            requests.post(proxy.http + "/apis/openapi/getToken", json={}, timeout=10)
        [told] = eventually(lambda: proxy.of("broker"), "the failure in the evidence")
        assert told["what"] == "the HES 127.0.0.1:9 was not reached: Connection refused"
        assert told["what"] in proxy.stderr
        code, stdout = proxy.end()
    assert code == 3 and "The HES was never reached." in stdout


def test_a_full_disk_ends_the_recording_with_its_last_whole_line(simulator, tmp_path):
    # A limit of 8 KiB on files stands for the disk.
    small = ["bash", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "small"]
    with recording(tmp_path, simulator.http, simulator.mqtt, prefix=small) as proxy:
        client = Client(SimpleNamespace(http=proxy.http), credentials())
        for _ in range(40):
            client.succeed("historySingle", devList=METERS[0], cgcode="5069", **WINDOW, curPage=1, pageSize=2)
        client.close()
        code, stdout = proxy.end()
    assert code == 4 and "could not be written" in proxy.stderr, proxy.stderr
    assert "OBS-01" not in stdout and not (proxy.folder / "results.json").exists()
    text = proxy.file.read_bytes()
    assert text.endswith(b"\n") and [event["seq"] for event in proxy.events] == list(range(1, text.count(b"\n") + 1))


def test_a_recording_is_never_written_over(simulator, proxy, tmp_path):
    code, _ = proxy.end()
    again = run_to_end("record", "--base-url", simulator.http, "--broker", simulator.mqtt, "--out", proxy.folder)
    assert code == 0 and again.returncode == 2 and "is there already" in again.stderr


def test_a_start_that_fails_leaves_nothing_behind_and_takes_nothing_away(simulator, proxy, tmp_path):
    taken = proxy.http.rpartition(":")[2]
    place = ["--base-url", simulator.http, "--broker", simulator.mqtt, "--port", taken]
    run = run_to_end("record", *place, "--out", tmp_path / "new" / "out")
    assert run.returncode == 3 and not (tmp_path / "new").exists(), run.stderr
    assert "127.0.0.1: Address already in use. Give another --port" in run.stderr

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    run = run_to_end("record", *place, "--out", tmp_path / "mine")
    assert run.returncode == 3
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "flags, word",
    [
        (["--base-url", "ftp://x", "--broker", "mqtt://x", "--out", "OUT"], "--base-url must be like"),
        (["--base-url", "http:///hes", "--broker", "mqtt://x", "--out", "OUT"], "--base-url must be like"),
        (["--base-url", "http://x/#y", "--broker", "mqtt://x", "--out", "OUT"], "without login, ? and #"),
        (["--base-url", "http://x", "--broker", "mqtt://u:p@x", "--out", "OUT"], "takes no login"),
        (["--base-url", "http://x", "--broker", "tcp://x", "--out", "OUT"], "no broker address"),
        (["--base-url", "http://x", "--broker", "mqtt://x", "--out", ""], "--out was given an empty text"),
        (
            ["--base-url", "https://x", "--hes-ca", __file__, "--broker", "mqtt://x", "--out", "OUT"],
            f"--hes-ca: '{__file__}' cannot be used: it has no certificate in PEM",
        ),
        (
            ["--base-url", "http://x", "--broker", "mqtts://x", "--broker-ca", "absent", "--out", "OUT"],
            "--broker-ca: 'absent' cannot be used: No such file or directory",
        ),
        (
            ["--base-url", "http://x", "--broker", "mqtt://x", "--tls-cert", "absent", "--tls-key", "absent", "--out", "OUT"],
            "--tls-cert and --tls-key: 'absent' cannot be used: No such file or directory",
        ),
        (["--base-url", "http://x"], "record needs --base-url, --broker and --out"),
        (["--to-scenario", "nowhere"], "cannot read 'nowhere/evidence"),
        (["--to-scenario", "x", "--base-url", "http://x"], "leave --base-url and --broker out"),
    ],
)
def test_a_mistake_in_the_flags_is_code_2(flags, word, tmp_path):
    run = run_to_end("record", *[str(tmp_path / "out") if flag == "OUT" else flag for flag in flags])
    assert run.returncode == 2 and word in run.stderr, run.stderr


def test_a_login_in_the_address_is_refused_and_its_password_is_not_printed(tmp_path):
    place = ["--base-url", "http://user:hush-hush@hes", "--broker", "mqtt://hes", "--out", tmp_path / "out"]
    run = run_to_end("record", *place)
    assert run.returncode == 2 and "without login" in run.stderr and "hush-hush" not in run.stderr, run.stderr


def test_a_call_through_the_proxy_is_not_much_slower(simulator, proxy, record_property):
    def median(http):
        client = Client(SimpleNamespace(http=http), credentials())
        client.log_in()
        seconds = []
        for _ in range(200):
            begin = time.perf_counter()
            client.succeed("historySingle", devList=METERS[0], cgcode="5069", **WINDOW, curPage=1, pageSize=2)
            seconds.append(time.perf_counter() - begin)
        client.close()
        return statistics.median(seconds)

    direct, passed = median(simulator.http), median(proxy.http)
    record_property("added_ms", round((passed - direct) * 1000, 3))
    print(f"median: direct {direct * 1000:.3f} ms, through the proxy {passed * 1000:.3f} ms")
    # Loose, as a debug build on a shared machine is judged: an order of magnitude would be a stall.
    assert passed < direct * 10 + 0.02
