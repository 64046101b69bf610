"""Simulated time, moved over the control API."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from kit.control import Control
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import METERS, NEIGHBOURS, START, START_MS, world, write

LIFE_SECONDS = 7200
INVALID = {"code": 500, "msg": "token invalid or expired"}


def advance(bench, amount):
    return bench.client.clock(advance=amount)


def is_valid(bench, token):
    answer = bench.client.send("readArchive", {"dcuNo": "nowhere", "token": token})
    assert answer == INVALID or answer["msg"] == "unknown dcu 'nowhere'"
    return answer != INVALID


def accept(bench, meters=METERS[:1]):
    return bench.client.succeed("readSingle", devList=",".join(meters), cgcode="5069")["planId"]


def test_the_clock_stands_at_the_start_of_the_scenario(manual):
    clock = manual.client.clock()

    assert (clock["now"], clock["nowMs"], clock["mode"]) == (START, START_MS, "manual")
    assert manual.client.clock() == clock


@pytest.mark.parametrize("command, now", [({"advance": "2h"}, "2024-07-11 18:20:01"),
                                          ({"advance": 999}, "2024-07-11 16:20:01"),
                                          ({"set": "2024-07-12 00:00:00"}, "2024-07-12 00:00:00")])  # fmt: skip
def test_the_clock_moves_as_told(manual, command, now):
    answer = manual.client.clock(**command)

    assert answer["now"] == manual.client.clock()["now"] == now


@pytest.mark.parametrize("seconds, valid", [(0, True), (LIFE_SECONDS - 1, True), (LIFE_SECONDS, False)])
def test_a_token_is_valid_for_7200_seconds(manual, seconds, valid):
    token = manual.client.log_in()["token"]
    advance(manual, f"{seconds}s")

    assert is_valid(manual, token) is valid


def test_a_token_is_valid_to_its_last_millisecond(manual):
    token = manual.client.log_in()["token"]
    advance(manual, LIFE_SECONDS * 1000 - 1)
    assert is_valid(manual, token)

    advance(manual, 1)
    assert not is_valid(manual, token)


def test_asking_again_renews_the_token_for_a_full_life(manual):
    token = manual.client.log_in()["token"]
    advance(manual, f"{LIFE_SECONDS - 1}s")
    renewed = manual.client.log_in()
    advance(manual, f"{LIFE_SECONDS - 1}s")

    assert (renewed["token"], renewed["expireIn"]) == (token, LIFE_SECONDS)
    assert is_valid(manual, token)


def test_using_a_token_does_not_renew_it(manual):
    token = manual.client.log_in()["token"]
    advance(manual, "7000s")
    assert is_valid(manual, token)
    advance(manual, "200s")

    assert not is_valid(manual, token)


def test_after_expiry_a_new_token_is_given_and_the_old_one_stays_dead(manual):
    old = manual.client.log_in()["token"]
    advance(manual, f"{LIFE_SECONDS}s")
    new = manual.client.log_in()["token"]

    assert new != old
    assert (is_valid(manual, new), is_valid(manual, old)) == (True, False)


def test_the_life_of_a_token_is_the_scenarios(make_bench):
    with make_bench(world("manual", token={"lifetime": 60})) as bench:
        data = bench.client.log_in()
        advance(bench, "60s")

        assert data["expireIn"] == 60
        assert not is_valid(bench, data["token"])


def test_a_push_waits_for_the_clock(manual):
    plan_id = accept(manual)
    advance(manual, 199)
    manual_pushes = len(manual.listener.of(plan_id))
    fired = advance(manual, 1)["fired"]

    assert manual_pushes == 0
    assert plan_id in [entry.get("planId") for entry in fired if entry["kind"] == "push"]
    manual.listener.wait_for(plan_id)


def test_advance_is_a_barrier_over_every_push(manual):
    plans = [accept(manual) for _ in range(100)]
    answer = advance(manual, "1s")

    acknowledged = [entry.get("planId") for entry in answer["fired"] if entry["kind"] == "puback"]
    assert (sorted(acknowledged), answer["pending"]) == (plans, 0)


@pytest.mark.parametrize("command", [{"set": "2024-07-11 16:20:00"}, {"set": "2000-01-01 00:00:00"}])
def test_the_clock_never_goes_back(manual, command):
    response = manual.client.session.post(manual.simulator.control + "/clock", json=command)

    assert response.status_code == 409
    assert "message" in response.json()["error"]
    assert manual.client.clock()["nowMs"] == START_MS


@pytest.mark.parametrize("command", [{"advance": "-1s"}, {"advance": "soon"}, {"set": "tomorrow"}, {"mode": "x0"}, {},
                                     {"advance": "1s", "set": START}, {"wind": 1}, []])  # fmt: skip
def test_a_clock_command_that_is_none_is_a_bad_request(still, command):
    response = still.client.session.post(still.simulator.control + "/clock", json=command)

    assert response.status_code == 400
    assert "message" in response.json()["error"]


@pytest.mark.parametrize("dcu_count, seconds", [(1, 3), (3, 1)])
def test_reads_are_serial_within_a_dcu_and_parallel_across_dcus(make_bench, dcu_count, seconds):
    meters = METERS[:3]
    shares = [meters] if dcu_count == 1 else [[meter] for meter in meters]
    dcus = [{"dcuNo": f"22110000{n}", "link": "plc", "meters": share} for n, share in enumerate(shares)]
    with make_bench(world("manual", dcus=dcus, timing={"perMeterRead": 1000})) as bench:
        plan_id = accept(bench, meters)
        advance(bench, seconds * 1000 - 1)
        early = len(bench.listener.of(plan_id))
        advance(bench, 1)
        rows = bench.listener.wait_for(plan_id).push["data"]["list"]

    assert early == 0
    waits = [(row["timestamp"] - START_MS) // 1000 for row in rows]
    assert waits == ([1, 2, 3] if dcu_count == 1 else [1, 1, 1])


def test_a_second_plan_waits_for_the_medium_of_its_dcu(make_bench):
    dcus = [{"dcuNo": "2211000051", "link": "plc", "meters": [*METERS, *NEIGHBOURS]}]
    with make_bench(world("manual", dcus=dcus, timing={"perMeterRead": 1000})) as bench:
        plans = [accept(bench, METERS[:2]), accept(bench, NEIGHBOURS[:1])]
        advance(bench, "untilIdle")
        stamps = [[row["timestamp"] for row in bench.listener.wait_for(plan).push["data"]["list"]] for plan in plans]

    assert stamps == [[START_MS + 1000, START_MS + 2000], [START_MS + 3000]]


def test_time_that_runs_sixty_times_as_fast_does_so(make_bench):
    with make_bench(world("x60", timing={"pushDelay": "60s"})) as bench:
        plan_id = accept(bench)
        before = bench.client.clock()["nowMs"]

        bench.listener.wait_for(plan_id, seconds=10)

        assert bench.client.clock()["nowMs"] - before >= 50_000


@pytest.mark.parametrize("advance", [9223372036854775807, -1, "999999999999d", "1e300h", "nanms", 1.5, None, {}])
def test_an_impossible_step_is_refused_and_the_clock_stands(manual, advance):
    before = manual.client.clock()["nowMs"]
    answer = requests.post(f"{manual.simulator.control}/clock", json={"advance": advance})

    assert answer.status_code == 400 and answer.json()["error"]["pointer"] == "/advance"
    assert manual.client.clock()["nowMs"] == before


def test_an_advance_on_the_running_clock_brings_a_result_nearer(make_bench):
    """Read after 20 s; 19 s are skipped, so the push is there long before 20 s have passed."""
    document = world("real", timing={"perMeterRead": "20s"})
    with make_bench(document) as bench:
        plan_id = bench.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
        bench.client.clock(advance="19s")

        bench.listener.wait_for(plan_id, seconds=8)


def test_a_call_that_is_held_back_is_answered_when_the_simulator_stops(make_bench):
    document = world("manual", timing={"replyDelay": "1h"})
    with make_bench(document) as bench:
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(bench.client.send, "getToken", bench.client.credentials)
            eventually(lambda: bench.client.clock()["nextEventMs"] is not None, "the call to arrive")
            bench.simulator.process.terminate()

            assert answer.result(timeout=10)["code"] == 200


def test_a_running_clock_stops_with_the_year_9999(tmp_path):
    with running("--scenario", write(world("manual"), tmp_path)) as simulator:
        control = Control(simulator)
        control.post("clock", {"set": "9999-12-31 07:59:50"})
        control.post("clock", {"mode": "x1000000"})
        eventually(lambda: control.get("clock")["mode"] == "manual", "the end of the clock")

        assert control.get("clock")["now"] == "9999-12-31 08:00:00"
        assert control.journal(kind="clock")[-1]["what"] == "mode manual"
        assert "The clock has stopped: civil time ends with the year 9999" in simulator.log
