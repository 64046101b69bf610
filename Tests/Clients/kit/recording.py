"""`hes-sim record` and `replay` as processes, and a day's work of the example's client through the proxy."""

import json
import signal
import subprocess
from contextlib import contextmanager
from urllib.parse import urlsplit

from kit.observation import HESClient, Settings
from kit.simulator import executable, run_to_end

END_SECONDS = 60


class Proxy:
    """A running recording; `http` and `mqtt` are where a client goes instead of to the HES."""

    def __init__(self, folder, base_url, broker, *flags, prefix=()):
        self.folder = folder / "recording"
        self._errors = folder / "record.stderr"
        command = [*prefix, executable(), "record", "--base-url", base_url, "--broker", broker, "--out", self.folder, *flags]
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
            )
        line = self.process.stdout.readline()
        assert line, f"no ready line; it said:\n{self.stderr}"
        self.ready = json.loads(line)
        self.http, self.mqtt = self.ready["http"], self.ready["mqtt"]

    @property
    def stderr(self):
        return self._errors.read_text(errors="replace")

    @property
    def file(self):
        return self.folder / "evidence" / "OBSERVATION.jsonl"

    @property
    def events(self):
        """Whole lines; the last may be on its way."""
        return [json.loads(line) for line in self.file.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def of(self, kind):
        return [event for event in self.events if event["kind"] == kind]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        stdout = self.process.stdout.read().decode()
        code = self.process.wait(timeout=END_SECONDS)
        return code, stdout

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def recording(folder, base_url, broker, *flags, prefix=()):
    proxy = Proxy(folder, base_url, broker, *flags, prefix=prefix)
    try:
        yield proxy
    finally:
        proxy.kill()


def work(http, mqtt, user, meters, dcu, day):
    """What a collector asks in a day: an archive, history of two items in pages, frozen rows, readings, a refused call."""
    place = urlsplit(mqtt)
    client = HESClient(
        Settings(
            base_url=http,
            mqtt_host=place.hostname,
            mqtt_port=place.port,
            tenant_code=user["tenantCode"],
            username=user["username"],
            password=user["password"],
            secret_key=user["secretKey"],
            plan_seconds=3.0,
            operation_seconds=30.0,
            rows_per_page=20,
        )
    )
    try:
        start, end = (client.calendar.instant(f"{day} {hour}") for hour in ("00:00:00", "06:00:00"))
        client.archives.read(dcu, client.deadline())
        for cgcode in ("5069", "1", "3", "5050"):
            client.history.rows(meters, cgcode, start, end, client.deadline())
        client.reading.read(meters, "1", (start, end), client.deadline())
        client.reading.read(meters, "3", (start, end), client.deadline())
        client.reading.read(meters, "5069", None, client.deadline())
    finally:
        client.close()


def scenario_of(recording_folder, file, *flags):
    """Exit code 0 or the test fails; the sentences of what was not carried over."""
    run = run_to_end("record", "--to-scenario", recording_folder, "--out", file, *flags)
    assert run.returncode == 0, run.stderr
    return [line for line in run.stderr.splitlines() if line.startswith("not carried over: ")]


def replay(recording_folder, simulator, user, *flags):
    login = ["--tenant", user["tenantCode"], "--username", user["username"]]
    login += ["--password", user["password"], "--secret-key", user["secretKey"], "--wait", 3]
    place = ["--base-url", simulator.http, "--broker", simulator.mqtt]
    return run_to_end("replay", recording_folder, *place, *login, *flags)
