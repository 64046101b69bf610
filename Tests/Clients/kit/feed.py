"""A simulator whose journal is as busy as a test wants: everything else is passed on to the real one."""

import http.client
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

TICK_SECONDS = 0.02
MOST_AT_ONCE = 500
HOP_BY_HOP = ("connection", "content-length", "transfer-encoding", "keep-alive")


def entry(seq, now_ms):
    """An entry of a journal in which a plan of six entries follows the other."""
    plan, place = divmod(seq, 6)
    shared = {"seq": seq, "t": now_ms, "planId": f"P003_{plan:020d}", "endpoint": "readSingle"}
    meters = [f"2024071{plan % 90000:05d}"]
    return (
        {**shared, "kind": "plan", "phase": "accepted"},
        {**shared, "kind": "http", "code": 200, "user": "demo", "method": "POST", "path": "/apis/openapi/meter/readSingle",
         "status": 200, "request": {"devList": meters, "cgcode": "5069"}},
        {**shared, "kind": "plan", "phase": "reading"},
        {**shared, "kind": "push", "topic": f"/4711/P003_{plan:020d}", "ticket": plan, "status": "00", "devAddrs": meters},
        {**shared, "kind": "plan", "phase": "published"},
        {**shared, "kind": "puback", "ticket": plan},
    )[place]


class Feed:
    """A journal that grows by `rate` entries a second, whether a page reads them or not."""

    def __init__(self, control, rate):
        self._target = urlsplit(control).netloc
        self._rate, self._began = rate, time.monotonic()
        self._now_ms = self._now()
        self.asked = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                place = urlsplit(self.path)
                feed.asked.append((time.monotonic(), place.path))
                try:
                    self._route(place)
                except (OSError, http.client.HTTPException):
                    self.close_connection = True  # the page went away, or the simulator did

            def _route(self, place):
                if place.path == "/_sim/events":
                    feed._stream(self, **asked_for(place.query))
                elif place.path == "/_sim/journal":
                    feed._journal(self, **asked_for(place.query))
                else:
                    feed._pass(self)

            do_POST = do_DELETE = do_GET

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.control = f"http://127.0.0.1:{self._server.server_port}/_sim"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @property
    def made(self):
        """Entries so far."""
        return int(self._rate * (time.monotonic() - self._began))

    def _journal(self, handler, since=0, limit=1000):
        first, last = min(since, self.made), min(since + limit, self.made)
        found = [entry(seq, self._now_ms) for seq in range(first, last)]
        self._answer(handler, 200, [], json.dumps({"entries": found, "next": last, "truncated": False}).encode())

    def _stream(self, handler, since=0, limit=0):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                upto = min(self.made, since + MOST_AT_ONCE)
                drawn = [entry(seq, self._now_ms) for seq in range(since, upto)]
                handler.wfile.write("".join(f"id: {e['seq']}\nevent: {e['kind']}\ndata: {json.dumps(e)}\n\n" for e in drawn).encode())
                since = max(since, upto)
                time.sleep(TICK_SECONDS)
        except OSError:
            pass

    def _now(self):
        connection = http.client.HTTPConnection(self._target, timeout=30)
        connection.request("GET", "/_sim/clock")
        return json.loads(connection.getresponse().read())["nowMs"]

    def _pass(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(self._target, timeout=60)
        names = ("host", "origin", "connection", "accept-encoding")
        connection.request(handler.command, handler.path, body, {k: v for k, v in handler.headers.items() if k.lower() not in names})
        response = connection.getresponse()
        self._answer(handler, response.status, response.getheaders(), response.read())
        connection.close()

    def _answer(self, handler, status, headers, body):
        handler.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def asked_for(query):
    """`since` and `limit` of a query."""
    return {name: int(value) for name, value in parse_qsl(query) if name in ("since", "limit")}


@contextmanager
def feeding(control, rate):
    """A feed with the address that a page needs: it stands for the simulator."""
    feed = Feed(control, rate)
    try:
        yield SimpleNamespace(control=feed.control, feed=feed)
    finally:
        feed.close()
