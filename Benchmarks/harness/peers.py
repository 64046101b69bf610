"""What the simulator is compared with."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.bench import FOLDER, Bench
from harness.broker import Broker
from harness.processes import executable, free_port, running, wait_for_port

# One answer per path. keepalive_requests: else nginx closes each connection after 1000 answers.
NGINX_SETTINGS = """\
daemon off;
worker_processes auto;
pid nginx.pid;
events {{ }}
http {{
    access_log off;
    default_type 'application/json;charset=UTF-8';
    keepalive_requests 1000000000;
    server {{
        listen 127.0.0.1:{port} reuseport;
{locations}
    }}
}}
"""


@dataclass(frozen=True)
class Peer:
    http: str
    pid: int


@contextmanager
def fastapi_stub(bench: Bench, broker: Broker) -> Iterator[Peer]:
    port = free_port()
    log = bench.directory / "fastapi_stub.log"
    script = FOLDER / "peers" / "fastapi_stub.py"
    with running([sys.executable, script, "--port", port, "--mqtt-port", broker.port], log) as process:
        wait_for_port(port, process, log)
        yield Peer(f"http://127.0.0.1:{port}", process.pid)


@contextmanager
def nginx(bench: Bench, answers: dict[str, bytes]) -> Iterator[Peer]:
    """Returns fixed bytes; `answers` is keyed by path."""
    port = free_port()
    locations = "\n".join(
        f"        location = {path} {{ return 200 '{body.decode()}'; }}" for path, body in answers.items()
    )
    settings = bench.file("nginx.conf", NGINX_SETTINGS.format(port=port, locations=locations))
    log = bench.directory / "nginx.log"
    command = [executable("nginx"), "-p", bench.directory, "-c", settings, "-e", "stderr"]
    with running(command, log) as process:
        wait_for_port(port, process, log)
        yield Peer(f"http://127.0.0.1:{port}", process.pid)


@contextmanager
def bare_publisher(bench: Bench, broker: Broker) -> Iterator[Peer]:
    port = free_port()
    log = bench.directory / "bare_publisher.log"
    with running([bare_publisher_file(bench), port, broker.port], log) as process:
        wait_for_port(port, process, log)
        yield Peer(f"http://127.0.0.1:{port}", process.pid)


def bare_publisher_file(bench: Bench) -> Path:
    """Lies beside hes-sim once it is built."""
    return bench.hes_sim.with_name("bare-publisher")


def wiremock_jar() -> Path | None:
    """The PyPI package brings it."""
    package = importlib.util.find_spec("wiremock")
    jars = sorted(Path(package.origin).parent.glob("server/wiremock-standalone-*.jar")) if package else []
    return jars[-1] if jars else None


@contextmanager
def wiremock(bench: Bench, jar: Path, path: str, body: bytes) -> Iterator[Peer]:
    """Returns fixed bytes for a POST to `path`."""
    port, root, log = free_port(), bench.directory / "wiremock", bench.directory / "wiremock.log"
    (root / "mappings").mkdir(parents=True, exist_ok=True)
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    response = {"status": 200, "headers": headers, "body": body.decode()}
    stub = {"request": {"method": "POST", "urlPath": path}, "response": response}
    (root / "mappings" / "stub.json").write_text(json.dumps(stub), encoding="utf-8")
    flags = ["--port", port, "--root-dir", root, "--no-request-journal", "--disable-banner"]
    with running([executable("java"), "-jar", jar, *flags], log, stdout=subprocess.DEVNULL) as process:
        wait_for_port(port, process, log)
        yield Peer(f"http://127.0.0.1:{port}", process.pid)
