"""Many small worlds in one simulator whose clocks stand still: a tenant for each test, with rules of its own."""

import itertools
import json
import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

from kit import worlds
from kit.http import ENDPOINTS, ROOT, TIMEOUT_SECONDS, Client
from kit.listener import listening
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS

NEVER_SECONDS = 0.05
WINDOW = {"start": "2024-07-08 00:00:00", "end": "2024-07-11 00:00:00"}


def rule(type_, *, id="it", match=None, when=None, **parameters):
    """One element of `faults`."""
    made = {"id": id, "match": match, "when": when, "effect": {"type": type_, **parameters}}
    return {key: value for key, value in made.items() if value is not None}


class Cast:
    """The worlds of a test module, each written beside the test that it is for."""

    def __init__(self, first_code):
        self._codes = itertools.count(first_code)
        self._tenants = []

    def world(self, *faults, events=(), **changes):
        """The new world's tenant code."""
        tenant = worlds.world()["tenants"][0]
        tenant.update(tenantCode=str(next(self._codes)), token={"lifetime": 31_536_000}, faults=list(faults))
        tenant.update(events=list(events), **changes)
        self._tenants.append(tenant)
        return tenant["tenantCode"]

    @contextmanager
    def on_stage(self, directory, only=None):
        document = worlds.world("manual")
        document["tenants"] = [tenant for tenant in self._tenants if only in (None, tenant["tenantCode"])]
        with running("--scenario", worlds.write(document, directory)) as simulator:
            with listening(simulator.mqtt) as listener:
                yield Stage(simulator, listener)


class Stage:
    def __init__(self, simulator, listener):
        self.simulator, self.listener = simulator, listener

    def __getitem__(self, code):
        return Scene(self.simulator, self.listener, code)


class Scene:
    """One world seen from outside: a logged-in user, the listener, the clock and the journal."""

    def __init__(self, simulator, listener, code, user="demo"):
        self.simulator, self.listener, self.code = simulator, listener, code
        self.client = Client(simulator, worlds.credentials(user, tenant=code))

    def user(self, name):
        return Scene(self.simulator, self.listener, self.code, name)

    # The clock and the journal.

    def advance(self, by="1s"):
        return self._control("post", "clock", json={"advance": by})

    def clock(self):
        return self._control("get", "clock")

    def set_clock(self, to):
        return self._control("post", "clock", json={"set": to})

    def set_mode(self, mode):
        return self._control("post", "clock", json={"mode": mode})

    def journal(self, **filters):
        return self._control("get", "journal", params=filters)["entries"]

    def hits(self, id="it"):
        return [entry for entry in self.journal(kind="fault", limit=50_000) if entry["rule"] == id]

    def phases(self, plan_id):
        return [entry["phase"] for entry in self.journal(kind="plan", planId=plan_id)]

    def _control(self, method, route, params=None, **options):
        url, params = f"{self.simulator.control}/{route}", {"tenant": self.code, **(params or {})}
        response = self.client.session.request(method, url, params=params, timeout=TIMEOUT_SECONDS, **options)
        assert response.status_code == 200, response.text
        return response.json()

    # Calls and pushes.

    def start(self, endpoint="readSingle", **fields):
        """The id of an accepted plan, by default one that reads a register."""
        if endpoint == "readSingle":
            fields = {"devList": METERS[0], "cgcode": "5069", **fields}
        return self.client.succeed(endpoint, **fields)["planId"]

    def plan(self, endpoint="readSingle", within="1s", **fields):
        """The data of the push of a plan that is given so much time."""
        plan_id = self.start(endpoint, **fields)
        self.advance(within)
        return self.push(plan_id)["data"]

    def push(self, plan_id):
        """Worlds whose clocks agree name their plans alike: the topic tells them apart."""
        return self.listener.wait_for(f"/{self.code}/{plan_id}").push

    def start_and_finish(self, endpoint="readSingle", **fields):
        plan_id = self.start(endpoint, **fields)
        self.advance()
        return plan_id

    def heard(self, plan_id=None):
        """All that came on this world's topics; nothing that the broker has acknowledged is still on its way."""
        self.listener.fence()
        place = f"/{self.code}/" + (plan_id or "")
        return [message for message in list(self.listener.messages) if message.topic.startswith(place)]

    def read(self, meter=METERS[0], cgcode="5069", within="1s"):
        """The value that the meter itself tells; None where it could not be read."""
        rows = self.plan(devList=meter, cgcode=cgcode, within=within)["list"]
        return rows[0]["value"] if rows else None

    def frozen(self, meter=METERS[0], cgcode="1", **window):
        return self.plan("readFrozen", devList=meter, cgcode=cgcode, **{**WINDOW, **window})

    def history(self, meter=METERS[0], cgcode="5069", page=1, size=1000, **window):
        """A page of whichever of the two calls the code is for."""
        endpoint = "historyFrozen" if cgcode in "123" else "historySingle"
        return self.client.succeed(
            endpoint, devList=meter, cgcode=cgcode, curPage=page, pageSize=size, **{**WINDOW, **window}
        )

    def call_on_wire(self, endpoint, **fields):
        """Sends a call over a connection of its own and does not wait for the answer."""
        if endpoint != "getToken":
            if self.client.token is None:
                self.client.log_in()
            fields["token"] = self.client.token
        wire = Wire(self.simulator.http)
        wire.send(endpoint, fields)
        return wire

    def register_on_wire(self):
        return self.call_on_wire("readSingle", devList=METERS[0], cgcode="5069")


class Wire:
    """One TCP connection to the simulator, byte by byte."""

    def __init__(self, address):
        place = urlsplit(address)
        self.socket = socket.create_connection((place.hostname, place.port), timeout=TIMEOUT_SECONDS)
        self.received = b""

    def send(self, endpoint, fields):
        body = json.dumps(fields).encode()
        head = f"POST {ROOT}{ENDPOINTS[endpoint]} HTTP/1.1\r\nHost: simulator\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)

    def is_silent(self, seconds=NEVER_SECONDS):
        """Whether neither a byte nor an end comes for a moment."""
        self.socket.settimeout(seconds)
        try:
            piece = self.socket.recv(65_536)
            self.received += piece
            return False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(TIMEOUT_SECONDS)

    def take(self, count):
        """Exactly so many bytes of the body; more must not have come."""
        while len(self.body) < count:
            self._receive()
        assert len(self.body) == count
        return self.body

    def answer(self):
        """Status, headers and as much of the body as Content-Length says."""
        while b"\r\n\r\n" not in self.received or len(self.body) < int(self.headers["content-length"]):
            self._receive()
        return self.status, self.headers, self.body

    def rest(self):
        """Everything until the other side ends the connection."""
        while piece := self.socket.recv(65_536):
            self.received += piece
        return self.received

    @property
    def status(self):
        return int(self.received.split()[1])

    @property
    def headers(self):
        lines = self.received.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def body(self):
        return self.received.partition(b"\r\n\r\n")[2]

    def close(self):
        self.socket.close()

    def _receive(self):
        piece = self.socket.recv(65_536)
        assert piece, f"the connection ended after {self.received!r}"
        self.received += piece


def until_hit(scene, count=1, id="it"):
    """Waits until a rule has hit so many calls."""
    return eventually(lambda: len(scene.hits(id)) >= count, f"{count} hits of '{id}'")
