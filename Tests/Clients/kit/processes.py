"""What /proc says about the simulator's children."""

import os
from pathlib import Path


def is_alive(pid):
    """A zombie that nobody has collected is dead."""
    return stat(pid) is not None and stat(pid)[1] not in "ZX"


def descendants(pid, name):
    """Process ids of that name below a process."""
    parents = {int(entry.name): stat(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found = []
    for candidate, facts in parents.items():
        ancestor = candidate
        while facts and facts[0] == name and ancestor in parents and parents[ancestor]:
            ancestor = parents[ancestor][2]
            if ancestor == pid:
                found.append(candidate)
    return [candidate for candidate in found if is_alive(candidate)]


def stat(pid):
    """Name, state and parent of a process (proc(5), /proc/pid/stat)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
    return name, rest[0], int(rest[1])


def marked(variable, value):
    """Living processes, but for this one, with that variable in the environment that they began with."""
    mark = f"{variable}={value}".encode()
    candidates = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid())
    return [int(entry.name) for entry in candidates if mark in environment(entry) and is_alive(entry.name)]


def environment(process):
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
