"""A test that fails shows what happened in its world, and the command that runs it again."""

import shlex
from xml.etree import ElementTree

FAILS = """
def test_fails(hes_world):
    read(hes_world, "202407100001")
    hes_world.wait_for("push")
    assert False
"""


def properties(suite, name="report.xml"):
    return {one.get("name"): one.get("value") for one in ElementTree.parse(suite.file(name)).iter("property")}


def test_a_failure_shows_the_journal_of_its_world_and_the_command(suite):
    result = suite.run(code=FAILS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*hes-sim journal*",
            "world w*, seed 1, clock auto at 2024-07-11 10:00:00",
            "07-11 10:00:00.000  #* http * endpoint=readSingle code=200 * request={'devList': ?'202407100001'?, 'cgcode': '5069'}",
            "07-11 10:00:00.200  #* push planId=* status=00 devAddrs=?'202407100001'?",
            "replay: python -m pytest test_it.py::test_fails --hes-seed=1",
        ]
    )


def test_the_command_runs_that_test_with_that_seed(suite):
    suite.run("--junitxml=report.xml", "--hes-seed=random", code=FAILS).assert_outcomes(failed=1)
    told = properties(suite)
    words = shlex.split(told["hes_sim_replay"])
    assert words[:3] == ["python", "-m", "pytest"]
    suite.run("--junitxml=again.xml", *words[3:]).assert_outcomes(failed=1)

    assert properties(suite, "again.xml")["hes_sim_seed"] == told["hes_sim_seed"] != "1"


def test_the_command_is_for_the_folder_in_which_pytest_was_started(suite, monkeypatch):
    (suite.directory / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (suite.directory / "tests").mkdir()
    monkeypatch.chdir(suite.directory / "tests")
    result = suite.run("../test_it.py", code=FAILS)

    result.stdout.fnmatch_lines(["replay: python -m pytest ../test_it.py::test_fails *"])


def test_junit_has_journal_and_command_as_properties(suite):
    suite.run("--junitxml=report.xml", code=FAILS)
    told = properties(suite)

    assert told["hes_sim_replay"] == "python -m pytest test_it.py::test_fails --hes-seed=1"
    assert "endpoint=readSingle code=200" in told["hes_sim_journal"]


def test_a_test_that_passes_has_neither(suite):
    result = suite.run("--junitxml=report.xml", "-rA", code="def test_passes(hes_world): read(hes_world, '202407100001')")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*hes-sim journal*")

    assert properties(suite) == {}


def test_a_failed_fixture_shows_the_journal_too_and_an_idle_world_says_so(suite):
    result = suite.run(
        code="""
        @pytest.fixture
        def client(hes_world):
            raise OSError("no client")

        def test_it(client):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*hes-sim journal*", "nothing has happened in it*", "replay: *"])


def test_what_never_came_is_told_with_the_nearest_entry(suite):
    result = suite.run(
        code="""
        def test_nothing_came(hes_world):
            read(hes_world, "202407100001")
            hes_world.wait_for("http", endpoint="readSingle", code=401, timeout=0.05)

        def test_it_happened(hes_world):
            read(hes_world, "202407100001")
            hes_world.assert_never("http", endpoint="readSingle", dev_addr="202407100001")

        def test_no_fence(hes_world):
            hes_world.assert_never("push", fence={"kind": "http", "endpoint": "relay"}, timeout=0.05)
        """
    )
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "*NothingCame: waited for kind='http' endpoint='readSingle' code=401: 0 of 1 within 0.05 seconds",
            "*hint: the nearest differs in code",
            "*nearest: http * endpoint=readSingle code=200 *",
            "*Happened: must never happen: kind='http' endpoint='readSingle' devAddr='202407100001': it has happened: entry *",
            "*NothingCame: must never happen: kind='push'*",
        ]
    )


def test_a_recipe_a_rule_or_a_pattern_that_cannot_be_meant_is_told_with_the_likeliest(suite):
    result = suite.run(
        code="""
        def test_recipe(hes_world):
            hes_world.arm("F01-meter-ofline")

        def test_events(hes_world):
            hes_world.arm("F15")

        def test_rule(hes_world):
            hes_world.arm({"effect": {"type": "pushDrp"}})

        def test_pattern(hes_world):
            hes_world.wait_for("http", endpoint="readSingel")

        def test_meter(hes_world):
            with pytest.warns(UserWarning, match="expected a meter of the tenant"):
                hes_world.arm({"match": {"meter": "9"}, "effect": {"type": "meterOffline"}})
        """
    )
    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*HesError: *no recipe 'F01-meter-ofline'*did you mean 'F01-meter-offline'*",
            "*HesError: the recipe 'F15-register-rollover' has events*hes_world(recipe=*",
            "*Refused: *pushDrp*did you mean 'pushDrop'*",
            "*Refused: waited for kind='http' endpoint='readSingel'*",
            "*readSingle*",
        ]
    )
