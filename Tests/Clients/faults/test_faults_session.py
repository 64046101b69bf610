"""What rules do to logins and to the head-end itself, seen on the wire."""

import pytest

from kit.stage import Cast, rule
from kit.worlds import DCU, METERS

cast = Cast(4000)
READ = {"endpoint": "readSingle"}
INVALID = {"code": 500, "msg": "token invalid or expired"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with cast.on_stage(tmp_path_factory.mktemp("session")) as stage:
        yield stage


def ask(scene):
    """The answer to a call that changes nothing and makes no plan."""
    return scene.client.call("historySingle", devList=METERS[0], cgcode="5069", start="2024-07-10 00:00:00",
                             end="2024-07-10 00:00:00", curPage=1, pageSize=1)  # fmt: skip


REVOKED = cast.world(rule("tokenRevoked", match=READ, when={"times": 1}))


def test_a_token_that_is_revoked_at_once_is_no_good_for_the_call_that_it_comes_with(stage):
    scene = stage[REVOKED]
    assert ask(scene)["code"] == 200

    assert scene.client.call("readSingle", devList=METERS[0], cgcode="5069") == INVALID
    scene.advance()

    assert ask(scene) == INVALID
    assert scene.journal(kind="plan") == [] and scene.heard() == []
    assert [hit["endpoint"] for hit in scene.hits()] == ["readSingle"]


REVOKED_ONCE = cast.world(rule("tokenRevoked", match=READ, when={"times": 1}))


def test_after_a_revocation_a_login_gives_another_token_and_the_old_one_stays_dead(stage):
    scene = stage[REVOKED_ONCE]
    old = scene.client.log_in()["token"]
    scene.client.call("readSingle", devList=METERS[0], cgcode="5069")
    scene.client.log_in()
    assert scene.client.token != old and ask(scene)["code"] == 200

    scene.client.token = old
    assert ask(scene) == INVALID


REVOKED_LATER = cast.world(rule("tokenRevoked", after="10m", match={"user": "demo"}, when={"skip": 1, "times": 1}))


def test_a_token_is_revoked_a_while_after_the_call_and_only_of_that_user(stage):
    scene, second = stage[REVOKED_LATER], stage[REVOKED_LATER].user("second")
    assert ask(second)["code"] == 200
    scene.client.log_in()
    assert ask(scene)["code"] == 200

    scene.advance(599_999)
    assert ask(scene)["code"] == 200
    scene.advance(1)

    assert ask(scene) == INVALID
    assert ask(second)["code"] == 200
    assert len(scene.hits()) == 1


ALL_REVOKED = cast.world(rule("tokenRevoked", when={"from": "+1h"}))


def test_a_timed_revocation_ends_every_session_once(stage):
    scene, second = stage[ALL_REVOKED], stage[ALL_REVOKED].user("second")
    assert ask(scene)["code"] == ask(second)["code"] == 200
    scene.advance(3_599_999)
    assert ask(scene)["code"] == 200
    scene.advance(1)

    assert ask(scene) == ask(second) == INVALID
    scene.client.log_in()
    scene.advance("1d")
    assert ask(scene)["code"] == 200
    assert len(scene.hits()) == 1


DEAD_ON_ARRIVAL = cast.world(rule("tokenRevoked", match={"endpoint": "getToken"}, when={"times": 1}))


def test_a_login_may_give_a_token_that_is_dead_already(stage):
    scene = stage[DEAD_ON_ARRIVAL]
    scene.client.log_in()
    assert ask(scene) == INVALID

    scene.client.log_in()
    assert ask(scene)["code"] == 200


EARLY = cast.world(rule("tokenExpiresEarly", after="5m", match={"user": "demo"}))


def test_a_token_ends_early_whatever_the_answer_says(stage):
    scene, second = stage[EARLY], stage[EARLY].user("second")
    assert scene.client.log_in()["expireIn"] == second.client.log_in()["expireIn"] == 31_536_000
    scene.advance(299_999)
    assert ask(scene)["code"] == 200
    scene.advance(1)

    assert ask(scene) == INVALID
    assert ask(second)["code"] == 200
    assert {hit["rule"] for hit in scene.hits()} == {"it"}


def test_a_renewal_gives_the_early_end_anew(stage):
    scene = stage[EARLY]
    first = scene.client.log_in()["token"]
    scene.advance("4m")
    assert scene.client.log_in()["token"] == first
    scene.advance("4m")
    assert ask(scene)["code"] == 200
    scene.advance("1m")

    assert ask(scene) == INVALID


RESTARTS = cast.world(rule("restart", when={"from": "+1h"}))


def test_a_restart_forgets_tokens_and_plans(stage):
    scene = stage[RESTARTS]
    scene.client.log_in()
    scene.client.succeed("relay", devList=METERS[0], controlMode=1)
    scene.advance(3_599_900)
    plan_id = scene.start()
    scene.advance("1h")

    assert scene.phases(plan_id) == ["accepted", "reading", "failed"]
    assert scene.heard(plan_id) == []
    assert ask(scene) == INVALID
    assert len(scene.hits()) == 1


def test_after_a_restart_the_head_end_works_and_the_field_is_as_it_was(stage):
    scene = stage[RESTARTS]
    scene.client.log_in()

    assert scene.read() and scene.read(cgcode="5053") == "0.000"


RESTARTS_ON_CALL = cast.world(
    rule("pushDuplicate", copies=3, gap="1m", match={"endpoint": "relay"}, id="copies"),
    rule("pushDelay", delay="1m", match={"endpoint": "readFrozen"}, id="slow"),
    rule("restart", match={"endpoint": "readArchive"}, when={"times": 1}),
)


def test_a_restart_upon_a_call_answers_it_and_loses_its_plan_with_all_others(stage):
    scene = stage[RESTARTS_ON_CALL]
    begun = scene.start("relay", devList=METERS[0], controlMode=1)
    delayed = scene.start("readFrozen", devList=METERS[0], cgcode="1", start="2024-07-10 00:00:00", end="2024-07-10 00:00:00")
    scene.advance()
    waiting = scene.start()
    own = scene.start("readArchive", dcuNo=DCU)
    scene.advance("1h")

    assert len(scene.heard(begun)) == 1 and scene.phases(begun)[-1] == "published"
    for plan_id in (delayed, waiting, own):
        assert scene.heard(plan_id) == [] and scene.phases(plan_id).count("failed") == 1
    assert ask(scene) == INVALID
    scene.client.log_in()
    assert scene.plan("readArchive", dcuNo=DCU)["status"] == "00"


RESTARTS_DURING_READ = cast.world(
    rule("slowRead", delay="10m", id="slow"), rule("restart", when={"from": "+5m"}),
    dcus=[{"dcuNo": DCU, "link": "instant", "meters": METERS[:2]}],
)  # fmt: skip


def test_a_restart_frees_the_line_that_a_lost_plan_was_reading_on(stage):
    scene = stage[RESTARTS_DURING_READ]
    lost = scene.start(devList=",".join(METERS[:2]))
    scene.advance("6m")
    scene.client.log_in()
    after = scene.start()
    scene.advance("9m")
    assert scene.heard(after) == []
    scene.advance("2m")

    assert len(scene.heard(after)) == 1
    assert scene.heard(lost) == [] and scene.phases(lost)[-1] == "failed"


PLAIN = cast.world()


def test_without_a_rule_tokens_and_plans_live_on(stage):
    scene = stage[PLAIN]
    scene.client.log_in()
    plan_id = scene.start()
    scene.advance("2h")

    assert ask(scene)["code"] == 200 and len(scene.heard(plan_id)) == 1
    assert scene.journal(kind="fault") == []
