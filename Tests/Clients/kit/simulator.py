"""`hes-sim serve` as a process with a lifetime."""

import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager

READY_SECONDS = 30
STOP_SECONDS = 30


def executable():
    path = os.environ.get("HES_SIM")
    assert path, "set HES_SIM to the hes-sim executable"
    return os.path.abspath(path)


def run_to_end(*arguments, seconds=60):
    """Runs `hes-sim` where it is expected to end by itself."""
    return subprocess.run(
        [executable(), *map(str, arguments)], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL
    )


class Simulator:
    """A running simulator; standard output is read to the last byte."""

    def __init__(self, arguments):
        self._log = tempfile.TemporaryFile()
        self._lines = queue.Queue()
        self.process = subprocess.Popen(
            [executable(), "serve", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._reader = threading.Thread(target=self._read_lines, daemon=True)
        self._reader.start()

    def wait_until_ready(self):
        try:
            line = self._lines.get(timeout=READY_SECONDS)
        except queue.Empty:
            line = None
        assert line, f"no ready line; exit code {self.process.poll()}; it said:\n{self.log}"
        self.ready_line = line
        self.ready = json.loads(line)
        self.http = self.ready["http"]
        self.control = self.ready["control"]
        self.mqtt = self.ready["mqtt"]
        self.pid = self.process.pid
        return self

    @property
    def log(self):
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def stop(self, with_signal=signal.SIGTERM, seconds=STOP_SECONDS):
        """Returns the exit code and what standard output held after the ready line."""
        self.process.send_signal(with_signal)
        code = self.process.wait(timeout=seconds)
        self._reader.join(timeout=STOP_SECONDS)
        rest = b""
        while not self._lines.empty():
            rest += self._lines.get() or b""
        return code, rest

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(timeout=STOP_SECONDS)
        self.process.stdout.close()
        self._log.close()

    def _read_lines(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)


@contextmanager
def running(*arguments, broker=("--mqtt-port", 0)):
    """A simulator on ports that the system chose; it must end well and have said one line only."""
    simulator = Simulator(["--port", 0, *broker, *arguments])
    try:
        yield simulator.wait_until_ready()
        if simulator.process.returncode is None:
            code, rest = simulator.stop()
            assert (code, rest) == (0, b""), f"exit code {code}, further output {rest!r}; it said:\n{simulator.log}"
    finally:
        simulator.kill()
