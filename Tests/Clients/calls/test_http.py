"""HTTP around the nine calls: paths, methods, sizes, syntax, pipelining."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from kit.http import ENDPOINTS, ROOT
from kit.requests_of import good
from kit.worlds import METERS

LIMIT = 1_048_576
TOO_LARGE = {"code": 500, "msg": f"body larger than {LIMIT} bytes"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/apis/openapi", "/apis/openapi/nothing", "/apis/openapi/meter/",
                                  "/apis/openapi/readSingle", "/apis/openapi/GETTOKEN"])  # fmt: skip
def test_an_unknown_path_is_404_in_status_and_code(client, method, path):
    response = client.session.request(method, client.simulator.http + path)

    assert response.status_code == 404
    assert response.json()["code"] == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_another_method_is_405_and_names_the_allowed_one(client, endpoint, method):
    response = client.session.request(method, client.simulator.http + ROOT + ENDPOINTS[endpoint])

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert response.json()["code"] == 405


def padded(client, size):
    """A good login of exactly that many bytes."""
    body = json.dumps(client.credentials).encode()
    return body + b" " * (size - len(body))


def test_a_body_of_one_mebibyte_is_read(client):
    assert client.post(ROOT + "getToken", data=padded(client, LIMIT)).json()["code"] == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_larger_body_is_refused(client, endpoint):
    response = client.post(ROOT + ENDPOINTS[endpoint], data=padded(client, LIMIT + 1))

    assert (response.status_code, response.json()) == (200, TOO_LARGE)


def test_a_larger_body_in_chunks_is_refused_and_the_connection_lives_on(client):
    chunks = [b" " * 65_536] * 17
    response = client.session.post(client.simulator.http + ROOT + "getToken", data=iter(chunks))

    assert response.json() == TOO_LARGE
    assert client.send("getToken", client.credentials)["code"] == 200


@pytest.mark.parametrize(
    "body, offset",
    [
        (b"", 0),
        (b"   ", 3),
        (b"nonsense", 1),
        (b"{", 1),
        (b'{"a":1,}', 7),
        (b'{"a" 1}', 5),
        (b'{"a":1 "b":2}', 7),
        (b"{'a':1}", 1),
        (b'{"a":01}', 6),
        (b'{"a":+1}', 5),
        (b'{"a":1.}', 7),
        (b'{"a":.5}', 5),
        (b'{"a":NaN}', 5),
        (b'{"a":tru}', 8),
        (b'{"a":[1,2}', 9),
        (b'{"a":"b', 7),
        (b'{"a":"\n"}', 6),
        (b'{"a":"\\x"}', 7),
        (b'{"a":"\xff"}', 6),
        (b'{"a":"ok\xc3("}', 8),
        (b"{} x", 3),
        (b"{}{}", 2),
        (b"[]", 0),
        (b' "text"', 1),
        (b"null", 0),
        (b"\xef\xbb\xbf{}", 0),
        (b"{ // comment\n}", 2),
    ],
)
def test_malformed_json_is_refused_with_the_byte_where_it_breaks(client, body, offset):
    response = client.post(ROOT + "getToken", data=body)

    assert (response.status_code, response.json()) == (200, {"code": 500, "msg": f"malformed JSON at byte {offset}"})


@pytest.mark.parametrize("body, word", [(b"devList=1&cgcode=5069", "this is a form"), (b"<call/>", "this is XML")])
def test_a_body_of_another_kind_is_named_as_what_it_is(client, body, word):
    reason = json.loads(client.post(ROOT + "getToken", data=body).headers["X-HES-Sim-Reason"])

    assert word in reason["expected"] and reason["actual"] == body[:1].decode()


def calls_of(client):
    """The shared simulator's calls, page by page: other tests have called it too."""
    since = 0
    while True:
        page = client.session.get(f"{client.simulator.control}/journal?kind=http&since={since}", timeout=20).json()
        yield from page["entries"]
        if not page["entries"]:
            return
        since = page["next"]


@pytest.mark.parametrize("comment", [b"//Provided by HES\n", b"/* Provided by HES */"])
def test_comments_as_the_documents_examples_have_them_are_refused_with_a_reason_that_says_so(client, comment):
    body = b'{\n  "tenantCode" : "1000000067", ' + comment + b'  "username" : "kuangda"}'
    response = client.post(ROOT + "getToken", data=body)
    reason = json.loads(response.headers["X-HES-Sim-Reason"])
    journal = list(calls_of(client))

    assert response.json()["msg"] == f"malformed JSON at byte {body.index(comment)}"
    assert "without comments" in reason["expected"] and "examples" in reason["expected"]
    assert reason["actual"].startswith(comment[:2].decode())
    assert reason["expected"] in json.dumps(journal)


def test_pipelined_requests_are_answered_in_order(client):
    place = urlsplit(client.simulator.http)
    pages = range(1, 41)
    requests = b""
    for page in pages:
        body = json.dumps(good("historySingle", token=client.token, curPage=page)).encode()
        head = f"POST {ROOT}meter/historySingle HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        last = "Connection: close\r\n" if page == pages[-1] else ""
        requests += f"{head}{last}\r\n".encode() + body

    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(requests)
        answers = b"".join(iter(lambda: connection.recv(65_536), b""))

    texts = [part for part in answers.split(b"\r\n\r\n")[1:]]
    assert [json.loads(text.split(b"HTTP/1.1")[0])["data"]["curPage"] for text in texts] == list(pages)


def raw(shared, request):
    """The answer of a bare socket, read to its end."""
    place = urlsplit(shared.simulator.http)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def test_an_http_1_0_connection_ends_with_its_answer(shared):
    answer = raw(shared, b"POST /apis/openapi/getToken HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}")

    assert answer.endswith(b"""{"code":500,"msg":"field 'tenantCode' missing"}""")


def test_a_long_answer_is_whole_before_its_connection_closes(still):
    client = still.client
    window = {"start": "2024-01-12 00:00:00", "end": "2024-07-11 00:00:00"}
    client.log_in()
    body = {"devList": METERS[0], "cgcode": "3", **window, "curPage": 1, "pageSize": 1000, "token": client.token}
    response = client.post("/apis/openapi/meter/historyFrozen", body, headers={"Connection": "close"})

    assert len(response.json()["data"]["list"]) == 1000


def test_a_long_foreign_text_is_cut_in_the_reason(client):
    response = client.post(
        "/apis/openapi/meter/readSingle", {"devList": "1", "cgcode": "9" * 300_000, "token": client.token}
    )

    assert len(response.headers["X-HES-Sim-Reason"]) < 2000
    assert response.json()["code"] == 500
