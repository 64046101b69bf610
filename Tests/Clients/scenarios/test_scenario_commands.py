"""`scenario new`, `diff` and `run`, and what comes from standard input and pipes."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from kit.places import SCENARIOS
from kit.simulator import executable
from kit.waiting import eventually

BASE = {
    "name": "base",
    "clock": {"start": "2024-07-11 16:20:00"},
    "tenants": [{"dcus": [{"dcuNo": "1", "meters": [{"from": "1", "count": 20}]}],
                 "faults": [{"id": "slow", "match": {"endpoint": "getToken"}, "effect": {"type": "replyDelay", "delay": 1}},
                            {"id": "never", "match": {"endpoint": "readSingle"}, "effect": {"type": "pushDrop"}}]}],
}  # fmt: skip

LOGIN = """
import json, os, sys, urllib.request
assert os.environ["HES_TENANT"].startswith("w1-") and os.environ["HES_MQTT_PORT"].isdigit()
body = json.dumps({"tenantCode": os.environ["HES_TENANT"], "username": os.environ["HES_USERNAME"],
                   "password": os.environ["HES_PASSWORD"], "secretKey": os.environ["HES_SECRET_KEY"]}).encode()
request = urllib.request.Request(os.environ["HES_BASE_URL"] + "/apis/openapi/getToken", body,
                                 {"Content-Type": "application/json"})
assert json.load(urllib.request.urlopen(request))["code"] == 200
sys.exit(7)
"""


def scenario(*arguments, **others):
    return subprocess.run([executable(), "scenario", *map(str, arguments)], capture_output=True, text=True, timeout=60, **others)


def write(path, value):
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_a_client_is_told_where_to_log_in_and_its_exit_code_is_the_commands(tmp_path):
    client = write(tmp_path / "client.py", LOGIN)
    run = scenario("run", write(tmp_path / "s.json", BASE), "--client", f"{sys.executable} {client}")

    assert run.returncode == 7, run.stderr
    assert "rule slow: met once" in run.stdout and "rule never: never met" in run.stdout
    assert "getToken: 1 call\n" in run.stdout and "results pushed: 0" in run.stdout


SUBSCRIBE = """
import json, os, paho.mqtt.client as mqtt
from urllib.parse import urlsplit
import urllib.request
with urllib.request.urlopen(os.environ["HES_CONTROL"] + "/worlds/" + os.environ["HES_TENANT"]) as answer:
    told = urlsplit(json.load(answer)["mqtt"])
assert (told.hostname, str(told.port)) == (os.environ["HES_MQTT_HOST"], os.environ["HES_MQTT_PORT"])
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
name = os.environ.get("HES_MQTT_USERNAME")
if name: client.username_pw_set(name, os.environ["HES_MQTT_PASSWORD"])
codes = []
client.on_connect = lambda client, data, flags, code, properties: (codes.append(code.value), client.disconnect())
client.connect(told.hostname, told.port)
client.loop_forever(retry_first_connection=False)
print("login", name, codes, os.environ.get("HES_BROKER"))
"""


@pytest.mark.parametrize(
    ("mqtt", "login"),
    [
        (None, "None"),
        ({"auth": "tenant"}, "user"),
        ({"users": [{"username": "other", "password": "x", "tenantCode": "elsewhere"}, {"username": "mq", "password": "p"}]}, "mq"),
    ],
)
def test_a_client_is_told_the_broker_and_its_login(mqtt, login, tmp_path, monkeypatch):
    monkeypatch.setenv("HES_MQTT_USERNAME", "inherited")
    monkeypatch.setenv("HES_BROKER", "mqtt://inherited")
    client = write(tmp_path / "client.py", SUBSCRIBE)
    document = write(tmp_path / "s.json", BASE | ({"mqtt": mqtt} if mqtt else {}))
    run = scenario("run", document, "--client", f"{sys.executable} {client}")

    assert run.returncode == 0, run.stdout + run.stderr
    assert f"login {login} [0] None\n" in run.stdout


def test_a_client_that_is_not_there_is_said(tmp_path):
    run = scenario("run", write(tmp_path / "s.json", BASE), "--client", "/no/such/client")

    assert run.returncode == 127 and "the client could not be started" in run.stderr


def test_a_scenario_that_is_no_good_starts_no_client(tmp_path):
    run = scenario("run", write(tmp_path / "s.json", '{"seed": -1}'), "--client", f"touch {tmp_path}/started")

    assert run.returncode == 2 and not (tmp_path / "started").exists()


def test_a_signal_is_passed_on_to_the_client(tmp_path):
    line = "trap 'exit 9' TERM; echo started; while :; do sleep 0.1; done"
    command = [executable(), "scenario", "run", write(tmp_path / "s.json", BASE), "--client", line]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "started\n"
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=30) == 9


def test_what_a_client_leaves_in_the_background_ends_with_it(tmp_path):
    ready, mark = tmp_path / "ready", tmp_path / "ended"
    loop = f"trap 'touch {mark}; exit' TERM; touch {ready}; while :; do sleep 0.1; done"
    left = f"({loop}) > /dev/null 2>&1 < /dev/null & while [ ! -e {ready} ]; do sleep 0.1; done; exit 3"
    run = scenario("run", write(tmp_path / "s.json", BASE), "--client", left)

    assert run.returncode == 3
    eventually(mark.exists, "the end of what was left")


def test_the_second_signal_ends_a_client_that_ignores_the_first(tmp_path):
    line = "trap '' TERM; echo started; while :; do sleep 0.1; done"
    command = [executable(), "scenario", "run", write(tmp_path / "s.json", BASE), "--client", line]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "started\n"
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 128 + signal.SIGKILL


def test_a_client_reads_the_terminal(tmp_path):
    command = [executable(), "scenario", "run", write(tmp_path / "s.json", BASE), "--client", 'read x; echo "read $x"; exit 4']
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], list(map(str, command)))
    os.write(terminal, b"word\n")
    told = b""
    with suppress(OSError):  # The end of a terminal is an error on Linux.
        while chunk := os.read(terminal, 1024):
            told += chunk

    assert b"read word" in told
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 4


def test_a_difference_is_told_in_sentences(tmp_path):
    other = json.loads(json.dumps(BASE))
    other["tenants"][0]["dcus"][0]["link"] = "rf"
    first, second = write(tmp_path / "a.json", BASE), write(tmp_path / "b.json", other)

    assert scenario("diff", first, first).returncode == 0
    run = scenario("diff", first, second)
    assert run.returncode == 1 and run.stdout == f'tenants 1 dcus 1 link: only {second} has it, as "rf".\n'
    assert scenario("diff", first, tmp_path / "none.json").returncode == 2


def test_large_scenarios_are_compared_and_put_together_in_no_time(tmp_path):
    large = json.loads(json.dumps(BASE))
    large["tenants"][0]["dcus"][0]["meters"] = [str(number) for number in range(1, 40_001)]
    first = write(tmp_path / "a.json", large)
    second = write(tmp_path / "b.json", {"name": "b", "include": ["a.json"], "tenants": large["tenants"]})

    assert scenario("diff", first, first).returncode == 0
    assert scenario("check", second).returncode == 0


def test_a_problem_behind_a_recipe_has_the_pointer_of_its_own_file(tmp_path):
    spoilt = json.loads(json.dumps(BASE))
    spoilt["tenants"][0]["faults"] = [{"recipe": "bad-evening"}, {"effect": {"type": "pushDrp"}}, {"match": {}}]
    run = scenario("check", write(tmp_path / "a.json", spoilt))
    told = run.stdout + run.stderr

    assert "/tenants/0/faults/1/effect/type:" in told and "'pushDrop'" in told
    assert "/tenants/0/faults/2" in told


def test_rows_that_are_late_by_nothing_are_explained(tmp_path):
    late = json.loads(json.dumps(BASE))
    late["tenants"][0]["faults"] = [{"id": "at-once", "effect": {"type": "lateRows", "after": 0}}]
    run = scenario("explain", write(tmp_path / "a.json", late), "--at", "+1h")

    assert run.returncode == 0 and "not in history yet" not in run.stdout


def test_seeds_differ_by_their_last_digit(tmp_path):
    files = [write(tmp_path / f"{seed}.json", BASE | {"seed": seed}) for seed in (2**53, 2**53 + 1)]

    assert scenario("diff", *files).returncode == 1


def test_the_name_of_a_part_may_have_a_slash(tmp_path):
    base = {"name": "a", "tenants": [{"dcus": [{"dcuNo": "a/1", "meters": ["1", "2"]}]}]}
    over = {"name": "b", "include": ["a.json"], "tenants": [{"dcus": [{"dcuNo": "a/1", "meters": ["3"]}]}]}
    write(tmp_path / "a.json", base)
    explained = scenario("explain", write(tmp_path / "b.json", over)).stdout

    assert "3 meters" in explained and "Overridden" not in explained


RECIPES = [path.stem for path in SCENARIOS.glob("*.json") if path.stem != "scenario.schema"]


def test_every_recipe_with_rules_makes_a_file_that_is_right(tmp_path):
    made = {name: scenario("new", tmp_path / f"{name}.json", "--recipe", name, stdin=subprocess.DEVNULL) for name in RECIPES}
    with_rules = {name for name in RECIPES if any(t.get("faults") for t in json.loads((SCENARIOS / f"{name}.json").read_text())["tenants"])}

    assert {name for name, run in made.items() if run.returncode == 0} == with_rules
    assert all(run.returncode == 2 and "--recipe" in run.stderr for name, run in made.items() if name not in with_rules)
    checked = scenario("check", *sorted(tmp_path.glob("*.json")))
    assert checked.returncode == 0 and "error" not in checked.stderr
    assert [line for line in checked.stderr.splitlines() if "can never" in line] == []


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["explain", "bad-evenin"], "'bad-evening'"),
        (["explain", "scenarios/bad-evenin.json"], "'bad-evening'"),
        (["new", "-", "--recipe", "bad-evenig"], "--recipe: 'bad-evenig' is no answer"),
        (["new", "-", "--recipe", "bad-evenig"], "did you mean 'bad-evening'?"),
        (["new", "-", "--link", "plcc"], "did you mean 'plc'?"),
        (["new", "-", "--clock", "mannual"], "did you mean 'manual'?"),
    ],
)
def test_what_was_probably_meant_is_said(arguments, hint):
    run = scenario(*arguments, stdin=subprocess.DEVNULL)

    assert run.returncode == 2 and hint in run.stderr


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["--clock", "x0"], "Error: --clock must be real, manual, auto or a factor such as x60, not 'x0'\n"),
        (["--port", "70000"], "Error: --port must be from 0 to 65535, not 70000\n"),
    ],
)
def test_a_run_with_a_flag_that_cannot_be_meant_is_code_2_and_says_why(flags, reason):
    run = scenario("run", "demo", "--client", "true", *flags)

    assert run.returncode == 2 and run.stderr.startswith(reason) and "hes-sim scenario run" in run.stderr, run.stderr


def test_a_file_that_cannot_be_read_does_not_end_the_list(tmp_path):
    (tmp_path / "a.json").mkdir()
    write(tmp_path / "b.json", BASE | {"description": "Readable."})
    run = scenario("list", "--directory", tmp_path)

    assert run.returncode == 0
    assert run.stdout == "a.json  (cannot be read)\nb.json  Readable.\n"


def test_a_new_file_is_right_and_is_not_replaced(tmp_path):
    path = tmp_path / "evening.json"
    flags = ["--dcus", 3, "--meters", 7, "--link", "rf", "--recipe", "F26-plan-never-pushed", "--clock", "manual"]

    assert scenario("new", path, *flags, stdin=subprocess.DEVNULL).returncode == 0
    assert json.loads(path.read_text())["name"] == "evening"
    assert scenario("check", path).returncode == 0
    assert "21 meters behind 3 DCUs, reached by rf." in scenario("explain", path).stdout
    assert scenario("new", path, stdin=subprocess.DEVNULL).returncode == 2
    assert scenario("new", "-", "--link", "string", stdin=subprocess.DEVNULL).returncode == 2


@pytest.mark.parametrize("command", ["check", "explain"])
def test_standard_input_and_pipes_are_read(command, tmp_path):
    text, path = json.dumps(BASE), write(tmp_path / "s.json", BASE)

    assert scenario(command, "-", input=text).returncode == 0
    assert scenario(command, "/dev/stdin", input=text).returncode == 0
    line = f"{executable()} scenario {command} <(cat {path})"
    assert subprocess.run([shutil.which("bash"), "-c", line], capture_output=True, timeout=60).returncode == 0


def test_a_file_that_is_not_there_is_told_beside_the_problems_of_the_others(tmp_path):
    run = scenario("check", write(tmp_path / "bad.json", '{"seed": -1}'), tmp_path / "nosuch.json")

    assert run.returncode == 2 and f"{tmp_path}/nosuch.json:1:1: error: /: expected a readable file" in run.stdout
    assert f"{tmp_path}/bad.json:1:" in run.stdout


def test_standard_input_takes_no_file_of_this_machine(tmp_path):
    run = scenario("check", "-", input=json.dumps({"name": "n", "include": [str(write(tmp_path / "s.json", BASE))]}))

    assert run.returncode == 1 and "a request and standard input take no files of this machine" in run.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"name": "n", // why\n}', "JSON has no comments: remove the one at 1:15"),
        ('{"name": "n",}', "JSON has no comma after the last element: remove the one at 1:13"),
        ("{'name': 1}", "JSON has no single quotes: write double quotes at 1:2"),
        ("{name: 1}", 'JSON has keys in double quotes: write "name" at 1:2'),
        ('{"seed": NaN}', "JSON has no NaN: write a number or null at 1:10"),
        ("\ufeff{}", "expected UTF-8 without a byte order mark"),
    ],
)
def test_what_is_nearly_json_is_refused_with_the_slip_and_its_place(text, said):
    run = scenario("check", "-", input=text, encoding="utf-8")

    assert run.returncode == 1 and said in run.stdout
