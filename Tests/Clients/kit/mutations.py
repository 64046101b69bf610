"""Spoilt requests: seeded, so that a failing one comes again."""

import copy
import json

VALUES = [None, True, False, 0, -1, 1.5, 10**30, -(2**63), 2**63, "", " ", "0", "null", "\0", "\u2028", "é", "😀",
          [], {}, [[]], {"": 0}, "a" * 5000, "1," * 600, "9" * 400, "2024-07-10 00:00:00", "9999-12-31 23:59:59",
          "0000-00-00 00:00:00", "5069", "1", 1, 2, "%s%n", "../../etc", "<b>", "' or 1=1"]  # fmt: skip
INSERTS = [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\0", b"\\u12", b"\\ud800", b'"', b"{", b"]", b",", b"1e999", b"//", b"\r\n\r\n"]
NAMES = ["devList", "cgcode", "start", "end", "curPage", "pageSize", "controlMode", "dcuNo", "archives", "token", "x"]


def mutated(good, random):
    """The bytes of a request that began as a good one."""
    if random.random() < 0.1:
        return random.randbytes(random.randrange(300))
    body = copy.deepcopy(good)
    for _ in range(random.randrange(3)):
        _change(body, random)
    data = json.dumps(body, ensure_ascii=random.random() < 0.5).encode()
    for _ in range(random.choice([0, 0, 0, 1, 2])):
        data = _spoil(data, random)
    return data


def _change(body, random):
    name = random.choice(list(body) or NAMES)
    kind = random.randrange(5)
    if kind == 0:
        body.pop(name, None)
    elif kind == 1:
        body[random.choice(NAMES)] = random.choice(VALUES)
    elif kind == 2:
        body[name] = [body.get(name), random.choice(VALUES), {"devAddr": random.choice(VALUES), "status": "1"}]
    elif kind == 3 and isinstance(body.get(name), str):
        text = body[name]
        place = random.randrange(len(text) + 1)
        body[name] = text[:place] + random.choice(["", ",", " ", "0", "-", "é", "\n"]) + text[place + 1 :]
    else:
        body[name] = random.choice(VALUES)


def _spoil(data, random):
    place = random.randrange(len(data) + 1)
    kind = random.randrange(5)
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + random.choice(INSERTS) + data[place:]
    if kind == 2:
        depth = random.choice([10, 63, 64, 65, 1000, 20_000])
        opening, closing = random.choice([(b"[", b"]"), (b'{"a":', b"}")])
        return b'{"deep":' + opening * depth + b"0" + closing * depth + b"," + data[1:]
    if kind == 3:
        return data[:place] + random.randbytes(1) + data[place + 1 :]
    return data[:place] + data[random.randrange(len(data) + 1) :]
