"""The tour of the README works when pasted."""

import re
import subprocess
from urllib.parse import urlsplit

from kit.places import REPOSITORY
from kit.simulator import running

README = REPOSITORY / "README.md"


def tour(simulator):
    """The shell blocks that talk to the running simulator, at its own ports."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(), re.S)
    text = "\n".join(block for block in blocks if "$HES" in block or "$TOKEN" in block)
    mqtt = urlsplit(simulator.mqtt).port
    return text.replace("http://127.0.0.1:8080", simulator.http).replace("-p 1883", f"-p {mqtt}")


def test_every_block_of_the_tour_does_what_the_text_says():
    with running() as simulator:
        ended = subprocess.run(["bash", "-eu", "-c", tour(simulator)], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 0, ended.stderr
    assert '"status":"01"' in ended.stdout
    assert '"successful":true' in ended.stdout
    assert '"cgcode":"5053","unit":"A","value":"0.000"' in ended.stdout
    assert '"total":31,"curPage":1,"pageSize":5' in ended.stdout


def test_the_readme_names_the_two_commands():
    assert "make run" in README.read_text() and "make test" in README.read_text()
