"""What a recording says of the HES beside its client."""

import json
import re
from types import SimpleNamespace

import pytest

from kit import recorder
from kit.http import ENDPOINTS, ROOT, Client
from kit.listener import listening
from kit.recording import recording
from kit.simulator import run_to_end, running
from kit.waiting import eventually
from kit.worlds import DCU, METERS, credentials, world, write

DAYS = {"start": "2024-07-05 00:00:00", "end": "2024-07-09 00:00:00"}
PACKS = ["default", "tables", "literal", "http", "types", "race", "rough", "silent", "paging", "strict", "field"]
WRONG_TOPIC = [{"effect": {"type": "pushWrongTopic"}, "when": {"skip": 1}}]


def work(proxy):
    """History beside the same rows read from the meters, an archive, and a reading."""
    client = Client(SimpleNamespace(http=proxy.http), credentials())
    meters = ",".join(METERS[:2])
    with listening(proxy.mqtt):
        answers = [client.call("readFrozen", devList=meters, cgcode="1", **DAYS), client.call("readArchive", dcuNo=DCU)]
        answers += [client.call("readSingle", devList=meters, cgcode="5050") for _ in range(2)]
        for page in (0, 1, 2):
            asked = {"devList": meters, "cgcode": "1", **DAYS, "curPage": page, "pageSize": 20, "token": client.token}
            client.post(ROOT + ENDPOINTS["historyFrozen"], asked)
        assert [int(answer["code"]) for answer in answers] == [200] * 4
        eventually(lambda: len(proxy.of("push")) >= 4, "the results in the evidence")
    client.close()


def judged(proxy, folder):
    """The exit code, what was printed, and the rules of results.json by id."""
    work(proxy)
    code, stdout = proxy.end()
    results = json.loads((folder / "recording" / "results.json").read_text())
    return code, stdout, {case["case"]: case for case in results["cases"] if case["case"].startswith("RULE-")}


def changing(endpoint, pattern, other):
    return lambda name, answer: re.sub(pattern, other, answer) if name == endpoint else answer


@pytest.mark.parametrize(
    "rule, clause, alter, faults",
    [
        ("TOTAL", "§3.4", changing("historyFrozen", rb'"total":\d+', rb'"total":1'), []),
        ("R12", "§4.1", changing("historyFrozen", rb'"value":"', rb'"value":"9'), []),
        ("R8", "§3.2.2", None, WRONG_TOPIC),
    ],
    ids=["a wrong total", "another value in history than in the push", "a result on another topic"],
)
def test_a_hes_that_breaks_the_contract_is_named_with_clause_and_exchange(rule, clause, alter, faults, tmp_path):
    with running("--scenario", write(world("auto", faults=faults), tmp_path)) as simulator:
        with recorder.recording(simulator.http, alter) as hes:
            with recording(tmp_path, hes.url, simulator.mqtt) as proxy:
                code, stdout, rules = judged(proxy, tmp_path)
    folder = tmp_path / "recording"

    assert code == 1, stdout + proxy.stderr
    line = next(line for line in stdout.splitlines() if "BROKEN" in line)
    assert line.split()[:2] == [rule, clause] and re.search(r" #\d+$", line), line
    assert f"The HES broke {rule} ({clause})." in stdout
    broken = [case for case in rules.values() if case["verdict"] == "fail"]
    assert [(case["case"], case["clause"]) for case in broken] == [(f"RULE-{rule}", clause)]
    assert all(f"RULE-{rule}" in (folder / name).read_text() for name in ("junit.xml", "report.html", "ctrf.json"))
    assert "OBS-01" in stdout and "OBS-01" in (folder / "report.html").read_text()

    again = run_to_end("conformance", "judge", folder)
    assert again.returncode == 1 and "as the run said" in again.stdout, again.stdout + again.stderr


@pytest.mark.parametrize("pack", PACKS)
def test_a_hes_that_keeps_the_contract_is_accused_in_no_dialect(pack, tmp_path):
    with running("--scenario", write(world("auto", dialect=pack), tmp_path)) as simulator:
        with recording(tmp_path, simulator.http, simulator.mqtt) as proxy:
            code, stdout, rules = judged(proxy, tmp_path)

    assert code == 0 and "BROKEN" not in stdout, stdout
    assert "The HES broke none of them." in stdout
    assert {name for name in ("RULE-R8", "RULE-R12", "RULE-TOTAL") if rules[name]["verdict"] != "pass"} == set()
    assert rules["RULE-STRANGER"]["verdict"] == "not-applicable"
