#!/usr/bin/env python3
"""A driver for `hes-sim conformance run -- python3 driver.py`: JSON Lines on stdin and stdout, one answer a request."""

import json
import logging
import platform
import sys
import threading

from hes_client import HESClient, Settings
from operations import OPERATIONS, perform

PROTOCOL = 1
CLIENT = {"name": "hes-python-client", "version": "1.0", "language": f"Python {platform.python_version()}"}
CAPABILITIES = {
    "read": True, "history": True, "collect": True, "relay": True, "archive": True,
    "clock": False, "persistent": False, "reuse": False,
}  # fmt: skip
LONGEST_LINE = 1024 * 1024
# An operation must be answered before the suite gives up on it.
SHARE_OF_DEADLINE = 0.85

log = logging.getLogger("driver")


class Driver:
    """Operations run in threads of their own, so that one that waits does not hold up the next."""

    def __init__(self, output):
        self._output = output
        self._lock = threading.Lock()
        self._client = None

    def answer(self, request, kind, **fields):
        line = json.dumps({"type": kind, "re": request.get("id"), **fields}, ensure_ascii=False)
        with self._lock:
            self._output.write(line.encode() + b"\n")
            self._output.flush()

    def handle(self, request):
        """False when it is over."""
        match request.get("type"):
            case "hello":
                self.answer(request, "hello.ok", protocol=PROTOCOL, client=CLIENT, capabilities=CAPABILITIES)
            case "case.begin":
                self._end_case()
                self._client = HESClient(settings_of(request))
                self.answer(request, "case.ready")
            case "op":
                self._begin(request)
            case "case.end":
                self._end_case()
                self.answer(request, "case.ended")
            case "bye":
                self._end_case()
                return False
            case _:
                self.answer(request, "unsupported")
        return True

    def _begin(self, request):
        if request.get("op") not in OPERATIONS:
            self.answer(request, "unsupported")
        elif self._client is None:
            self.answer(request, "op.done", outcome="refused", error="no case has begun")
        else:
            threading.Thread(target=self._perform, args=(request, self._client), daemon=True).start()

    def _perform(self, request, client):
        args = request.get("args") if isinstance(request.get("args"), dict) else {}
        try:
            fields = perform(client, request["op"], args)
        except Exception as error:  # a bug of this client fails its operation, not the driver
            log.exception("%s failed", request["op"])
            fields = {"outcome": "failed", "error": type(error).__name__}
        if client is self._client:
            self.answer(request, "op.done", **fields)

    def _end_case(self):
        client, self._client = self._client, None
        if client is not None:
            client.close()


def settings_of(case):
    """`case.begin` tells where the HES is and who we are; secrets stay in here."""
    mqtt, deadlines = case.get("mqtt") or {}, case.get("deadlines") or {}
    return Settings(
        base_url=case["baseUrl"],
        mqtt_host=mqtt.get("host", "127.0.0.1"),
        mqtt_port=mqtt.get("port", 1883),
        mqtt_username=mqtt.get("username"),
        mqtt_password=mqtt.get("password"),
        tenant_code=case["tenantCode"],
        username=case["username"],
        password=case["password"],
        secret_key=case["secretKey"],
        time_zone=case.get("timeZone", "+08:00"),
        operation_seconds=deadlines.get("op", 60) * SHARE_OF_DEADLINE,
        plan_seconds=deadlines.get("plan", 30),
    )


def main(stdin=sys.stdin.buffer, stdout=sys.stdout.buffer):
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    driver = Driver(stdout)
    while line := stdin.readline(LONGEST_LINE + 1):
        try:
            request = json.loads(line)
            if not driver.handle(request):
                break
        except Exception:  # a line that is no request, or one that lacks something: told, and on
            log.exception("a line of %d bytes could not be handled", len(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
