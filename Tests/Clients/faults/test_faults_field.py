"""What rules and events do to meters, DCUs and their rows, by every road on which a value leaves the simulator."""

import pytest

from kit.stage import Cast, rule
from kit.worlds import DCU, METERS, NEIGHBOURS, OTHER_DCU

cast = Cast(5000)
M, N = METERS[0], METERS[1]
BOTH = f"{M},{N}"
DAY_MS, QUARTER_MS = 86_400_000, 900_000
MIDNIGHT_MS = 1720540800000
PROFILE = {"start": "2024-07-10 00:00:00", "end": "2024-07-10 02:00:00"}
NEW = "202407555555"
BILLING, LOAD = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"], ["5069", "5074", "5084", "5089", "5022", "5030"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with cast.on_stage(tmp_path_factory.mktemp("field")) as stage:
        yield stage


PLAIN = cast.world()


@pytest.fixture
def plain(stage):
    return stage[PLAIN]


def values(rows, cgcode=None):
    """Value by instant; of one channel where the rows have several."""
    if rows and "channelData" in rows[0]:
        return {
            row["timestamp"]: channel["value"]
            for row in rows
            for channel in row["channelData"]
            if channel["cgcode"] == cgcode
        }
    return {row["timestamp"]: row["value"] for row in rows}


def roads(scene, meter=M, cgcode="5069", **window):
    """The rows of one code by its three roads, which must agree: §3.5, §3.4 and §3.2."""
    composite = "1" if cgcode in BILLING else "3"
    by_single = values(scene.history(meter, cgcode, **window)["list"])
    by_frozen = values(scene.history(meter, composite, **window)["list"], cgcode)
    by_meter = values(scene.frozen(meter, composite, **window)["list"], cgcode)
    assert by_single == by_frozen == by_meter
    return by_single


def statuses(scene, **fields):
    return scene.plan(devList=BOTH, **fields)["status"]


def test_without_rules_all_roads_agree_and_no_fault_is_noted(plain):
    assert len(roads(plain)) == 4 and len(roads(plain, cgcode="5022", **PROFILE)) == 9
    assert plain.journal(kind="fault") == [] and plain.journal(kind="field") == []


# Meters and DCUs that do not answer.

OFFLINE = cast.world(rule("meterOffline", match={"meter": M}))


def test_a_meter_that_is_offline_fails_in_every_plan_and_keeps_its_history(stage, plain):
    scene = stage[OFFLINE]

    assert scene.plan(devList=M)["status"] == "02" and statuses(scene) == "01"
    assert scene.frozen()["status"] == "02" and scene.frozen()["list"] == []
    assert scene.plan("relay", devList=M, controlMode=1)["list"] == [{"devAddr": M, "successful": False}]
    assert scene.history()["list"] == plain.history()["list"]
    assert {tuple(hit["devAddrs"]) for hit in scene.hits()} == {(M,)} and len(scene.hits()) == 5


TIMED_OUT = cast.world(
    rule("meterOffline", match={"meter": M}), dcus=[{"dcuNo": DCU, "link": "hplc", "meters": METERS}]
)


def test_a_meter_that_is_offline_is_waited_for_as_long_as_its_link_says(stage):
    scene = stage[TIMED_OUT]
    plan_id = scene.start()
    scene.advance(59_999)
    assert scene.heard(plan_id) == []
    scene.advance(1)

    assert scene.push(plan_id)["data"]["status"] == "02"


DCU_OFFLINE = cast.world(rule("dcuOffline", match={"dcu": DCU}))


def test_behind_a_dcu_that_is_offline_nothing_can_be_read_or_changed(stage, plain):
    scene = stage[DCU_OFFLINE]
    archives = [{"devAddr": NEW, "status": "1"}]

    assert scene.plan(devList=f"{M},{NEIGHBOURS[0]}")["list"][0]["devAddr"] == NEIGHBOURS[0]
    assert scene.frozen()["status"] == scene.plan(devList=BOTH)["status"] == "02"
    assert scene.plan("readArchive", dcuNo=DCU) == {"status": "02", "list": []}
    assert scene.plan("addArchive", dcuNo=DCU, archives=archives) == {"status": "02"}
    assert scene.plan("removeArchive", dcuNo=DCU, archives=[{"devAddr": M}]) == {"status": "02"}
    assert scene.plan("readArchive", dcuNo=OTHER_DCU) == plain.plan("readArchive", dcuNo=OTHER_DCU)
    assert scene.history()["list"] == plain.history()["list"]
    assert len(scene.hits()) == 6


DCU_BACK = cast.world(rule("dcuOffline", match={"dcu": DCU}, when={"until": "+10m"}))


def test_what_a_dcu_refused_has_not_happened(stage):
    scene = stage[DCU_BACK]
    scene.plan("addArchive", dcuNo=DCU, archives=[{"devAddr": NEW, "status": "1"}])
    scene.plan("removeArchive", dcuNo=DCU, archives=[{"devAddr": M}])
    scene.advance("10m")

    assert [row["devAddr"] for row in scene.plan("readArchive", dcuNo=DCU)["list"]] == METERS
    assert scene.read() is not None


SLOW = cast.world(rule("slowRead", delay="90s", match={"meter": M}))


def test_a_slow_read_takes_exactly_so_much_longer(stage):
    scene = stage[SLOW]
    slow, quick = scene.start(), scene.start(devList=NEIGHBOURS[0])
    scene.advance(89_999)
    assert len(scene.heard(quick)) == 1 and scene.heard(slow) == []
    scene.advance(1)

    row = scene.push(slow)["data"]["list"][0]
    assert row["timestamp"] == scene.journal(kind="plan", planId=slow)[0]["t"] + 90_000
    assert [hit["planId"] for hit in scene.hits()] == [slow]


TOO_SLOW = cast.world(rule("slowRead", delay="2m"), dcus=[{"dcuNo": DCU, "link": "hplc", "meters": METERS}])


def test_a_read_that_reaches_its_links_timeout_fails(stage):
    scene = stage[TOO_SLOW]
    plan_id = scene.start()
    scene.advance("60s")

    assert scene.push(plan_id)["data"]["status"] == "02"


# Rows that are not there, late, twice or of another time.

NO_CHANNEL = cast.world(rule("missingChannel", cgcodes=["5099", "5022"], match={"meter": M}))


def test_a_missing_channel_is_missing_everywhere_and_the_status_says_so(stage, plain):
    scene = stage[NO_CHANNEL]
    data, load = scene.frozen(), scene.frozen(cgcode="3", **PROFILE)
    channels = [[channel["cgcode"] for channel in row["channelData"]] for row in data["list"]]

    assert data["status"] == load["status"] == "01" and len(data["list"]) == 4
    assert channels == [[code for code in BILLING if code != "5099"]] * 4
    assert scene.history(cgcode="1")["list"] == data["list"]
    assert scene.history(cgcode="5099")["list"] == []
    assert scene.plan(cgcode="5022")["status"] == "02" and statuses(scene, cgcode="5022") == "01"
    assert roads(scene) == roads(plain) and scene.frozen(N)["status"] == "00"


NO_ROWS = cast.world(rule("missingRows", match={"meter": M}))
FEW_ROWS = cast.world(rule("missingRows", share=0.3))
LONG = {"start": "2024-07-01 00:15:00", "end": "2024-07-11 00:00:00"}


def test_missing_rows_are_neither_in_history_nor_in_the_meter(stage, plain):
    scene = stage[NO_ROWS]

    assert scene.history()["total"] == 0 and scene.history(cgcode="1")["list"] == []
    assert scene.frozen() == {"status": "02", "list": []} and statuses(scene) == "00"
    assert roads(scene, N) == roads(plain, N)


def test_a_share_of_the_rows_is_missing_and_the_same_ones_by_every_road(stage, plain):
    scene = stage[FEW_ROWS]
    rows, whole = roads(scene, cgcode="5022", **LONG), roads(plain, cgcode="5022", **LONG)

    assert len(whole) == 960 and 0.65 * 960 < len(rows) < 0.75 * 960
    assert rows.items() < whole.items()
    assert scene.frozen(cgcode="3", **LONG)["status"] == "01"
    assert scene.history(cgcode="5022", **LONG)["total"] == len(rows)


def test_a_second_process_misses_the_same_rows(stage, tmp_path):
    with cast.on_stage(tmp_path, only=FEW_ROWS) as other:
        assert roads(other[FEW_ROWS], cgcode="5022", **LONG) == roads(stage[FEW_ROWS], cgcode="5022", **LONG)


LATE = cast.world(rule("lateRows", after="36h", match={"meter": M}))
LATE_UNREAD = cast.world(rule("lateRows", after="36h"))


def test_late_rows_are_in_the_meter_first_and_in_history_after_a_read(stage, plain):
    scene = stage[LATE]
    before = values(scene.history()["list"])
    assert list(before) == list(values(plain.history()["list"]))[:3]

    data = scene.frozen()
    assert data["status"] == "00" and values(data["list"], "5069") == values(plain.history()["list"])
    assert roads(scene) == roads(plain)


def test_late_rows_arrive_by_themselves(stage, plain):
    scene = stage[LATE_UNREAD]
    assert scene.history()["total"] == 3
    scene.set_clock("2024-07-12 11:59:59")
    assert scene.history()["total"] == 3
    scene.set_clock("2024-07-12 12:00:00")

    assert values(scene.history()["list"]) == values(plain.history()["list"])
    assert roads(scene) == roads(plain)


TWICE = cast.world(rule("duplicateRows", match={"meter": M}))


def test_duplicate_rows_double_the_total_and_page_consistently(stage, plain):
    scene = stage[TWICE]
    once, twice = plain.history()["list"], scene.history()
    pages = [scene.history(page=page, size=3) for page in (1, 2, 3, 4)]

    assert twice["total"] == 8 and twice["list"] == [row for row in once for _ in range(2)]
    assert {page["total"] for page in pages} == {8}
    assert [row for page in pages for row in page["list"]] == twice["list"]
    assert [len(page["list"]) for page in pages] == [3, 3, 2, 0]
    assert scene.frozen()["list"] == scene.history(cgcode="1")["list"]
    assert scene.frozen()["status"] == "00" and scene.history(N)["total"] == 4


SLOW_CLOCK = cast.world(rule("clockDrift", by="90s"))
FAST_CLOCK = cast.world(rule("clockDrift", by="-7s"))


@pytest.mark.parametrize("code, by", [(SLOW_CLOCK, 90_000), (FAST_CLOCK, -7_000)], ids=["slow", "fast"])
def test_a_drifting_clock_moves_the_stamps_and_not_the_values(stage, plain, code, by):
    scene = stage[code]

    assert roads(scene) == {stamp + by: value for stamp, value in roads(plain).items()}
    assert scene.plan()["list"][0]["timestamp"] == scene.journal(kind="plan")[-1]["t"] - 200


STALE = cast.world(rule("staleFreeze", match={"meter": M}))


def test_a_stale_freeze_shows_the_one_before(stage, plain):
    scene = stage[STALE]
    earlier = roads(plain, start="2024-07-07 00:00:00")
    shown = roads(scene)

    assert list(shown.values()) == list(earlier.values())[:4] and list(shown) == list(earlier)[1:]
    assert scene.read(cgcode="5069") == plain_now(stage, scene)


def plain_now(stage, scene, cgcode="5069"):
    """What a healthy meter tells at the instant at which another scene's last plan was read."""
    return values(stage[PLAIN_BESIDE].plan(cgcode=cgcode, devList=M)["list"]).popitem()[1]


PLAIN_BESIDE = cast.world()


# Values that are wrong.

ABSURD = [None, True, -1, 1e21, "", "--", "NaN", "7340,740", [], {"v": "1"}, "😀", 0]
BAD = {str(index): cast.world(rule("badValue", cgcode="5069", value=value)) for index, value in enumerate(ABSURD)}


@pytest.mark.parametrize("index", BAD, ids=[str(value) for value in ABSURD])
def test_an_absurd_value_is_sent_as_it_is_by_every_road(stage, index):
    scene, value = stage[BAD[index]], ABSURD[int(index)]
    shown = [*roads(scene).values(), scene.read()]

    assert all(one == value and type(one) is type(value) for one in shown) and len(shown) == 5
    assert scene.read(cgcode="5050") not in (None, value)


SCALED = cast.world(rule("scaledValue", cgcode="5069", factor=40, match={"meter": M}))


def test_a_scaled_value_is_a_multiple_by_every_road(stage, plain):
    scene = stage[SCALED]
    expected = {stamp: f"{float(value) * 40:.3f}" for stamp, value in roads(plain).items()}

    assert roads(scene) == expected and roads(scene, N) == roads(plain, N)
    assert scene.history(cgcode="5074") == plain.history(cgcode="5074")


VILLA = {"profiles": {"villa": {"phases": 3, "annualKWh": 30_000}},
         "dcus": [{"dcuNo": DCU, "meters": [{"devAddr": M, "profile": "villa"}]}]}  # fmt: skip
REVERSED = cast.world(rule("reversedPhase", phase="B"), **VILLA)
LOST = cast.world(rule("phaseLoss", phase="C"), **VILLA)
HEALTHY = cast.world(**VILLA)
POWERS = ["5022", "5023", "5024", "5025"]


def powers(scene, codes=POWERS, **window):
    return [values(scene.history(cgcode=code, **{**PROFILE, **window})["list"]) for code in codes]


def test_a_reversed_phase_counts_backwards_and_the_sum_holds(stage):
    scene, healthy = stage[REVERSED], stage[HEALTHY]
    total, a, b, c = powers(scene)
    _, true_a, true_b, true_c = powers(healthy)

    assert (a, c) == (true_a, true_c) and all(float(value) > 0 for value in true_b.values())
    assert b == {stamp: "-" + value for stamp, value in true_b.items()}
    for stamp, value in total.items():
        assert float(value) == pytest.approx(sum(float(phase[stamp]) for phase in (a, b, c)), abs=0.0005)
    assert roads(scene, cgcode="5022", **PROFILE) == total
    assert roads(scene) == roads(healthy)


def test_a_reversed_phase_is_read_so_too(stage):
    scene = stage[REVERSED]
    total, *phases = [float(scene.read(cgcode=code, within=200)) for code in POWERS]

    assert phases[1] < 0 < phases[0] and phases[2] > 0
    assert total == pytest.approx(sum(phases), rel=0.05)


def test_a_lost_phase_has_neither_voltage_nor_current_nor_power(stage):
    scene, healthy = stage[LOST], stage[HEALTHY]

    for code, zero in (("5052", "0.0"), ("5055", "0.000"), ("5025", "0.000"), ("5033", "0.000"), ("5041", "0.000")):
        assert set(values(scene.history(cgcode=code, **PROFILE)["list"]).values()) == {zero}
        assert scene.read(cgcode=code) == zero
    assert powers(scene, ["5023", "5050"]) == powers(healthy, ["5023", "5050"])
    assert float(scene.read(cgcode="5022")) > 0 and float(scene.read(cgcode="5049")) <= 1
    roads(scene, cgcode="5022", **PROFILE)


# Breakers and archives.

REFUSES = cast.world(rule("relayRefuses", match={"meter": M}))


def current(scene):
    return float(scene.read(cgcode="5053"))


def switch(scene, mode, meter=M):
    [row] = scene.plan("relay", devList=meter, controlMode=mode)["list"]
    return row["successful"]


def test_a_breaker_that_refuses_says_no_and_stays(stage):
    scene = stage[REFUSES]
    data = scene.plan("relay", devList=BOTH, controlMode=1)

    assert data["status"] == "01"
    assert data["list"] == [{"devAddr": M, "successful": False}, {"devAddr": N, "successful": True}]
    assert current(scene) > 0 and scene.read(N, "5053") == "0.000"


ARMS = cast.world(
    rule("relayArmsOnly"),
    events=[{"at": "+1h", "type": "breakerButton", "devAddr": M}, {"at": "+2h", "type": "breakerButton", "devAddr": N}],
)


def test_an_armed_breaker_waits_for_its_button(stage):
    scene = stage[ARMS]
    assert switch(scene, 1) and current(scene) == 0
    assert switch(scene, 2) and current(scene) == 0
    scene.advance("59m")
    assert current(scene) == 0
    register = scene.read()
    scene.advance("5m")

    assert current(scene) > 0 and float(scene.read()) > float(register)
    assert [(entry["event"], entry["devAddr"]) for entry in scene.journal(kind="field")] == [("breakerButton", M)]


def test_a_button_closes_no_breaker_that_is_not_armed(stage):
    scene = stage[ARMS]
    assert switch(scene, 1, N)
    scene.advance("3h")

    assert scene.read(N, "5053") == "0.000"


REFUSES_ONCE = cast.world(rule("relayRefuses", when={"times": 1}), rule("archiveFull", when={"times": 1}, id="full"))


def test_what_a_rule_cannot_touch_is_no_match_of_it(stage):
    scene = stage[REFUSES_ONCE]
    assert scene.read() and scene.frozen()["status"] == "00" and archive(scene) == METERS
    assert scene.hits() == scene.hits("full") == []

    assert [switch(scene, 2) for _ in range(2)] == [False, True]
    archives = [{"devAddr": NEW, "status": "1"}]
    added = [scene.plan("addArchive", dcuNo=DCU, archives=archives)["status"] for _ in range(2)]
    assert added == ["02", "00"] and len(scene.hits()) == len(scene.hits("full")) == 1


LOST_ANSWER = cast.world(rule("relayAnswerLost"))


def test_a_breaker_whose_answer_is_lost_has_moved(stage):
    scene = stage[LOST_ANSWER]
    assert current(scene) > 0

    assert not switch(scene, 1) and current(scene) == 0
    assert not switch(scene, 2) and current(scene) > 0
    assert len(scene.hits()) == 2


FULL = cast.world(rule("archiveFull"))
STUBBORN = cast.world(rule("archiveRefuses"))


def archive(scene):
    return [row["devAddr"] for row in scene.plan("readArchive", dcuNo=DCU)["list"]]


@pytest.mark.parametrize("code, removes", [(FULL, True), (STUBBORN, False)], ids=["full", "refuses"])
def test_an_archive_takes_nothing_and_says_so(stage, code, removes):
    scene = stage[code]
    added = scene.plan("addArchive", dcuNo=DCU, archives=[{"devAddr": NEW, "status": "1"}])
    assert added == {"status": "02"} and archive(scene) == METERS

    removed = scene.plan("removeArchive", dcuNo=DCU, archives=[{"devAddr": M}])
    assert removed == {"status": "00" if removes else "02"}
    assert archive(scene) == (METERS[1:] if removes else METERS)
    assert {hit["endpoint"] for hit in scene.hits()} >= {"addArchive"}


# Events.

REPLACED = cast.world(events=[{"at": "2024-07-12 12:00:00", "type": "meterReplaced", "devAddr": M, "by": NEW}])
LATER = {"start": "2024-07-10 00:00:00", "end": "2024-07-14 00:00:00"}


def test_a_replaced_meter_is_gone_and_another_one_begins_at_zero(stage):
    scene = stage[REPLACED]
    scene.set_clock("2024-07-12 11:59:59")
    assert scene.plan(devList=NEW, within="500ms")["status"] == "02"
    scene.set_clock("2024-07-14 06:00:00")

    assert scene.read() is None and 0 < float(scene.read(NEW)) < 100
    assert list(roads_after_removal(scene, M)) == [MIDNIGHT_MS + day * DAY_MS for day in (0, 1, 2)]
    assert list(roads(scene, NEW, **LATER)) == [MIDNIGHT_MS + 3 * DAY_MS, MIDNIGHT_MS + 4 * DAY_MS]
    assert archive(scene) == [*METERS[1:], NEW]
    assert [entry["event"] for entry in scene.journal(kind="field")] == ["meterReplaced"]


def roads_after_removal(scene, meter):
    """Both histories of a meter that nobody can read any more."""
    assert scene.frozen(meter, **LATER)["status"] == "02"
    single = values(scene.history(meter, **LATER)["list"])
    assert single == values(scene.history(meter, "1", **LATER)["list"], "5069")
    return single


RESTARTED = cast.world(
    events=[{"at": "2024-07-10 12:00:00", "type": "meterReplaced", "devAddr": M, "registerRestartsAt": "12.500"}]
)


def test_a_meter_replaced_under_its_number_counts_on_from_its_new_register(stage, plain):
    scene = stage[RESTARTED]
    shown, before = roads(scene), roads(plain)

    assert [shown[MIDNIGHT_MS - day * DAY_MS] for day in (2, 1, 0)] == [before[MIDNIGHT_MS - day * DAY_MS] for day in (2, 1, 0)]
    assert 12.5 < float(shown[MIDNIGHT_MS + DAY_MS]) < 60
    assert float(scene.read()) > float(shown[MIDNIGHT_MS + DAY_MS]) and archive(scene) == METERS


COMES = cast.world(
    events=[
        {"at": "2024-07-12 12:00:00", "type": "meterInstalled", "devAddr": NEW, "dcu": DCU},
        {"at": "2024-07-12 12:00:00", "type": "meterInstalled", "devAddr": N},
    ]
)


def test_an_installed_meter_is_there_from_then_on(stage):
    scene = stage[COMES]
    assert scene.read(NEW) is None and scene.read(N) is None and archive(scene) == METERS
    scene.set_clock("2024-07-14 06:00:00")

    assert archive(scene) == [*METERS, NEW]
    for meter in (NEW, N):
        assert float(scene.read(meter)) > 0
        assert list(roads(scene, meter, **LATER)) == [MIDNIGHT_MS + 3 * DAY_MS, MIDNIGHT_MS + 4 * DAY_MS]


GOES = cast.world(events=[{"at": "2024-07-12 12:00:00", "type": "meterRemoved", "devAddr": M}])


def test_a_removed_meter_keeps_its_rows_and_answers_no_more(stage, plain):
    scene = stage[GOES]
    assert scene.read(cgcode="5050") is not None
    scene.set_clock("2024-07-14 06:00:00")

    assert scene.read() is None and M in archive(scene)
    kept = roads_after_removal(scene, M)
    assert list(kept) == [MIDNIGHT_MS + day * DAY_MS for day in (0, 1, 2)]
    assert kept[MIDNIGHT_MS] == roads(plain)[MIDNIGHT_MS]


ROLLS = cast.world(events=[{"at": "2024-07-10 12:00:00", "type": "registerRollover", "devAddr": M, "digits": 4}])


def test_a_register_rolls_over_by_every_road(stage, plain):
    scene = stage[ROLLS]
    shown, true = roads(scene), roads(plain)
    before, after = float(shown[MIDNIGHT_MS]), float(shown[MIDNIGHT_MS + DAY_MS])

    assert 9_900 < before < 10_000 and 0 <= after < 50
    used = float(true[MIDNIGHT_MS + DAY_MS]) - float(true[MIDNIGHT_MS])
    assert after + 10_000 - before == pytest.approx(used, abs=0.002)
    assert float(scene.read()) >= after


ROLLS_TWICE = cast.world(
    events=[
        {"at": "2024-07-13 12:00:00", "type": "registerRollover", "devAddr": M, "digits": 5},
        {"at": "2024-07-10 12:00:00", "type": "registerRollover", "devAddr": M, "digits": 4},
    ]
)
UNROLLED = cast.world()
ROUND = {"start": "2024-07-09 00:00:00", "end": "2024-07-14 00:00:00"}


def test_a_register_rolls_over_twice_by_every_road(stage):
    scene = stage[ROLLS_TWICE]
    scene.set_clock("2024-07-14 06:00:00")
    plain = stage[UNROLLED]
    plain.set_clock("2024-07-14 06:00:00")
    shown, true = roads(scene, **ROUND), roads(plain, **ROUND)

    def at(instant):
        told = scene._control("get", f"meters/{M}", params={"at": instant})
        return float(told["values"]["5069"])

    days = {stamp: float(value) for stamp, value in shown.items()}
    assert days == {MIDNIGHT_MS + day * DAY_MS: at(f"2024-07-{10 + day:02} 00:00:00") for day in range(-1, 5)}
    assert at("2024-07-10 12:00:00") == at("2024-07-13 12:00:00") == 0
    assert 9_999 < at("2024-07-10 11:59:00") < 10_000 and 99_999 < at("2024-07-13 11:59:00") < 100_000
    before, first, second, third, fourth, last = (days[MIDNIGHT_MS + day * DAY_MS] for day in range(-1, 5))
    used = [
        float(true[MIDNIGHT_MS + (day + 1) * DAY_MS]) - float(true[MIDNIGHT_MS + day * DAY_MS]) for day in range(-1, 4)
    ]
    # The register is set forward once, halfway between the two, on the night to the 12th.
    steps = [first - before, second + 10_000 - first, None, fourth - third, last + 100_000 - fourth]
    assert [step for step in steps if step] == pytest.approx([u for u, s in zip(used, steps) if s], abs=0.002)
    assert second < 100 and third > 99_900
    frozen = values(scene.frozen(**ROUND)["list"], "5069")
    assert frozen == shown
    assert float(scene.read()) == pytest.approx(at(scene._control("get", "clock")["now"]), abs=0.05)


RIGHT = cast.world(
    events=[{"at": "+1h", "type": "valueCorrected", "devAddr": M, "cgcode": "5069", "instant": "2024-07-10 00:00:00", "value": "1234.567"}]
)


def test_a_corrected_value_is_the_value_by_every_road(stage, plain):
    scene = stage[RIGHT]
    true = roads(plain)
    assert roads(scene) == true
    scene.advance("1h")

    assert roads(scene) == true | {MIDNIGHT_MS: "1234.567"}
    assert scene.history(cgcode="5074") == plain.history(cgcode="5074")


DARK_DCU = cast.world(events=[{"at": "+1h", "type": "outage", "dcu": DCU, "for": "3h"}])
DARK_METER = cast.world(events=[{"at": "+1h", "type": "outage", "meter": M, "for": "3h"}])
EVENING = {"start": "2024-07-11 17:00:00", "end": "2024-07-11 21:00:00"}


@pytest.mark.parametrize("code", [DARK_DCU, DARK_METER], ids=["dcu", "meter"])
def test_an_outage_leaves_no_answer_no_voltage_and_no_energy(stage, code):
    scene = stage[code]
    assert scene.read() is not None
    scene.advance("2h")
    assert scene.read() is None
    assert (scene.read(N) is None) == (code == DARK_DCU) and scene.read(NEIGHBOURS[0]) is not None
    scene.advance("3h")
    assert float(scene.read(cgcode="5050")) > 0

    voltages = values(scene.history(cgcode="5050", **EVENING)["list"])
    energy = roads(scene, cgcode="5022", **EVENING)
    dark = [stamp for stamp, value in voltages.items() if value == "0.0"]
    assert dark == [MIDNIGHT_MS + DAY_MS + quarter * QUARTER_MS for quarter in range(4 * 17 + 3, 4 * 20 + 2)]
    assert {energy[stamp] for stamp in dark} == {"0.000"}
    register = values(scene.history(cgcode="3", **EVENING)["list"], "5069")
    assert len({register[stamp] for stamp in dark}) == 1
    assert float(register[max(register)]) > float(register[dark[-1]])


RATIO = cast.world(events=[{"at": "2024-07-10 00:00:00", "type": "ctRatioWrong", "devAddr": M, "factor": 40}])


def test_a_wrong_ratio_multiplies_energy_power_and_current_from_then_on(stage, plain):
    scene = stage[RATIO]
    shown, true = roads(scene), roads(plain)
    last = MIDNIGHT_MS + DAY_MS

    assert [shown[stamp] for stamp in shown if stamp <= MIDNIGHT_MS] == [true[stamp] for stamp in true if stamp <= MIDNIGHT_MS]
    assert float(shown[last]) - float(shown[MIDNIGHT_MS]) == pytest.approx(40 * (float(true[last]) - float(true[MIDNIGHT_MS])), abs=0.05)
    power, true_power = roads(scene, cgcode="5022", **PROFILE), roads(plain, cgcode="5022", **PROFILE)
    stamp = MIDNIGHT_MS + QUARTER_MS
    assert float(power[stamp]) == pytest.approx(40 * float(true_power[stamp]), abs=0.05)
    assert scene.history(cgcode="5050") == plain.history(cgcode="5050")


# When and for whom.

COUNTED = cast.world(rule("meterOffline", when={"skip": 2, "times": 3}))


def test_a_rule_lets_some_pass_and_stops_after_its_hits(stage):
    scene = stage[COUNTED]

    assert [scene.plan()["status"] for _ in range(8)] == ["00"] * 2 + ["02"] * 3 + ["00"] * 3
    assert len(scene.hits()) == 3


WINDOWED = cast.world(rule("meterOffline", when={"from": "+10m", "until": "2024-07-11 16:40:01"}))
SHORT = cast.world(rule("meterOffline", when={"ttl": "10m"}))


def test_a_rule_acts_in_its_window_only(stage):
    scene = stage[WINDOWED]
    plans = []
    for time in (None, "2024-07-11 16:30:01", "2024-07-11 16:40:00", "2024-07-11 16:40:01"):
        scene.set_clock(time) if time else scene.advance(599_999)
        plans.append(scene.start())
    scene.advance()

    assert [scene.push(plan_id)["data"]["status"] for plan_id in plans] == ["00", "02", "02", "00"]
    assert [hit["planId"] for hit in scene.hits()] == plans[1:3]


def test_a_rule_dies_with_its_time_to_live(stage):
    scene = stage[SHORT]
    scene.advance(599_999)
    last = scene.start()
    scene.advance(1)
    first = scene.start()
    scene.advance()

    assert [scene.push(plan)["data"]["status"] for plan in (last, first)] == ["02", "00"]


ROWS_WINDOW = cast.world(rule("badValue", cgcode="5069", value="x", when={"from": "2024-07-09 00:00:00", "until": "2024-07-11 00:00:00"}))


def test_the_window_of_a_rows_rule_is_about_the_stamps_of_rows(stage):
    scene = stage[ROWS_WINDOW]

    assert [value == "x" for value in roads(scene).values()] == [False, True, True, False]
    assert scene.read() != "x"


HALF = {"probability": 0.3}
CHANCE = cast.world(rule("meterOffline", when=HALF), rule("replyCode", match={"endpoint": "relay"}, when=HALF, id="code"))
CHANCE_MIXED = cast.world(rule("meterOffline", when=HALF), rule("replyCode", match={"endpoint": "relay"}, when=HALF, id="code"))
CODES = ["5069", "5050", "5053", "5022"]


def outcomes(scene, order, between=lambda: None):
    """The status of each of 300 questions, told apart by meter, code and how often they came before."""
    plans, counts = {}, {}
    for meter, code in order:
        counts[meter, code] = counts.get((meter, code), 0) + 1
        plans[meter, code, counts[meter, code]] = scene.start(devList=meter, cgcode=code)
        between()
    scene.advance()
    pushes = {message.push["planId"]: message.push["data"]["status"] for message in scene.heard()}
    return {question: pushes[plan_id] for question, plan_id in plans.items()}


ORDER = [(meter, code) for _ in range(19) for meter in METERS for code in CODES]


@pytest.fixture(scope="module")
def chances(stage):
    return outcomes(stage[CHANCE], ORDER)


def test_a_probability_hits_about_its_share(stage, chances):
    hits = [question for question, status in chances.items() if status == "02"]

    assert 0.22 * 304 < len(hits) < 0.38 * 304 and len(stage[CHANCE].hits()) == len(hits)


def test_a_second_process_hits_the_same(chances, tmp_path):
    with cast.on_stage(tmp_path, only=CHANCE) as other:
        assert outcomes(other[CHANCE], ORDER) == chances


def test_other_calls_another_order_and_another_time_change_no_hit(stage, chances):
    scene = stage[CHANCE_MIXED]

    def other_calls():
        scene.client.call("relay", devList=M, controlMode=2)
        scene.history()
        scene.advance(100)

    assert outcomes(scene, sorted(ORDER), other_calls) == chances
    assert 0.2 * 304 < len(scene.hits("code")) < 0.4 * 304


SHARE = {"dcus": [{"dcuNo": DCU, "meters": [{"from": "300000000001", "count": 400}]}]}
SOME = cast.world(rule("meterOffline", match={"share": 0.25}), **SHARE)
MANY = ",".join(str(300000000001 + offset) for offset in range(400))


def answered(scene):
    return [row["devAddr"] for row in scene.plan(devList=MANY)["list"]]


def test_a_share_is_the_same_meters_in_every_plan_and_every_run(stage, tmp_path):
    first = answered(stage[SOME])
    assert 0.68 * 400 < len(first) < 0.82 * 400
    assert answered(stage[SOME]) == first
    assert set(stage[SOME].hits()[0]["devAddrs"]) == set(MANY.split(",")) - set(first)

    with cast.on_stage(tmp_path, only=SOME) as other:
        assert answered(other[SOME]) == first


ORDERED = cast.world(
    rule("scaledValue", cgcode="5069", factor=2, id="first"),
    rule("badValue", cgcode="5069", value="x", match={"meter": N}, id="second"),
    rule("badValue", cgcode="5069", value="y", match={"meter": N}, id="third"),
    rule("missingChannel", cgcodes=["5074"], id="fourth"),
)


def test_several_rules_act_in_the_order_of_the_file(stage, plain):
    scene = stage[ORDERED]

    assert set(roads(scene, N).values()) == {"y"} and scene.history(cgcode="5074")["total"] == 0
    assert float(next(iter(roads(scene).values()))) == pytest.approx(2 * float(next(iter(roads(plain).values()))))
    firsts = [entry["rule"] for entry in scene.journal(kind="fault", devAddr=N)][:2]
    assert firsts == ["second", "third"]


MATCHES = {
    "endpoint": ({"endpoint": ["relay", "readFrozen"]}, "relay frozen"),
    "user": ({"user": "second"}, "second"),
    "meters": ({"meter": [M, NEIGHBOURS[0]]}, "read frozen relay neighbour"),
    "range": ({"meter": {"from": "202407110000", "count": 3}}, "neighbour"),
    "dcu": ({"dcu": OTHER_DCU}, "neighbour"),
    "cgcode": ({"cgcode": "5050"}, "voltage"),
    "two": ({"endpoint": "readSingle", "meter": N}, "other"),
    "own tenant": ({"tenant": "5999"}, ""),
}
MATCHED = {name: cast.world(rule("meterOffline", match=match)) for name, (match, _) in MATCHES.items()}


@pytest.mark.parametrize("name", MATCHES)
def test_a_rule_is_about_whom_it_names(stage, name):
    scene, second = stage[MATCHED[name]], stage[MATCHED[name]].user("second")
    asked = {
        "read": scene.plan()["status"],
        "frozen": scene.frozen()["status"],
        "relay": scene.plan("relay", devList=M, controlMode=2)["status"],
        "voltage": scene.plan(devList=N, cgcode="5050")["status"],
        "other": scene.plan(devList=N)["status"],
        "neighbour": scene.plan(devList=NEIGHBOURS[0])["status"],
        "second": second.plan(devList=N, cgcode="5022")["status"],
    }
    hit = MATCHES[name][1].split()
    if name == "two":
        hit = ["voltage", "other", "second"]

    assert {question for question, status in asked.items() if status == "02"} == set(hit)
    assert len(scene.hits()) == len(hit)


ROW_EFFECTS = [
    {"type_": "missingChannel", "cgcodes": "5069"},
    {"type_": "missingRows"},
    {"type_": "lateRows", "after": "1h"},
    {"type_": "duplicateRows"},
    {"type_": "badValue", "cgcode": "5069", "value": 1},
    {"type_": "scaledValue", "cgcode": "5069", "factor": 2},
    {"type_": "reversedPhase", "phase": "A"},
    {"type_": "phaseLoss", "phase": "A"},
    {"type_": "clockDrift", "by": 1000},
    {"type_": "staleFreeze"},
]
NOTED = {effect["type_"]: cast.world(rule(**effect, id="noted", match={"meter": N})) for effect in ROW_EFFECTS}


@pytest.mark.parametrize("type_", NOTED)
def test_every_fault_of_rows_is_noted_once_for_a_call_that_it_hits(stage, type_):
    scene = stage[NOTED[type_]]
    scene.history(M), scene.history(BOTH)
    plan_id = scene.start("readFrozen", devList=N, cgcode="1", start="2024-07-10 00:00:00", end="2024-07-10 00:00:00")

    told = [(hit["rule"], hit["type"], hit["endpoint"], hit["devAddrs"], hit.get("planId")) for hit in scene.hits("noted")]
    read = [] if type_ == "lateRows" else [("noted", type_, "readFrozen", [N], plan_id)]
    assert told == [("noted", type_, "historySingle", [N], None), *read]
