"""Clients of other ecosystems, each with an MQTT library of its own language, are judged alike by the suite."""

import pytest

from kit.ecosystems import cpp, go, java, node_with_mqtt_js
from kit.suite import selecting, suite

# What a client without repetitions, windows and renewal of its token keeps, and two promises that it does not keep.
KEPT = ["TOKEN-01", "TOKEN-02", "FORM-01", "FORM-02", "FORM-07", "ENV-01", "HIST-01", "HIST-07", "PUSH-01", "PUSH-02", "READ-01", "READ-02", "READ-09"]
BROKEN = ["TOKEN-03", "FORM-04"]


@pytest.mark.parametrize("client", [node_with_mqtt_js, java, go, cpp], ids=lambda client: client.__name__)
def test_a_plain_client_keeps_what_it_keeps_and_fails_the_rest(tmp_path, client):
    flags = ["--jobs", 2, "--pack", "default", *selecting(*KEPT, *BROKEN)]
    run = suite(tmp_path / "report", *flags, client=client(tmp_path))

    assert run.not_passed == dict.fromkeys(BROKEN, "fail"), run.stdout
    assert {name for name, verdict in run.verdicts.items() if verdict == "pass"} == set(KEPT)
