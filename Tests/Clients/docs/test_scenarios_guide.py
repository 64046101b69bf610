"""Every step of docs/guides/scenarios.md is a right scenario, of which `explain` says what the guide says."""

import json
import re

import pytest

from kit.places import REPOSITORY
from kit.simulator import run_to_end

GUIDE = (REPOSITORY / "docs/guides/scenarios.md").read_text()
STEPS = re.findall(r"## (\d+)\. .*?```json\n(.*?)```\n\n```text\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guide_has_ten_steps():
    assert [int(number) for number, _, _ in STEPS] == list(range(1, 11))


@pytest.mark.parametrize(("number", "text", "said"), STEPS)
def test_a_step_is_right_and_explained_as_the_guide_says(number, text, said, tmp_path):
    file = tmp_path / f"step-{number}.json"
    file.write_text(text)
    assert json.loads(text)

    checked = run_to_end("scenario", "check", file)
    assert (checked.returncode, checked.stdout) == (0, "")
    explained = run_to_end("scenario", "explain", file).stdout.splitlines()
    for line in said.splitlines():
        assert line in explained, "\n".join(explained)
