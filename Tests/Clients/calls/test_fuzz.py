"""Whatever is sent, an answer of the contract comes back and the simulator lives."""

import json
from random import Random

import pytest

from conftest import opened
from kit.http import ENDPOINTS, ROOT
from kit.mutations import mutated
from kit.pipeline import pipeline
from kit.requests_of import good
from kit.worlds import world

REQUESTS = 2_000
SEED = 20240711


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(world(), tmp_path_factory.mktemp("fuzz")) as bench:
        bench.client.log_in()
        yield bench


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_spoilt_requests_are_answered_with_code_200_or_500(bench, endpoint):
    random = Random(f"{SEED} {endpoint}")
    original = good(endpoint, token=bench.client.token)
    bodies = [mutated(original, random) for _ in range(REQUESTS)]

    with pipeline(bench.simulator.http) as connection:
        answers = connection.post_all(ROOT + ENDPOINTS[endpoint], bodies)

    codes = set()
    for sent, (status, body) in zip(bodies, answers):
        answer = json.loads(body)
        assert status == 200, (sent, status, body)
        assert answer["code"] in (200, 500), (sent, body)
        assert (answer["code"] == 200) == ("data" in answer) == (answer["msg"] == "success"), (sent, body)
        codes.add(answer["code"])
    assert codes == {200, 500}


def test_the_simulator_lives_on_and_still_pushes(bench):
    assert bench.simulator.process.poll() is None
    bench.client.log_in()
    status = bench.plan("readArchive", dcuNo=good("readArchive")["dcuNo"])["status"]

    assert status == "00"


@pytest.mark.parametrize(
    "head",
    [
        b"POST\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0" * 1000,
        b"POST /apis/openapi/getToken HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /apis/openapi/getToken HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /apis/openapi/getToken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /apis/openapi/getToken HTTP/1.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"POST /apis/openapi/getToken HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    ],
)
def test_what_is_no_http_hurts_nobody_else(bench, head):
    with pipeline(bench.simulator.http) as connection:
        connection.send_raw(head)

    assert bench.client.send("getToken", bench.client.credentials)["code"] == 200
