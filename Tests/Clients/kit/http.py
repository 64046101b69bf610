"""The HES Open API as a third-party HTTP client sees it."""

import json

import requests

ROOT = "/apis/openapi/"
ENDPOINTS = {
    "getToken": "getToken",
    "readFrozen": "meter/readFrozen",
    "readSingle": "meter/readSingle",
    "historyFrozen": "meter/historyFrozen",
    "historySingle": "meter/historySingle",
    "relay": "meter/relay",
    "readArchive": "dcu/readArchive",
    "addArchive": "dcu/addArchive",
    "removeArchive": "dcu/removeArchive",
}
TIMEOUT_SECONDS = 30


def decoded(content):
    """JSON with or without a byte order mark."""
    return json.loads(content.decode("utf-8-sig"))


class Client:
    """One logged-in user; `call` adds the token to the body."""

    def __init__(self, simulator, credentials):
        self.simulator = simulator
        self.credentials = credentials
        self.session = requests.Session()
        self.token = None

    def post(self, path, body=None, headers=None, data=None):
        """The raw answer; `data` are bytes to send as they are."""
        return self.session.post(
            self.simulator.http + path,
            data=json.dumps(body).encode() if data is None else data,
            headers={"Content-Type": "application/json;charset=UTF-8", **(headers or {})},
            timeout=TIMEOUT_SECONDS,
        )

    def send(self, endpoint, body, headers=None):
        """The body as given, without a token of ours."""
        response = self.post(ROOT + ENDPOINTS[endpoint], body, headers)
        assert response.status_code == 200, response.text
        return decoded(response.content)

    def log_in(self):
        answer = self.send("getToken", self.credentials)
        assert answer["code"] in (200, "200"), answer
        self.token = answer["data"]["token"]
        return answer["data"]

    def call(self, endpoint, **fields):
        if self.token is None:
            self.log_in()
        return self.send(endpoint, {**fields, "token": self.token})

    def succeed(self, endpoint, **fields):
        """The data of a call that must succeed."""
        answer = self.call(endpoint, **fields)
        assert answer.get("code") == 200, answer
        return answer["data"]

    def clock(self, **command):
        """Moves the clock; without a command, reads it."""
        url = self.simulator.control + "/clock"
        if not command:
            response = self.session.get(url, timeout=TIMEOUT_SECONDS)
        else:
            response = self.session.post(url, json=command, timeout=120)
        assert response.status_code == 200, response.text
        return response.json()

    def close(self):
        self.session.close()
