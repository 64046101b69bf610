"""What the control API tells, with types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Tuple

from hes_sim.errors import summary


@dataclass(frozen=True)
class Entry:
    """An entry of the journal. `raw` has all of its members, also by subscript."""

    raw: Mapping[str, Any]

    @property
    def seq(self) -> int:
        return int(self.raw["seq"])

    @property
    def time(self) -> int:
        """The world's time in milliseconds."""
        return int(self.raw["t"])

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def plan_id(self) -> Optional[str]:
        return self.raw.get("planId")

    @property
    def endpoint(self) -> Optional[str]:
        return self.raw.get("endpoint")

    def __getitem__(self, name: str) -> Any:
        return self.raw[name]

    def __str__(self) -> str:
        return f"#{self.seq} {summary(self.raw)}"


@dataclass(frozen=True)
class Call:
    """A call that the simulator answered."""

    seq: int
    time: int
    endpoint: Optional[str]
    method: Optional[str]
    path: Optional[str]
    status: Optional[int]
    code: Any
    user: Optional[str]
    plan_id: Optional[str]
    request: Mapping[str, Any]
    rejection: Optional[Mapping[str, Any]]
    raw: Mapping[str, Any]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Call":
        request = raw.get("request")
        return cls(
            seq=int(raw["seq"]),
            time=int(raw["t"]),
            endpoint=raw.get("endpoint"),
            method=raw.get("method"),
            path=raw.get("path"),
            status=raw.get("status"),
            code=raw.get("code"),
            user=raw.get("user"),
            plan_id=raw.get("planId"),
            request=request if isinstance(request, Mapping) else {},
            rejection=raw.get("rejection"),
            raw=raw,
        )


@dataclass(frozen=True)
class Truth:
    """A meter as it really is at an instant; `values` are by reading item, in its unit, as text with all its decimals."""

    dev_addr: str
    dcu_no: Optional[str]
    breaker: Optional[str]
    is_supplied: bool
    at: str
    values: Mapping[str, str]
    raw: Mapping[str, Any]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Truth":
        return cls(
            dev_addr=str(raw["devAddr"]),
            dcu_no=raw.get("dcuNo"),
            breaker=raw.get("breaker"),
            is_supplied=bool(raw.get("supplied")),
            at=str(raw.get("at")),
            values=raw.get("values") or {},
            raw=raw,
        )

    def __getitem__(self, cgcode: str) -> str:
        """The value of a reading item."""
        return self.values[cgcode]


@dataclass(frozen=True)
class Armed:
    """Rules that were armed, and what the simulator said about those that can never act."""

    ids: Tuple[str, ...]
    warnings: Tuple[str, ...]
