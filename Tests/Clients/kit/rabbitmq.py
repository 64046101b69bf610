"""A RabbitMQ cluster of the test's own: nodes that speak MQTT over TLS, with queues on all of them."""

import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from kit.broker import free_port, tool
from kit.waiting import eventually

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
LOGIN = ("hes-sim", "a pass,word")
START_SECONDS = 90


def is_installed():
    return (PROGRAMS / "rabbitmq-server").exists()


class Node:
    def __init__(self, name, directory, epmd_port, tls, peers=()):
        self.name = f"{name}@localhost"
        self.port, self.plain_port = free_port(), free_port()
        self._directory = directory / name
        self._process = None
        self._directory.mkdir()
        self._write_configuration(tls, peers)
        self._environment = dict(
            os.environ,
            HOME=str(directory),
            LANG="C.UTF-8",
            ERL_EPMD_PORT=str(epmd_port),
            RABBITMQ_CONF_ENV_FILE="/dev/null",
            RABBITMQ_CONFIG_FILE=str(self._directory / "rabbitmq.conf"),
            RABBITMQ_DIST_PORT=str(free_port()),
            RABBITMQ_ENABLED_PLUGINS_FILE=str(self._directory / "plugins"),
            RABBITMQ_LOG_BASE=str(self._directory / "log"),
            RABBITMQ_MNESIA_BASE=str(self._directory / "mnesia"),
            RABBITMQ_NODENAME=self.name,
            RABBITMQ_NODE_PORT=str(free_port()),
            RABBITMQ_PID_FILE=str(self._directory / "pid"),
        )

    def _write_configuration(self, tls, peers):
        (self._directory / "plugins").write_text("[rabbitmq_mqtt].\n")
        lines = [
            f"mqtt.listeners.tcp.default = 127.0.0.1:{self.plain_port}",
            f"mqtt.listeners.ssl.default = 127.0.0.1:{self.port}",
            "mqtt.allow_anonymous = false",
            f"default_user = {LOGIN[0]}",
            f"default_pass = {LOGIN[1]}",
            f"ssl_options.cacertfile = {tls.authority}",
            f"ssl_options.certfile = {tls.certificate}",
            f"ssl_options.keyfile = {tls.key}",
            "cluster_formation.peer_discovery_backend = classic_config",
            "cluster_formation.randomized_startup_delay_range.min = 0",
            "cluster_formation.randomized_startup_delay_range.max = 0",
        ]
        lines += [f"cluster_formation.classic_config.nodes.{n} = {peer}" for n, peer in enumerate([*peers, self.name])]
        (self._directory / "rabbitmq.conf").write_text("\n".join(lines) + "\n")

    def start(self):
        with open(self._directory / "out", "ab") as out:
            self._process = subprocess.Popen(
                [PROGRAMS / "rabbitmq-server"], env=self._environment, stdout=out, stderr=out, start_new_session=True
            )

    def wait_until_started(self):
        eventually((self._directory / "pid").exists, "the node's process", START_SECONDS)
        self.control("wait", "--timeout", START_SECONDS, self._directory / "pid")

    def control(self, *arguments):
        result = subprocess.run(
            [PROGRAMS / "rabbitmqctl", *map(str, arguments)],
            env=self._environment, capture_output=True, text=True, timeout=START_SECONDS + 10,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def kill(self):
        """The whole node at once, as a machine without power does."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Cluster:
    def __init__(self, directory, tls, count):
        epmd_port = free_port()
        # Of the test's own: a node that finds none starts one that outlives it.
        self._epmd = subprocess.Popen([tool("epmd"), "-port", str(epmd_port)])
        self.nodes = []
        for number in range(count):
            peers = [node.name for node in self.nodes]
            self.nodes.append(Node(f"hes{number + 1}", directory, epmd_port, tls, peers))

    def start(self):
        """One after the other: each joins those before it."""
        for node in self.nodes:
            node.start()
            node.wait_until_started()
        self.nodes[0].control("set_policy", "all", ".*", '{"ha-mode":"all","ha-sync-mode":"automatic"}')
        eventually(lambda: all(n.name in self.nodes[0].control("cluster_status") for n in self.nodes), "the cluster")

    def kill(self):
        for node in self.nodes:
            node.kill()
        self._epmd.kill()
        self._epmd.wait()


@contextmanager
def rabbitmq_cluster(directory, tls, count=2):
    cluster = Cluster(directory, tls, count)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()
