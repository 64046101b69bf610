"""`hes-sim serve` as a child process that never outlives its parent."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

from hes_sim._log import BoundedLog
from hes_sim.errors import APT, StartError

# A stop may take 20 seconds: outstanding pushes, then connections and the broker.
STOP_SECONDS = 25.0
LAUNCHER = str(Path(__file__).with_name("_launch.py"))


class Process:
    """Started at once. A thread of its own starts it and waits for it: the kernel ends the simulator when that thread ends."""

    def __init__(self, binary: str, arguments: Sequence[str], *, scenario: bytes, log: Optional[str]) -> None:
        self._command = [binary, "serve", *arguments]
        self._scenario = scenario
        self._log = BoundedLog(log)
        self._owner = os.getpid()
        self._child: Optional[subprocess.Popen[bytes]] = None
        self._first_line: "queue.Queue[bytes]" = queue.Queue()
        self._failure: Optional[OSError] = None
        self._keeper = threading.Thread(target=self._keep, name="hes-sim", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> Optional[int]:
        return self._child.pid if self._child else None

    @property
    def log_tail(self) -> str:
        return self._log.tail()

    def wait_until_ready(self, seconds: float) -> Mapping[str, Any]:
        """The ready line. Throws `StartError` with the last lines of the log."""
        try:
            line = self._first_line.get(timeout=seconds)
        except queue.Empty:
            line = b""
            reason = f"it was not ready within {seconds:g} seconds"
        else:
            code = self._child.poll() if self._child else None
            reason = f"it ended with exit code {code}" if self._child else f"{self._failure}"
        if line:
            ready: Mapping[str, Any] = json.loads(line)
            return ready
        self.stop()
        raise StartError(self._told(reason))

    def stop(self) -> None:
        """Ends it in order, by force after `STOP_SECONDS`. In a process that was forked meanwhile it does nothing."""
        if os.getpid() != self._owner:
            return
        child = self._child
        if child and child.poll() is None:
            child.terminate()
            self._keeper.join(STOP_SECONDS)
            if self._keeper.is_alive():
                child.kill()
        self._keeper.join(STOP_SECONDS)

    def close_log(self) -> None:
        """In a process that was forked meanwhile it does nothing: a thread that is not there may hold the log's lock."""
        if os.getpid() == self._owner:
            self._log.close()

    def _told(self, reason: str) -> str:
        said = self.log_tail
        lines = [f"hes-sim did not start: {reason}.", f"command: {' '.join(self._command)}"]
        if said:
            lines += ["it said:", said]
        if "shared libraries" in said or "mosquitto is not installed" in said:
            lines.append(f"install what it needs: {APT}")
        return "\n".join(lines)

    def _keep(self) -> None:
        launcher = [sys.executable, "-I", "-S", LAUNCHER, str(os.getpid())]
        try:
            child = subprocess.Popen(
                [*launcher, *self._command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C at a terminal reaches the tests alone, which then end the simulator.
            )
        except OSError as error:
            self._failure = error
            self._first_line.put(b"")
            return
        self._child = child
        drain = threading.Thread(target=self._drain, args=(child,), name="hes-sim-log", daemon=True)
        drain.start()
        self._hand_over(child)
        assert child.stdout
        line = child.stdout.readline()
        if not line:  # The log is whole, and the exit code known, before the failure is told.
            child.wait()
            drain.join(STOP_SECONDS)
        self._first_line.put(line)
        while child.stdout.read(65536):
            pass
        child.wait()
        drain.join(STOP_SECONDS)
        child.stdout.close()

    def _hand_over(self, child: "subprocess.Popen[bytes]") -> None:
        assert child.stdin
        try:
            child.stdin.write(self._scenario)
            child.stdin.close()
        except OSError:
            pass  # It ended before it read: its log says why.

    def _drain(self, child: "subprocess.Popen[bytes]") -> None:
        assert child.stderr
        with child.stderr:
            for line in child.stderr:
                self._log.write(line)
