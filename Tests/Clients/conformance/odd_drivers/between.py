"""Stands between the suite and a driver: hands every line on, and does one thing of its own besides.

python between.py [--log FILE] [--noise] [--child MARK] [--crash CASE] [--hang CASE] -- COMMAND ARGS…
"""

import argparse
import json
import os
import subprocess
import sys
import threading

CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
# No line of it is JSON: what is JSON, and no message, breaks the protocol (docs/reference/driver.md).
NOISE = ["Loading configuration ...", "\x1b[31mWARN\x1b[0m \ufffd", "[info] 1, 2", "re: 4", "nothing", ""]


def flags():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", help="where the lines that the suite sends are kept")
    parser.add_argument("--noise", action="store_true", help="say on both outputs what means nothing")
    parser.add_argument("--child", help="leave a process behind that has this word among its arguments")
    parser.add_argument("--crash", help="end with status 3 at the first operation of this case")
    parser.add_argument("--hang", help="never answer an operation of this case")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


class Between:
    def __init__(self, flags):
        self._flags = flags
        self._case = None
        self._output = threading.Lock()
        self._client = subprocess.Popen(flags.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._reader = threading.Thread(target=self._answers)
        self._reader.start()
        if flags.child:
            subprocess.Popen([sys.executable, "-c", CHILD, flags.child], stdin=subprocess.DEVNULL)

    def requests(self):
        for line in sys.stdin.buffer:
            self._keep(line)
            message = json.loads(line)
            if message["type"] == "case.begin":
                self._case = message["case"]
            if message["type"] == "op" and self._case:
                if self._case == self._flags.crash:
                    # As a crash is: nothing is put in order, and the client's standard input just ends.
                    os._exit(3)
                if self._case == self._flags.hang:
                    continue
            self._client.stdin.write(line)
            self._client.stdin.flush()
            if message["type"] == "bye":
                break
        self._client.stdin.close()
        self._reader.join()
        return self._client.wait()

    def _keep(self, line):
        if self._flags.log:
            with open(self._flags.log, "ab") as log:
                log.write(line)

    def _answers(self):
        for line in self._client.stdout:
            if self._flags.noise:
                self._say("".join(f"{noise}\n" for noise in NOISE).encode() + b"\xff\xfe\n")
                sys.stderr.write("noise\n" * 20)
            self._say(line)

    def _say(self, text):
        with self._output:
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(Between(flags()).requests())
