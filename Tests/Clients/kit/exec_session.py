"""A client in exec mode: one process an operation, told by environment variables."""

import json
import os
import subprocess
from urllib.parse import urlsplit

OPERATION_SECONDS = 60


class ExecSession:
    """The operations of one case; `directory` is kept between them."""

    def __init__(self, command, directory, made, base_url):
        mqtt = urlsplit(made["mqtt"])
        self._command = [str(part) for part in command]
        self._result = directory / "result.json"
        self._environment = {
            **os.environ,
            "HES_BASE_URL": base_url, "HES_MQTT_HOST": mqtt.hostname, "HES_MQTT_PORT": str(mqtt.port),
            "HES_TENANT": made["tenantCode"], "HES_USERNAME": made["username"], "HES_PASSWORD": made["password"],
            "HES_SECRET_KEY": made["secretKey"], "HES_TIME_ZONE": "+08:00",
            "HES_STATE_DIR": str(directory / "state"), "HES_RESULT_FILE": str(self._result),
        }  # fmt: skip
        self.stderr = ""

    def run(self, op, *, without=(), **args):
        """Exit code, and the result where there is one."""
        self._result.unlink(missing_ok=True)
        environment = {**self._environment, "HES_OP": json.dumps({"op": op, "args": args})}
        for name in without:
            environment.pop(name)
        ended = subprocess.run(
            self._command, env=environment, capture_output=True, text=True, timeout=OPERATION_SECONDS, stdin=subprocess.DEVNULL
        )
        self.stderr += ended.stderr
        text = self._result.read_text() if self._result.exists() else ended.stdout.rpartition("\n")[0].rpartition("\n")[2]
        return ended.returncode, json.loads(text) if text else None
