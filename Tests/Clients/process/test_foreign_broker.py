"""A broker that is not the simulator's own."""

import pytest

from kit.broker import own_broker
from kit.http import Client
from kit.listener import listening
from kit.processes import descendants
from kit.simulator import run_to_end, running
from kit.worlds import METERS, credentials, world, write

LOGIN = ("meter reader", "pass:word@%")
ENCODED = "meter%20reader:pass%3Aword%40%25"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    with own_broker(tmp_path_factory.mktemp("guarded"), LOGIN) as broker:
        yield broker


def test_pushes_go_to_the_broker_that_was_named(make_bench, tmp_path):
    with own_broker(tmp_path) as broker, make_bench(world(), broker=("--broker", broker.address)) as bench:
        assert bench.simulator.mqtt == broker.address
        assert bench.read(METERS[0]) is not None
        assert descendants(bench.simulator.pid, "mosquitto") == []


def test_user_and_password_are_used_and_never_shown(tmp_path, guarded):
    address = f"mqtt://{ENCODED}@127.0.0.1:{guarded.port}"
    scenario = write(world(), tmp_path)
    with running("--scenario", scenario, broker=("--broker", address)) as simulator:
        with listening(guarded.address, login=LOGIN) as listener:
            plan = Client(simulator, credentials()).succeed("readSingle", devList=METERS[0], cgcode="5069")
            listener.wait_for(plan["planId"])

        assert b"word" not in simulator.ready_line
        assert "word" not in simulator.log


@pytest.mark.parametrize("login", ["", "meter%20reader:wrong@", "nobody@"])
def test_a_broker_that_refuses_the_login_exits_with_3(guarded, login):
    result = run_to_end("serve", "--port", 0, "--broker", f"mqtt://{login}127.0.0.1:{guarded.port}")

    assert (result.returncode, result.stdout) == (3, "")
    assert str(guarded.port) in result.stderr
