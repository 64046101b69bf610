"""Whose code stands in topics (§3.6), and who may hear them where the broker asks for a login."""

import subprocess

import pytest

from kit.broker import tool
from kit.http import Client
from kit.listener import listening
from kit.simulator import running
from kit.speaker import foreign
from kit.waiting import eventually
from kit.worlds import DCU, METERS, credentials, world, write

PLANS = {
    "readFrozen": {"devList": METERS[0], "cgcode": "1", "start": "2024-07-10 00:00:00", "end": "2024-07-10 00:00:00"},
    "readSingle": {"devList": METERS[0], "cgcode": "5069"},
    "relay": {"devList": METERS[0], "controlMode": 1},
    "readArchive": {"dcuNo": DCU},
    "addArchive": {"dcuNo": DCU, "archives": [{"devAddr": "7", "status": "1"}]},
    "removeArchive": {"dcuNo": DCU, "archives": ["7"]},
}
AS_EXAMPLE = ["relay", "readArchive", "addArchive", "removeArchive"]


def topics(speaker, endpoint):
    """What the answer names, and where the push comes."""
    if endpoint == "removeArchive":
        answer = speaker.send(endpoint, PLANS[endpoint], HES_Access_Token=speaker.client.token).json()["data"]
    else:
        answer = speaker.data(endpoint, **PLANS[endpoint])
    speaker.control.advance("1s")
    eventually(lambda: speaker.heard(answer["planId"]), "the push")
    speaker.listener.fence()
    return answer.get("topic") or answer["topicId"], [message.topic for message in speaker.heard(answer["planId"])]


@pytest.mark.parametrize("endpoint", PLANS)
@pytest.mark.parametrize(
    "dialect, foreign_ones", [({}, []), ({"topicTenant": "foreign"}, list(PLANS)), ({"pack": "literal"}, AS_EXAMPLE)]
)  # fmt: skip
def test_topic_tenant(speak, endpoint, dialect, foreign_ones):
    speaker = speak(**dialect)
    own = speaker.control.tenant
    named, published = topics(speaker, endpoint)
    _, code, plan = named.split("/")

    assert code == (foreign(own) if endpoint in foreign_ones else own)
    assert published == [f"/{code}/{plan}"]


def test_the_other_code_is_a_code_of_the_same_length_and_always_the_same(speak):
    speaker = speak(topicTenant="foreign")
    own = speaker.control.tenant
    codes = {topics(speaker, "readSingle")[0].split("/")[1] for _ in range(2)}

    assert codes == {foreign(own)}
    assert codes != {own}


def test_a_foreign_topic_without_its_slash(speak):
    speaker = speak(topicTenant="foreign", topicForm="noLeadingSlash")
    named, published = topics(speaker, "relay")

    assert named.split("/")[0] == foreign(speaker.control.tenant)
    assert published == [named]


def test_a_literal_switch_can_be_set_right_beside_the_pack(speak):
    speaker = speak(pack="literal", topicTenant="own")
    assert topics(speaker, "relay")[0].split("/")[1] == speaker.control.tenant


LITERAL, BARE = {"pack": "literal"}, {"topicForm": "noLeadingSlash"}
FOREIGN = {"topicTenant": "foreign"}


@pytest.mark.parametrize(
    "dialect, root", [({}, "/4711"), (FOREIGN, "/5288"), (BARE, "4711"), (LITERAL, "/5288"), ({**FOREIGN, **BARE}, "5288")]
)
def test_a_login_hears_its_tenants_pushes_under_whatever_code_and_nobody_elses(tmp_path, dialect, root):
    """Where the scenario says `mqtt.auth: tenant`, the listener lets a user hear what its tenant publishes on."""
    arguments = []
    for code in ("4711", "4712"):
        document = world("manual", tenantCode=code, dialect=dialect)
        document["mqtt"] = {"auth": "tenant"}
        arguments += ["--scenario", write(document, tmp_path, f"{code}.json")]
    with running(*arguments) as simulator:
        login = credentials(tenant="4711")
        with listening(simulator.mqtt, topic=f"{root}/#", login=(login["username"], login["password"])) as listener:
            plans = [relay(simulator, code) for code in ("4712", "4711")]
            listener.wait_for_count(1)
            heard = [message.topic for message in listener.messages]

    assert heard == [f"{root}/{plans[1]}"]


def relay(simulator, code):
    """The plan of a relay that has been published."""
    client = Client(simulator, credentials(tenant=code))
    plan = client.succeed("relay", devList=METERS[0], controlMode=1)["planId"]
    client.session.post(f"{simulator.control}/clock?tenant={code}", json={"advance": "1s"}).raise_for_status()
    client.close()
    return plan


@pytest.mark.parametrize("endpoint", PLANS)
@pytest.mark.parametrize("form", ["bare", "hash", "slash", "noLeadingSlash", "asTable"])
def test_mosquitto_sub_on_the_answered_string_hears_the_push(speak, world_host, form, endpoint):
    """The document subscribes after the answer (§4.1): the push waits for the clock."""
    speaker = speak(topicForm=form)
    answer = speaker.data(endpoint, **PLANS[endpoint])
    named = answer.get("topicId") or answer["topic"]
    port = world_host.mqtt.rsplit(":", 1)[1]
    command = [tool("mosquitto_sub"), "-p", port, "-q", "1", "-C", "1", "-W", "10", "-t", named, "-F", "%p", "-d"]
    with subprocess.Popen(["stdbuf", "-oL", *command], stdout=subprocess.PIPE, text=True) as subscriber:
        lines = iter(subscriber.stdout.readline, "")
        assert next((line for line in lines if "Subscribed" in line), None), "the subscription is acknowledged"
        speaker.control.advance("1s")
        said = "".join(lines)

    assert subscriber.returncode == 0, f"nothing came on {named!r}"
    assert f'"planId":"{answer["planId"]}"' in said


def test_under_planonly_the_answered_string_hears_nothing(speak):
    speaker = speak(topicForm="planOnly")
    named, published = topics(speaker, "relay")
    assert published == [f"/{speaker.control.tenant}/{named}"]
