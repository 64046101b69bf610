"""examples/skeletons pass the canary unchanged: what `hes-sim conformance init` writes works before anybody touches it."""

import subprocess
import sys

import pytest

from kit.ecosystems import go, java, node, tool
from kit.cases import METERS, case, world
from kit.control import Control
from kit.driver_session import driving
from kit.exec_session import ExecSession
from kit.places import SKELETONS
from kit.simulator import running
from kit.worlds import world as bench_world
from kit.worlds import write

ONE = {"kind": "single", "cgcode": "5069", "meters": METERS[:1]}
NIGHTS = {"start": "2024-07-09 00:00:00", "end": "2024-07-11 00:00:00"}
BUILD_SECONDS = 300


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(bench_world("manual"), tmp_path_factory.mktemp("skeletons"))) as simulator:
        yield simulator


def python(directory):
    return [sys.executable, SKELETONS / "python/driver.py"]


def swift(directory):
    """Built as its README says."""
    command = [tool("swiftc"), "-swift-version", "6", SKELETONS / "swift/driver.swift", "-o", directory / "driver"]
    subprocess.run(command, check=True, timeout=BUILD_SECONDS)
    return [directory / "driver"]


@pytest.mark.parametrize("command", [python, node, swift, java, go], ids=lambda command: command.__name__)
def test_a_driver_skeleton_passes_the_canary(simulator, tmp_path, command):
    with driving(*command(tmp_path)) as driver:
        answer = driver.hello()
        assert set(answer["client"]) == {"name", "version", "language"}
        assert answer["capabilities"] == {"read": True, "history": True}
        assert driver.ask("op", op="x-probe-4c1e", args={})["type"] == "unsupported"
        for name in ("CANARY-1", "CANARY-2"):
            with case(simulator, driver, world(), name) as it:
                canary(it.op, it.value(METERS[0]))
                unknown = it.op("read", kind="single", cgcode="5069", meters=["1"])
                assert (unknown["outcome"], unknown["missing"]) == ("failed", ["1"])
                frozen = it.op("history", kind="frozen", cgcode="1", meters=METERS[:2], pageSize=4, **NIGHTS)
                assert len(frozen["rows"]) == 2 * 3 * 8
                it.control.post("tokens/revoke")
                assert it.op("history", **ONE, **NIGHTS)["outcome"] == "failed"
                assert it.count("getToken") == 1
        assert driver.bye() == 0, driver.stderr


def test_the_shell_skeleton_passes_the_canary(simulator, tmp_path):
    made = Control(simulator).ask("POST", "worlds", world())
    control = Control(simulator, made["tenantCode"])
    session = ExecSession(["bash", SKELETONS / "shell/client.sh"], tmp_path, made, simulator.http)

    def op(name, **args):
        code, result = session.run(name, **args)
        assert code == 0, session.stderr
        return result

    canary(op, control.get(f"meters/{METERS[0]}")["values"]["5069"])
    assert len(op("history", kind="frozen", cgcode="1", meters=METERS[:2], pageSize=4, **NIGHTS)["rows"]) == 2 * 3 * 8
    assert session.run("relay", meters=METERS[:1], mode="open") == (89, None)
    control.end()


def canary(op, truth):
    assert op("login")["outcome"] == "ok"
    read = op("read", **ONE)
    assert (read["outcome"], read["missing"]) == ("ok", [])
    row = read["rows"][0]
    assert (row["devAddr"], row["cgcode"], row["value"], row["unit"]) == (METERS[0], "5069", truth, "kWh")
    history = op("history", **ONE, **NIGHTS)
    assert (history["outcome"], len(history["rows"])) == ("ok", 3)
    assert {(row["devAddr"], row["cgcode"]) for row in history["rows"]} == {(METERS[0], "5069")}
