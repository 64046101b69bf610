"""A simulator whose journal is as busy as a test wants: everything else is passed on to the real one."""

import http.client
import itertools
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

TICK_SECONDS = 0.02
HOP_BY_HOP = ("connection", "content-length", "transfer-encoding", "keep-alive")


def entries(start, now_ms):
    """Entries without end from a number on: a plan of six entries after the other."""
    for seq in itertools.count(start):
        plan, place = divmod(seq, 6)
        shared = {"seq": seq, "t": now_ms, "planId": f"P003_{plan:020d}", "endpoint": "readSingle"}
        meters = [f"2024071{plan % 90000:05d}"]
        yield (
            {**shared, "kind": "plan", "phase": "accepted"},
            {**shared, "kind": "http", "code": 200, "user": "demo", "method": "POST", "path": "/apis/openapi/meter/readSingle",
             "status": 200, "request": {"devList": meters, "cgcode": "5069"}},
            {**shared, "kind": "plan", "phase": "reading"},
            {**shared, "kind": "push", "topic": f"/4711/P003_{plan:020d}", "ticket": plan, "status": "00", "devAddrs": meters},
            {**shared, "kind": "plan", "phase": "published"},
            {**shared, "kind": "puback", "ticket": plan},
        )[place]


class Feed:
    """`rate` entries a second on /events, or as fast as the page reads them if it is None."""

    def __init__(self, control, rate, most=None):
        self._target = urlsplit(control).netloc
        self.rate, self.most, self.sent = rate, most, 0
        self.asked = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                place = urlsplit(self.path)
                feed.asked.append((time.monotonic(), place.path))
                if place.path == "/_sim/events":
                    feed._stream(self)
                elif place.path == "/_sim/journal":
                    since = int(dict(parse_qsl(place.query)).get("since", 0))
                    feed._answer(self, 200, [], json.dumps({"entries": [], "next": min(since, feed.sent), "truncated": False}).encode())
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

    def _stream(self, handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        source = entries(self.sent, self._now())
        batch = int((self.rate or 50_000) * TICK_SECONDS)
        due = time.monotonic()
        try:
            while self.most is None or self.sent < self.most:
                drawn = list(itertools.islice(source, batch))
                handler.wfile.write("".join(f"id: {e['seq']}\nevent: {e['kind']}\ndata: {json.dumps(e)}\n\n" for e in drawn).encode())
                self.sent += len(drawn)
                due += TICK_SECONDS
                if self.rate and due > time.monotonic():
                    time.sleep(due - time.monotonic())
            handler.wfile.write(b": the end\n\n")
            threading.Event().wait(60)
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


@contextmanager
def feeding(control, rate=None, most=None):
    """A feed with the address that a page needs: it stands for the simulator."""
    feed = Feed(control, rate, most)
    try:
        yield SimpleNamespace(control=feed.control, feed=feed)
    finally:
        feed.close()
