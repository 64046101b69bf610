"""What a client sees of a shipped recipe, and the table of what it has to see."""

import copy
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

import requests

from kit.http import ENDPOINTS, ROOT, Client
from kit.listener import listening
from kit.places import SCENARIOS
from kit.simulator import running
from kit.worlds import write

TENANT, HEALTHY = "1000000067", "healthy"
CREDENTIALS = {"username": "demo", "password": "demo-password", "secretKey": "0123456789abcdef0123456789abcdef"}
DCU, SECOND_DCU, THIRD_DCU = "2211000051", "2211000052", "2211000053"


def meter(number):
    """The meters of the first DCU are numbered from 1, whatever the recipe."""
    return f"{202407100000 + number}"


def neighbour(number):
    """The meters of the second DCU."""
    return f"{202407110000 + number}"


@dataclass(frozen=True)
class Recipe:
    """A probe returns what a client sees: with the fault, and in the same world without it."""

    probe: Callable
    sick: Any
    well: Any
    cure: Callable
    is_alone: bool


RECIPES = {}


def without_faults(document):
    for tenant in document["tenants"]:
        tenant.pop("faults", None)
        tenant.pop("events", None)


def recipe(name, *, sick, well, cure=without_faults, is_alone=False):
    """Enters a probe into the table; `cure` takes the fault out of a document.

    `is_alone`: the two worlds need a broker each.
    """

    def enter(probe):
        RECIPES[name] = Recipe(probe, sick, well, cure, is_alone)
        return probe

    return enter


def document(name):
    return json.loads((SCENARIOS / f"{name}.json").read_text())


def cured(name):
    """The recipe's world without what is wrong in it, as another tenant."""
    healthy = copy.deepcopy(document(name))
    RECIPES[name].cure(healthy)
    healthy["tenants"][0]["tenantCode"] = HEALTHY
    return healthy


@contextmanager
def heads(directory, *documents):
    """A client of each tenant in one simulator."""
    paths = [write(each, directory, f"{number}.json") for number, each in enumerate(documents)]
    clock = [] if documents[0]["name"].startswith("F31") else ["--clock", "manual"]
    with running(*(word for path in paths for word in ("--scenario", path)), *clock) as simulator:
        opened = [Head(simulator, each["tenants"][0]["tenantCode"]) for each in documents]
        try:
            for head in opened:
                head.listen()
            yield opened
        finally:
            for head in opened:
                head.close()


class Head:
    """One tenant's head-end as its client sees it: calls by HTTP, results by MQTT."""

    def __init__(self, simulator, tenant):
        self.simulator, self.tenant = simulator, tenant
        self.client = Client(simulator, {"tenantCode": tenant, **CREDENTIALS})
        self._listening = listening(simulator.mqtt, topic=f"/{tenant}/#", client_id=f"listener-of-{tenant}")
        self.listener = None

    def listen(self):
        self.listener = self._listening.__enter__()

    def close(self):
        if self.listener:
            self._listening.__exit__(None, None, None)
        self.client.close()

    def clock(self, **command):
        url = f"{self.simulator.control}/clock?tenant={self.tenant}"
        response = requests.post(url, json=command, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()

    def wait(self, span):
        self.clock(advance=span)

    def until(self, instant):
        self.clock(set=instant)

    def journal(self, kind):
        url = f"{self.simulator.control}/journal"
        return requests.get(url, params={"tenant": self.tenant, "kind": kind}, timeout=30).json()["entries"]

    def raw(self, endpoint, timeout=30, **fields):
        """The HTTP answer as it is, with a token of ours."""
        if self.client.token is None:
            self.client.log_in()
        body = {**fields, "token": self.client.token}
        url = self.simulator.http + ROOT + ENDPOINTS[endpoint]
        return requests.post(url, json=body, timeout=timeout)

    def accept(self, endpoint, **fields):
        return self.client.succeed(endpoint, **fields)["planId"]

    def heard(self, plan_id):
        """Every message so far that names the plan, in its topic or its text."""
        self.listener.settle(f"/{self.tenant}/own")
        sign = plan_id.encode()
        return [m for m in list(self.listener.messages) if plan_id in m.topic or sign in m.payload]

    def push(self, endpoint, wait="1s", **fields):
        """The data of a plan's first push; None where none has come after the wait."""
        plan_id = self.accept(endpoint, **fields)
        self.wait(wait)
        messages = self.heard(plan_id)
        return messages[0].push["data"] if messages else None

    def read(self, *dev_addrs, cgcode="5069", wait="1s"):
        """Status and values by meter."""
        data = self.push("readSingle", wait, devList=",".join(dev_addrs), cgcode=cgcode)
        return data["status"], {row["devAddr"]: row["value"] for row in data["list"]}

    def value(self, dev_addr, cgcode):
        """The reading of one meter as a number; None where there is none."""
        values = self.read(dev_addr, cgcode=cgcode)[1]
        return float(values[dev_addr]) if values else None

    def relay(self, mode, *dev_addrs, wait="1s"):
        """Status and `successful` by meter; mode 1 opens, 2 closes."""
        data = self.push("relay", wait, devList=",".join(dev_addrs), controlMode=mode)
        return data["status"], {row["devAddr"]: row["successful"] for row in data["list"]}

    def archive(self, dcu):
        data = self.push("readArchive", dcuNo=dcu)
        return data["status"], [row["devAddr"] for row in data["list"]]

    def frozen(self, cgcode, start, end, *dev_addrs, wait="1s"):
        """What the meters themselves hold: status and rows."""
        window = {"start": start, "end": end}
        data = self.push("readFrozen", wait, devList=",".join(dev_addrs), cgcode=cgcode, **window)
        return data["status"], data["list"]

    def history(self, cgcode, start, end, *dev_addrs):
        """What the head-end holds, every page of it."""
        endpoint = "historyFrozen" if len(cgcode) == 1 else "historySingle"
        fields = {"devList": ",".join(dev_addrs), "cgcode": cgcode, "start": start, "end": end, "pageSize": 1000}
        rows, page = [], 1
        while True:
            data = self.client.succeed(endpoint, curPage=page, **fields)
            rows, page = rows + data["list"], page + 1
            if not data["list"] or len(rows) >= data["total"]:
                return rows

    def registers(self, start, end, dev_addr, cgcode="5069"):
        """Daily readings of history as numbers."""
        return [float(row["value"]) for row in self.history(cgcode, start, end, dev_addr)]


def channel(row, cgcode):
    """A value of a composite row; None where the row lacks it."""
    return next((each["value"] for each in row["channelData"] if each["cgcode"] == cgcode), None)
