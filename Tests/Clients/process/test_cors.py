"""Pages of other origins: off by default, `--cors` permits some."""

import pytest
import requests

from kit.simulator import run_to_end, running

PAGE = "http://localhost:5173"
QUESTION = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
PATHS = ["/apis/openapi/getToken", "/_sim/clock"]


@pytest.fixture(scope="module")
def simulator():
    with running("--cors", PAGE, "http://other:1") as simulator:
        yield simulator


@pytest.mark.parametrize("path", PATHS)
def test_a_permitted_page_asks_sends_and_reads(simulator, path):
    asked = requests.options(simulator.http + path, headers=QUESTION, timeout=10)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == PAGE
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]

    sent = requests.post(simulator.http + path, json={}, headers={"Origin": PAGE}, timeout=10)
    assert sent.status_code in (200, 400)
    assert (sent.headers["Access-Control-Allow-Origin"], sent.headers["Vary"]) == (PAGE, "Origin")
    assert "X-HES-Sim-Reason" in sent.headers["Access-Control-Expose-Headers"]


def test_a_permitted_page_reads_failures_too(simulator):
    missed = requests.get(simulator.http + "/_sim/nothing", headers={"Origin": PAGE}, timeout=10)
    assert (missed.status_code, missed.headers["Access-Control-Allow-Origin"]) == (404, PAGE)


@pytest.mark.parametrize("path", PATHS)
def test_any_other_page_is_told_nothing(simulator, path):
    for origin in ("http://evil.example", PAGE + "0", "null"):
        asked = requests.options(simulator.http + path, headers={**QUESTION, "Origin": origin}, timeout=10)
        assert asked.status_code in (403, 405)
        assert "Access-Control-Allow-Origin" not in asked.headers


def test_without_the_flag_no_page_is_permitted(shared):
    for path in PATHS:
        asked = requests.options(shared.simulator.http + path, headers=QUESTION, timeout=10)
        assert asked.status_code in (403, 405)
        assert "Access-Control-Allow-Origin" not in asked.headers


@pytest.mark.parametrize("value, message", [("localhost:5173", "such as http://"), ("http://a/", "such as http://"),
                                            ("*", "--control-token")])  # fmt: skip
def test_what_is_no_origin_and_any_origin_without_a_token_are_refused(value, message):
    done = run_to_end("serve", "--port", 0, "--cors", value, seconds=30)
    assert done.returncode == 2
    assert message in done.stderr
