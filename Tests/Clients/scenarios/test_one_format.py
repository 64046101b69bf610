"""A file, a shipped recipe and what `POST /_sim/worlds` takes are one format, both ways."""

import json
import re
import subprocess

import pytest

from kit.control import Control
from kit.places import SCENARIOS
from kit.simulator import executable, run_to_end, running
from kit.worlds import write

SHIPPED = sorted(set(SCENARIOS.glob("*.json")) - {SCENARIOS / "scenario.schema.json"})
MINIMAL = [{}, {"name": "x"}, {"seed": 3}, {"tenants": [{}]}, {"include": ["bad-evening"]}, {"clock": {"mode": "manual"}},
           {"tenants": [{"dcus": [{"dcuNo": "1", "meters": ["7"]}]}]}, {"tenants": [{"faults": [{"recipe": "month-end-load"}]}]}]  # fmt: skip


@pytest.fixture(scope="module")
def control(tmp_path_factory):
    path = write({"clock": {"mode": "manual"}, "tenants": [{"tenantCode": "host"}]}, tmp_path_factory.mktemp("host"))
    with running("--scenario", path) as simulator:
        yield Control(simulator)


def posted(control, document):
    """A world of the document's own, which is gone afterwards: its warnings, how many meters it has, and its export."""
    made = control.post("worlds", document)
    tenant = made["tenantCode"]
    try:
        count = control.get("meters", tenant=tenant)["total"]
        return made.get("warnings", []), count, control.get("scenario", tenant=tenant)
    finally:
        control.ask("DELETE", f"worlds/{tenant}")


def meters(path):
    """How many meters `explain` tells of a file."""
    told = run_to_end("scenario", "explain", path)
    assert told.returncode == 0, told.stderr
    [(behind, loose)] = re.findall(r"^  (\d+) meters? behind \d+ DCUs?.*?(?:; (\d+) meters? in no archive)?\.$", told.stdout, re.M)
    return int(behind) + int(loose or 0)


@pytest.mark.parametrize("document", [*SHIPPED, *MINIMAL], ids=lambda given: getattr(given, "stem", None) or json.dumps(given))
def test_what_a_file_may_say_a_request_may_and_the_other_way_round(document, control, tmp_path):
    document = document if isinstance(document, dict) else json.loads(document.read_text())
    path = write(document, tmp_path, "one.json")
    checked = run_to_end("scenario", "check", path)
    warnings, count, export = posted(control, document)

    assert (checked.returncode, checked.stdout) == (0, "") and warnings == []
    assert meters(path) == count
    again = run_to_end("scenario", "check", write(export, tmp_path, "export.json"))
    assert again.returncode == 0, again.stdout
    assert meters(tmp_path / "export.json") == count


@pytest.mark.parametrize("document", [{"tenants": []}, {"name": ""}, {"tenants": [{"users": []}]}, {"nmae": "x"}, {"tenants": {}}])
def test_what_a_file_may_not_say_a_request_may_not(document, control, tmp_path):
    checked = run_to_end("scenario", "check", write(document, tmp_path))

    assert checked.returncode == 1
    refused = control.send("POST", "worlds", document)
    assert refused.status_code == 400, refused.text


def test_a_file_without_a_name_has_its_own_and_its_world_is_made_up_the_same_each_time(tmp_path):
    first, again = (run_to_end("scenario", "explain", write({}, tmp_path, "evening.json")).stdout for _ in range(2))
    piped = subprocess.run([executable(), "scenario", "explain", "-"], input="{}", capture_output=True, text=True, timeout=60).stdout

    assert first.splitlines()[:3] == again.splitlines()[:3] and first.splitlines()[0] == "evening"
    assert piped.splitlines()[0] == "unnamed"
    assert "600 meters behind 3 DCUs, " in first and "Tenant w1-" in first


def test_shipped_names_are_included_over_http_and_files_are_not(control, tmp_path):
    part = write({"name": "part"}, tmp_path, "part.json")
    warnings, count, export = posted(control, {"include": ["evening-outage"], "tenants": [{"faults": [{"recipe": "bad-evening"}]}]})
    assert warnings == [] and count == meters(SCENARIOS / "evening-outage.json")
    assert {"dcu-down", "bad-evening.dcu-out-of-reach"} <= {rule["id"] for rule in export["tenants"][0]["faults"]}
    for name, hint in [(str(part), "take no files of this machine"), ("bad-evning", "did you mean 'bad-evening'?")]:
        refused = control.send("POST", "worlds", {"include": [name]})
        assert refused.status_code == 400 and hint in refused.text, refused.text
