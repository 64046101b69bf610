"""A recorded session, made into a scenario, answers the same client the same."""

import json
import os

import pytest

from kit.places import SCENARIOS
from kit.recording import recording, replay, scenario_of, work
from kit.simulator import run_to_end, running

USER = {
    "tenantCode": "1000000067",
    "username": "demo",
    "password": "demo-password",
    "secretKey": "0123456789abcdef0123456789abcdef",
}
MADE_UP = {**USER, "password": "recorded-password"}
DCU = "2211000051"
METERS = [f"{202407100001 + number}" for number in range(4)]

# A recording cannot tell what these do, or a replay cannot meet it.
NOT_FIXED = {
    "F31b-http-broken-answers": "answers that are no answers, which no scenario keeps",
    "broker-maintenance": "reads rows of hours to come; the recording has the machine's time, and this world another one",
}
# One for each kind of what goes wrong; HES_SIM_ALL_RECIPES=1 plays all of them.
FEW = ["F01", "F08", "F11", "F13", "F19", "F20", "F26", "F30b", "bad-evening"]
RECIPES = sorted(path.stem for path in SCENARIOS.glob("*.json") if path.stem not in ("scenario.schema", "demo"))


def chosen(name):
    if name in NOT_FIXED:
        return pytest.param(name, marks=pytest.mark.skip(reason=NOT_FIXED[name]))
    few = os.environ.get("HES_SIM_ALL_RECIPES") or name.split("-")[0] in FEW or name in FEW
    return pytest.param(name, marks=() if few else pytest.mark.skip(reason="HES_SIM_ALL_RECIPES=1 plays it"))


def recorded(name, folder):
    """A day of a recipe through the proxy, and the day before the scenario's start."""
    document = json.loads((SCENARIOS / f"{name}.json").read_text())
    day = document["clock"]["start"][:10]
    with running("--scenario", SCENARIOS / f"{name}.json", "--clock", "auto") as simulator:
        with recording(folder, simulator.http, simulator.mqtt) as proxy:
            work(proxy.http, proxy.mqtt, USER, METERS, DCU, day)
            code, stdout = proxy.end()
    assert code == 0, proxy.stderr
    return proxy.folder


@pytest.mark.parametrize("name", [chosen(name) for name in RECIPES])
def test_a_replay_of_the_scenario_that_was_made_differs_in_nothing(name, tmp_path):
    folder = recorded(name, tmp_path)
    made = tmp_path / "made.json"
    scenario_of(folder, made)
    check = run_to_end("scenario", "check", made)
    assert check.returncode == 0, check.stdout + check.stderr

    with running("--scenario", made) as simulator:
        run = replay(folder, simulator, MADE_UP)
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
