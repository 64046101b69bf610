"""The log of a simulator, in a file that stays small."""

from __future__ import annotations

import os
import tempfile
import threading
from typing import IO, Optional

from hes_sim.errors import StartError

LARGEST_BYTES = 4 * 1024 * 1024
DROPPED = b"hes-sim: earlier lines were dropped here\n"


class BoundedLog:
    """A file of at most `LARGEST_BYTES`: when it is full, its older half goes. Safe to use from several threads.

    Throws `StartError` for a file that cannot be made.
    """

    def __init__(self, path: Optional[str] = None) -> None:
        self._lock = threading.Lock()
        try:
            self._file: IO[bytes] = open(path, "w+b") if path else tempfile.TemporaryFile()  # noqa: SIM115
        except OSError as error:
            raise StartError(f"the simulator's log cannot be written: {error}; name a file of a folder that is there, or none") from error

    def write(self, line: bytes) -> None:
        with self._lock:
            self._file.seek(0, os.SEEK_END)
            if self._file.tell() + len(line) > LARGEST_BYTES:
                self._halve()
            self._file.write(line[-LARGEST_BYTES // 2 :])
            self._file.flush()

    def tail(self, lines: int = 20) -> str:
        """The last lines, with a bound of 64 KiB."""
        with self._lock:
            if self._file.closed:
                return ""
            length = self._file.seek(0, os.SEEK_END)
            self._file.seek(max(0, length - 65536))
            text = self._file.read().decode("utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _halve(self) -> None:
        self._file.seek(-min(self._file.tell(), LARGEST_BYTES // 2), os.SEEK_END)
        _, _, newer = self._file.read().partition(b"\n")
        self._file.seek(0)
        self._file.truncate()
        self._file.write(DROPPED + newer)
