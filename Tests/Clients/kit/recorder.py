"""A recording HTTP proxy: what a client really sent, request by request."""

import http.client
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FORWARD_SECONDS = 30


@dataclass(frozen=True)
class Exchange:
    """A request as it came in, and the answer's body where there was one."""

    path: str
    headers: dict
    body: bytes
    answer: bytes | None

    @property
    def endpoint(self):
        return urlsplit(self.path).path.rpartition("/")[2]

    @property
    def json(self):
        return json.loads(self.body)


class Recorder:
    """`alter` makes another answer of an endpoint's name and the bytes that came; `path` is what a reverse proxy takes off."""

    def __init__(self, target, alter=None, path=""):
        self._place = urlsplit(target)
        self._path = path
        self._alter = alter
        self._lock = threading.Lock()
        self.exchanges = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorder._pass(self)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def of(self, endpoint):
        return [exchange for exchange in list(self.exchanges) if exchange.endpoint == endpoint]

    def bodies(self, endpoint):
        return [exchange.json for exchange in self.of(endpoint)]

    @property
    def endpoints(self):
        return [exchange.endpoint for exchange in list(self.exchanges)]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _pass(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self._lock:
            place = len(self.exchanges)
            self.exchanges.append(Exchange(handler.path, dict(handler.headers), body, None))
        try:
            status, headers, answer = self._forward(handler, body)
        except (OSError, http.client.HTTPException):
            handler.close_connection = True  # no answer here, none there
            return
        with self._lock:
            self.exchanges[place] = Exchange(handler.path, dict(handler.headers), body, answer)
        handler.send_response(status)
        for name, value in headers:
            if name.lower() not in ("connection", "content-length", "transfer-encoding", "date", "server"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)

    def _forward(self, handler, body):
        connection = http.client.HTTPConnection(self._place.hostname, self._place.port, timeout=FORWARD_SECONDS)
        try:
            headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection")}
            connection.request("POST", handler.path.removeprefix(self._path), body, headers)
            response = connection.getresponse()
            answer = response.read()
            if self._alter:
                answer = self._alter(handler.path.rpartition("/")[2], answer)
            return response.status, response.getheaders(), answer
        finally:
            connection.close()


@contextmanager
def recording(target, alter=None, path=""):
    recorder = Recorder(target, alter, path)
    try:
        yield recorder
    finally:
        recorder.close()
