"""HTTP/1.1 as RFC 9110 and RFC 9112 have it, over the nine calls, the control API and the health check alike."""

import json
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from kit import worlds
from kit.simulator import running

LOGIN = json.dumps(worlds.credentials())


class Half:
    """A request that one part of the server answers with 200, and another of its paths that knows no method but GET or POST."""

    def __init__(self, method, path, body=""):
        self.method, self.path, self.body = method, path, body

    def request(self, *fields, version="1.1", method=None, target=None, body=None, host="Host: 127.0.0.1"):
        body = self.body if body is None else body
        length = [f"Content-Length: {len(body)}"] if body else []
        lines = [f"{method or self.method} {target or self.path} HTTP/{version}", host, "Content-Type: application/json"]
        head = "\r\n".join([line for line in [*lines, *length, *fields] if line])
        return f"{head}\r\n\r\n{body}".encode()


HALVES = {
    "calls": Half("POST", "/apis/openapi/getToken", LOGIN),
    "control": Half("POST", "/_sim/clock", '{"advance":"1s"}'),
    "reading": Half("GET", "/_sim/meters?limit=1"),
    "health": Half("GET", "/_sim/health/live"),
}
GETS = ["reading", "health"]
POSTS = ["calls", "control"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = worlds.write(worlds.world("manual"), tmp_path_factory.mktemp("http11"))
    with running("--scenario", path) as simulator:
        parts = urlsplit(simulator.http)
        yield parts.hostname, parts.port


@pytest.fixture(params=HALVES)
def half(request):
    return HALVES[request.param]


class Connection:
    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=20)
        self.reader = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)
        return self

    def reply(self, to="GET"):
        """Status, fields in lower case, body."""
        status = int(self.reader.readline().split()[1])
        fields = {}
        while line := self.reader.readline().strip():
            name, value = line.decode().split(":", 1)
            fields[name.lower()] = value.strip()
        if to == "HEAD" or status in (100, 204, 304):
            return status, fields, b""
        if "chunked" in fields.get("transfer-encoding", ""):
            return status, fields, self.chunks()
        return status, fields, self.reader.read(int(fields["content-length"]))

    def chunks(self):
        body = b""
        while size := int(self.reader.readline(), 16):
            body += self.reader.read(size)
            self.reader.readline()
        self.reader.readline()
        return body

    def is_closed(self):
        return self.reader.read() == b""

    def is_open(self, half):
        return self.send(half.request()).reply()[0] == 200

    def close(self):
        self.reader.close()
        self.socket.close()


@pytest.fixture
def connection(address):
    with closing(Connection(address)) as connection:
        yield connection


# RFC 9112 §9.3: persistence


def test_a_connection_takes_one_request_after_another(connection, half):
    for _ in range(3):
        assert connection.send(half.request()).reply()[0] == 200


def test_a_client_that_closes_is_told_so_and_the_connection_ends(connection, half):
    status, fields, _ = connection.send(half.request("Connection: close")).reply()
    assert (status, fields["connection"]) == (200, "close")
    assert connection.is_closed()


def test_http_1_0_ends_the_connection_with_the_reply(connection, half):
    status, fields, _ = connection.send(half.request(version="1.0", host="")).reply()
    assert (status, fields["connection"]) == (200, "close")
    assert connection.is_closed()


def test_http_1_0_keeps_the_connection_when_it_asks(connection, half):
    for _ in range(2):
        status, fields, _ = connection.send(half.request("Connection: Keep-Alive", version="1.0", host="")).reply()
        assert (status, fields["connection"]) == (200, "keep-alive")


# RFC 9112 §9.3.2: pipelining


def test_pipelined_requests_are_all_answered(connection, half):
    connection.send(half.request() * 5)
    assert [connection.reply()[0] for _ in range(5)] == [200] * 5


def test_pipelined_requests_of_all_halves_are_answered_in_order(connection):
    unknown = Half("GET", "/nothing")
    connection.send(b"".join(half.request() for half in [*HALVES.values(), unknown, *reversed(HALVES.values())]))
    count = len(HALVES)
    assert [connection.reply()[0] for _ in range(2 * count + 1)] == [200] * count + [404] + [200] * count


def test_a_pipelined_request_in_pieces_is_answered(connection, half):
    both = half.request() * 2
    for start in range(0, len(both), 7):
        connection.send(both[start : start + 7])
    assert [connection.reply()[0] for _ in range(2)] == [200, 200]


# RFC 9110 §9.3: methods


@pytest.mark.parametrize("name", GETS)
def test_head_is_get_without_the_body(connection, name):
    half = HALVES[name]
    got = connection.send(half.request()).reply()[1]
    status, fields, _ = connection.send(half.request(method="HEAD")).reply(to="HEAD")
    assert status == 200
    assert fields["content-length"] == got["content-length"]
    assert connection.is_open(half)


@pytest.mark.parametrize("path", ["/_sim/nothing", "/nothing", "/_sim/reset", "/apis/openapi/getToken", "/_sim/events"])
def test_head_of_anything_has_no_body(connection, path):
    head = Half("HEAD", path)
    assert connection.send(head.request()).reply(to="HEAD")[0] in (200, 404, 405)
    assert connection.is_open(HALVES["health"])


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "DELETE"])
def test_a_method_that_is_not_supported_is_405_with_allow(connection, half, method):
    status, fields, _ = connection.send(half.request(method=method, body="")).reply()
    assert status == 405
    assert half.method in fields["allow"]
    assert connection.is_open(half)


def test_a_word_that_is_no_method_is_400(connection, half):
    assert connection.send(half.request(method="FETCH")).reply()[0] == 400
    assert connection.is_closed()


def test_connect_is_not_implemented(connection):
    assert connection.send(b"CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n").reply()[0] == 501
    assert connection.is_closed()


# RFC 9110 §10.1.1: Expect


@pytest.mark.parametrize("name", POSTS)
def test_a_client_that_waits_for_100_continue_gets_it(connection, name):
    half = HALVES[name]
    head, _, body = half.request("Expect: 100-continue").partition(b"\r\n\r\n")
    connection.send(head + b"\r\n\r\n")
    assert connection.reply()[0] == 100
    connection.send(body)
    assert connection.reply()[0] == 200


@pytest.mark.parametrize("name", POSTS)
def test_http_1_0_gets_no_100_continue(connection, name):
    request = HALVES[name].request("Expect: 100-continue", version="1.0", host="")
    assert connection.send(request).reply()[0] == 200


# RFC 9112 §3.2: target and Host


def test_a_target_in_absolute_form_is_understood(connection, half):
    assert connection.send(half.request(target="http://127.0.0.1" + half.path)).reply()[0] == 200


@pytest.mark.parametrize("host", ["", "Host: a\r\nHost: b"])
def test_a_request_without_one_host_is_400(connection, half, host):
    assert connection.send(half.request(host=host)).reply()[0] == 400
    assert connection.is_closed()


def test_the_health_check_answers_by_any_name(connection):
    assert connection.send(HALVES["health"].request(host="Host: hes.example")).reply()[0] == 200


# RFC 9112 §2.3: versions


@pytest.mark.parametrize("version", ["2.0", "3.0", "0.9"])
def test_another_major_version_is_505_or_400(connection, half, version):
    assert connection.send(half.request(version=version)).reply()[0] in (400, 505)
    assert connection.is_closed()


def test_a_request_to_change_the_protocol_is_answered_in_http_1_1(connection, half):
    fields = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"]
    status, reply, _ = connection.send(half.request(*fields)).reply()
    assert (status, reply["connection"]) == (200, "close")
    assert connection.is_closed()


# RFC 9112 §6, §7: bodies


@pytest.mark.parametrize("name", POSTS)
def test_a_body_in_chunks_with_extensions_and_trailers_is_read(connection, name):
    half = HALVES[name]
    head = half.request("Transfer-Encoding: chunked", body="").decode().rstrip("\r\n")
    pieces = [half.body[:5], half.body[5:]]
    chunks = "".join(f"{len(piece):x};name=value\r\n{piece}\r\n" for piece in pieces)
    connection.send(f"{head}\r\n\r\n{chunks}0\r\nDigest: none\r\n\r\n".encode())
    assert connection.reply()[0] == 200
    assert connection.is_open(half)


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(
    "fields", [["Content-Length: 5", "Transfer-Encoding: chunked"], ["Content-Length: x"], ["Content-Length: -1"]]
)
def test_a_body_of_doubtful_length_is_400(connection, name, fields):
    head = HALVES[name].request(*fields, body="")
    assert connection.send(head + b"0\r\n\r\n").reply()[0] == 400
    assert connection.is_closed()


@pytest.mark.parametrize("name", POSTS)
def test_a_chunk_of_no_size_is_400(connection, name):
    assert connection.send(HALVES[name].request("Transfer-Encoding: chunked", body="") + b"zz\r\n").reply()[0] == 400
    assert connection.is_closed()


def test_a_get_with_a_body_is_answered_and_the_body_is_skipped(connection):
    half = HALVES["reading"]
    assert connection.send(half.request(body="{}")).reply()[0] == 200
    assert connection.is_open(half)


# Limits and what is no HTTP


def test_fields_beyond_80_kib_are_431(connection, half):
    request = half.request("X-Long: " + "x" * 100_000)
    try:
        connection.send(request)
    except ConnectionError:
        pass
    assert connection.reply()[0] == 431


@pytest.mark.parametrize("text", [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n"])
def test_what_is_no_http_is_400_and_the_connection_ends(connection, text):
    assert connection.send(text).reply()[0] == 400
    assert connection.is_closed()


def test_what_is_no_http_waits_for_the_replies_before_it(connection, half):
    connection.send(half.request() + b"nonsense\r\n\r\n")
    assert [connection.reply()[0] for _ in range(2)] == [200, 400]
    assert connection.is_closed()


# RFC 3986 §2.1: names in paths


def test_names_in_paths_are_percent_decoded(connection):
    document = worlds.world("manual")
    document["tenants"][0]["tenantCode"] = "pay roll"
    made = Half("POST", "/_sim/worlds", json.dumps(document))
    assert connection.send(made.request()).reply()[0] in (200, 201)
    gone = Half("DELETE", "/_sim/worlds/pay%20roll")
    status, _, body = connection.send(gone.request()).reply()
    assert status in (200, 204), body
    assert connection.send(gone.request()).reply()[0] == 404
    assert connection.send(Half("DELETE", "/_sim/worlds/%FF%FE").request()).reply()[0] == 400
