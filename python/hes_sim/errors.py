"""What can go wrong, each with a message that says what to do."""

from __future__ import annotations

from typing import Any, Mapping, Optional

APT = "apt-get install mosquitto libmosquitto1 libsqlite3-0"


class HesError(Exception):
    """The simulator, or a request to it, failed."""


class StartError(HesError):
    """The simulator cannot run here; the message ends with what it said."""


class BinaryNotFound(StartError):
    """There is no hes-sim executable at any of the places that were searched."""


class Unreachable(HesError):
    """The simulator no longer answers: it has ended, or was killed."""


class Refused(HesError):
    """The control API refused a request; the message has all of its lines."""

    def __init__(self, status: int, what: str, answer: Mapping[str, Any]) -> None:
        error = answer.get("error")
        told: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
        self.status = status
        self.reason: str = str(told.get("message", ""))
        self.pointer: Optional[str] = told.get("pointer")
        self.hint: Optional[str] = told.get("hint")
        self.nearest: Optional[Mapping[str, Any]] = answer.get("nearest")
        super().__init__("\n".join(self._lines(what)))

    def _lines(self, what: str) -> list[str]:
        lines = [f"{what}: {self.reason or f'HTTP status {self.status}'}"]
        if self.hint and self.hint not in self.reason:
            lines.append(f"hint: {self.hint}")
        if self.nearest is not None:
            lines.append(f"nearest: {summary(self.nearest)}")
        return lines


class NothingCame(Refused, AssertionError):
    """What was waited for did not happen in time; `nearest` is the entry most like it."""


class Happened(Refused, AssertionError):
    """What must not happen did; `nearest` is its entry."""


def summary(entry: Mapping[str, Any]) -> str:
    """An entry of the journal in one line, without its number and time."""
    rest = {name: value for name, value in entry.items() if name not in ("seq", "t", "kind")}
    shown = " ".join(f"{name}={value}" for name, value in rest.items() if value is not None)
    return f"{entry.get('kind', 'entry')} {shown}".rstrip()
