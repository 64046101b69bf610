"""A client behind the driver protocol: one JSON object a line on its standard input and output."""

import json
import queue
import subprocess
import threading
from urllib.parse import urlsplit

from kit.simulator import executable

ANSWER_SECONDS = 30


class Driver:
    """`hes-sim reference-client --driver` in one case against one world."""

    def __init__(self, *arguments):
        self._next = 0
        self._lines = queue.Queue()
        self.process = subprocess.Popen(
            [executable(), "reference-client", "--driver", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = []
        for stream, take in [(self.process.stdout, self._lines.put), (self.process.stderr, self.log.append)]:
            threading.Thread(target=self._read, args=(stream, take), daemon=True).start()

    def _read(self, stream, take):
        for line in stream:
            take(line)

    def write(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def send(self, type, **members):
        self._next += 1
        self.write(json.dumps({"type": type, "id": self._next, **members}) + "\n")
        return self._next

    def receive(self, re):
        line = self._lines.get(timeout=ANSWER_SECONDS)
        answer = json.loads(line)
        assert answer["re"] == re, f"{line} is no answer to {re}; it said:\n{''.join(self.log)}"
        return answer

    def ask(self, type, **members):
        return self.receive(self.send(type, **members))

    def op(self, name, **args):
        return self.ask("op", op=name, args=args)

    def begin(self, simulator, credentials, op=10, plan=3, **changes):
        broker = urlsplit(simulator.mqtt)
        message = {
            "case": "TEST-01",
            "baseUrl": simulator.http,
            "mqtt": {"host": broker.hostname, "port": broker.port, "username": None, "password": None},
            "timeZone": "+08:00",
            "deadlines": {"op": op, "plan": plan},
            **credentials,
            **changes,
        }
        assert self.ask("case.begin", **message)["type"] == "case.ready"

    def end(self):
        assert self.ask("case.end")["type"] == "case.ended"

    def leave(self):
        """Says good-bye and returns the exit code."""
        self.send("bye")
        return self.process.wait(timeout=ANSWER_SECONDS)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
