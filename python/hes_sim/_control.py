"""The control API over HTTP, with the standard library alone."""

from __future__ import annotations

import http.client
import json
from typing import Any, Mapping, Optional
from urllib.parse import urlencode, urlsplit

from hes_sim.errors import HesError, Refused, Unreachable

# The clock answers when the broker has every push, which the server bounds.
TIMEOUT_SECONDS = 130.0


class Control:
    """A connection for each request: safe to use from several threads."""

    def __init__(self, address: str, token: Optional[str] = None) -> None:
        parts = urlsplit(address)
        self.address = address
        self.token = token
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._path = parts.path.rstrip("/")
        self._headers = {"Content-Type": "application/json", "Connection": "close"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: object = None, **query: object) -> Any:
        """The answer. `body` is JSON, or the bytes of a document. Throws `Refused`, `Unreachable`."""
        given = {name: str(value) for name, value in query.items() if value is not None}
        target = f"{self._path}/{path}" + (f"?{urlencode(given)}" if given else "")
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        status, content = self._send(method, target, data)
        answer = self._decoded(content, what=f"{method} {target}")
        if status >= 300:
            told = answer if isinstance(answer, Mapping) else {}
            raise Refused(status, f"{method} /_sim/{path} was refused", told)
        return answer

    def _send(self, method: str, target: str, data: Optional[bytes]) -> "tuple[int, bytes]":
        connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, target, data, self._headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise Unreachable(f"hes-sim does not answer at {self.address} ({reason}): has it ended?") from error
        finally:
            connection.close()

    @staticmethod
    def _decoded(content: bytes, what: str) -> Any:
        try:
            return json.loads(content) if content else {}
        except ValueError as error:
            raise HesError(f"{what}: the answer is no JSON: {content[:200]!r}") from error
