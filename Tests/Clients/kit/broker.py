"""A mosquitto of the test's own."""

import shutil
import socket
import subprocess
from contextlib import contextmanager

from kit.waiting import eventually


def tool(name):
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert path, f"{name} is not installed"
    return path


def free_port():
    """A port that the system chose; free again when this returns."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class OwnBroker:
    """Started, killed and started again by a test; it saves its state once a second."""

    def __init__(self, directory, login=None, pair=None):
        """`pair` is the certificate of a broker that speaks TLS alone."""
        self.port = free_port()
        self.address = f"{'mqtts' if pair else 'mqtt'}://127.0.0.1:{self.port}"
        self._configuration = directory / "own-mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            "user root",
            "persistence true",
            f"persistence_location {directory}/",
            "autosave_interval 1",
            "max_queued_messages 0",
            f"allow_anonymous {'false' if login else 'true'}",
        ]
        if login:
            passwords = directory / "passwords"
            subprocess.run([tool("mosquitto_passwd"), "-b", "-c", passwords, *login], check=True)
            lines.append(f"password_file {passwords}")
        if pair:
            lines += [f"certfile {pair.certificate}", f"keyfile {pair.key}"]
        self._configuration.write_text("\n".join(lines) + "\n")
        self.database = directory / "mosquitto.db"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [tool("mosquitto"), "-c", self._configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(lambda: listens(self.port), "the test's own broker")

    def stop(self):
        """In order: it saves what it holds."""
        self.process.terminate()
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def own_broker(directory, login=None, pair=None):
    broker = OwnBroker(directory, login, pair)
    try:
        yield broker
    finally:
        broker.kill()
