"""Many plans at once, and what becomes of their pushes."""

import json
import threading

import requests

from kit.http import ENDPOINTS, ROOT
from kit.pipeline import pipeline
from kit.requests_of import good
from kit.waiting import eventually

RECOVERY_SECONDS = 45


def accept_plans(bench, count):
    bench.client.log_in()
    body = json.dumps(good("readSingle", token=bench.client.token)).encode()
    with pipeline(bench.simulator.http) as connection:
        answers = connection.post_all(ROOT + ENDPOINTS["readSingle"], [body] * count)
    return {json.loads(answer)["data"]["planId"] for _, answer in answers}


def release_pushes(bench):
    """Lets every push become due; the barrier ends when the broker has acknowledged them all."""
    thread = threading.Thread(target=bench.client.clock, kwargs={"advance": "untilIdle"})
    thread.start()
    return thread


def heard_plans(listener):
    return {message.topic.rpartition("/")[2] for message in list(listener.messages)}


def wait_for_all(listener, plans, seconds=RECOVERY_SECONDS):
    def missing():
        return plans - heard_plans(listener)

    eventually(lambda: not missing(), "every plan's push", seconds)


def unready(simulator):
    return requests.get(simulator.control + "/health/ready", timeout=5).json()["reasons"]
