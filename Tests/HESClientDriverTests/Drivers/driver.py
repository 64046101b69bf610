"""A client that keeps to the driver protocol, except as its argument says. Standard library only."""

import json
import os
import signal
import subprocess
import sys
import time

MODE = sys.argv[1] if len(sys.argv) > 1 else "good"
ROW = {"devAddr": "1", "cgcode": "5069", "timestamp": 1720540800000, "value": "7340.740", "unit": "kWh"}


def raw(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def say(**message):
    raw(json.dumps(message) + "\n")


def hello(re):
    say(type="hello.ok", re=re, protocol=1, client={"name": "test", "version": "1", "language": "Python"},
        capabilities={"read": True, "clock": False, "relay": "no breakers here"})


def done(re, **fields):
    say(type="op.done", re=re, **{"outcome": "ok", "rows": [ROW], "missing": [], **fields})


def op(message, held):
    re, name = message["id"], message["op"]
    if name.startswith("x-") and MODE != "over-claims":
        return say(type="unsupported", re=re)
    if MODE == "refuses":
        return say(type="op.done", re=re, outcome="failed")
    if MODE == "crash":
        sys.stderr.write("about to fail\n")
        sys.stderr.flush()
        sys.exit(3)
    if MODE == "abort":
        os.kill(os.getpid(), signal.SIGKILL)
    if MODE == "hang":
        return None
    if MODE == "wrong-re" and not held:
        held.append(re)
        return done(re + 7)
    if MODE == "late":
        held.append(re)
        return (done(re), done(re)) if len(held) == 1 else done(re)
    if MODE == "half-line":
        return raw('{"type":"op.done","re":')
    if MODE == "half-line-end":
        raw('{"type":"op.done","re":')
        sys.exit(0)
    if MODE == "noisy":
        print("reading 1 of 1\n[INFO] \u001b[1mdone\u001b[0m", flush=True)
    if MODE == "not-json" and not held:
        held.append(re)
        return raw('{"type":"op.done" "re":%d}\n' % re)
    if MODE == "array" and not held:
        held.append(re)
        return raw("[1, 2]\n")
    if MODE == "float-value" and not held:
        held.append(re)
        return done(re, rows=[ROW, {**ROW, "value": 7.5}])
    if MODE == "huge-line" and not held:
        held.append(re)
        return raw("x" * 1200000 + "\n")
    if MODE == "big-line":
        return done(re, pad="x" * 1000000)
    if MODE == "flood":
        raw("a\n" * 3000)
    if MODE == "swaps":
        held.append(re)
        if len(held) == 2:
            done(held[1], note="second")
            done(held[0], note="first")
        return None
    if MODE == "closes-stdout":
        os.close(1)
        return None
    if MODE == "family":
        child = subprocess.Popen([sys.executable, "-c", "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"])
        return done(re, pids=[os.getpid(), child.pid])
    return done(re, size=len(json.dumps(message["args"])))


def main():
    held = []
    if MODE == "family":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            hello(message["id"])
        elif message["type"] == "case.begin":
            say(type="case.ready", re=message["id"])
        elif message["type"] == "op":
            op(message, held)
        elif message["type"] == "case.end":
            say(type="case.ended", re=message["id"])
        elif message["type"] == "bye":
            if MODE == "stays":
                time.sleep(600)
            sys.exit(5 if MODE == "bad-exit" else 0)


main()
