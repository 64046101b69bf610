"""A world: a tenant with a clock, meters, rules and a journal of its own."""

from __future__ import annotations

import re
import warnings
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Type, Union
from urllib.parse import quote, urlsplit

from hes_sim.errors import Happened, HesError, NothingCame, Refused
from hes_sim.records import Armed, Call, Entry, Truth

if TYPE_CHECKING:
    from hes_sim.simulator import Simulator

Span = Union[str, int, timedelta]
Instant = Union[str, datetime]
Rule = Mapping[str, Any]

WAIT_SECONDS = 5.0
PAGE = 10_000


class HesWarning(UserWarning):
    """A rule that can never act."""


class World:
    """Made by `Simulator.world`; a context manager that ends it. Names with underscores become the control API's."""

    def __init__(self, simulator: "Simulator", made: Mapping[str, Any], *, seed: int) -> None:
        self.simulator = simulator
        self._made = made
        self._control = simulator.control
        self._has_ended = False
        self.seed = seed
        self.tenant_code: str = made["tenantCode"]
        self.username: str = made.get("username", "")
        self.password: str = made.get("password", "")
        self.secret_key: str = made.get("secretKey", "")
        self.topic: str = made["topic"]
        self.http: str = made["http"]
        self.mqtt: str = made["mqtt"]
        self.base_url: str = f"{self.http}/apis/openapi"
        broker = urlsplit(self.mqtt)
        self.mqtt_host: str = broker.hostname or "127.0.0.1"
        self.mqtt_port: int = broker.port or 1883

    def __repr__(self) -> str:
        return f"<World {self.tenant_code} at {self.base_url}>"

    def __enter__(self) -> "World":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.end()

    def end(self) -> None:
        """Ends the world and its tokens; twice does no harm."""
        if not self._has_ended:
            self._has_ended = True
            try:
                self._control.ask("DELETE", f"worlds/{quote(self.tenant_code, safe='')}")
            except Refused as refusal:
                if refusal.status != 404:
                    raise

    @property
    def credentials(self) -> Dict[str, str]:
        """The body of getToken."""
        return {
            "tenantCode": self.tenant_code,
            "username": self.username,
            "password": self.password,
            "secretKey": self.secret_key,
        }

    def ask(self, method: str, path: str, body: object = None, **query: object) -> Any:
        """A call of the control API about this world, for what has no method here."""
        return self._control.ask(method, path, body, tenant=self.tenant_code, **query)

    @property
    def now(self) -> datetime:
        """The world's time, in its own zone and without one."""
        return _parsed(self.ask("GET", "clock")["now"])

    def advance(self, span: Span = "untilIdle") -> Mapping[str, Any]:
        """Moves the clock by a span such as `"2h"`; answers once all that fell due has happened and the broker has every push."""
        milliseconds = round(span / timedelta(milliseconds=1)) if isinstance(span, timedelta) else span
        answer: Mapping[str, Any] = self.ask("POST", "clock", {"advance": milliseconds})
        return answer

    def set_clock(self, instant: Optional[Instant] = None, *, mode: Optional[str] = None) -> Mapping[str, Any]:
        """Moves the clock to an instant, or changes its pace: `manual`, `auto`, `real`, `x60`."""
        if (instant is None) == (mode is None):
            raise HesError("set_clock takes an instant or a mode")
        command = {"mode": mode} if mode is not None else {"set": _text(instant)}
        answer: Mapping[str, Any] = self.ask("POST", "clock", command)
        return answer

    def arm(self, what: Union[str, Rule, Sequence[Rule]]) -> Armed:
        """Arms the rules of a recipe (`"F01-meter-offline"`, `"F01"`), a rule, or several: all or none.

        Throws `Refused` with the lines of the check, and `HesError` for a recipe whose events a world must know from its start.
        """
        answer = self.ask("POST", "faults", self._rules(what) if isinstance(what, str) else what)
        told = [str(line) for line in answer.get("warnings", [])]
        for line in told:
            warnings.warn(line, HesWarning, stacklevel=2)
        return Armed(ids=tuple(answer["ids"]), warnings=tuple(told))

    def _rules(self, name: str) -> Sequence[Rule]:
        recipe = self.simulator.recipe(name)
        if recipe["events"]:
            raise HesError(
                f"the recipe '{recipe['id']}' has events, which a world must know from its start: make the world with it, "
                f"@pytest.mark.hes_world(recipe=\"{recipe['id']}\") or simulator.world(recipe=\"{recipe['id']}\")"
            )
        rules: Sequence[Rule] = recipe["faults"]
        return rules

    def disarm(self, rule_id: str) -> None:
        self.ask("DELETE", f"faults/{quote(rule_id, safe='')}")

    def happen(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Lets an event of the field happen now: `{"type": "outage", "dcu": "2211000051", "for": "30m"}`."""
        answer: Mapping[str, Any] = self.ask("POST", "field", event)
        return answer

    def journal(self, kind: Optional[str] = None, *, since: int = 0, **filters: object) -> List[Entry]:
        """What happened, in order; filters are `endpoint`, `dev_addr`, `plan_id` and `bodies`."""
        query = _named({"kind": kind, **filters})
        entries: List[Entry] = []
        while True:
            page = self.ask("GET", "journal", since=since, limit=PAGE, **query)
            entries += [Entry(entry) for entry in page["entries"]]
            if len(page["entries"]) < PAGE:
                return entries
            since = page["next"]

    def calls(self, endpoint: Optional[str] = None, *, dev_addr: Optional[str] = None, since: int = 0, **filters: object) -> List[Call]:
        """The calls of a client so far, in order."""
        found = self.journal("http", since=since, endpoint=endpoint, dev_addr=dev_addr, **filters)
        return [Call.of(entry.raw) for entry in found]

    def wait_for(
        self, kind: Optional[str] = None, *, count: int = 1, since: int = 0, timeout: float = WAIT_SECONDS, **members: object
    ) -> List[Entry]:
        """The entries, once that many match: `wait_for("http", endpoint="relay", request={"controlMode": 1})`.

        `timeout` is in seconds of the wall clock, at most 120. Throws `NothingCame` with the entry most like it, and `Refused`
        for what no entry can match.
        """
        question = {"match": _named({"kind": kind, **members}), "count": count, "since": since, "timeout": _span(timeout)}
        try:
            answer = self.ask("POST", "journal/await", question)
        except Refused as refusal:
            raise _verdict(refusal, f"waited for {_told(question)}") from None
        return [Entry(entry) for entry in answer["entries"]]

    def assert_never(
        self,
        kind: Optional[str] = None,
        *,
        fence: Optional[Mapping[str, object]] = None,
        since: int = 0,
        timeout: float = WAIT_SECONDS,
        **members: object,
    ) -> int:
        """Makes sure that nothing matches before the fence, or so far without one; returns the number after the fence.

        Throws `Happened` with the entry, and `NothingCame` if the fence did not come in time.
        """
        question: Dict[str, Any] = {"match": _named({"kind": kind, **members}), "never": True, "since": since}
        question["timeout"] = _span(timeout)
        if fence is not None:
            question["fence"] = _named(fence)
        try:
            following: int = self.ask("POST", "journal/await", question)["next"]
        except Refused as refusal:
            raise _verdict(refusal, f"must never happen: {_told(question)}") from None
        return following

    def truth(self, dev_addr: str, *, at: Optional[Instant] = None) -> Truth:
        """What a meter really shows now, or showed at an instant of the world's zone."""
        raw = self.ask("GET", f"meters/{quote(dev_addr, safe='')}", at=None if at is None else _text(at))
        return Truth.of(raw)


def _verdict(refusal: Refused, what: str) -> Refused:
    kind = {408: NothingCame, 409: Happened}.get(refusal.status, Refused)
    error = {"message": refusal.reason, "pointer": refusal.pointer, "hint": refusal.hint}
    return kind(refusal.status, what, {"error": error, "nearest": refusal.nearest})


def _named(members: Mapping[str, object]) -> Dict[str, Any]:
    """Names as the control API has them: `dev_addr` is `devAddr`."""
    return {
        re.sub(r"_([a-z])", lambda found: found.group(1).upper(), name): value
        for name, value in members.items()
        if value is not None
    }


def _told(question: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value!r}" for name, value in question["match"].items()) or "anything"


def _span(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"


def _text(instant: Optional[Instant]) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S") if isinstance(instant, datetime) else str(instant)


def _parsed(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
