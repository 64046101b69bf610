"""Test files that use pytest-hes-sim, run by a pytest of their own."""

import subprocess
import sys
import textwrap

import pytest

from kit.places import REPOSITORY
from kit.processes import marked
from kit.simulator import executable
from kit.waiting import eventually

PLUGIN = ("-p", "hes_sim.pytest_plugin", "-p", "no:cacheprovider")

# A client of few lines, as a user's test would have it.
CLIENT = '''
import json
import os
import signal
import threading
import urllib.request

import pytest


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def read(world, meters, cgcode="5069"):
    token = post(f"{world.base_url}/getToken", world.credentials)["data"]["token"]
    return post(f"{world.base_url}/meter/readSingle", {"devList": meters, "cgcode": cgcode, "token": token})
'''


class Suite:
    """A directory with test files; `run` is pytest over them in a process of its own."""

    def __init__(self, pytester):
        self.pytester = pytester
        self.directory = pytester.path

    def write(self, code, name="test_it.py"):
        (self.directory / name).write_text(CLIENT + textwrap.dedent(code))

    def run(self, *arguments, code=None):
        if code:
            self.write(code)
        return self.pytester.runpytest_subprocess(*PLUGIN, *arguments, timeout=60)

    def start(self, *arguments, code=None):
        """The same without waiting, in a process group of its own."""
        if code:
            self.write(code)
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *PLUGIN, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def file(self, name):
        return self.directory / name

    def left(self):
        """Processes with this suite's mark in their environment: pytest, workers, simulators, brokers."""
        return marked("HES_SUITE", str(self.directory))


@pytest.fixture(scope="session")
def binary():
    """Its path, before a test changes the directory."""
    return executable()


@pytest.fixture
def suite(binary, pytester, monkeypatch):
    """None of its processes may be left when the test ends."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY / "python"))
    monkeypatch.setenv("HES_SIM", binary)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("HES_SUITE", str(pytester.path))
    suite = Suite(pytester)
    yield suite
    eventually(lambda: not suite.left(), "the end of the suite's processes")
