"""A RabbitMQ cluster of two nodes behind the simulator: a node is killed, and no push is lost."""

import os
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from kit.certificates import authority, signed
from kit.http import Client
from kit.listener import listening
from kit.plans import accept_plans, release_pushes, unready, wait_for_all
from kit.rabbitmq import LOGIN, is_installed, rabbitmq_cluster
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import TENANT, credentials, world, write

pytestmark = pytest.mark.skipif(
    not (os.environ.get("HES_RABBITMQ") and is_installed()),
    reason="starts a cluster of RabbitMQ: run 'make cluster-test', which installs it",
)
PLANS = 2_000
RECOVERY_SECONDS = 60


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    directory = tmp_path_factory.mktemp("tls")
    by = authority(directory)
    pair = signed(directory, "node", by)
    return SimpleNamespace(authority=by.certificate, certificate=pair.certificate, key=pair.key)


@pytest.fixture
def cluster(tmp_path, tls):
    with rabbitmq_cluster(tmp_path, tls) as cluster:
        yield cluster


def flags(cluster, tls):
    user = ":".join(quote(part) for part in LOGIN)
    addresses = [f"mqtts://{user}@localhost:{node.port}" for node in cluster.nodes]
    return ("--broker", addresses[0], "--broker", addresses[1], "--broker-ca", tls.authority)


@contextmanager
def listener_of(node, tls, **options):
    with listening(f"mqtts://localhost:{node.port}", login=LOGIN, authority=tls.authority, **options) as listener:
        yield listener


def test_a_killed_node_costs_no_push(cluster, tls, tmp_path):
    first, second = cluster.nodes
    document = write(world("manual"), tmp_path)
    with running("--scenario", document, "--log-level", "info", broker=flags(cluster, tls)) as simulator:
        client = Client(simulator, credentials())
        bench = SimpleNamespace(simulator=simulator, client=client)
        with listener_of(second, tls, topic=f"/{TENANT}/#") as listener:
            plans = accept_plans(bench, PLANS)
            barrier = release_pushes(bench)
            listener.wait_for_count(200)
            first.kill()
            wait_for_all(listener, plans, RECOVERY_SECONDS)
            barrier.join()
            eventually(lambda: not unready(simulator), "readiness")
        client.close()
