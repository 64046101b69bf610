"""A bad scenario is refused with every problem at its place."""

import pytest

from kit.simulator import run_to_end
from kit.worlds import world, write

TEXT = """{
  "name": 5,
  "sed": 7,
  "clock": { "start": "2024-07-11 16:20:01" },
  "tenants": [
    {
      "tenantCode": "4711",
      "users": [ { "username": "demo", "password": "x", "secretkey": "y" } ],
      "limits": { "maxMeters": 0 },
      "dcus": [ { "dcuNo": "1", "link": "pcl", "meters": [ "7", 8 ] } ]
    }
  ]
}
"""
PLACES = [
    ("5", "/name"),
    ('"sed"', "/sed"),
    ('"secretkey"', "/tenants/0/users/0/secretkey"),
    ("0 },", "/tenants/0/limits/maxMeters"),
    ('"pcl"', "/tenants/0/dcus/0/link"),
    ("8 ]", "/tenants/0/dcus/0/meters/1"),
]


def place(text, piece):
    """Line and column, both from 1."""
    before = text[: text.index(piece)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    path = tmp_path_factory.mktemp("bad") / "bad.json"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="module", params=[["serve", "--scenario"], ["scenario", "check"]], ids=["serve", "check"])
def refusal(request, bad):
    result = run_to_end(*request.param, bad)
    assert result.returncode == (2 if request.param[0] == "serve" else 1)
    return result.stdout + result.stderr


@pytest.mark.parametrize("piece, pointer", PLACES)
def test_every_problem_is_told_with_line_column_and_pointer(refusal, bad, piece, pointer):
    line, column = place(TEXT, piece)
    start = f"{bad}:{line}:{column}: error: {pointer}: expected "

    [diagnostic] = [told for told in refusal.splitlines() if told.startswith(start)]
    assert ", found " in diagnostic


@pytest.mark.parametrize("word", ["seed", "secretKey", "plc"])
def test_an_unknown_word_gets_a_suggestion(refusal, word):
    assert f"did you mean '{word}'?" in refusal


def test_a_bad_clock_hides_no_other_problem(tmp_path):
    path = tmp_path / "clock.json"
    path.write_text(TEXT.replace("2024-07-11 16:20:01", "yesterday"))
    told = run_to_end("scenario", "check", path).stdout

    found = [pointer for _, pointer in [*PLACES, ("", "/clock/start")] if f" error: {pointer}: " in told]
    assert found == [pointer for _, pointer in PLACES] + ["/clock/start"]


@pytest.mark.parametrize("text, line, column", [("", 1, 1), ("{\n  oops\n}", 2, 3), ('{"name": "x",}', 1, 14), ("[]", 1, 1)])
def test_what_is_no_json_object_is_told_with_its_place(tmp_path, text, line, column):
    path = tmp_path / "broken.json"
    path.write_text(text)
    result = run_to_end("serve", "--scenario", path)

    assert (result.returncode, result.stdout) == (2, "")
    assert f"{path}:{line}:{column}: error: " in result.stderr


def test_a_good_scenario_is_checked_with_0(tmp_path):
    assert run_to_end("scenario", "check", write(world(), tmp_path)).returncode == 0
