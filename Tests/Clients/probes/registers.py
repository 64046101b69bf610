"""What the values say."""

import re

from kit.recipes import DCU, channel, meter, recipe

DAYS = ("2024-07-09 00:00:00", "2024-07-11 00:00:00")
LAST_NIGHT = ("2024-07-11 00:00:00", "2024-07-11 00:00:00")


@recipe("F14-value-corrected", sick=(True, "8495.120", True), well=(False, None, False))
def a_value_that_changes_under_its_key(head):
    before = head.history("5069", *LAST_NIGHT, meter(2))[0]
    head.wait("61m")
    after = head.history("5069", *LAST_NIGHT, meter(2))[0]
    assert before["timestamp"] == after["timestamp"]
    is_other = before["value"] != after["value"]
    by_reading = channel(head.frozen("1", *LAST_NIGHT, meter(2))[1][0], "5069")
    return is_other, after["value"] if is_other else None, by_reading == after["value"] != before["value"]


@recipe("F15-register-rollover", sick=(True, True, True), well=(False, False, True))
def a_display_that_begins_anew(head):
    head.until("2024-07-13 08:00:00")
    before, after = head.registers("2024-07-11 00:00:00", "2024-07-12 00:00:00", meter(2))
    return before > 99_900, after < before, 0 < (after - before) % 100_000 < 100


@recipe(
    "F16-meter-replaced",
    sick=("02", "00", True, (False, True), True, 1),
    well=("00", "02", False, (True, False), False, 0),
)
def two_exchanges(head):
    new = "202407200002"
    old_register = head.value(meter(3), "5069")
    head.until("2024-07-11 12:30:00")
    head.client.log_in()
    old, _ = head.read(meter(2))
    status, values = head.read(new)
    listed = head.archive(DCU)[1]
    begins_anew = head.value(meter(3), "5069") < min(old_register, 10)
    head.until("2024-07-12 08:00:00")
    head.client.log_in()
    rows_of_new = len(head.history("1", "2024-07-10 00:00:00", "2024-07-12 00:00:00", new))
    is_small = bool(values) and float(values[new]) < 2
    return old, status, is_small, (meter(2) in listed, new in listed), begins_anew, rows_of_new


@recipe("F17-reversed-phase", sick=([1, -1, 1], True), well=([1, 1, 1], True))
def a_transformer_the_wrong_way_round(head):
    codes, stamp = ("5022", "5023", "5024", "5025"), "2024-07-11 09:45:00"
    total, *phases = [float(head.history(code, stamp, stamp, meter(2))[0]["value"]) for code in codes]
    return [1 if power > 0 else -1 for power in phases], abs(total - sum(phases)) < 0.002


def without_a_roof(document):
    document["tenants"][0]["dcus"][0]["meters"][0]["profile"] = "household"


@recipe("F18-export", sick=(True, True, True), well=(False, False, False), cure=without_a_roof)
def a_roof_at_noon(head):
    rows = head.history("3", "2024-07-11 11:00:00", "2024-07-11 14:00:00", meter(1))
    steps = list(zip(rows, rows[1:]))

    def step(code):
        return [float(channel(later, code)) - float(channel(earlier, code)) for earlier, later in steps]

    return any(float(channel(row, "5022")) < 0 for row in rows), sum(step("5074")) > 0, 0 in step("5069")


def as_told(value):
    return "plausible" if value and re.fullmatch(r"\d{1,5}\.\d{3}", value) else value


@recipe(
    "F19-absurd-value",
    sick=["plausible", "-1", "999999.999", "FFFFFFFF", "", None],
    well=["plausible"] * 6,
)
def registers_full_of_nonsense(head):
    numbers = [meter(n) for n in range(1, 7)]
    night_before = head.history("5069", "2024-07-10 00:00:00", "2024-07-10 00:00:00", *numbers)
    assert {as_told(row["value"]) for row in night_before} == {"plausible"}
    assert {as_told(value) for value in head.read(*numbers)[1].values()} == {"plausible"}
    history = [as_told(row["value"]) for row in head.history("5069", *LAST_NIGHT, *numbers)]
    composite = [as_told(channel(row, "5069")) for row in head.frozen("1", *LAST_NIGHT, *numbers)[1]]
    assert history == composite
    return history


@recipe("F20-channel-missing", sick=(None, True, "01", "02"), well=("0.000", True, "00", "00"))
def a_meter_without_export(head):
    row = head.history("1", *LAST_NIGHT, meter(2))[0]
    status, _ = head.frozen("1", *LAST_NIGHT, meter(2))
    return channel(row, "5074"), channel(row, "5069") is not None, status, head.read(meter(2), cgcode="5074")[0]


@recipe("F21-wrong-ct-ratio", sick=True, well=False)
def forty_times_the_truth(head):
    head.until("2024-07-11 16:00:00")
    rows = head.history("3", "2024-07-11 13:00:00", "2024-07-11 15:00:00", meter(2))
    first, middle, last = (float(channel(rows[index], "5069")) for index in (0, 4, 8))
    return (last - middle) / (middle - first) > 20


@recipe("F22-phase-lost", sick=[(True, True), (True, True), (False, False)], well=[(True, True)] * 3)
def a_blown_fuse(head):
    before = head.history("5052", "2024-07-11 02:45:00", "2024-07-11 02:45:00", meter(2))
    assert float(before[0]["value"]) > 200
    codes = [("5050", "5053"), ("5051", "5054"), ("5052", "5055")]
    return [(head.value(meter(2), voltage) > 0, head.value(meter(2), current) > 0) for voltage, current in codes]


@recipe("F23-neutral-fault", sick=["high", "low", "high"], well=["normal"] * 3)
def a_broken_neutral(head):
    def level(volts):
        return "normal" if 207 <= volts <= 253 else "high" if volts > 300 else "low" if 90 < volts < 150 else "absurd"

    before = head.history("5050", "2024-07-11 08:45:00", "2024-07-11 08:45:00", meter(2))
    assert level(float(before[0]["value"])) == "normal"
    return [level(head.value(meter(2), code)) for code in ("5050", "5051", "5052")]


@recipe("F24-stale-freeze", sick=(True, True), well=(False, True))
def the_freeze_of_yesterday(head):
    tenth, eleventh, twelfth = head.registers("2024-07-10 00:00:00", "2024-07-12 00:00:00", meter(2))
    read = head.frozen("1", "2024-07-10 00:00:00", "2024-07-12 00:00:00", meter(2))[1]
    assert [float(channel(row, "5069")) for row in read] == [tenth, eleventh, twelfth]
    return tenth == eleventh, twelfth > eleventh
