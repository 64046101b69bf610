"""What `deploy/` starts: its arguments are served as they stand, with files, ports and brokers of this machine in place."""

import json
import os
import runpy
from pathlib import Path

import pytest
import requests
import yaml

from kit.broker import own_broker
from kit.http import Client
from kit.listener import listening
from kit.simulator import Simulator, run_to_end

DEPLOY = Path(__file__).parents[3] / "deploy"
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes/hes-sim.yaml").read_text()))
COMPOSE = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())


def of_kind(kind):
    return next(document for document in KUBERNETES if document["kind"] == kind)


POD = of_kind("StatefulSet")["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]


def here(arguments, places):
    """The arguments with what stands for a mounted folder or a host put in place of it; `places` are prefixes."""

    def moved(argument):
        flag, _, value = argument.partition("=")
        for prefix, place in places.items():
            if value.startswith(prefix):
                return f"{flag}={place}{value.removeprefix(prefix)}"
        return argument

    return [moved(argument) for argument in arguments if argument != "serve"]


def serve(arguments, environment, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Simulator(arguments)


def is_served(simulator, broker, probe, users):
    """The probe is answered without a token, and a plan's result comes from the broker."""
    base = f"http://127.0.0.1:{simulator.ready['http'].rpartition(':')[2]}"
    assert requests.get(base + probe, timeout=10).status_code == 200
    [tenant] = users
    simulator.http = base
    with listening(broker.address) as listener:
        client = Client(simulator, {"tenantCode": tenant["tenantCode"], **tenant["users"][0]})
        # Unlike a meter's, it takes no time on the line.
        listener.wait_for(client.succeed("readArchive", dcuNo=tenant["dcus"][0]["dcuNo"])["planId"])
        client.close()


@pytest.mark.parametrize("number", [0, 1])
def test_a_pod_serves_its_tenant_and_answers_its_probes(number, tmp_path, monkeypatch):
    name = f"hes-sim-{number}"
    for key, text in of_kind("ConfigMap")["data"].items():
        (tmp_path / key).write_text(text)
    tenants = json.loads((tmp_path / f"{name}.json").read_text())["tenants"]
    places = {"/scenarios/$(POD_NAME)": tmp_path / name, "/state/": f"{tmp_path}/", "$(POD_NAME)": name, "8080": "0"}
    environment = {"HES_SIM_CONTROL_TOKEN": "a-token-of-the-test"}
    with own_broker(tmp_path) as broker:
        addresses = {f"mqtts://hes-sim@rabbitmq-{n}.rabbitmq:8883": broker.address for n in (0, 1)}
        arguments = [a for a in here(CONTAINER["args"], {**places, **addresses}) if not a.startswith("--broker-ca")]
        simulator = serve(arguments, environment, monkeypatch)
        try:
            simulator.wait_until_ready()
            assert simulator.ready["http"].startswith(f"http://{name}.hes-sim:")
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                is_served(simulator, broker, CONTAINER[probe]["httpGet"]["path"], tenants)
            assert simulator.stop()[0] == 0
        finally:
            simulator.kill()


@pytest.mark.parametrize("service", ["north", "south"])
def test_a_service_of_the_compose_file_serves_its_tenant(service, tmp_path, monkeypatch):
    scenarios = DEPLOY / "compose/scenarios"
    tenants = json.loads((scenarios / f"{service}.json").read_text())["tenants"]
    with own_broker(tmp_path) as broker:
        places = {"/scenarios": scenarios, "mqtt://broker:1883": broker.address, "8080": "0"}
        arguments = here(COMPOSE["services"][service]["command"], places)
        simulator = serve(arguments, {"HES_SIM_CONTROL_TOKEN": "a-token-of-the-test"}, monkeypatch)
        try:
            simulator.wait_until_ready()
            is_served(simulator, broker, "/_sim/health/live", tenants)
        finally:
            simulator.kill()


def test_every_flag_of_the_manifests_exists():
    """Also those that the tests above leave out."""
    text = run_to_end("serve", "--help").stdout
    commands = [CONTAINER["args"], *(COMPOSE["services"][name]["command"] for name in ("north", "south"))]
    for flag in {argument.partition("=")[0] for command in commands for argument in command} - {"serve"}:
        assert f"{flag} " in text or f"{flag}\n" in text, flag


def test_what_the_pod_mounts_is_declared():
    declared = {volume["name"] for volume in POD["volumes"]}
    declared |= {claim["metadata"]["name"] for claim in of_kind("StatefulSet")["spec"]["volumeClaimTemplates"]}
    assert {mount["name"] for mount in CONTAINER["volumeMounts"]} == declared


def test_the_pod_runs_as_the_user_of_the_image(monkeypatch):
    for name, value in {"SOURCE_DATE_EPOCH": "0", "VERSION": "0", "ARCH": "amd64"}.items():
        monkeypatch.setenv(name, value)
    image = runpy.run_path(str(DEPLOY.parent / "packaging/image.py"))
    context = POD["securityContext"]

    assert context["runAsUser"] == context["fsGroup"] == image["USER"]


def test_temporary_files_go_to_the_folder_that_is_mounted_for_them():
    [folder] = [pair["value"] for pair in CONTAINER["env"] if pair["name"] == "TMPDIR"]
    assert folder in [mount["mountPath"] for mount in CONTAINER["volumeMounts"]]
    for name in ("north", "south"):
        assert COMPOSE["services"][name]["environment"]["TMPDIR"] in COMPOSE["services"][name]["tmpfs"]


def test_a_folder_of_the_compose_file_exists():
    for name in ("north", "south"):
        for volume in COMPOSE["services"][name]["volumes"]:
            assert os.path.isdir(DEPLOY / "compose" / volume.partition(":")[0]), volume
