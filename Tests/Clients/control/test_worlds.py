"""Several tenants in one process, and what the control API says where there is nothing."""

import pytest
import requests

from conftest import opened
from kit.http import Client
from kit.simulator import run_to_end
from kit.worlds import METERS, TENANT, credentials, world, write

OTHER = "4712"
ONLY_THERE = "777000001"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A bench of the first world and a client of the second."""
    directory = tmp_path_factory.mktemp("two")
    dcus = [{"dcuNo": "1", "meters": [ONLY_THERE]}]
    second = write(world("manual", tenantCode=OTHER, dcus=dcus, meters=[]), directory, "second.json")
    with opened(world("manual"), directory, "--scenario", second) as bench:
        client = Client(bench.simulator, credentials(tenant=OTHER))
        bench.client.log_in()
        client.log_in()
        yield bench, client
        client.close()


def clock_of(bench, tenant, **command):
    url = f"{bench.simulator.control}/clock?tenant={tenant}"
    return (requests.post(url, json=command) if command else requests.get(url)).json()


def test_the_ready_line_names_both_worlds(two):
    assert two[0].simulator.ready["worlds"] == [TENANT, OTHER]


def test_each_plan_is_pushed_under_its_own_tenant(two):
    bench, client = two
    data = client.succeed("readSingle", devList=ONLY_THERE, cgcode="5069")
    clock_of(bench, OTHER, advance="1s")

    heard = bench.listener.wait_for(data["planId"])
    assert heard.topic == data["topicId"] == f"/{OTHER}/{data['planId']}"
    assert heard.push["data"]["status"] == "00"


def test_a_meter_of_one_tenant_is_unknown_to_the_other(two):
    bench, client = two
    plan_id = client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    clock_of(bench, OTHER, advance="1s")

    assert bench.listener.wait_for(plan_id).push["data"] == {"status": "02", "list": []}


def test_the_clock_of_one_world_is_not_the_others(two):
    bench, _ = two
    before = clock_of(bench, OTHER)["nowMs"]
    clock_of(bench, TENANT, advance="1s")

    assert clock_of(bench, OTHER)["nowMs"] == before


def test_credentials_of_one_tenant_are_none_of_the_other(two):
    bench, _ = two
    answer = bench.client.send("getToken", credentials(tenant="4713"))

    assert answer == {"code": 500, "msg": "invalid credentials"}


def test_a_tenant_in_two_scenarios_is_refused(tmp_path):
    path = write(world(), tmp_path)
    result = run_to_end("serve", "--port", 0, "--mqtt-port", 0, "--scenario", path, "--scenario", path)

    assert (result.returncode, result.stdout) == (2, "")
    assert TENANT in result.stderr


def test_a_world_that_is_none_is_404_in_the_form_of_the_control_api(still):
    response = requests.get(still.simulator.control + "/clock?tenant=nobody")

    assert response.status_code == 404
    assert response.json()["error"]["message"]


def test_an_unknown_path_of_the_control_api_is_404_in_its_own_form(still):
    response = requests.get(still.simulator.control + "/nowhere")

    assert response.status_code == 404
    assert response.json()["error"]["message"]


def test_a_wrong_method_of_the_control_api_is_405_in_its_own_form(still):
    response = requests.put(still.simulator.control + "/clock", json={"advance": "1s"})

    assert response.status_code == 405
    assert response.json()["error"]["message"]
