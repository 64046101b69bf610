"""One simulator for all workers of pytest-xdist: the controller starts it when the first worker asks."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import threading
from typing import Any, Callable, Dict, Mapping, Optional, Tuple

from hes_sim.errors import HesError, StartError
from hes_sim.simulator import Simulator

ANSWER_SECONDS = 60.0
NAME = "share"
# Beside the members of the ready line: the folder of the socket is this user's alone.
TOKEN = "controlToken"


class Share:
    """Answers each connection to a Unix socket with the ready line, or why there is none. Closing it ends the simulator.

    Throws `OSError` where no socket can be made.
    """

    def __init__(self, make: Callable[[], Simulator]) -> None:
        self._make = make
        self._simulator: Optional[Simulator] = None
        self._answer: Optional[Dict[str, Any]] = None
        self._directory, self._socket = _bound()
        self.path = os.path.join(self._directory, NAME)
        self._socket.listen(64)
        self._thread = threading.Thread(target=self._serve, name="hes-sim-share", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(ANSWER_SECONDS)
        self._socket.close()
        if self._simulator:
            self._simulator.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.sendall(json.dumps(self._started()).encode() + b"\n")
                except OSError:
                    pass  # The worker has ended meanwhile.

    def _started(self) -> Mapping[str, Any]:
        if self._answer is None:
            try:
                simulator = self._make()
                self._simulator = simulator.start()
                self._answer = {**simulator.ready, TOKEN: simulator.control.token}
            except (HesError, OSError) as error:
                self._answer = {"error": str(error)}
        return self._answer


def _bound() -> Tuple[str, socket.socket]:
    """A new folder with a socket in it. The path of a socket has 107 bytes at most: where TMPDIR is longer, /tmp takes it."""
    try:
        return _bound_in(None)
    except OSError:
        return _bound_in("/tmp")


def _bound_in(parent: Optional[str]) -> Tuple[str, socket.socket]:
    directory = tempfile.mkdtemp(prefix="hes-sim-", dir=parent)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(os.path.join(directory, NAME))
    except OSError:
        listener.close()
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return directory, listener


def ask(path: str) -> Simulator:
    """The shared simulator, from a worker. Throws `StartError` with the controller's reason."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(path)
            with connection.makefile("rb") as answers:
                ready = json.loads(answers.readline() or b"{}")
        except OSError as error:
            raise StartError(f"the controller of the workers does not answer at {path}: {error}") from error
    if "control" not in ready:
        raise StartError(ready.get("error", "the controller of the workers has ended"))
    return Simulator.attach(ready, control_token=ready.pop(TOKEN, None))
