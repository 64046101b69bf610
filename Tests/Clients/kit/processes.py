"""What /proc says about the simulator's children."""

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
