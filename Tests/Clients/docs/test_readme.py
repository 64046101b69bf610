"""What the README and the page of first calls tell the reader to paste does what the text says."""

import re
import subprocess
from urllib.parse import urlsplit

import pytest

from kit.places import REPOSITORY, page
from kit.simulator import running

README = REPOSITORY / "README.md"


def pasted(path):
    """The output of the page's shell blocks that talk to the running simulator, at its own ports."""
    blocks = re.findall(r"^```sh\n(.*?)^```", path.read_text(), re.S | re.M)
    text = "\n".join(block for block in blocks if re.search(r"\$(HES|SIM|TOKEN)\b", block))
    with running() as simulator:
        mqtt = urlsplit(simulator.mqtt).port
        text = text.replace("http://127.0.0.1:8080", simulator.http).replace("-p 1883", f"-p {mqtt}")
        ended = subprocess.run(["bash", "-eu", "-c", text], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def broken():
    return pasted(README)


def test_the_plan_of_the_readme_is_whole_before_the_fault_and_partial_with_it(broken):
    # curl ends its output without a line feed, so a push may follow an answer on the same line.
    whole, partial = re.findall(r'/1000000067/P003_\d+ (\{"planId".*)$', broken, re.M)
    assert '"status":"00"' in whole and '"status":"01"' in partial
    assert "202407110001" in whole and "202407110001" not in partial
    assert "202407100001" in whole and "202407100001" in partial


def test_the_calls_of_the_readme_both_succeed_and_the_journal_names_the_rule(broken):
    assert len(re.findall(r'"code":200,"msg":"success","data":\{"planId"', broken)) == 2
    assert '"rule":"lost-dcu"' in broken and '"type":"dcuOffline"' in broken


def test_every_block_of_the_first_calls_does_what_the_text_says():
    said = pasted(page("start/first-calls.md"))

    assert '"status":"01"' in said
    assert '"successful":true' in said
    assert '"cgcode":"5053","unit":"A","value":"0.000"' in said
    assert '"total":31,"curPage":1,"pageSize":5' in said


def test_the_readme_names_the_two_commands():
    assert "make run" in README.read_text() and "make test" in README.read_text()
