"""`hes-sim conformance observe` as a process, and a client of the example's library at its addresses."""

import json
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from kit.places import EXAMPLES
from kit.simulator import executable
from kit.suite import Run
from kit.waiting import eventually
from kit.worlds import write

sys.path.insert(0, str(EXAMPLES / "python-client"))

from hes_client import HESClient, Settings  # noqa: E402

READY_SECONDS = 30
END_SECONDS = 60
# A day passes in two seconds.
CLOCK = "x43200"
DCU = "2211000051"
METERS = [f"2024071000{number:02}" for number in range(1, 13)]


def scenario(clock=CLOCK, **tenant):
    """Twelve meters whose history lacks a third of its rows, on a clock that runs; a token lives for a second."""
    return {
        "name": "observed",
        "seed": 7,
        "clock": {"start": "2024-07-10 20:00:00", "timeZone": "+08:00", "mode": clock},
        "tenants": [
            {
                "tenantCode": "4711",
                "users": [{"username": "mdm", "password": "mdm-password", "secretKey": "mdm-0123456789abcdef"}],
                "dcus": [{"dcuNo": DCU, "meters": METERS}],
                "history": {"collected": 0.7},
                "token": {"lifetime": 43_200},
                **tenant,
            }
        ],
    }


class Observation:
    """A running observation; `end` gives what it found."""

    def __init__(self, folder, flags, document):
        self.folder = folder / "report"
        # A file that is opened anew to read it: a shared one would have one place for reading and writing.
        self._errors = folder / "stderr"
        place = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--scenario", write(document, folder)]
        command = [executable(), "conformance", "observe", *place, "--report", self.folder, *flags]
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
            )
        line = self.process.stdout.readline()
        assert line, f"no ready line; it said:\n{self.stderr}"
        self.ready = json.loads(line)

    @property
    def stderr(self):
        return self._errors.read_text(errors="replace")

    def wait_for(self, line):
        eventually(lambda: line in self.stderr, f"'{line}' on stderr, which has:\n{self.stderr}")

    def client(self, **bounds):
        mqtt = urlsplit(self.ready["mqtt"])
        settings = Settings(
            base_url=self.ready["http"],
            mqtt_host=mqtt.hostname,
            mqtt_port=mqtt.port,
            tenant_code=self.ready["tenantCode"],
            username=self.ready["username"],
            password=self.ready["password"],
            secret_key=self.ready["secretKey"],
            time_zone=self.ready["timeZone"],
            **{"plan_seconds": 2.0, "operation_seconds": 20.0, "rows_per_page": 20, **bounds},
        )
        return HESClient(settings)

    def end(self, with_signal=None):
        if with_signal is not None:
            self.process.send_signal(with_signal)
        stdout = self.process.stdout.read().decode()
        code = self.process.wait(timeout=END_SECONDS)
        return Run(code, stdout, self.stderr, self.folder)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def observing(folder, *flags, document=None):
    observation = Observation(folder, flags, document or scenario())
    try:
        yield observation
    finally:
        observation.kill()
