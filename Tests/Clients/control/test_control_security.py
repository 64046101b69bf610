"""Who may use the control API, from where, and what a wrong request is told."""

import re
import socket
from urllib.parse import urlsplit

import pytest
import requests

from kit.http import Client
from kit.simulator import running
from kit.worlds import TENANT, credentials, world, write

TOKEN = "open-sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OPEN = {"/health/live", "/health/ready"}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return write(world("manual"), tmp_path_factory.mktemp("security"))


@pytest.fixture(scope="module")
def guarded(scenario):
    with running("--scenario", scenario, "--control-token", TOKEN) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def simulator(scenario):
    with running("--scenario", scenario) as simulator:
        yield simulator


def send(simulator, method, path, **options):
    return requests.request(method, f"{simulator.control}/{path.lstrip('/')}", timeout=20, **options)


def refused(response, status):
    """The text of a refusal; every one has the same form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/json")
    error = response.json()["error"]
    assert error["message"] and set(error) <= {"message", "pointer", "hint"}
    return error["message"]


def test_every_call_but_health_asks_for_the_token(guarded):
    paths = send(guarded, "GET", "control-openapi.json", headers=BEARER).json()["paths"]
    assert OPEN < set(paths)
    for path, operations in paths.items():
        place = re.sub(r"\{\w+\}", "x", path)
        for method in operations:
            if path in OPEN:
                assert send(guarded, method, place).status_code == 200
            else:
                for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"token": TOKEN}):
                    refused(send(guarded, method, place, headers=headers, json={}), 401)
    assert send(guarded, "GET", "worlds", headers=BEARER).status_code == 200
    assert [w["tenantCode"] for w in send(guarded, "GET", "worlds", headers=BEARER).json()["worlds"]] == [TENANT]


def test_what_opens_the_nine_calls_does_not_open_the_control_api(guarded):
    client = Client(guarded, credentials())
    client.log_in()
    user = credentials()

    for headers in ({"Authorization": f"Bearer {client.token}"}, {"Authorization": f"Bearer {user['secretKey']}"},
                    {"token": client.token}):  # fmt: skip
        refused(send(guarded, "GET", "clock", headers=headers), 401)
    refused(send(guarded, "POST", "clock", json={"advance": "1h", "token": client.token}), 401)
    refused(send(guarded, "GET", "clock", auth=(user["username"], user["password"])), 401)
    refused(send(guarded, "GET", "clock", params={"token": TOKEN}), 401)
    assert client.send("readArchive", {"dcuNo": "2211000051", "token": TOKEN})["code"] == 500
    client.close()


@pytest.mark.parametrize("method, path", [("GET", "clock"), ("POST", "clock"), ("DELETE", "faults/x")])
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1"},
                                     {"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example:80"}])  # fmt: skip
def test_foreign_pages_and_names_are_refused(simulator, method, path, headers):
    json = {"advance": 0} if method == "POST" else None
    message = refused(send(simulator, method, path, headers=headers, json=json), 403)
    assert next(iter(headers)) in message and next(iter(headers.values())) in message


def test_pages_of_the_simulators_own_are_answered(simulator):
    port = urlsplit(simulator.control).port
    for name in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
        headers = {"Host": name, "Origin": f"http://{name}"}
        assert send(simulator, "POST", "clock", headers=headers, json={"advance": 0}).status_code == 200
    assert send(simulator, "GET", "clock", headers={"Host": "LOCALHOST"}).status_code == 200


def test_a_port_of_its_own_takes_the_control_api_off_the_other(scenario):
    with running("--scenario", scenario, "--control-port", 0) as simulator:
        assert send(simulator, "GET", "clock").status_code == 200
        for path in ("clock", "health/live", "control-openapi.json"):
            assert requests.get(f"{simulator.http}/_sim/{path}", timeout=20).status_code == 404
        root = simulator.control.removesuffix("/_sim")
        call = requests.post(f"{root}/apis/openapi/getToken", json=credentials(), timeout=20)
        assert call.status_code == 404


def own_address():
    """This machine's address as others see it; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return pytest.skip("this machine has no address but loopback")


def test_without_a_token_the_control_api_never_leaves_loopback(scenario):
    outside = own_address()
    with running("--scenario", scenario, "--host", "0.0.0.0") as simulator:
        place, calls = urlsplit(simulator.control), urlsplit(simulator.http)
        assert (place.hostname, place.port == calls.port) == ("127.0.0.1", False)
        assert "--control-token" in simulator.log and "stays on 127.0.0.1" in simulator.log
        assert send(simulator, "GET", "clock").status_code == 200
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://{outside}:{place.port}/_sim/clock", timeout=20)
        assert requests.get(f"http://{outside}:{calls.port}/_sim/clock", timeout=20).status_code == 404


def test_with_a_token_it_is_served_on_every_address(scenario):
    outside = own_address()
    with running("--scenario", scenario, "--host", "0.0.0.0", "--control-token", TOKEN) as simulator:
        assert "stays on 127.0.0.1" not in simulator.log
        url = f"http://{outside}:{urlsplit(simulator.control).port}/_sim/clock"
        assert requests.get(url, headers=BEARER, timeout=20).status_code == 200
        refused(requests.get(url, timeout=20), 401)
        refused(requests.get(url, headers={**BEARER, "Origin": "https://evil.example"}, timeout=20), 403)


@pytest.mark.parametrize("path", ["nothing", "clock/hands", "meters/1/2", "health", "clok"])
def test_an_unknown_path_is_not_found(simulator, path):
    assert path in refused(send(simulator, "GET", path), 404)


@pytest.mark.parametrize("method, path, allowed", [("DELETE", "clock", "GET, HEAD, POST"), ("POST", "journal", "GET, HEAD"),
                                                   ("GET", "reset", "POST"), ("PATCH", "faults/x", "DELETE")])  # fmt: skip
def test_a_wrong_method_is_told_the_right_ones(simulator, method, path, allowed):
    response = send(simulator, method, path)
    refused(response, 405)
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize("method, path", [("POST", "clock"), ("POST", "faults"), ("POST", "worlds"), ("PUT", "scenario"),
                                          ("POST", "reset"), ("POST", "journal/await"), ("POST", "tokens/revoke")])  # fmt: skip
def test_a_body_that_is_no_json_or_too_long_is_refused(simulator, method, path):
    query = {"tenant": TENANT}
    for data in (b'{"a":', b"\xff", b"[1,]", b"7"):
        refused(send(simulator, method, path, params=query, data=data), 400)
    refused(send(simulator, method, path, params=query, data=b" " * ((4 << 20) + 1)), 413)
    longest = send(simulator, method, path, params=query, data=b'{"x":' + b" " * ((4 << 20) - 7) + b"1}")
    assert refused(longest, 400)
