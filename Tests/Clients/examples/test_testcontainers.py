"""examples/testcontainers.md: its four snippets start the simulator alike, and so started it does what the page says."""

import re

import pytest
import requests

from kit.places import EXAMPLES
from kit.simulator import running

import hes_sim

PAGE = (EXAMPLES / "testcontainers.md").read_text()
SNIPPETS = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S))
TOKEN = "test-only"


def arguments(snippet):
    """The words of the command, whether quoted one by one or as one text."""
    start = snippet.index("serve")
    return re.findall(r"[\w.-]+", snippet[start : snippet.index(")", start)])


def test_the_snippets_have_the_same_command_image_ports_token_and_wait():
    assert set(SNIPPETS) == {"java", "python", "js", "csharp"}
    commands = {language: arguments(snippet) for language, snippet in SNIPPETS.items()}
    assert len({tuple(command) for command in commands.values()}) == 1, commands
    for told in ("hes-sim:0.2.0", "8080", "1883", "HES_SIM_CONTROL_TOKEN", TOKEN, "/_sim/health/ready"):
        assert [language for language, snippet in SNIPPETS.items() if told not in snippet] == []


def test_the_python_snippet_compiles():
    compile(SNIPPETS["python"], "testcontainers.md", "exec")


@pytest.fixture
def published(monkeypatch):
    """As in a container, but for the numbers of the ports, which the system chooses."""
    monkeypatch.setenv("HES_SIM_CONTROL_TOKEN", TOKEN)
    words = arguments(SNIPPETS["java"])
    flags = dict(zip(words[1::2], words[2::2]))
    assert words[0] == "serve" and (flags.pop("--port"), flags.pop("--mqtt-port")) == ("8080", "1883")
    with running(*[word for pair in flags.items() for word in pair]) as simulator:
        yield simulator


def test_so_started_it_is_ready_without_a_token_and_gives_worlds_with_it(published):
    http = re.sub("//hes:", "//127.0.0.1:", published.http)
    assert published.http.startswith("http://hes:") and published.mqtt.startswith("mqtt://hes:")
    assert requests.get(f"{http}/_sim/health/ready", timeout=20).status_code == 200
    assert requests.post(f"{http}/_sim/worlds", json={}, timeout=20).status_code == 401
    simulator = hes_sim.Simulator.attach({"control": f"{http}/_sim"}, control_token=TOKEN)
    with simulator.world() as world:
        answer = requests.post(f"{http}/apis/openapi/getToken", json=world.credentials, timeout=20).json()

    assert answer["code"] == 200
