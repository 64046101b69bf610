"""curl and mosquitto_sub, as somebody would use them in a shell."""

import json
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from kit.worlds import METERS, TENANT, credentials

SCRIPT = Path(__file__).parent / "shell_session.sh"


def test_a_meter_is_read_from_a_shell(shared):
    mqtt = urlsplit(shared.simulator.mqtt)
    login = json.dumps(credentials())
    result = subprocess.run(
        ["bash", SCRIPT, shared.simulator.http, mqtt.hostname, str(mqtt.port), TENANT, login, METERS[0]],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 0, result.stderr
    push, refusal = result.stdout.splitlines()
    assert json.loads(push)["data"]["list"][0]["devAddr"] == METERS[0]
    assert json.loads(refusal) == {"code": 500, "msg": "body larger than 1048576 bytes"}
