"""A recorded session, made into a scenario, answers the same client the same."""

import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import requests

from kit.control import Control
from kit.http import Client
from kit.listener import listening
from kit.places import SCENARIOS
from kit.recording import recording, replay, scenario_of, work
from kit.simulator import run_to_end, running
from kit.waiting import eventually
from kit.worlds import DCU as WORLD_DCU
from kit.worlds import TENANT, credentials, world, write

USER = {
    "tenantCode": "1000000067",
    "username": "demo",
    "password": "demo-password",
    "secretKey": "0123456789abcdef0123456789abcdef",
}
# Of a scenario that is made of a recording.
MADE_UP = {"password": "recorded-password", "secretKey": "0123456789abcdef0123456789abcdef"}
DCU = "2211000051"
METERS = [f"{202407100001 + number}" for number in range(4)]

# A recording cannot tell what these do, or a replay cannot meet it.
NOT_FIXED = {
    "F31b-http-broken-answers": "answers that are no answers, which no scenario keeps",
}
# Rules of the contract that the failures of a recipe break.
BROKEN = {"F19-absurd-value": ["VALUE"]}
# One for each kind of what goes wrong; HES_SIM_ALL_RECIPES=1 plays all of them.
FEW = ["F01", "F08", "F11", "F13", "F19", "F20", "F26", "F30b", "bad-evening"]
RECIPES = sorted(path.stem for path in SCENARIOS.glob("*.json") if path.stem not in ("scenario.schema", "demo"))


def chosen(name):
    if name in NOT_FIXED:
        return pytest.param(name, marks=pytest.mark.skip(reason=NOT_FIXED[name]))
    few = os.environ.get("HES_SIM_ALL_RECIPES") or name.split("-")[0] in FEW or name in FEW
    return pytest.param(name, marks=() if few else pytest.mark.skip(reason="HES_SIM_ALL_RECIPES=1 plays it"))


def user_of(document):
    tenant = document["tenants"][0]
    return {"tenantCode": tenant["tenantCode"], **tenant["users"][0]}


def meters_of(document):
    """The first four of the first DCU, whose range begins with METERS in all recipes but one."""
    listed = document["tenants"][0]["dcus"][0]["meters"]
    numbers = [meter if isinstance(meter, str) else meter.get("devAddr") for meter in listed]
    return METERS if None in numbers else numbers[:4]


def recorded(name, folder):
    """A morning before the start of a recipe, through the proxy; what the recipe breaks is named."""
    document = json.loads((SCENARIOS / f"{name}.json").read_text())
    # Rows of hours to come are there when they are read in one world, and not yet in the other.
    day = (datetime.fromisoformat(document["clock"]["start"]) - timedelta(hours=6)).date()
    with running("--scenario", SCENARIOS / f"{name}.json", "--clock", "auto") as simulator:
        with recording(folder, simulator.http, simulator.mqtt) as proxy:
            work(proxy.http, proxy.mqtt, user_of(document), meters_of(document), DCU, day)
            code, stdout = proxy.end()
    broken = [line.split()[0] for line in stdout.splitlines() if " BROKEN " in line]
    assert (code, broken) == ((1, BROKEN[name]) if name in BROKEN else (0, [])), stdout + proxy.stderr
    return proxy.folder


@pytest.mark.parametrize("name", [chosen(name) for name in RECIPES])
def test_a_replay_of_the_scenario_that_was_made_differs_in_nothing(name, tmp_path):
    folder = recorded(name, tmp_path)
    made = tmp_path / "made.json"
    scenario_of(folder, made)
    check = run_to_end("scenario", "check", made)
    assert check.returncode == 0, check.stdout + check.stderr

    with running("--scenario", made) as simulator:
        run = replay(folder, simulator, {**user_of(json.loads(made.read_text())), **MADE_UP})
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing differs" in run.stdout


def test_a_replay_against_another_world_says_what_differs(tmp_path):
    folder = recorded("F11-missing-intervals", tmp_path)
    with running("--scenario", SCENARIOS / "F01-meter-offline.json", "--clock", "auto") as simulator:
        run = replay(folder, simulator, USER)
    assert run.returncode == 1, run.stdout + run.stderr
    assert " differ: " in run.stdout and ": rows: " in run.stdout


def test_an_anonymised_scenario_has_no_number_of_the_recording_and_is_served(tmp_path):
    folder = recorded("F01-meter-offline", tmp_path)
    made = tmp_path / "made.json"
    left_out = scenario_of(folder, made, "--anonymise")
    text = made.read_text() + (tmp_path / "made.rows.jsonl").read_text()

    assert not any(number in text for number in [*METERS, DCU, USER["tenantCode"], '"demo"'])
    assert any("made-up ones" in line for line in left_out)
    with running("--scenario", made) as simulator:
        assert simulator.ready["ready"]


def test_a_scenario_is_written_over_no_file_and_without_a_dialect_that_is_none(tmp_path):
    folder, made = recorded("F01-meter-offline", tmp_path), tmp_path / "made.json"
    odd = tmp_path / "odd.json"
    odd.write_text('{"pageBase": "7"}')
    run = run_to_end("record", "--to-scenario", folder, "--out", made, "--dialect", odd)
    assert run.returncode == 2 and "odd.json' is no dialect" in run.stderr and "pageBase" in run.stderr, run.stderr
    assert not list(tmp_path.glob("made.*"))

    for name in ("made.json", "made.rows.jsonl"):
        (tmp_path / name).write_text("mine")
        run = run_to_end("record", "--to-scenario", folder, "--out", made)
        assert run.returncode == 2 and f"{name}' is there already" in run.stderr, run.stderr
        assert [path.read_text() for path in tmp_path.glob("made.*")] == ["mine"]
        (tmp_path / name).unlink()


def test_results_on_topics_of_another_tenant_are_heard_by_a_replay(tmp_path):
    document = world("auto", dialect="literal")
    with running("--scenario", write(document, tmp_path)) as simulator:
        with recording(tmp_path, simulator.http, simulator.mqtt) as proxy:
            client = Client(SimpleNamespace(http=proxy.http), credentials())
            with listening(proxy.mqtt):
                answer = client.succeed("readArchive", dcuNo=WORLD_DCU)
                eventually(lambda: proxy.of("push"), "the archive in the evidence")
            client.close()
            proxy.end()
        assert TENANT not in (answer.get("topicId") or answer["topic"])
        run = replay(proxy.folder, simulator, credentials())
    assert run.returncode == 0 and "1 result compared: nothing differs" in run.stdout, run.stdout + run.stderr


def test_a_login_that_is_refused_ends_the_replay(tmp_path):
    folder = recorded("F01-meter-offline", tmp_path)
    with running("--scenario", SCENARIOS / "F01-meter-offline.json", "--clock", "auto") as simulator:
        run = replay(folder, simulator, {**USER, "password": "not-the-password"})
        asked = Control(simulator).journal(kind="http")
    assert run.returncode == 3 and "refused the login of 'demo': invalid credentials" in run.stderr, run.stderr
    assert [entry["endpoint"] for entry in asked] == ["getToken"]


def test_a_login_without_an_answer_ends_the_replay(tmp_path):
    with running("--scenario", write(world("auto"), tmp_path)) as simulator:
        with recording(tmp_path, simulator.http, simulator.mqtt) as proxy:
            requests.post(f"{proxy.http}/apis/openapi/getToken", json=credentials(), timeout=10)
            proxy.end()
        with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as pool:
            silent.settimeout(20)
            cut = pool.submit(lambda: silent.accept()[0].close())
            address = SimpleNamespace(http=f"http://127.0.0.1:{silent.getsockname()[1]}", mqtt=simulator.mqtt)
            replayed = replay(proxy.folder, address, credentials())
            cut.result()

    assert replayed.returncode == 3, replayed.stdout + replayed.stderr
    assert "the HES did not answer the login: " in replayed.stderr and "Nothing more was sent" in replayed.stderr
    assert "Error" not in replayed.stderr


def test_a_folder_without_a_recording_and_a_hes_that_is_away_have_their_own_codes(tmp_path):
    nowhere = run_to_end("replay", tmp_path, "--base-url", "http://127.0.0.1:9", "--broker", "mqtt://127.0.0.1:9")
    assert nowhere.returncode == 2 and "is" in nowhere.stderr

    folder = tmp_path / "recording" / "evidence"
    folder.mkdir(parents=True)
    request = {
        "seq": 2, "t": 1, "plane": "wire", "kind": "http.request", "exchange": 1, "method": "POST",
        "path": "/apis/openapi/getToken", "endpoint": "getToken", "contentType": "application/json",
        "body": "{}", "json": {},
    }
    reply = {"seq": 3, "t": 2, "plane": "wire", "kind": "http.reply", "exchange": 1, "status": 200}
    (folder / "OBSERVATION.jsonl").write_text("\n".join(map(json.dumps, [request, reply])) + "\n")
    away = run_to_end(
        "replay", tmp_path / "recording", "--base-url", "http://127.0.0.1:9", "--broker", "mqtt://127.0.0.1:9"
    )
    assert away.returncode == 3 and "cannot be used" in away.stderr, away.stderr
    with running("--scenario", write(world("auto"), tmp_path)) as simulator:
        for url in ("http://127.0.0.1:9", "http://localhost:9", simulator.http.replace("http:", "https:")):
            away = run_to_end("replay", tmp_path / "recording", "--base-url", url, "--broker", simulator.mqtt)
            reason = "the TLS handshake failed: wrong version number" if url.startswith("https:") else "Connection refused"
            assert away.returncode == 3 and f"{url} was not reached: {reason}. Is" in away.stderr, away.stderr + away.stdout
