"""One HTTP POST with a bound on the whole of it, and nothing about what it means."""

import json
from dataclasses import dataclass

import requests
import urllib3

from hes_client.errors import NoAnswer, NotSent

CONTENT_TYPE = "application/json;charset=UTF-8"
CONNECT_SECONDS = 5.0
CALL_SECONDS = 60.0
LONGEST_BODY = 64 * 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    # Seconds, by the header of that name.
    retry_after: float = 0.0

    def json(self):
        """Numbers with a decimal point stay as they were written: a float would change their digits.

        - Throws: `NoAnswer` where the body is no JSON object.
        """
        try:
            answer = json.loads(self.body.decode("utf-8-sig"), parse_float=str)
        except ValueError as error:
            raise NoAnswer(f"HTTP {self.status} with a body that is no JSON") from error
        if not isinstance(answer, dict):
            raise NoAnswer(f"HTTP {self.status} with JSON that is no object")
        return answer


class Transport:
    """Connections are kept and used again."""

    def __init__(self, base_url):
        self._root = base_url.rstrip("/") + "/apis/openapi/"
        self._connections = requests.Session()

    def post(self, path, fields, headers, deadline, fresh=False):
        """`fresh` takes a new connection: a kept one may have died unseen, and then it is unknown what was carried out.

        - Throws: `NotSent` and `NoAnswer`.
        """
        if deadline.is_over:
            raise NotSent("no time is left")
        deadline = deadline.within(CALL_SECONDS)
        connections = requests.Session() if fresh else self._connections
        try:
            return self._send(connections, path, fields, headers, deadline)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL) as error:
            raise NotSent(type(error).__name__) from error
        except requests.exceptions.ConnectionError as error:
            raise (NotSent if "NewConnectionError" in repr(error) else NoAnswer)(type(error).__name__) from error
        except requests.exceptions.RequestException as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            if fresh:
                connections.close()

    def close(self):
        self._connections.close()

    def _send(self, connections, path, fields, headers, deadline):
        response = connections.post(
            self._root + path,
            data=json.dumps(fields, ensure_ascii=False).encode(),
            headers={"Content-Type": CONTENT_TYPE, **headers},
            timeout=(min(CONNECT_SECONDS, deadline.seconds), max(deadline.seconds, 0.1)),
            allow_redirects=False,
            stream=True,
        )
        with response:
            after = response.headers.get("Retry-After", "")
            seconds = float(after) if after.isascii() and after.isdigit() else 0.0
            return Answer(response.status_code, self._body(response, deadline), seconds)

    def _body(self, response, deadline):
        """A server that drips never meets a read time-out, so the sum is bounded here."""
        body = b""
        try:
            # What has come, not a whole piece of it, which would wait for a server that drips.
            while piece := response.raw.read1(PIECE, decode_content=True):
                body += piece
                if deadline.is_over:
                    raise NoAnswer("the answer took too long")
                if len(body) > LONGEST_BODY:
                    raise NoAnswer("the answer is too large")
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        return body
