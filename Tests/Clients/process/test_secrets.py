"""No log, journal, event, metric, error message or report holds a secret."""

import time

import paho.mqtt.client as mqtt
import pytest
import requests

from kit.broker import own_broker
from kit.simulator import run_to_end, running
from kit.worlds import TENANT, world, write

TOKEN = "ct-5e7f0b1c9d"
BROKER_PASSWORD = "bp-61aa0c2f4e"
USERS = [
    {"username": "demo", "password": "up-83b1d5e7a9", "secretKey": "sk-7c0d9e8f1a"},
    {"username": "second", "password": "up-19c2e4f6b8", "secretKey": "sk-2b4d6f8a0c"},
]
WRONG = {"password": "wp-44f0e1d2c3", "secretKey": "wk-5a6b7c8d9e"}
SECRETS = [TOKEN, BROKER_PASSWORD, *(user[name] for user in USERS for name in ("password", "secretKey"))]
TYPED = list(WRONG.values())
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def leaks(text, *more):
    return [secret for secret in [*SECRETS, *TYPED, *more] if secret in text]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return write(world("manual", users=USERS) | {"mqtt": {"auth": "tenant"}}, tmp_path_factory.mktemp("secrets"))


def control(simulator, method, path, **options):
    return requests.request(method, f"{simulator.control}/{path}", headers=BEARER, timeout=20, **options)


def call(simulator, endpoint, body):
    return requests.post(f"{simulator.http}/apis/openapi/{endpoint}", json=body, timeout=20).json()


def connect(simulator, user, password):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.username_pw_set(user, password)
    host, port = simulator.mqtt.removeprefix("mqtt://").rsplit(":", 1)
    client.connect(host, int(port))
    deadline = time.monotonic() + 20
    while client.loop(timeout=0.2) == mqtt.MQTT_ERR_SUCCESS and not client.is_connected():
        assert time.monotonic() < deadline
    client.disconnect()


def use(simulator):
    """Everything that takes a secret, well and badly; returns the tokens that were issued."""
    right = {"tenantCode": TENANT, **USERS[0]}
    token = call(simulator, "getToken", right)["data"]["token"]
    call(simulator, "getToken", right | WRONG)
    call(simulator, "getToken", {"password": WRONG["password"], "secretKey": [WRONG["secretKey"]], "token": TOKEN})
    call(simulator, "readArchive", {"dcuNo": "2211000051", "token": token})
    call(simulator, "readArchive", {"dcuNo": WRONG["password"], "token": token})
    password = USERS[0]["password"]
    for spoilt in (f'{{"username":"demo","password":{password}}}', f"username=demo&password={password}", f'{{"token":{token}}}', password):
        requests.post(f"{simulator.http}/apis/openapi/getToken", data=spoilt, timeout=20)
    requests.get(f"{simulator.control}/clock", headers={"Authorization": "Bearer " + WRONG["password"]}, timeout=20)
    requests.get(f"{simulator.control}/{TOKEN}", timeout=20)
    requests.get(f"{simulator.http}/{TOKEN}", headers=BEARER, timeout=20)
    connect(simulator, "demo", USERS[0]["password"])
    connect(simulator, "demo", WRONG["password"])
    assert control(simulator, "POST", "clock", json={"advance": "1m"}).status_code == 200
    spoilt = world(users=[USERS[0], {**USERS[1], "password": 7}])
    assert control(simulator, "POST", "worlds", json=spoilt).status_code == 400
    return token


PLACES = ["journal", "journal?limit=5", "metrics", "worlds", "faults", "plans/1", "meters", "dcus", "openapi.json", "asyncapi.json",
          "control-openapi.json", "health/ready"]  # fmt: skip


def in_process_list(simulator):
    return open(f"/proc/{simulator.pid}/cmdline").read()


def events(simulator, token):
    """What is left of the journal, as server-sent events."""
    with control(simulator, "GET", "events", params={"since": 0}, stream=True) as stream:
        text = ""
        for line in stream.iter_lines(decode_unicode=True):
            text += line + "\n"
            if '"kind":"clock"' in line:
                return text
    return text


@pytest.fixture
def token_file(tmp_path):
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    return path


def test_nothing_that_is_printed_holds_a_secret(scenario, token_file):
    with running("--scenario", scenario, "--log-level", "trace", "--control-token-file", token_file) as simulator:
        token = use(simulator)

        assert "getToken" in control(simulator, "GET", "journal").text
        for place in PLACES:
            assert leaks(control(simulator, "GET", place).text, token) == [], place
        assert leaks(events(simulator, token), token) == []
        assert leaks(in_process_list(simulator), token) == []
        assert "MQTT listener runs" in simulator.log
        assert leaks(simulator.log + simulator.ready_line.decode(), token) == []


def test_the_password_of_a_broker_is_told_to_nobody(scenario, token_file, tmp_path, monkeypatch):
    monkeypatch.setenv("HES_SIM_BROKER_PASSWORD", BROKER_PASSWORD)
    with own_broker(tmp_path, ("simulator", BROKER_PASSWORD)) as broker:
        address = f"mqtt://simulator@127.0.0.1:{broker.port}"
        arguments = ("--scenario", scenario, "--log-level", "trace", "--control-token-file", token_file)
        with running(*arguments, broker=("--broker", address, "--mqtt-port", 0)) as simulator:
            token = use(simulator)

            assert leaks(in_process_list(simulator) + simulator.log + simulator.ready_line.decode(), token) == []


@pytest.mark.parametrize("way", ["address", "file", "environment"])
def test_a_broker_that_refuses_is_named_without_the_password(way, tmp_path, monkeypatch):
    login = f"simulator:{BROKER_PASSWORD}" if way == "address" else "simulator"
    more = []
    if way == "file":
        (tmp_path / "password").write_text(BROKER_PASSWORD)
        more = ["--broker-password-file", tmp_path / "password"]
    if way == "environment":
        monkeypatch.setenv("HES_SIM_BROKER_PASSWORD", BROKER_PASSWORD)
    with own_broker(tmp_path, ("simulator", "another")) as broker:
        address = f"mqtt://{login}@127.0.0.1:{broker.port}"
        ended = run_to_end("serve", "--broker", address, "--port", 0, "--log-level", "trace", *more)

    assert ended.returncode == 3 and "simulator:***@127.0.0.1" in ended.stderr, ended.stderr
    assert leaks(ended.stdout + ended.stderr) == []


def test_the_control_token_comes_from_the_flag_then_the_file_then_the_environment(scenario, token_file, monkeypatch):
    monkeypatch.setenv("HES_SIM_CONTROL_TOKEN", "environment-token")
    for arguments, token in [(["--control-token", "flag-token"], "flag-token"), (["--control-token-file", token_file], TOKEN),
                             ([], "environment-token")]:  # fmt: skip
        with running("--scenario", scenario, *arguments) as simulator:
            for given in ("flag-token", TOKEN, "environment-token"):
                answer = requests.get(f"{simulator.control}/clock", headers={"Authorization": f"Bearer {given}"}, timeout=20)
                assert answer.status_code == (200 if given == token else 401)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--control-token", "x", "--control-token-file", "FULL"], ["--control-token", "--control-token-file", "leave one"]),
        (["--control-token", ""], ["--control-token", "empty"]),
        (["--control-token-file", "EMPTY"], ["--control-token-file", "empty", "write the secret into it"]),
        (["--control-token-file", "/nowhere/token"], ["/nowhere/token", "is the path right"]),
        (["--control-token-file", "TWO"], ["--control-token-file", "newline"]),
        (["--broker-password-file", "FULL"], ["--broker-password-file", "--broker mqtt://USER@HOST"]),
        (["--broker", "mqtt://u:p@h", "--broker-password-file", "FULL"], ["--broker-password-file", "leave one"]),
        (["--broker", "mqtt://h", "--broker-password-file", "FULL"], ["without a user", "--broker mqtt://USER@HOST"]),
    ],
)
def test_a_wrong_source_of_a_secret_is_a_usage_error(arguments, said, tmp_path):
    for name, text in (("FULL", TOKEN), ("EMPTY", "\n"), ("TWO", f"{TOKEN}\n{TOKEN}\n")):
        (tmp_path / name).write_text(text)
    ended = run_to_end("serve", *[str(tmp_path / word) if word in ("FULL", "EMPTY", "TWO") else word for word in arguments])

    assert (ended.returncode, ended.stdout) == (2, "")
    assert all(words in ended.stderr for words in said), ended.stderr
    assert TOKEN not in ended.stderr


def test_an_empty_variable_does_not_open_the_control_api(monkeypatch):
    monkeypatch.setenv("HES_SIM_CONTROL_TOKEN", "")
    ended = run_to_end("serve", "--port", 0)

    assert ended.returncode == 2 and "HES_SIM_CONTROL_TOKEN is empty" in ended.stderr
