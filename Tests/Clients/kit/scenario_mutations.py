"""Scenario documents spoilt by a seed: values of other kinds, other words, keys that go, come or are misspelt."""

import copy

from kit.schema import FULL

VALUES = [None, True, 0, 1, -1, 2, 0.5, 1.5, 1000, 10**6, "", "x", "0", "+10m", "10m", "never", [], ["x"], [1, 2], {}, {"x": 1},
          "2024-07-11 16:20:00", "18:00:00", "24:00:00", "mon", ["mon", 31], [0], "plc", {"medium": "rf"}, {"medium": "plc", "firstPass": 2},
          {"uniform": [1, 2]}, {"from": "18:00:00", "until": "02:00:00"}, {"from": "5", "count": 3}, {"from": "098", "count": 3, "width": 4},
          {"devAddr": "7"}, {"meter": "7"}, {"not": {}}, {"type": "meterOffline"}, {"recipe": "demo"}, {"recipe": 5}, ["demo"]]  # fmt: skip


def _keys(node, found):
    """Every key of a document with a value that it has there."""
    if isinstance(node, dict):
        for key, value in node.items():
            found.setdefault(key, value)
            _keys(value, found)
    elif isinstance(node, list):
        for value in node:
            _keys(value, found)
    return found


KNOWN = _keys(FULL, {})


def _places(node, path=()):
    yield path
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from _places(value, (*path, key))


def _at(document, path):
    for step in path:
        document = document[step]
    return document


def mutated(good, random):
    """A copy with one to three changes."""
    document = copy.deepcopy(good)
    for _ in range(random.choice([1, 1, 2, 3])):
        places = [path for path in _places(document) if path]
        if places:
            _change(document, random.choice(places), random)
    return document


def _change(document, path, random):
    *way, last = path
    parent, value = _at(document, way), _at(document, path)
    kind = random.randrange(7)
    if kind == 0:
        del parent[last]
    elif kind == 1:
        parent[last] = copy.deepcopy(random.choice(VALUES))
    elif kind == 2 and isinstance(value, dict):
        key = random.choice(sorted(KNOWN))
        value[key] = copy.deepcopy(random.choice([KNOWN[key], KNOWN[key], random.choice(VALUES)]))
    elif kind == 3 and isinstance(parent, dict):
        parent[random.choice([last + "s", last[:-1], last.upper(), random.choice(sorted(KNOWN))])] = parent.pop(last)
    elif kind == 4 and isinstance(parent, list):
        parent.append(copy.deepcopy(value))
    elif isinstance(value, bool) or not isinstance(value, (int, float, str)):
        parent[last] = copy.deepcopy(KNOWN.get(last, random.choice(VALUES)))
    elif isinstance(value, str):
        at = random.randrange(len(value) + 1)
        parent[last] = value[:at] + random.choice(["", "0", " ", "x", ":", "-"]) + value[at + random.randrange(2) :]
    else:
        parent[last] = random.choice([-value, value * 1000, value + 1, value / 2, str(value)])
