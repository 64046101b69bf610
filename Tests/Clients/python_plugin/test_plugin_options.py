"""The options, and what is said where the simulator cannot start."""

import os

import pytest


def test_the_options_have_help(suite):
    said = suite.run("--help").stdout.str()

    assert all(option in said for option in ("--hes-binary", "--hes-scenario", "--hes-log", "--hes-seed"))


def test_a_scenario_file_or_recipe_is_that_of_every_world_without_a_mark(suite):
    suite.file("one.json").write_text('{"name": "one", "tenants": [{"dcus": [{"dcuNo": "D", "meters": ["9"]}]}]}')
    suite.write(
        """
        def test_it(hes_world):
            rules = [rule["id"] for rule in hes_world.ask("GET", "faults")["faults"]]
            meters = hes_world.ask("GET", "meters")["total"]
            with open("seen", "w") as seen:
                seen.write(f"{meters} {rules}")
            assert os.environ.get("HES_PASS")
        """
    )
    result = suite.run("--hes-scenario", "one.json")
    assert suite.file("seen").read_text() == "1 []"
    result.stdout.fnmatch_lines(["replay: python -m pytest test_it.py::test_it --hes-seed=1 --hes-scenario=one.json"])
    suite.run("--hes-scenario", "F01-meter-offline")

    assert suite.file("seen").read_text() == "20 ['no-answer']"


@pytest.mark.parametrize(
    ("scenario", "said"),
    [("absent.json", "*No such file*absent.json*"), ("F99", "*no recipe 'F99'*"), ("bad.json", "*bad.json:1:2: error: /nme:*name*")],
)
def test_a_scenario_that_cannot_be_is_told(suite, scenario, said):
    suite.file("bad.json").write_text('{"nme": "x"}')
    result = suite.run("--hes-scenario", scenario, code="def test_it(hes_world): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_a_seed_decides_the_values_and_a_wrong_one_ends_the_run(suite):
    suite.write(
        """
        def test_it(hes_world):
            with open("seen", "a") as seen:
                seen.write(hes_world.truth("202407100001")["5069"] + "\\n")
        """
    )
    for seed in ("1", "1", "2"):
        suite.run("--hes-seed", seed).assert_outcomes(passed=1)
    first, again, other = suite.file("seen").read_text().split()
    assert first == again != other
    result = suite.run("--hes-seed", "many")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--hes-seed is a number or 'random', not 'many'*"])


def test_the_log_goes_to_a_file(suite):
    suite.run("--hes-log", "hes.log", code="def test_it(hes): pass").assert_outcomes(passed=1)

    assert "is ready" in suite.file("hes.log").read_text()


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n2"]], ids=["alone", "workers"])
def test_a_log_that_cannot_be_written_is_told(suite, options):
    result = suite.run("--hes-log", "absent/hes.log", *options, code="def test_it(hes_world): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the simulator's log cannot be written: *'absent/hes.log'; name a file of a folder that is there*"])


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n2"]], ids=["alone", "workers"])
def test_a_control_token_of_the_environment_is_sent(suite, monkeypatch, options):
    monkeypatch.setenv("HES_SIM_CONTROL_TOKEN", "of-the-environment")
    suite.run(
        *options,
        code="""
        def test_it(hes, hes_world):
            hes_world.advance("2h")
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(hes.control.address + "/clock", timeout=20)
        """,
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("is_bare", [False, True], ids=["in /tmp", "none at all"])
def test_workers_have_a_simulator_where_no_socket_has_room(suite, monkeypatch, is_bare):
    """The path of a socket has 107 bytes at most; the folder that was made for it does not stay."""
    folder = suite.file("x" * 120)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    refuses = "def refuse(*arguments): raise OSError\n_share._bound_in = refuse\n" if is_bare else ""
    suite.file("conftest.py").write_text(f"from hes_sim import _share\n{refuses}")
    suite.run("-p", "xdist", "-n2", code="def test_it(hes_world): hes_world.advance('2h')").assert_outcomes(passed=1)

    assert list(folder.glob("hes-sim-*")) == []


def test_a_given_binary_is_started_and_named_in_the_command(suite):
    own = suite.file("own-hes-sim")
    own.symlink_to(os.environ["HES_SIM"])
    os.environ["HES_SIM"] = "/absent"
    result = suite.run("--hes-binary", str(own), code="def test_it(hes_world): assert False")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"replay: * --hes-binary={own}"])


def test_no_binary_is_told_once_and_where_it_was_sought(suite, monkeypatch):
    monkeypatch.delenv("HES_SIM")
    monkeypatch.setenv("PATH", "/absent")
    result = suite.run(code="def test_it(hes_world): pass\ndef test_other(hes): pass")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["there is no hes-sim: *Install the wheel*", "there is no hes-sim: *--hes-binary or HES_SIM*"])


@pytest.mark.parametrize("options", [[], ["-p", "xdist", "-n2"]], ids=["alone", "workers"])
def test_a_binary_that_is_not_there_is_told(suite, options):
    result = suite.run("--hes-binary", "/absent/hes-sim", *options, code="def test_it(hes_world): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the hes-sim given is not there: /absent/hes-sim"])


@pytest.mark.parametrize(
    "told",
    [
        "hes-sim: mosquitto is not installed (searched /usr/sbin); install the package mosquitto",
        "hes-sim: error while loading shared libraries: libmosquitto.so.1: cannot open shared object file: No such file",
    ],
    ids=["no broker", "no library"],
)
def test_a_machine_without_mosquitto_is_told_what_to_install(suite, told):
    stub = suite.file("stub")
    stub.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit 2\n")
    stub.chmod(0o755)
    result = suite.run("--hes-binary", str(stub), code="def test_it(hes_world): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "hes-sim did not start: it ended with exit code 2.",
            f"command: {stub} serve *",
            told.replace("[", "?"),
            "install what it needs: apt-get install mosquitto libmosquitto1 libsqlite3-0",
        ]
    )
