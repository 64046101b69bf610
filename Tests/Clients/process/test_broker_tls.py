"""A broker over TLS, which is lost and comes back."""

import pytest
import requests

from kit.broker import own_broker
from kit.certificates import authority, signed
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import world, write


def is_ready(simulator):
    return requests.get(f"{simulator.control}/health/ready", timeout=20).json()["ready"]


@pytest.mark.parametrize("trust", ["the operating system's authorities", "--broker-ca"])
def test_a_broker_over_tls_is_reached_again(trust, tmp_path, monkeypatch):
    root = authority(tmp_path)
    pair = signed(tmp_path, "broker", root)
    flags = ()
    if trust == "--broker-ca":
        flags = (trust, root.certificate)
    else:
        monkeypatch.setenv("SSL_CERT_FILE", root.certificate)
    with own_broker(tmp_path, pair=pair) as broker:
        scenario = write(world(), tmp_path)
        with running("--scenario", scenario, *flags, broker=("--broker", broker.address)) as simulator:
            for _ in range(2):
                broker.kill()
                eventually(lambda: not is_ready(simulator), "the loss")
                broker.start()
                eventually(lambda: is_ready(simulator), "the broker again")
