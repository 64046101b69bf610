"""The journal of a test's worlds as text, with the command that runs the test again."""

from __future__ import annotations

import shlex
from datetime import datetime, timedelta
from typing import List, Mapping, Optional

from hes_sim.errors import HesError
from hes_sim.records import Entry
from hes_sim.world import World

LAST_ENTRIES = 100
LONGEST_LINE = 500


def replay_line(nodeid: str, seed: int, options: Mapping[str, Optional[str]]) -> str:
    """The command, for the directory in which pytest was started, to which `nodeid` is relative."""
    words = ["python", "-m", "pytest", nodeid, f"--hes-seed={seed}"]
    words += [f"{name}={value}" for name, value in options.items() if value]
    return shlex.join(words)


def journal_text(world: World) -> str:
    """The last hundred entries, each with the world's time; or why they cannot be had."""
    try:
        clock = world.ask("GET", "clock")
        entries = world.journal()
    except HesError as error:
        return "\n".join(filter(None, [f"the journal cannot be read: {error}", world.simulator.log_tail]))
    zero = datetime.strptime(clock["now"], "%Y-%m-%d %H:%M:%S") - timedelta(seconds=clock["nowMs"] // 1000)
    shown = entries[-LAST_ENTRIES:]
    lines = [f"world {world.tenant_code}, seed {world.seed}, clock {clock['mode']} at {clock['now']}"]
    if len(entries) > len(shown):
        lines.append(f"{len(entries) - len(shown)} earlier entries")
    return "\n".join(lines + [_line(entry, zero) for entry in shown] + _ending(entries))


def _line(entry: Entry, zero: datetime) -> str:
    text = f"{zero + timedelta(milliseconds=entry.time):%m-%d %H:%M:%S.%f}"[:-3] + f"  {entry}"
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + "…"


def _ending(entries: List[Entry]) -> List[str]:
    return [] if entries else ["nothing has happened in it: did the code under test use its addresses?"]
