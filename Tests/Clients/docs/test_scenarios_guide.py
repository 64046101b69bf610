"""Every step of docs/guides/scenarios.md is a right scenario, of which `explain` says what the guide says."""

import json
import re

import pytest

from conftest import opened
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


def test_the_last_step_holds_over_its_week(tmp_path):
    document = json.loads(STEPS[-1][1])
    document["clock"]["mode"] = "manual"
    tenant = document["tenants"][0]
    first_of = {f"{number}01".zfill(12): number for number in "1234"}
    some = ",".join(str(number).zfill(12) for number in range(110, 130))

    with opened(document, tmp_path, credentials={"tenantCode": tenant["tenantCode"], **tenant["users"][0]}) as bench:

        def plan(endpoint, **fields):
            plan_id = bench.client.succeed(endpoint, **fields)["planId"]
            bench.client.clock(advance="15m")
            return bench.listener.wait_for(plan_id).push["data"]["list"]

        def rows():
            window = {"start": "2024-06-30 00:00:00", "end": "2024-06-30 23:45:00"}
            fields = {"devList": some, "cgcode": "5022", "curPage": 1, "pageSize": 1000, **window}
            return bench.client.succeed("historySingle", **fields)["total"]

        before = rows()
        silent = {}
        for day in range(1, 9):
            for hour in (17, 18, 19, 20):
                bench.client.clock(set=f"2024-07-{day:02} {hour}:30:00")
                bench.client.log_in()
                answered = {row["devAddr"] for row in plan("readSingle", devList=",".join(first_of), cgcode="5069")}
                silent[day, hour] = {dcu for meter, dcu in first_of.items() if meter not in answered}
        bench.client.log_in()
        archive = [row["devAddr"] for row in plan("readArchive", dcuNo="1")]
        after = rows()

    chosen = silent[1, 18]
    assert len(chosen) == 2
    assert silent == {(day, hour): chosen if hour in (18, 19) and day < 8 else set() for day, hour in silent}
    assert "000000000901" in archive and "000000000107" not in archive
    assert after == 20 * 96 and 0.03 < 1 - before / after < 0.07
