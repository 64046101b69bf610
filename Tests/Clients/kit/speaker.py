"""A world that speaks a dialect, its client, and what its subscriber hears."""

import json

from kit.control import Control
from kit.http import ENDPOINTS, ROOT, decoded
from kit.waiting import eventually
from kit.worlds import DCU, LOOSE, METERS, NEIGHBOURS, OTHER_DCU

START = "2024-07-11 16:20:00"
START_MS = 1720686000000
MINUTE_MS = 60_000
DAY_MS = 86_400_000
MIDNIGHT_MS = 1720540800000
NIGHT = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"}
FIELD = [{"dcuNo": DCU, "meters": METERS}, {"dcuNo": OTHER_DCU, "meters": NEIGHBOURS}]


class Speaker:
    """`tenant` changes the world's own tenant, `start` and `auth` its clock and its broker."""

    def __init__(self, simulator, dialect, listener, start=START, auth="anonymous", **tenant):
        tenant = {"dcus": FIELD, "meters": [LOOSE], "dialect": dialect, **tenant}
        document = {"name": "speaker", "clock": {"start": start, "mode": "manual"}, "tenants": [tenant]}
        document["mqtt"] = {"auth": auth}
        self.control, self.client = Control.of_world(simulator, document)
        self.client.log_in()
        self.listener = listener

    # Calls.

    def login(self):
        return self.client.send("getToken", self.client.credentials)

    def log_in(self):
        """The token of a getToken."""
        self.client.token = self.login()["data"]["token"]
        return self.client.token

    def post(self, endpoint, **fields):
        """The raw answer; the token goes where `body` and `header` say, else into the body."""
        token = fields.pop("token", self.client.token)
        return self.send(endpoint, {**fields, "token": token})

    def send(self, endpoint, body, **headers):
        return self.client.post(ROOT + ENDPOINTS[endpoint], body, headers)

    def data(self, endpoint, **fields):
        """The data of a call that must succeed."""
        answer = decoded(self.post(endpoint, **fields).content)
        assert answer["code"] in (200, "200"), answer
        return answer["data"]

    def is_accepted(self, token):
        """Whether a call with this token is carried out."""
        return self.post("readSingle", devList=METERS[0], cgcode="5069", token=token).json()["code"] == 200

    def read(self, meters=METERS[0], cgcode="5069"):
        return self.data("readSingle", devList=meters, cgcode=cgcode)

    def history(self, endpoint="historySingle", meters=METERS[0], **fields):
        page = {"devList": meters, "cgcode": "5069", "curPage": 1, "pageSize": 1000, **NIGHT, **fields}
        return self.data(endpoint, **page)

    # Plans.

    def pushes(self, meters=METERS[0], cgcode="5069"):
        return self.pushes_of("readSingle", devList=meters, cgcode=cgcode)

    def pushes_of(self, endpoint, parts=1, **fields):
        """The id of a plan, and the messages that came of it, of which there are at least so many."""
        plan = self.data(endpoint, **fields)["planId"]
        self.control.advance("1s")
        # With QoS 2 a message is handed over after a handshake, which the fence may overtake.
        eventually(lambda: len(self.heard(plan)) >= parts, "the push")
        self.listener.fence()
        return plan, self.heard(plan)

    def heard(self, plan):
        """Worlds whose clocks agree name their plans alike: the tenant's code, or the other one, tells them apart."""
        codes = self.control.tenant, foreign(self.control.tenant)
        names = [f"{code}/{plan}" for code in codes]
        return [message for message in list(self.listener.messages) if any(name in message.topic for name in names)]

    def result(self, endpoint, **fields):
        """The data of a plan's only push."""
        _, messages = self.pushes_of(endpoint, **fields)
        assert len(messages) == 1
        return decoded(messages[0].payload)["data"]

    def frozen(self, meters=METERS[0], cgcode="1", **window):
        return self.result("readFrozen", devList=meters, cgcode=cgcode, **{**NIGHT, **window})

    def reason(self, response):
        """What `X-HES-Sim-Reason` says; the journal says the same."""
        told = json.loads(response.headers["X-HES-Sim-Reason"])
        entry = self.control.journal(kind="http")[-1]
        assert entry["code"] == int(response.json()["code"])
        noted = entry.get("rejection", entry)
        assert {name: noted[name] for name in told} == told
        return told


def foreign(code):
    """Each digit's complement to nine."""
    return "".join(str(9 - int(digit)) if digit.isdigit() else digit for digit in code)


def keys(rows, value=lambda row: row["value"]):
    """Values by (meter, stamp)."""
    return {(row["devAddr"], row["timestamp"]): value(row) for row in rows}


def channels(row):
    return {channel["cgcode"]: channel["value"] for channel in row["channelData"]}
