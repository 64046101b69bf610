"""Several addresses of `--broker`, tried in turn: brokers that are absent, die, stall, or refuse."""

import os
import signal
import socket
from contextlib import contextmanager

import pytest

from conftest import opened
from kit.broker import free_port, own_broker
from kit.http import Client
from kit.listener import listening
from kit.plans import accept_plans, heard_plans, release_pushes, unready, wait_for_all
from kit.simulator import run_to_end
from kit.waiting import eventually
from kit.worlds import METERS, credentials, world

PLANS = 1_000
LOGIN = ("meter-reader", "pass,word")


@contextmanager
def two_brokers(directory, logins=(None, None)):
    for name in "ab":
        (directory / name).mkdir()
    with own_broker(directory / "a", logins[0]) as first, own_broker(directory / "b", logins[1]) as second:
        yield first, second


@pytest.fixture
def brokers(tmp_path):
    with two_brokers(tmp_path) as brokers:
        yield brokers


def served(brokers, directory, *arguments, mode="manual"):
    flags = [flag for broker in brokers for flag in ("--broker", broker.address)]
    return opened(world(mode), directory, broker=(*flags, *arguments))


def test_a_broker_that_is_absent_at_the_start_is_passed_over(brokers, tmp_path):
    first, second = brokers
    absent = f"mqtt://127.0.0.1:{free_port()}"
    scenario = ("--broker", f"{absent},{second.address}", "--mqtt-port", 0)
    with opened(world(), tmp_path, broker=scenario) as bench:
        assert bench.read(METERS[0]) is not None
        with listening(second.address) as there:
            plan = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
            there.wait_for(plan)


def test_a_start_waits_for_the_last_of_three_nodes(brokers, tmp_path):
    """Two that take connections and say nothing have their five seconds each."""
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as mute:
        nodes = [f"mqtt://127.0.0.1:{server.getsockname()[1]}" for server in (silent, mute)]
        with opened(world(), tmp_path, broker=("--broker", ",".join([*nodes, brokers[1].address]), "--mqtt-port", 0)) as bench:
            assert bench.read(METERS[0]) is not None


def test_what_a_killed_broker_had_not_acknowledged_goes_to_the_next(brokers, tmp_path):
    first, second = brokers
    with served(brokers, tmp_path) as bench, listening(second.address) as there:
        plans = accept_plans(bench, PLANS)
        barrier = release_pushes(bench)
        bench.listener.wait_for_count(100)
        first.kill()
        barrier.join()

        wait_for_all(there, plans - heard_plans(bench.listener))
        assert heard_plans(there) <= plans


def test_a_broker_that_stops_answering_is_left_for_the_next(brokers, tmp_path):
    first, second = brokers
    with served(brokers, tmp_path) as bench, listening(second.address) as there:
        os.kill(first.process.pid, signal.SIGSTOP)
        try:
            plans = accept_plans(bench, PLANS)
            release_pushes(bench).join()
            wait_for_all(there, plans)
            eventually(lambda: not unready(bench.simulator), "readiness")
        finally:
            os.kill(first.process.pid, signal.SIGCONT)


def test_the_first_broker_is_used_again_when_the_second_dies(brokers, tmp_path):
    first, second = brokers
    with served(brokers, tmp_path) as bench:
        first.kill()
        with listening(second.address) as there:
            plans = accept_plans(bench, PLANS)
            release_pushes(bench).join()
            wait_for_all(there, plans)
        first.start()
        with listening(first.address) as here:
            second.kill()
            more = accept_plans(bench, PLANS)
            release_pushes(bench).join()
            wait_for_all(here, more)


def test_clients_of_the_simulators_own_port_reach_the_broker_that_lives(brokers, tmp_path):
    first, second = brokers
    with served(brokers, tmp_path, "--mqtt-port", 0, mode="real") as bench:
        first.kill()
        with listening(bench.simulator.mqtt) as there:
            client = Client(bench.simulator, credentials())
            eventually(lambda: not unready(bench.simulator), "readiness")
            there.wait_for(client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"])
            client.close()


def test_each_broker_gets_its_own_login(tmp_path):
    with two_brokers(tmp_path, logins=(None, LOGIN)) as (first, second):
        user = f"{LOGIN[0]}:{LOGIN[1]}"
        addresses = f"{first.address},mqtt://{user}@127.0.0.1:{second.port}"
        with opened(world("manual"), tmp_path, broker=("--broker", addresses)) as bench:
            with listening(second.address, login=LOGIN) as there:
                plans = accept_plans(bench, 10)
                first.kill()
                release_pushes(bench).join()
                wait_for_all(there, plans)
            assert LOGIN[1] not in bench.simulator.log + bench.simulator.ready_line.decode()


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (["--broker", "managed,mqtt://127.0.0.1:1"], "managed"),
        (["--broker", "mqtt://127.0.0.1:1", "--broker", "htp://127.0.0.1:1"], "htp://127.0.0.1:1"),
        (["--broker", "mqtt://127.0.0.1:1,"], "is no port"),
        (["--broker", ""], "mqtt://host:port"),
        (["--broker", "mqtt://127.0.0.1:1", "--broker-ca", "/nowhere.pem"], "--broker-ca"),
        (["--broker-ca", "/nowhere.pem"], "--broker-ca"),
        (["--broker", "mqtts://127.0.0.1:1", "--broker-ca", "/nowhere.pem"], "'/nowhere.pem' cannot be used: No such file"),
        (["--broker", "mqtts://127.0.0.1:1", "--broker-ca", __file__], "it has no certificate in PEM"),
        (["--broker", "mqtt://a:1883,b:1883"], "Each address of a list begins with mqtt://"),
    ],
)
def test_addresses_that_cannot_be_meant_are_refused(flags, complaint):
    result = run_to_end("serve", "--port", 0, *flags)

    assert (result.returncode, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_when_none_is_reached_all_are_named():
    ports = [free_port(), free_port()]
    result = run_to_end("serve", "--port", 0, "--broker", ",".join(f"mqtt://127.0.0.1:{port}" for port in ports))

    assert (result.returncode, result.stdout) == (3, "")
    assert all(str(port) in result.stderr for port in ports)
