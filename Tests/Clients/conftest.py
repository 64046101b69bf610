"""Simulators, logged-in clients and listeners for every test of this folder."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from kit import worlds
from kit.http import Client
from kit.listener import listening
from kit.simulator import running
from kit.speaker import Speaker

# Fixtures and the skips of a machine without a browser; runs of pytest within a test; tests that are run again.
pytest_plugins = ["kit.console", "kit.plugin_suite", "kit.reruns", "pytester"]


class Bench(SimpleNamespace):
    """A simulator with one client and one listener that heard everything since the start."""

    def plan(self, endpoint, **fields):
        """Accepts a plan and returns its push's data."""
        plan_id = self.client.succeed(endpoint, **fields)["planId"]
        if self.is_manual:
            self.client.clock(advance="untilIdle")
        push = self.listener.wait_for(plan_id).push
        assert list(push) == ["planId", "data"]
        return push["data"]

    def read(self, dev_addr, cgcode="5069"):
        """The value of one meter, None where it could not be read."""
        rows = self.plan("readSingle", devList=dev_addr, cgcode=cgcode)["list"]
        return rows[0]["value"] if rows else None

    def archive(self, dcu):
        return [row["devAddr"] for row in self.plan("readArchive", dcuNo=dcu)["list"]]


@contextmanager
def opened(document, directory, *arguments, credentials=None, broker=("--mqtt-port", 0)):
    path = worlds.write(document, directory)
    with running("--scenario", path, *arguments, broker=broker) as simulator:
        with listening(simulator.mqtt) as listener:
            client = Client(simulator, credentials or worlds.credentials())
            is_manual = document["clock"].get("mode") == "manual" or "manual" in arguments
            yield Bench(simulator=simulator, client=client, listener=listener, is_manual=is_manual)
            client.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """One simulator in real time for tests that leave its field as it is."""
    with opened(worlds.world(), tmp_path_factory.mktemp("shared")) as bench:
        yield bench


@pytest.fixture(scope="session")
def still(tmp_path_factory):
    """One simulator in manual time for tests that leave its field as it is and need no waiting."""
    with opened(worlds.world("manual"), tmp_path_factory.mktemp("still")) as bench:
        yield bench


@pytest.fixture
def client(shared):
    """A client of the shared simulator, logged in."""
    client = Client(shared.simulator, worlds.credentials())
    client.log_in()
    yield client
    client.close()


@pytest.fixture
def manual(tmp_path):
    """A simulator of the test's own whose clock stands still until advanced."""
    with opened(worlds.world(), tmp_path, "--clock", "manual") as bench:
        yield bench


@pytest.fixture
def make_bench(tmp_path):
    """A function that opens a simulator on a scenario document: `with make_bench(document, …) as bench`."""
    return lambda document, *arguments, **options: opened(document, tmp_path, *arguments, **options)


@pytest.fixture(scope="session")
def world_host(tmp_path_factory):
    """One simulator for worlds that tests make themselves; worlds whose clocks agree name their plans alike."""
    path = worlds.write(worlds.world("manual"), tmp_path_factory.mktemp("world_host"))
    with running("--scenario", path) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def broker_listener(world_host):
    """What comes at the broker of `world_host`, at its own quality of service."""
    with listening(world_host.mqtt, qos=2) as listener:
        yield listener


@pytest.fixture
def speak(world_host, broker_listener):
    """A function that makes a world of the test's own that speaks a dialect: `speak(topicKey="both")`."""
    made = []

    def speak(world=None, **dialect):
        made.append(Speaker(world_host, dialect, broker_listener, **(world or {})))
        return made[-1]

    yield speak
    for speaker in made:
        speaker.control.end()


def pytest_collection_modifyitems(items):
    """The longest file goes first, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_conformance_mutants.py")


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: keeps the machine busy; runs before all others, without neighbours")
