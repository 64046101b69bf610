"""The control API as a test uses it: worlds of one's own, journal, rules."""

import requests

from kit.http import Client

import hes_sim

TIMEOUT_SECONDS = 130


class Control:
    """The control API of a simulator, about one world where `tenant` is given."""

    def __init__(self, simulator, tenant=None):
        self.simulator = simulator
        self.tenant = tenant
        self.session = requests.Session()

    def send(self, method, path, json=None, headers=None, **query):
        if self.tenant and "tenant" not in query:
            query["tenant"] = self.tenant
        url = f"{self.simulator.control}/{path}"
        return self.session.request(method, url, json=json, params=query, headers=headers, timeout=TIMEOUT_SECONDS)

    def ask(self, method, path, json=None, **query):
        """The answer of a call that must succeed."""
        response = self.send(method, path, json, **query)
        assert response.status_code < 300, response.text
        return response.json()

    def get(self, path, **query):
        return self.ask("GET", path, **query)

    def post(self, path, json=None, **query):
        return self.ask("POST", path, json, **query)

    def advance(self, span):
        return self.post("clock", {"advance": span})

    def journal(self, **filters):
        return self.get("journal", **filters)["entries"]

    def kinds(self, report):
        return [entry["kind"] for entry in report["fired"]]

    def new_world(self, document=None):
        """A world of one's own: its control and a client that is logged in."""
        made = self.ask("POST", "worlds", document or {})
        control = Control(self.simulator, made["tenantCode"])
        control.made = made
        names = ("tenantCode", "username", "password", "secretKey")
        client = Client(self.simulator, {name: made[name] for name in names})
        client.log_in()
        return control, client

    @classmethod
    def of_world(cls, simulator, document):
        """A world as pytest-hes-sim makes it, with the clock of the document: its control and a client that is not logged in."""
        attached = hes_sim.Simulator.attach({"control": simulator.control})
        control = cls(simulator)
        control.world = attached.world(document, clock=None)
        control.tenant = control.world.tenant_code
        return control, Client(simulator, control.world.credentials)

    def end(self):
        self.ask("DELETE", f"worlds/{self.tenant}")
        self.session.close()
