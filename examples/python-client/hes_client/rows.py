"""Rows as the HES delivers them, as one flat list: a row is (devAddr, cgcode, timestamp) → value, unit."""

import re
from dataclasses import asdict, dataclass

DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
# Earlier stamps than 1973 in milliseconds are stamps in seconds.
FIRST_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True)
class Row:
    devAddr: str
    cgcode: str
    timestamp: int
    value: str
    unit: str

    @property
    def key(self):
        return self.devAddr, self.cgcode, self.timestamp

    def as_dict(self):
        return asdict(self)


def frozen_rows(items, asked):
    """Rows of §3.2 and §3.4: a stamp with channels, which are told apart by their code, never by their place."""
    for item in objects(items):
        for channel in objects(item.get("channelData")):
            yield from _row(item, channel, channel.get("cgcode"), asked)


def single_rows(items, asked, cgcode):
    """Rows of §3.3 and §3.5. The latter come without a code: they are of the one that was asked for."""
    for item in objects(items):
        yield from _row(item, item, cgcode, asked)


def meter_of(item, asked):
    """The asked meter that an item is about; None for a stranger. A number in JSON has lost its leading zeros."""
    number = item.get("devAddr")
    if isinstance(number, str):
        return number if number in asked else None
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return next((meter for meter in asked if meter.lstrip("0") == str(number)), None)


def _row(item, channel, cgcode, asked):
    """No row where something is wrong with it: nothing is invented for what is missing."""
    meter, stamp, value = meter_of(item, asked), _milliseconds(item.get("timestamp")), _decimal(channel.get("value"))
    if None not in (meter, stamp, value, cgcode):
        yield Row(meter, str(cgcode), stamp, value, str(channel.get("unit") or ""))


def objects(items):
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _milliseconds(stamp):
    if isinstance(stamp, str) and stamp.isascii() and stamp.isdigit():
        stamp = int(stamp)
    if isinstance(stamp, bool) or not isinstance(stamp, int) or stamp <= 0:
        return None
    return stamp if stamp >= FIRST_MILLISECONDS else stamp * 1000


def _decimal(value):
    """The digits as they came; None for an empty text, dashes and all else that is no number."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text if DECIMAL.fullmatch(text) else None
