"""A driver of the conformance protocol as a process: JSON Lines on its stdin and stdout, every answer within a bound."""

import json
import os
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager

ANSWER_SECONDS = 30.0
EXIT_SECONDS = 10.0
LONGEST_LINE = 1024 * 1024


class DriverSession:
    """A started driver. `noise` holds what came on stdout and was no answer to anything that was asked."""

    def __init__(self, command, cwd=None, environment=None):
        self.noise = []
        self._answers = {}
        self._arrived = threading.Condition()
        self._is_over = False
        self._next_id = 0
        self._errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def stderr(self):
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def write(self, line):
        """Bytes as they are, with the end of the line."""
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def send(self, kind, **fields):
        """The number of the request."""
        self._next_id += 1
        self.write(json.dumps({"type": kind, "id": self._next_id, **fields}, ensure_ascii=False).encode())
        return self._next_id

    def answer(self, number, seconds=ANSWER_SECONDS):
        """The answer to a request; fails with what the driver said on stderr."""
        with self._arrived:
            self._arrived.wait_for(lambda: number in self._answers or self._is_over, seconds)
            assert number in self._answers, f"no answer to {number} within {seconds} s; {self._state()}"
            return self._answers[number]

    def ask(self, kind, seconds=ANSWER_SECONDS, **fields):
        return self.answer(self.send(kind, **fields), seconds)

    def hello(self):
        answer = self.ask("hello", protocol=1, suite={"version": "1.0.0", "catalogue": "2026.1"})
        assert (answer["type"], answer["protocol"]) == ("hello.ok", 1), answer
        return answer

    def begin(self, case, **place):
        answer = self.ask("case.begin", case=case, **place)
        assert answer["type"] == "case.ready", answer

    def start(self, op, **args):
        """Begins an operation and returns its number, for `answer`."""
        return self.send("op", op=op, args=args)

    def op(self, op, seconds=ANSWER_SECONDS, **args):
        answer = self.answer(self.start(op, **args), seconds)
        assert answer["type"] == "op.done", answer
        return answer

    def end(self):
        assert self.ask("case.end")["type"] == "case.ended"

    def bye(self):
        """The exit code after a good-bye."""
        self.send("bye")
        return self.process.wait(EXIT_SECONDS)

    def kill(self):
        """The whole process group, children of the driver too."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(EXIT_SECONDS)
        self._reader.join(EXIT_SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                pass
        self._errors.close()

    def _read(self):
        while line := self.process.stdout.readline(LONGEST_LINE + 1):
            try:
                message = json.loads(line)
                number = message["re"]
                assert number not in self._answers, "answered twice"
            except (ValueError, KeyError, TypeError, AssertionError):
                self.noise.append(line)
                continue
            with self._arrived:
                self._answers[number] = message
                self._arrived.notify_all()
        with self._arrived:
            self._is_over = True
            self._arrived.notify_all()

    def _state(self):
        return f"exit code {self.process.poll()}, noise {self.noise}, it said:\n{self.stderr}"


@contextmanager
def driving(*command, **options):
    session = DriverSession(command, **options)
    try:
        yield session
    finally:
        session.kill()
