"""What a push holds: keys in their order, units and digits (rules R10 and R11)."""

import re

import pytest

from kit.worlds import DCU, DISABLED, LOOSE, METERS, OTHER_DCU, UNKNOWN

DAY = {"start": "2024-07-10 00:00:00", "end": "2024-07-10 00:00:00"}
MONTH = {"start": "2024-07-01 00:00:00", "end": "2024-07-01 00:00:00"}
BILLING_UNITS = ["kWh", "kWh", "kvarh", "kvarh", "kW", "kW", "kW", "kW"]
BILLING_CODES = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"]
PROFILE_UNITS = ["kWh", "kWh", "kvarh", "kvarh", "kW", "kvar"]
PROFILE_CODES = ["5069", "5074", "5084", "5089", "5022", "5030"]
SINGLES = {
    "V": (1, range(5050, 5053)),
    "A": (3, range(5053, 5056)),
    "kW": (3, [*range(5022, 5026), 5099, 5100, 5101, 5102, 5103]),
    "kvar": (3, [*range(5030, 5034), 5104]),
    "kVA": (3, range(5038, 5042)),
    "": (3, range(5046, 5050)),
    "kWh": (3, [5069, 5074]),
    "kvarh": (3, [5084, 5089]),
}
FAILING = [UNKNOWN, LOOSE, DISABLED]


@pytest.mark.parametrize("unit, decimals, code", [(u, d, str(c)) for u, (d, codes) in SINGLES.items() for c in codes])
def test_a_single_code_is_read_with_its_unit_and_decimals(still, unit, decimals, code):
    data = still.plan("readSingle", devList=METERS[0], cgcode=code)

    assert (list(data), data["status"]) == (["status", "list"], "00")
    [row] = data["list"]
    assert list(row) == ["devAddr", "timestamp", "cgcode", "unit", "value"]
    assert (row["devAddr"], row["cgcode"], row["unit"]) == (METERS[0], code, unit)
    assert type(row["timestamp"]) is int
    assert re.fullmatch(rf"-?\d+\.\d{{{decimals}}}", row["value"])


@pytest.mark.parametrize(
    "code, window, codes, units",
    [
        ("1", DAY, BILLING_CODES, BILLING_UNITS),
        ("2", MONTH, BILLING_CODES, BILLING_UNITS),
        ("3", DAY, PROFILE_CODES, PROFILE_UNITS),
    ],
)
def test_a_composite_code_is_read_with_its_channels(still, code, window, codes, units):
    data = still.plan("readFrozen", devList=METERS[0], cgcode=code, **window)

    assert (list(data), data["status"]) == (["status", "list"], "00")
    [row] = data["list"]
    assert list(row) == ["devAddr", "timestamp", "channelData"]
    assert all(list(channel) == ["unit", "value", "cgcode"] for channel in row["channelData"])
    assert [channel["cgcode"] for channel in row["channelData"]] == codes
    assert [channel["unit"] for channel in row["channelData"]] == units
    assert all(re.fullmatch(r"-?\d+\.\d{3}", channel["value"]) for channel in row["channelData"])


def test_read_frozen_answers_one_row_per_meter_and_freeze(still):
    window = {"start": "2024-07-09 00:00:00", "end": "2024-07-10 00:00:00"}
    data = still.plan("readFrozen", devList=",".join(METERS[:2]), cgcode="1", **window)

    keys = [(row["devAddr"], row["timestamp"]) for row in data["list"]]
    assert keys == [(meter, stamp) for meter in METERS[:2] for stamp in (1720454400000, 1720540800000)]


def test_the_archive_is_read_with_status_and_route(still):
    data = still.plan("readArchive", dcuNo=DCU)

    assert (list(data), data["status"]) == (["status", "list"], "00")
    assert all(list(row) == ["devAddr", "status", "commType", "moduleNext"] for row in data["list"])
    routes = {METERS[1]: METERS[0]}
    assert [tuple(row.values()) for row in data["list"]] == [(m, "1", "1", routes.get(m, m)) for m in METERS]


def test_a_disabled_meter_is_shown_as_such_in_the_archive(still):
    rows = still.plan("readArchive", dcuNo=OTHER_DCU)["list"]

    assert {row["devAddr"]: row["status"] for row in rows}[DISABLED] == "0"


def test_relay_rows_say_what_was_done(still):
    data = still.plan("relay", devList=",".join(METERS[:2]), controlMode=2)

    rows = [{"devAddr": meter, "successful": True} for meter in METERS[:2]]
    assert data == {"status": "00", "list": rows}
    assert [list(row) for row in data["list"]] == [["devAddr", "successful"]] * 2


@pytest.mark.parametrize("endpoint, archives", [("addArchive", [{"devAddr": METERS[0], "status": "1"}]),
                                                ("removeArchive", ["202407555555"])])  # fmt: skip
def test_archive_changes_carry_only_a_status(still, endpoint, archives):
    assert still.plan(endpoint, dcuNo=DCU, archives=archives) == {"status": "00"}


@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("endpoint, fields", [("readSingle", {"cgcode": "5050"}),
                                              ("readFrozen", {"cgcode": "1", **DAY})])  # fmt: skip
def test_a_meter_that_fails_is_absent_and_the_status_partial(still, endpoint, fields, failing):
    data = still.plan(endpoint, devList=f"{failing},{METERS[0]}", **fields)

    assert (data["status"], [row["devAddr"] for row in data["list"]]) == ("01", [METERS[0]])


@pytest.mark.parametrize("endpoint, fields", [("readSingle", {"cgcode": "5050"}),
                                              ("readFrozen", {"cgcode": "1", **DAY})])  # fmt: skip
def test_where_every_meter_fails_the_list_is_empty(still, endpoint, fields):
    data = still.plan(endpoint, devList=",".join(FAILING), **fields)

    assert data == {"status": "02", "list": []}


@pytest.mark.parametrize("devices, status", [([METERS[0], *FAILING], "01"), (FAILING, "02")])
def test_a_relay_that_fails_is_present_as_unsuccessful(still, devices, status):
    data = still.plan("relay", devList=",".join(devices), controlMode=2)

    assert data["status"] == status
    assert data["list"] == [{"devAddr": device, "successful": device == METERS[0]} for device in devices]
