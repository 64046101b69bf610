"""A world that speaks a dialect, its client, and what a subscriber hears of it."""

import json

from kit.control import Control
from kit.http import ENDPOINTS, ROOT
from kit.waiting import eventually
from kit.worlds import DCU, METERS

START = "2024-07-11 16:20:00"
NIGHT = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"}


class Speaker:
    """Its clock stands still; `tenant` goes into the tenant."""

    def __init__(self, simulator, listener, dialect, **tenant):
        tenant = {"dcus": [{"dcuNo": DCU, "meters": METERS}], "dialect": dialect, **tenant}
        document = {"name": "speaker", "clock": {"start": START, "mode": "manual"}, "tenants": [tenant]}
        self.control, self.client = Control.of_world(simulator, document)
        self.listener = listener
        self.client.token = self.login()["token"]

    def raw(self, endpoint, body, headers=None):
        return self.client.post(ROOT + ENDPOINTS[endpoint], body, headers)

    def call(self, endpoint, **fields):
        body = fields if "token" in fields or endpoint == "getToken" else {**fields, "token": self.client.token}
        return json.loads(self.raw(endpoint, body).content.decode("utf-8-sig"))

    def data(self, endpoint, **fields):
        answer = self.call(endpoint, **fields)
        assert answer["code"] == 200, answer
        return answer["data"]

    def login(self):
        return self.call("getToken", **self.client.credentials)["data"]

    def knows(self, token):
        """Whether a call with that token is accepted."""
        return self.call("readArchive", dcuNo=DCU, token=token)["code"] == 200

    def history(self, cgcode="5069", **fields):
        kind = "historyFrozen" if len(cgcode) == 1 else "historySingle"
        return self.call(kind, **{"devList": METERS[0], "cgcode": cgcode, "curPage": 1, "pageSize": 100, **NIGHT, **fields})

    def rows(self, cgcode="5069", **fields):
        return self.history(cgcode, **fields)["data"]["list"]

    def push(self, endpoint="readSingle", span="1m", **fields):
        """The only message of a plan."""
        fields = fields if endpoint == "relay" else {"cgcode": "5069", **fields}
        before = len(self.listener.messages)
        plan = self.data(endpoint, **{"devList": METERS[0], **fields})["planId"]
        self.control.world.advance(span)
        eventually(lambda: self.heard(plan, before), f"the push of {plan}")
        return self.heard(plan, before)[0]

    def result(self, endpoint="readSingle", **fields):
        return json.loads(self.push(endpoint, **fields).payload.decode("utf-8-sig"))["data"]

    def heard(self, plan, since):
        """Worlds that begin alike name their plans alike: only what came since counts."""
        return [message for message in list(self.listener.messages)[since:] if plan in message.topic]
