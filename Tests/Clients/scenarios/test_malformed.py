"""Malformed scenario files: what is said of them word for word, and that nothing begins."""

import os
import uuid
from pathlib import Path

import pytest

from kit.places import FIXTURES, SCENARIOS
from kit.simulator import run_to_end, running
from kit.waiting import eventually

FOLDER = FIXTURES / "malformed"
FILES = sorted(FOLDER.glob("*.json"))
REFUSED = ["02-trailing-comma", "18-users", "32-effect-type-unknown", "46-event-outages", "47-many-at-once"]


def told(path):
    """The golden text, with the file named as it was given."""
    lines = path.with_suffix(".txt").read_text().splitlines(keepends=True)
    return "".join(str(path) + line.removeprefix(path.name) for line in lines)


@pytest.fixture
def mark(monkeypatch):
    """A mark in the environment that every process of a run inherits."""
    name = f"HES_TEST_MARK_{uuid.uuid4().hex}"
    monkeypatch.setenv(name, "1")
    return name.encode()


def marked_brokers(mark):
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if (entry / "comm").read_text().strip() == "mosquitto" and mark in (entry / "environ").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


def test_all_of_them_are_checked_at_once():
    result = run_to_end("scenario", "check", *FILES)

    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == "".join(told(path) for path in FILES)


@pytest.mark.parametrize("path", [path for path in FILES if "-warnings-" in path.name], ids=lambda path: path.stem)
def test_warnings_are_told_and_no_failure(path):
    result = run_to_end("scenario", "check", path)

    assert (result.returncode, result.stdout) == (0, told(path))


@pytest.mark.parametrize("name", REFUSED)
def test_a_simulator_refuses_it_with_the_same_words_and_leaves_no_broker(name, mark):
    path = FOLDER / f"{name}.json"
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", path)

    assert (result.returncode, result.stdout, result.stderr) == (2, "", told(path))
    assert marked_brokers(mark) == []


def test_a_good_file_behind_a_malformed_one_helps_nothing(mark):
    bad, good = FOLDER / "47-many-at-once.json", SCENARIOS / "demo.json"
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", bad, "--scenario", good)

    assert (result.returncode, result.stdout) == (2, "") and marked_brokers(mark) == []


def test_a_broker_of_a_running_simulator_would_be_found(mark):
    assert mark.decode() in os.environ
    with running():
        eventually(lambda: marked_brokers(mark), "the broker")
    assert marked_brokers(mark) == []
