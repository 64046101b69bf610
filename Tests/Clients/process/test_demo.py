"""`hes-sim demo`: what its collector has is the truth, but for what the story says."""

import csv
import io
import json
import re
import signal
import sqlite3
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import requests

from kit.broker import free_port
from kit.simulator import executable, run_to_end

STORY = Path(__file__).parents[3] / "Sources/hes-sim/Demo/story.json"
ZONE = timezone(timedelta(hours=8))
ANY_PORTS = ("--port", 0, "--mqtt-port", 0)
# Meters that no event and no breaker operation changes, so that the world's start tells their days: late rows, a DCU that was
# away, a day of split pushes.
UNTOUCHED = [("202407120005", "2024-07-13"), ("202407110030", "2024-07-12"), ("202407130030", "2024-07-20")]


def milliseconds(text):
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE).timestamp() * 1000)


@pytest.fixture(scope="module")
def ten_days(tmp_path_factory):
    """The output of ten simulated days, and the database."""
    file = tmp_path_factory.mktemp("demo") / "readings.sqlite"
    ended = run_to_end("demo", *ANY_PORTS, "--days", 10, "--speed", "max", "--data", file, seconds=400)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    with sqlite3.connect(file) as database:
        yield ended.stdout, database


def true_day(meter, day):
    """(item, stamp) → value of the day's intervals, from the load model alone."""
    told = run_to_end("meter", meter, "--at", day, "--day", "--csv", "--scenario", STORY)
    rows = list(csv.reader(io.StringIO(told.stdout)))
    items = [name.split()[0] for name in rows[0][1:]]
    return {(item, milliseconds(row[0])): value for row in rows[1:] for item, value in zip(items, row[1:])}


@pytest.mark.alone
@pytest.mark.parametrize("meter, day", UNTOUCHED)
def test_every_interval_of_a_day_is_there_and_true(ten_days, meter, day):
    truth = true_day(meter, day)
    rows = ten_days[1].execute("SELECT cgcode, timestamp, value FROM reading WHERE devAddr = ?", (meter,))
    found = {(item, stamp): value for item, stamp, value in rows}

    assert len(truth) >= 25 * 6
    assert {key: found.get(key) for key in truth} == truth


@pytest.mark.alone
def test_what_the_story_takes_away_is_missing_and_nothing_else(ten_days):
    told, database = ten_days

    def stamps(meter, since, until):
        span = (meter, milliseconds(since), milliseconds(until))
        query = "SELECT value FROM reading WHERE devAddr = ? AND cgcode = '5069' AND timestamp >= ? AND timestamp < ?"
        return [value for (value,) in database.execute(query, span)]

    assert len(stamps("202407110017", "2024-07-13 00:00:00", "2024-07-14 00:00:00")) == 24
    assert stamps("202407110017", "2024-07-14 03:00:00", "2024-07-30 00:00:00") == []
    assert stamps("202407130012", "2024-07-17 11:00:00", "2024-07-17 13:00:00") == []
    assert set(stamps("202407130005", "2024-07-16 10:00:00", "2024-07-16 11:15:00")) == {"999999.999"}
    assert len(stamps("202407190033", "2024-07-12 10:00:00", "2024-07-13 00:00:00")) == 14
    assert len(stamps("202407100033", "2024-07-12 00:00:00", "2024-07-12 10:00:01")) == 11
    assert stamps("202407100033", "2024-07-12 10:00:01", "2024-07-30 00:00:00") == []
    assert "unexplained: 0" in told


@pytest.mark.alone
def test_the_summary_names_the_rule_of_each_difference(ten_days):
    summary = ten_days[0].partition("the collector's database against the meters")[2]

    assert re.search(r"missing +meter 202407110017, .*rule 'silent-meter-rows'", summary)
    assert re.search(r"missing +meter 202407130012, .*rule 'memory-fault'", summary)
    assert re.search(r"differs +meter 202407130005, .*999999\.999.*rule 'all-nines'", summary)
    assert len(re.findall(r"^    (?:missing|differs|breaker) ", summary, re.M)) == 3
    for rule in ("lost-push", "dusk-drop", "head-end-restarts", "broker-down", "breaker-answer-lost"):
        assert f"survived rule '{rule}'" in summary


@pytest.mark.alone
def test_the_lines_tell_the_story(ten_days):
    told = ten_days[0]

    assert "DCU 2211000052 silent: 40 meters missing; will ask history at 00:25" in told
    assert "202407100033 is gone and 202407190033 is new: the meter was replaced" in told
    assert "breaker of 202407100007 was to be opened and refused" in told
    assert "read again" in told


@pytest.mark.alone
def test_a_quiet_field_has_no_difference():
    ended = run_to_end("demo", *ANY_PORTS, "--quiet-field", "--days", 2, "--speed", "max", seconds=200)

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    assert re.search(r"missing +0\n +differing +0\n", ended.stdout)
    assert "silent" not in ended.stdout and "survived" not in ended.stdout
    assert "unexplained: 0" in ended.stdout


@pytest.mark.alone
@pytest.mark.parametrize("flags, logged", [((), True), (("--no-log-access",), False)])
def test_each_call_and_each_push_is_a_line_on_stderr_unless_that_is_off(flags, logged):
    ended = run_to_end("demo", *ANY_PORTS, "--quiet-field", "--days", 1, "--speed", "max", *flags, seconds=200)

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    assert ('"POST /apis/openapi/getToken" 200' in ended.stderr) == logged
    assert ("PUSH " in ended.stderr) == logged
    assert "PUSH " not in ended.stdout


@pytest.mark.alone
def test_ctrl_c_ends_it_with_a_summary():
    port = free_port()
    with subprocess.Popen(
        [executable(), "demo", "--port", str(port), "--mqtt-port", "0"], stdout=subprocess.PIPE, text=True
    ) as demo:
        for line in demo.stdout:
            if "values of the last hours" in line:
                break
        assert requests.get(f"http://127.0.0.1:{port}/_sim/health/live").status_code == 200
        assert requests.get(f"http://127.0.0.1:{port}/_sim/clock").json()["speed"] == 60
        demo.send_signal(signal.SIGINT)
        rest = demo.stdout.read()
        assert demo.wait(timeout=60) == 0
    assert "unexplained: 0" in rest


def test_a_story_with_a_mistake_is_refused_with_its_place(tmp_path):
    story = json.loads(STORY.read_text())
    story["tenants"][0]["faults"][0]["effect"] = {"type": "meterOfline"}
    file = tmp_path / "story.json"
    file.write_text(json.dumps(story, indent=1))
    ended = run_to_end("demo", *ANY_PORTS, "--story", file)

    assert ended.returncode == 2
    assert re.search(r"story\.json:\d+:\d+", ended.stderr)
    assert "meterOffline" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("flags", [("--speed", "fast"), ("--speed", "0"), ("--days", 0), ("--days", 61), ("--port", -1), ("--port", 70000), ("--data", "")])
def test_a_flag_that_cannot_be_meant_is_refused(flags):
    ended = run_to_end("demo", *flags)

    assert ended.returncode == 2
    assert flags[0] in ended.stderr


def test_a_file_that_is_there_already_is_not_touched(tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    ended = run_to_end("demo", *ANY_PORTS, "--data", file)

    assert ended.returncode == 2
    assert file.read_text() == "mine"


def test_the_built_in_story_is_checked_without_a_word():
    ended = run_to_end("scenario", "check", STORY)

    assert ended.returncode == 0
    assert "warning" not in ended.stderr + ended.stdout
