"""The page about scenario files: its example is one, and its tables name every key."""

import json
import re

from kit.places import SCENARIOS, page
from kit.simulator import run_to_end

PAGE = page("reference/scenarios.md").read_text()


def test_the_example_of_the_page_is_accepted_without_a_word(tmp_path):
    example = tmp_path / "example.json"
    example.write_text(re.search(r"```json\n(.*?)```", PAGE, re.S).group(1))
    result = run_to_end("scenario", "check", example)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_tables_name_every_key_of_a_scenario_and_of_a_tenant():
    schema = json.loads((SCENARIOS / "scenario.schema.json").read_text())
    tenant = schema["properties"]["tenants"]["items"]["properties"]
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.M)
    named = set(re.findall(r"`(\w+)`", " ".join(rows)))

    assert set(schema["properties"]) - {"$schema"} <= named
    assert set(tenant) - {"tenantCode"} <= named
