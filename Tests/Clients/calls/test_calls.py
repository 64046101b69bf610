"""The nine calls, answered as the contract says."""

import json
import re

import pytest

from kit.http import ENDPOINTS, ROOT
from kit.requests_of import PLANS, WITH_TOKEN, good
from kit.worlds import METERS, TENANT

TOPIC_KEYS = {"readFrozen": "topicId", "readSingle": "topicId"}


def test_get_token_gives_a_token_and_its_life(client):
    answer = client.send("getToken", client.credentials)

    assert list(answer) == ["code", "msg", "data"]
    assert (answer["code"], answer["msg"]) == (200, "success")
    assert list(answer["data"]) == ["token", "expireIn"]
    assert answer["data"]["expireIn"] == 7200


def test_the_same_token_comes_back_while_it_is_valid(client):
    assert client.log_in()["token"] == client.log_in()["token"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_answer_is_http_200_with_the_content_type_of_the_document(client, endpoint):
    body = good(endpoint) if endpoint == "getToken" else {**good(endpoint), "token": client.token}

    response = client.post(ROOT + ENDPOINTS[endpoint], body)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert response.json()["code"] == 200
    assert "X-HES-Sim-Reason" not in response.headers


@pytest.mark.parametrize("endpoint", PLANS)
def test_a_plan_is_answered_with_its_id_and_topic(client, endpoint):
    answer = client.call(endpoint, **good(endpoint))

    assert list(answer) == ["code", "msg", "data"]
    assert list(answer["data"]) == ["planId", TOPIC_KEYS.get(endpoint, "topic")]
    plan_id, topic = answer["data"].values()
    assert re.fullmatch(r"P003_\d{20}", plan_id)
    assert topic == f"/{TENANT}/{plan_id}"


@pytest.mark.parametrize("endpoint", ["historyFrozen", "historySingle"])
def test_history_is_answered_with_a_page_and_no_plan(client, endpoint):
    data = client.succeed(endpoint, **good(endpoint))

    assert list(data) == ["total", "curPage", "pageSize", "list"]
    assert (data["total"], data["curPage"], data["pageSize"], len(data["list"])) == (3, 1, 20, 3)


def test_plan_ids_are_unique_and_increase(client):
    ids = [client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"] for _ in range(50)]

    assert ids == sorted(set(ids))


@pytest.mark.parametrize("endpoint", WITH_TOKEN)
def test_the_token_is_accepted_in_the_header(client, endpoint):
    answer = client.send(endpoint, good(endpoint), headers={"HES_Access_Token": client.token})

    assert answer["code"] == 200, answer


@pytest.mark.parametrize("endpoint", WITH_TOKEN)
def test_the_token_of_the_body_wins_over_a_false_one_in_the_header(client, endpoint):
    answer = client.send(endpoint, good(endpoint, token=client.token), headers={"HES_Access_Token": "false"})

    assert answer["code"] == 200, answer


@pytest.mark.parametrize("endpoint", WITH_TOKEN)
def test_a_false_token_in_the_body_wins_over_a_good_one_in_the_header(client, endpoint):
    answer = client.send(endpoint, good(endpoint, token="false"), headers={"HES_Access_Token": client.token})

    assert answer == {"code": 500, "msg": "token invalid or expired"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_the_content_type_of_a_request_does_not_matter(client, content_type):
    response = client.post(ROOT + "getToken", client.credentials, headers={"Content-Type": content_type})

    assert response.json()["code"] == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_unknown_fields_are_ignored(client, endpoint):
    body = {"before": {"deep": [1, None]}, **good(endpoint), "Token": 5, "after": "x", "token": client.token}

    assert client.send(endpoint, body)["code"] == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_blanks_and_escapes_in_the_json_do_not_matter(client, endpoint):
    fields = {**good(endpoint), "token": client.token}
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in "token")
    text = json.dumps(fields).replace('"token"', f'"{escaped}"').replace(",", " \r\n\t, ")

    response = client.post(ROOT + ENDPOINTS[endpoint], data=f"\n {text}\t\n".encode())

    assert response.json()["code"] == 200, response.text
