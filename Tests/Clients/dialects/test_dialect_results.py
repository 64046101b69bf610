"""What a push says of meters that failed: statusRule, failedMeter, emptyList and unknownMeter (rule R10)."""

import itertools

import pytest

from kit.speaker import START_MS
from kit.worlds import LOOSE, METERS, UNKNOWN

RULES = {"strict": "01", "silentGaps": "00", "withData02": "02"}
FILLERS = {"emptyValue": "", "nullValue": None, "dashes": "--"}
FAILED_METER = ["absent", "emptyChannels", *FILLERS]
EMPTY_LISTS = {"array": [], "absent": "none", "null": None}
GOOD, BAD = METERS[0], LOOSE
BILLING = [("kWh", "5069"), ("kWh", "5074"), ("kvarh", "5084"), ("kvarh", "5089"),
           ("kW", "5099"), ("kW", "5100"), ("kW", "5101"), ("kW", "5102")]  # fmt: skip
MIDNIGHTS = [1720540800000, 1720627200000]


def asked(speaker, endpoint, meters):
    """The push's data of a plan about these meters."""
    fields = {
        "readSingle": {"cgcode": "5050"}, "relay": {"controlMode": 1},
        "readFrozen": {"cgcode": "1", "start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00"},
    }[endpoint]  # fmt: skip
    return speaker.result(endpoint, devList=",".join(meters), **fields)


def bad_rows(endpoint, failed_meter, after_s=0):
    """The rows of the failing meter, by the contract's words; `after_s` is when it was asked."""
    if failed_meter == "absent" or endpoint == "readSingle" and failed_meter == "emptyChannels":
        return []
    if endpoint == "readSingle":
        value = FILLERS[failed_meter]
        return [{"devAddr": BAD, "timestamp": START_MS + 1000 * after_s, "cgcode": "5050", "unit": "V", "value": value}]
    channels = []
    if failed_meter in FILLERS:
        channels = [{"unit": unit, "value": FILLERS[failed_meter], "cgcode": code} for unit, code in BILLING]
    return [{"devAddr": BAD, "timestamp": stamp, "channelData": channels} for stamp in MIDNIGHTS]


COMBINATIONS = list(itertools.product(RULES, FAILED_METER))


@pytest.mark.parametrize("endpoint", ["readFrozen", "readSingle"])
@pytest.mark.parametrize("rule, failed_meter", COMBINATIONS)
def test_reads_of_a_meter_that_fails(speak, endpoint, rule, failed_meter):
    speaker = speak(statusRule=rule, failedMeter=failed_meter)

    some, none, all_ = (asked(speaker, endpoint, meters) for meters in ([GOOD, BAD], [BAD], [GOOD]))

    assert [some["status"], none["status"], all_["status"]] == [RULES[rule], "02", "00"]
    assert [row for row in some["list"] if row["devAddr"] == BAD] == bad_rows(endpoint, failed_meter)
    assert none["list"] == bad_rows(endpoint, failed_meter, after_s=1)
    assert len(all_["list"]) == len(some["list"]) - len(bad_rows(endpoint, failed_meter))


@pytest.mark.parametrize("rule, failed_meter", COMBINATIONS)
def test_relays_always_tell_of_every_meter(speak, rule, failed_meter):
    speaker = speak(statusRule=rule, failedMeter=failed_meter)

    some, none = asked(speaker, "relay", [GOOD, BAD]), asked(speaker, "relay", [BAD])

    rows = [{"devAddr": GOOD, "successful": True}, {"devAddr": BAD, "successful": False}]
    assert some == {"status": RULES[rule], "list": rows}
    assert none == {"status": "02", "list": rows[1:]}


@pytest.mark.parametrize("empty", EMPTY_LISTS)
@pytest.mark.parametrize("endpoint", ["readFrozen", "readSingle"])
@pytest.mark.parametrize("failed_meter", FAILED_METER)
def test_empty_list_is_about_lists_that_are_empty(speak, empty, endpoint, failed_meter):
    speaker = speak(emptyList=empty, failedMeter=failed_meter, statusRule="withData02")

    none, some = asked(speaker, endpoint, [BAD]), asked(speaker, endpoint, [GOOD, BAD])

    assert none.get("list", "none") == (bad_rows(endpoint, failed_meter) or EMPTY_LISTS[empty])
    assert some["status"] == "02"
    assert len(some["list"]) == len(bad_rows(endpoint, failed_meter)) + (2 if endpoint == "readFrozen" else 1)


@pytest.mark.parametrize("empty", EMPTY_LISTS)
def test_empty_list_of_an_archive_that_was_not_read(speak, empty):
    offline = {"id": "it", "effect": {"type": "dcuOffline"}}
    speaker = speak({"faults": [offline]}, emptyList=empty)
    data = speaker.result("readArchive", dcuNo="2211000051")
    assert (data["status"], data.get("list", "none")) == ("02", EMPTY_LISTS[empty])


@pytest.mark.parametrize("rule", RULES)
def test_a_meter_that_gave_some_of_its_rows_makes_a_result_partial_too(speak, rule):
    missing = {"id": "it", "effect": {"type": "missingChannel", "cgcodes": ["5099"]}}
    speaker = speak({"faults": [missing]}, statusRule=rule)
    data = asked(speaker, "readFrozen", [GOOD])
    assert data["status"] == RULES[rule]
    assert [len(row["channelData"]) for row in data["list"]] == [7, 7]


@pytest.mark.parametrize("rule", RULES)
def test_archive_calls_know_no_partial_success(speak, rule):
    speaker = speak(statusRule=rule)
    archives = [{"devAddr": "7", "status": "1"}]
    assert speaker.result("addArchive", dcuNo="2211000051", archives=archives) == {"status": "00"}


PLANS = ["readFrozen", "readSingle", "relay"]


@pytest.mark.parametrize("endpoint", PLANS)
def test_unknown_meter_fails_in_its_plan(speak, endpoint):
    data = asked(speak(), endpoint, [GOOD, UNKNOWN])
    assert data["status"] == "01"
    assert (UNKNOWN in [row["devAddr"] for row in data["list"]]) is (endpoint == "relay")


@pytest.mark.parametrize("endpoint", PLANS)
def test_unknown_meter_rejects_the_call(speak, endpoint):
    speaker = speak(unknownMeter="rejectsCall")
    fields = {"cgcode": "1", "start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00", "controlMode": 1}
    if endpoint == "readSingle":
        fields["cgcode"] = "5069"
    answer = speaker.post(endpoint, devList=f"{GOOD},{UNKNOWN}", **fields)

    assert answer.json() == {"code": 500, "msg": f"unknown meter '{UNKNOWN}'"}
    told = speaker.reason(answer)
    assert (told["pointer"], told["actual"]) == ("/devList", UNKNOWN)
    assert not speaker.control.journal(kind="plan")
    assert asked(speaker, endpoint, [GOOD, BAD])["status"] == "01", "a meter in no archive is a known one"


@pytest.mark.parametrize("endpoint", PLANS)
def test_unknown_meter_is_dropped(speak, endpoint):
    speaker = speak(unknownMeter="dropped", failedMeter="dashes")
    data = asked(speaker, endpoint, [GOOD, UNKNOWN])
    assert data["status"] == "00"
    assert {row["devAddr"] for row in data["list"]} == {GOOD}
    assert asked(speaker, endpoint, [UNKNOWN]) == {"status": "00", "list": []}
    assert asked(speaker, endpoint, [GOOD, BAD])["status"] == "01"


def test_unknown_meters_have_no_history_in_any_dialect(speak):
    for form in ("failsInPlan", "rejectsCall", "dropped"):
        data = speak(unknownMeter=form).history(meters=f"{UNKNOWN},{GOOD}")
        assert {row["devAddr"] for row in data["list"]} == {GOOD}


def test_the_silent_pack_hides_every_gap(speak):
    data = asked(speak(pack="silent"), "readSingle", [GOOD, BAD, UNKNOWN])
    assert data["status"] == "00"
    assert [row["value"] for row in data["list"]][1:] == ["--"]


@pytest.mark.parametrize("failed_meter", FILLERS)
def test_fillers_are_no_numbers_in_any_type(speak, failed_meter):
    speaker = speak(failedMeter=failed_meter, valueType="number", powerUnit="base", timestampUnit="string")
    rows = asked(speaker, "readFrozen", [BAD])["list"]
    assert {channel["value"] for row in rows for channel in row["channelData"]} == {FILLERS[failed_meter]}
    assert [row["timestamp"] for row in rows] == [str(stamp) for stamp in MIDNIGHTS]


@pytest.mark.parametrize("value, status", [("failure", "02"), ("success", "00"), ("emptyRow", "00")])
def test_a_window_without_a_freeze_is_no_dead_meter(speak, value, status):
    speaker = speak(emptyWindow=value)
    middle = {"cgcode": "2", "start": "2024-07-02 00:00:00", "end": "2024-07-05 00:00:00"}
    rows = [{"devAddr": meter, "timestamp": 1719849600000, "channelData": []} for meter in METERS[:2]]

    assert speaker.result("readFrozen", devList=",".join(METERS[:2]), **middle) == {
        "status": status, "list": rows if value == "emptyRow" else [],
    }  # fmt: skip
    with_dead = speaker.result("readFrozen", devList=f"{GOOD},{BAD}", **middle)
    assert with_dead["status"] == ("02" if value == "failure" else "01")
    assert speaker.result("readFrozen", devList=BAD, **middle)["status"] == "02"


@pytest.mark.parametrize("value", ["failure", "success", "emptyRow"])
def test_rows_that_are_gone_are_a_failure_for_every_empty_window(speak, value):
    gone = {"id": "gone", "match": {"meter": GOOD}, "effect": {"type": "missingRows", "share": 1}}
    speaker = speak({"faults": [gone]}, emptyWindow=value)
    assert asked(speaker, "readFrozen", [GOOD]) == {"status": "02", "list": []}
    assert asked(speaker, "readFrozen", METERS[:2])["status"] == "01"


@pytest.mark.parametrize("code", ["5051", "5055", "5040"])
def test_a_phase_that_a_meter_lacks_is_a_zero_or_fails(speak, code):
    zero, fails = speak(), speak(absentPhase="fails")
    day = {"cgcode": code, "start": "2024-07-10 00:00:00", "end": "2024-07-10 23:59:59"}

    assert float(zero.result("readSingle", devList=GOOD, cgcode=code)["list"][0]["value"]) == 0
    assert fails.result("readSingle", devList=GOOD, cgcode=code) == {"status": "02", "list": []}
    assert (zero.history(**day)["total"], fails.history(**day)["total"]) == (96, 0)
