"""Many requests over one connection without waiting for each answer: raw sockets, so that anything can be sent."""

import socket
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30
BATCH = 100


class Pipeline:
    """Sends batches of POST requests and reads exactly as many answers."""

    def __init__(self, connection, host):
        self._connection = connection
        self._host = host
        self._stream = connection.makefile("rb")

    def post_all(self, path, bodies, headers=()):
        """Status and body of every answer, in the order of the requests."""
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\n" + "".join(f"{header}\r\n" for header in headers)
        answers = []
        for start in range(0, len(bodies), BATCH):
            batch = bodies[start : start + BATCH]
            requests = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in batch]
            self._connection.sendall(b"".join(requests))
            answers += [self._read_answer() for _ in batch]
        return answers

    def send_raw(self, data):
        """Bytes that need not be HTTP."""
        with suppress(ConnectionError):
            self._connection.sendall(data)

    def _read_answer(self):
        status_line = self._stream.readline()
        assert status_line.startswith(b"HTTP/1.1 "), f"no answer but {status_line!r}"
        length = 0
        while (line := self._stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(status_line.split()[1]), self._stream.read(length)


@contextmanager
def pipeline(address):
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=TIMEOUT_SECONDS) as connection:
        yield Pipeline(connection, place.netloc)
