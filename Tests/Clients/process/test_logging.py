"""A reader of standard error that does not read stops nothing."""

import fcntl
import json
import os
import signal
import subprocess
from contextlib import contextmanager

import requests

from kit.simulator import executable
from kit.waiting import eventually
from kit.worlds import METERS, credentials, world, write

# The smallest pipe: one page.
F_SETPIPE_SZ = 1031


@contextmanager
def unread(directory):
    """A simulator that logs everything into a pipe which nothing reads: process, ready line, the pipe's end, a plan's body."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    path = write(world(), directory)
    flags = ["--port", "0", "--mqtt-port", "0", "--scenario", str(path), "--log-level", "trace"]
    process = subprocess.Popen([executable(), "serve", *flags], stdout=subprocess.PIPE, stderr=writing)
    os.close(writing)
    try:
        ready = json.loads(process.stdout.readline())
        login = requests.post(ready["http"] + "/apis/openapi/getToken", json=credentials(), timeout=10).json()
        yield process, ready, reading, {"devList": METERS[0], "cgcode": "5069", "token": login["data"]["token"]}
    finally:
        process.kill()
        os.close(reading)


def test_calls_are_answered_while_nothing_reads_the_log(tmp_path):
    with unread(tmp_path) as (process, ready, _, body):
        for _ in range(300):
            answer = requests.post(ready["http"] + "/apis/openapi/meter/readSingle", json=body, timeout=10)
            assert answer.json()["code"] == 200

        def acknowledged():
            metrics = requests.get(ready["control"] + "/metrics", timeout=10).text.splitlines()
            line = next(line for line in metrics if line.startswith("hes_sim_pushes_acknowledged_total "))
            return float(line.split()[1]) == 300

        eventually(acknowledged, "every push at the broker")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_what_was_dropped_is_counted_and_the_rest_is_whole(tmp_path):
    with unread(tmp_path) as (process, ready, reading, body):
        # Each push makes several lines; the queue takes 1 MiB of them.
        with requests.Session() as session:
            for _ in range(4000):
                session.post(ready["http"] + "/apis/openapi/meter/readSingle", json=body, timeout=10)
        process.send_signal(signal.SIGTERM)
        log = b""
        while chunk := os.read(reading, 65536):
            log += chunk
        assert process.wait(20) == 0
        lines = log.decode().splitlines()
        assert any("of the log dropped here" in line for line in lines)
        assert all(line.startswith(("20", "hes-sim", "  ", "Stop with")) for line in lines)
