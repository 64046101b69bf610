"""What calls do to the field: breakers and archives (§3.6 to §3.9)."""

import pytest

from kit.worlds import DCU, DISABLED, LOOSE, METERS, NEIGHBOURS, OTHER_DCU, START_MS

METER = METERS[0]
CURRENTS, POWERS = ["5053", "5054", "5055"], ["5022", "5023", "5030", "5038"]


def set_breaker(bench, mode, meter=METER):
    assert bench.plan("relay", devList=meter, controlMode=mode)["status"] == "00"


def let_hours_pass(bench):
    """Longer than a token lives."""
    bench.client.clock(advance="6h")
    bench.client.log_in()


@pytest.mark.parametrize("code", CURRENTS + POWERS)
def test_an_opened_breaker_leaves_no_current_and_no_power(manual, code):
    set_breaker(manual, 1)

    assert manual.read(METER, code) == "0.000"


def test_an_opened_breaker_leaves_the_voltage(manual):
    set_breaker(manual, 1)

    assert 207 <= float(manual.read(METER, "5050")) <= 253


def test_a_closed_breaker_lets_power_flow(manual):
    assert float(manual.read(METER, "5022")) > 0


def test_the_register_stands_still_while_the_breaker_is_open(manual):
    set_breaker(manual, 1)
    before = manual.read(METER)
    let_hours_pass(manual)

    assert manual.read(METER) == before


def test_the_register_moves_again_after_the_breaker_is_closed(manual):
    set_breaker(manual, 1)
    before = float(manual.read(METER))
    set_breaker(manual, 2)
    let_hours_pass(manual)

    assert float(manual.read(METER)) > before


@pytest.mark.parametrize("mode", [1, 2])
def test_setting_a_breaker_twice_succeeds(manual, mode):
    set_breaker(manual, mode)
    set_breaker(manual, mode)


def test_a_breaker_of_one_meter_is_none_of_anothers(manual):
    set_breaker(manual, 1)

    assert float(manual.read(METERS[2], "5022")) > 0


def test_a_removed_meter_can_be_read_no_longer(manual):
    manual.plan("removeArchive", dcuNo=DCU, archives=[METER])

    assert manual.read(METER) is None
    assert METER not in manual.archive(DCU)


def test_a_meter_that_was_added_again_can_be_read(manual):
    manual.plan("removeArchive", dcuNo=DCU, archives=[{"devAddr": METER}])
    manual.plan("addArchive", dcuNo=DCU, archives=[{"devAddr": METER, "status": "1"}])

    assert manual.read(METER) is not None
    assert METER in manual.archive(DCU)


def test_a_meter_in_no_archive_can_be_read_once_it_is_added(manual):
    assert manual.read(LOOSE) is None
    manual.plan("addArchive", dcuNo=DCU, archives=[{"devAddr": LOOSE, "status": "1"}])

    assert manual.read(LOOSE) is not None


def test_adding_a_disabled_meter_as_enabled_makes_it_readable(manual):
    manual.plan("addArchive", dcuNo=OTHER_DCU, archives=[{"devAddr": DISABLED, "status": "1"}])

    assert manual.read(DISABLED) is not None


def test_adding_a_meter_as_disabled_ends_its_reading(manual):
    manual.plan("addArchive", dcuNo=DCU, archives=[{"devAddr": METER, "status": "0"}])

    assert manual.read(METER) is None
    rows = manual.plan("readArchive", dcuNo=DCU)["list"]
    assert {row["devAddr"]: row["status"] for row in rows}[METER] == "0"


def test_a_meter_that_is_added_to_another_dcu_moves(manual):
    manual.plan("addArchive", dcuNo=OTHER_DCU, archives=[{"devAddr": METER, "status": "1"}])

    assert METER in manual.archive(OTHER_DCU)
    assert METER not in manual.archive(DCU)
    assert manual.read(METER) is not None


def test_removing_a_meter_from_a_dcu_that_it_is_not_in_changes_nothing(manual):
    assert manual.plan("removeArchive", dcuNo=DCU, archives=NEIGHBOURS) == {"status": "00"}
    assert manual.read(NEIGHBOURS[0]) is not None


@pytest.mark.parametrize("meter", [LOOSE, DISABLED])
def test_an_unreachable_meter_does_not_obey_its_breaker(manual, meter):
    data = manual.plan("relay", devList=meter, controlMode=1)

    assert data["list"] == [{"devAddr": meter, "successful": False}]


def test_history_and_a_register_read_now_agree(manual):
    """A register is never behind what was frozen before."""
    window = {"start": "2024-07-11 00:00:00", "end": "2024-07-11 00:00:00"}
    page = {"curPage": 1, "pageSize": 1}
    frozen = manual.client.succeed("historySingle", devList=METER, cgcode="5069", **window, **page)["list"][0]

    assert float(manual.read(METER)) >= float(frozen["value"])


def test_an_instant_read_is_stamped_with_the_instant_of_the_read(manual):
    rows = manual.plan("readSingle", devList=METER, cgcode="5069")["list"]

    assert rows[0]["timestamp"] == START_MS
