"""How long tokens live, what they look like and where they travel (§3.1, rule R3)."""

import base64
import json
import re

import pytest

from kit.worlds import DCU, METERS, world

LIFE_S = 7200
BODY, HEADER = "the body's member 'token'", "the header HES_Access_Token"
REGISTER = {"devList": METERS[0], "cgcode": "5069"}
REMOVE = {"dcuNo": DCU, "archives": ["7"]}


def renewed(speak, form, after="2h"):
    """Two tokens with so much time between them; the second time's `expireIn`."""
    speaker = speak(tokenRenewal=form)
    first = speaker.client.token
    speaker.control.advance(after)
    data = speaker.login()["data"]
    return speaker, first, data["token"], data["expireIn"]


@pytest.mark.parametrize(
    "form, is_same, expire_in", [("sliding", True, LIFE_S), ("remaining", True, 3600), ("replace", False, LIFE_S),
                                 ("revoke", False, LIFE_S), ("onUse", True, LIFE_S)]
)  # fmt: skip
def test_what_get_token_gives_while_a_token_lives(speak, form, is_same, expire_in):
    _, first, second, told = renewed(speak, form, after="1h")

    assert (first == second, told) == (is_same, expire_in)


@pytest.mark.parametrize("form", ["sliding", "remaining", "replace", "revoke", "onUse"])
def test_after_7200_seconds_a_token_is_dead_and_another_one_comes(speak, form):
    speaker, first, second, told = renewed(speak, form)

    assert first != second
    assert told == LIFE_S
    assert (speaker.is_accepted(first), speaker.is_accepted(second)) == (False, True)


@pytest.mark.parametrize("form", ["sliding", "remaining", "replace", "revoke"])
def test_a_token_is_good_in_its_last_millisecond_however_often_it_was_used(speak, form):
    speaker = speak(tokenRenewal=form)
    token = speaker.client.token
    speaker.control.advance("1h")
    assert speaker.is_accepted(token)
    speaker.control.advance(LIFE_S * 500 - 1)
    assert speaker.is_accepted(token)
    speaker.control.advance(1)
    assert not speaker.is_accepted(token)


@pytest.mark.parametrize("form, old, new", [("sliding", 1, 1), ("remaining", 0, 0), ("replace", 0, 1), ("revoke", 0, 1)])
def test_what_a_renewal_does_to_the_end_of_life(speak, form, old, new):
    speaker, first, second, _ = renewed(speak, form, after="1h")
    speaker.control.advance("1h")

    assert (speaker.is_accepted(first), speaker.is_accepted(second)) == (bool(old), bool(new))


def test_replace_lets_the_old_token_live_beside_the_new_one_and_revoke_does_not(speak):
    for form, lives in (("replace", True), ("revoke", False)):
        speaker, first, second, _ = renewed(speak, form, after="1h")
        assert speaker.is_accepted(first) is lives
        assert speaker.is_accepted(second)


def test_remaining_tells_what_is_left_to_the_second(speak):
    speaker = speak(tokenRenewal="remaining", expireIn="seconds")
    speaker.control.advance("7199s")
    assert speaker.login()["data"]["expireIn"] == 1


def test_remaining_tells_the_same_end_however_often_it_is_asked(speak):
    speaker = speak(tokenRenewal="remaining", expireIn="epochSeconds")
    first = speaker.login()["data"]["expireIn"]
    speaker.control.advance("1h")
    assert speaker.login()["data"]["expireIn"] == first == 1720686000 + LIFE_S


def test_on_use_every_call_begins_the_life_anew(speak):
    speaker = speak(tokenRenewal="onUse")
    token = speaker.client.token
    for _ in range(3):
        speaker.control.advance("7199s")
        assert speaker.is_accepted(token)
    speaker.control.advance("2h")
    assert not speaker.is_accepted(token)


def test_on_use_a_call_that_is_refused_for_another_reason_counts_too(speak):
    speaker = speak(tokenRenewal="onUse")
    speaker.control.advance("2h")
    speaker.log_in()
    speaker.control.advance("1h")
    assert speaker.post("readSingle", devList="", cgcode="5069").json()["msg"] == "devList empty"
    speaker.control.advance("90m")
    assert speaker.is_accepted(speaker.client.token)


def test_revoke_is_in_the_journal(speak):
    speaker = speak(tokenRenewal="revoke")
    speaker.login()
    assert [entry.get("revoked", False) for entry in speaker.control.journal(kind="token")] == [False, True, False]


@pytest.mark.parametrize(
    "form, pattern", [("sample", "[A-Za-z0-9+/]+=*"), ("long", "[A-Za-z0-9+/]{2047}="),
                      ("uuid", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")]
)  # fmt: skip
def test_token_form(speak, form, pattern):
    speaker = speak(tokenForm=form)
    token = speaker.client.token

    assert re.fullmatch(pattern, token)
    assert speaker.is_accepted(token)
    accepted = speaker.send("readSingle", REGISTER, HES_Access_Token=token)
    assert accepted.headers["X-HES-Sim-Reason"] == "clock stands still"
    speaker.control.advance("2h")
    assert speaker.log_in() != token


def test_the_sample_form_is_json_in_base64_and_the_long_one_has_every_awkward_sign(speak):
    sample = json.loads(base64.b64decode(speak().client.token))
    assert {"exp", "username"} < set(sample)
    assert set("+/=") <= set(speak(tokenForm="long").client.token)


PLACES = [
    ("either", "readSingle", None), ("bodyOnly", "readSingle", BODY), ("headerOnly", "readSingle", HEADER),
    ("asExample", "readSingle", BODY), ("either", "removeArchive", None), ("bodyOnly", "removeArchive", BODY),
    ("headerOnly", "removeArchive", HEADER), ("asExample", "removeArchive", HEADER),
]  # fmt: skip


@pytest.mark.parametrize("form, endpoint, place", PLACES)
def test_token_place(speak, form, endpoint, place):
    speaker = speak(tokenPlace=form)
    fields = REGISTER if endpoint == "readSingle" else REMOVE
    token = speaker.client.token
    sent = {
        BODY: speaker.send(endpoint, {**fields, "token": token}),
        HEADER: speaker.send(endpoint, fields, HES_Access_Token=token),
        "both": speaker.send(endpoint, {**fields, "token": token}, HES_Access_Token=token),
    }

    accepted = {name: answer.json()["code"] == 200 for name, answer in sent.items()}
    assert accepted == {BODY: place in (BODY, None), HEADER: place in (HEADER, None), "both": True}
    for answer in (answer for answer in sent.values() if answer.json()["code"] != 200):
        told = json.loads(answer.headers["X-HES-Sim-Reason"])
        assert answer.json() == {"code": 500, "msg": "token missing"}
        assert told == {
            "pointer": "/token" if place == BODY else "",
            "expected": f"the token of getToken, in {place}",
            "actual": "only one in the header HES_Access_Token" if place == BODY else "only one in the body",
            "clause": "§3.3" if endpoint == "readSingle" else "§3.9",
        }


@pytest.mark.parametrize("form, good, bad", [("bodyOnly", "body", "header"), ("headerOnly", "header", "body")])
def test_only_the_token_in_its_place_is_judged(speak, form, good, bad):
    speaker = speak(tokenPlace=form)
    token, stranger = speaker.client.token, "nobody's"
    right = {good: token, bad: stranger}
    wrong = {good: stranger, bad: token}
    codes = [
        speaker.send("readSingle", {**REGISTER, "token": sent["body"]}, HES_Access_Token=sent["header"]).json()
        for sent in (right, wrong)
    ]
    assert codes[0]["code"] == 200
    assert codes[1] == {"code": 500, "msg": "token invalid or expired"}


@pytest.mark.parametrize("form", ["bodyOnly", "headerOnly", "asExample"])
def test_a_lone_world_tells_a_call_without_any_token_where_it_belongs(make_bench, form):
    with make_bench(world("manual", dialect={"tokenPlace": form})) as bench:
        answer = bench.client.post("/apis/openapi/dcu/readArchive", {"dcuNo": DCU})
        told = json.loads(answer.headers["X-HES-Sim-Reason"])
        entry = bench.client.session.get(f"{bench.simulator.control}/journal?kind=http").json()["entries"][-1]

    assert answer.json()["msg"] == "token missing"
    assert told["expected"].endswith(HEADER if form == "headerOnly" else BODY)
    assert told["actual"] == "nothing"
    assert {name: entry["rejection"][name] for name in told} == told
