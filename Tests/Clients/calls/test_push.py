"""How a plan's result arrives over MQTT (rule R8)."""

import time

import pytest

from kit.http import Client
from kit.listener import listening
from kit.requests_of import PLANS, good
from kit.worlds import METERS, TENANT, credentials

EARLIEST_SECONDS, SOON_SECONDS = 0.19, 3.0


def accept(client, count=1):
    return [client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"] for _ in range(count)]


@pytest.mark.parametrize("endpoint", PLANS)
def test_the_push_comes_on_exactly_the_answered_topic(shared, client, endpoint):
    data = client.succeed(endpoint, **good(endpoint))

    heard = shared.listener.wait_for(data["planId"])

    assert heard.topic == data.get("topic", data.get("topicId")) == f"/{TENANT}/{data['planId']}"
    assert heard.push["planId"] == data["planId"]


@pytest.mark.parametrize("endpoint", PLANS)
def test_the_push_comes_200_ms_after_the_answer_and_soon(shared, client, endpoint):
    asked = time.monotonic()
    plan_id = client.succeed(endpoint, **good(endpoint))["planId"]

    delay = shared.listener.wait_for(plan_id).at - asked

    assert EARLIEST_SECONDS <= delay <= SOON_SECONDS


def test_the_push_is_published_with_qos_1_and_not_retained(shared, client):
    with listening(shared.simulator.mqtt, qos=2) as listener:
        heard = listener.wait_for(accept(client)[0])

    assert (heard.qos, heard.retained) == (1, False)


def test_who_subscribes_later_hears_nothing_of_earlier_plans(shared, client):
    earlier = accept(client)[0]
    shared.listener.wait_for(earlier)

    with listening(shared.simulator.mqtt) as listener:
        listener.wait_for(accept(client)[0])
        assert listener.of(earlier) == []


def test_every_plan_is_pushed_exactly_once(shared, client):
    plans = accept(client, 100)
    for plan_id in plans:
        shared.listener.wait_for(plan_id)
    fence = accept(client)[0]
    shared.listener.wait_for(fence)

    assert [len(shared.listener.of(plan_id)) for plan_id in plans] == [1] * 100


def test_a_client_that_subscribes_after_the_answer_is_in_time(shared, client):
    with listening(shared.simulator.mqtt, topic="nothing") as listener:
        data = client.succeed("readSingle", devList=METERS[0], cgcode="5069")
        listener.subscribe(data["topicId"])

        assert listener.wait_for(data["planId"]).topic == data["topicId"]


def test_the_wildcard_of_the_document_hears_the_push_too(shared, client):
    with listening(shared.simulator.mqtt, topic=f"/{TENANT}/#") as listener:
        listener.wait_for(accept(client)[0])


def test_two_users_of_a_tenant_are_independent(shared, client):
    second = Client(shared.simulator, credentials("second"))

    assert second.log_in()["token"] != client.token
    assert shared.listener.wait_for(accept(second)[0]).push["data"]["status"] == "00"
    second.close()
