"""One truth behind every road: the invariants of the simulated field as they arrive on the wire."""

from collections import defaultdict
from decimal import Decimal

import pytest

from kit import worlds

PHASES = "ABC"
VOLTAGE = dict(zip(PHASES, ("5050", "5051", "5052")))
CURRENT = dict(zip(PHASES, ("5053", "5054", "5055")))
ACTIVE = dict(zip(PHASES, ("5023", "5024", "5025")))
REACTIVE = dict(zip(PHASES, ("5031", "5032", "5033")))
APPARENT = dict(zip(PHASES, ("5039", "5040", "5041")))
FACTOR = dict(zip(PHASES, ("5047", "5048", "5049")))
METERS = [f"30000000000{number}" for number in range(1, 6)]
PROFILES = ["household", "commercial", "continuous", "pvHousehold", "idle"]
START = "2024-07-01 10:07:30"


def field(zone="+08:00"):
    """A meter of every profile behind one DCU."""
    document = worlds.world("manual")
    document["clock"] = {"start": START, "timeZone": zone, "mode": "manual"}
    tenant = document["tenants"][0]
    meters = [{"devAddr": meter, "profile": profile} for meter, profile in zip(METERS, PROFILES)]
    tenant["dcus"] = [{"dcuNo": "2211000051", "meters": meters}]
    tenant.pop("meters", None)
    return document


@pytest.fixture
def bench(make_bench):
    with make_bench(field()) as bench:
        yield bench


def singles(bench, cgcode):
    """The code's value of every meter now, by a real-time read."""
    data = bench.plan("readSingle", devList=",".join(METERS), cgcode=cgcode)
    assert data["status"] == "00"
    return {row["devAddr"]: Decimal(row["value"]) for row in data["list"]}


def everything(bench):
    """All electrical codes of every meter at one instant: the clock does not move between the calls."""
    codes = [code for table in (VOLTAGE, CURRENT, ACTIVE, REACTIVE, APPARENT, FACTOR) for code in table.values()]
    plans = {}
    for code in codes + ["5022", "5030", "5038", "5046"]:
        plans[code] = bench.client.succeed("readSingle", devList=",".join(METERS), cgcode=code)["planId"]
    bench.client.clock(advance="untilIdle")
    readings = defaultdict(dict)
    for code, plan in plans.items():
        for row in bench.listener.wait_for(plan).push["data"]["list"]:
            readings[row["devAddr"]][code] = Decimal(row["value"])
    return readings


def pass_two_days(bench):
    """Tokens end on the way."""
    bench.client.clock(advance="2d")
    bench.client.log_in()


def history(bench, endpoint, **fields):
    rows, page = [], 1
    while True:
        data = bench.client.succeed(endpoint, curPage=page, pageSize=1000, **fields)
        rows += data["list"]
        if page * 1000 >= data["total"]:
            return rows
        page += 1


@pytest.mark.parametrize("step", ["0ms", "3h", "2h", "5h"])
def test_phases_powers_and_factors_fit_one_another(bench, step):
    bench.client.clock(advance=step)
    last = Decimal("0.001")
    for meter, reading in everything(bench).items():
        assert abs(sum(reading[ACTIVE[p]] for p in PHASES) - reading["5022"]) <= last * 3 / 2, meter
        assert abs(sum(reading[REACTIVE[p]] for p in PHASES) - reading["5030"]) <= last * 3 / 2, meter
        for active, reactive, apparent, factor in [
            *((ACTIVE[p], REACTIVE[p], APPARENT[p], FACTOR[p]) for p in PHASES), ("5022", "5030", "5038", "5046"),
        ]:
            expected = (reading[active] ** 2 + reading[reactive] ** 2).sqrt()
            assert abs(reading[apparent] - expected) <= last, (meter, apparent)
            assert abs(reading[factor]) <= 1
            if reading[apparent] == 0:
                assert reading[factor] == 1
            else:
                assert abs(reading[factor] - reading[active] / reading[apparent]) <= last, (meter, factor)
        for phase in PHASES:
            product = reading[VOLTAGE[phase]] * reading[CURRENT[phase]] / 1000
            slack = reading[VOLTAGE[phase]] * last / 2000 + last
            assert abs(product - reading[APPARENT[phase]]) <= slack, (meter, phase)


def test_a_single_phase_meter_has_nothing_on_the_other_phases(bench):
    reading = everything(bench)[METERS[0]]
    assert reading[VOLTAGE["B"]] == 0 and reading[CURRENT["C"]] == 0
    assert Decimal(207) <= reading[VOLTAGE["A"]] <= Decimal(253)


def test_one_key_has_one_value_by_every_road(bench):
    bench.client.clock(set="2024-08-01 00:00:00")
    key = {"devList": METERS[1], "start": "2024-08-01 00:00:00", "end": "2024-08-01 00:00:00"}
    stamp = 1722441600000
    found = []
    for cgcode in "123":
        rows = bench.plan("readFrozen", cgcode=cgcode, **key)["list"]
        rows += bench.client.succeed("historyFrozen", cgcode=cgcode, curPage=1, pageSize=9, **key)["list"]
        for row in rows:
            assert row["timestamp"] == stamp
            found += [channel["value"] for channel in row["channelData"] if channel["cgcode"] == "5069"]
    found += [row["value"] for row in bench.plan("readSingle", devList=METERS[1], cgcode="5069")["list"]]
    single = bench.client.succeed("historySingle", cgcode="5069", curPage=1, pageSize=9, **key)
    found += [row["value"] for row in single["list"]]
    assert len(found) == 8 and len(set(found)) == 1, found


def test_the_profile_of_a_day_sums_to_the_daily_difference_and_powers_to_the_energy(bench):
    window = {"start": "2024-06-20 00:00:00", "end": "2024-06-22 00:00:00", "devList": ",".join(METERS)}
    daily = {(r["devAddr"], r["timestamp"]): r for r in history(bench, "historyFrozen", cgcode="1", **window)}
    profile = history(bench, "historyFrozen", cgcode="3", **window)
    assert len(profile) == 5 * 193
    power = defaultdict(Decimal)
    for before, after in zip(profile, profile[1:]):
        if before["devAddr"] != after["devAddr"]:
            continue
        value = {c["cgcode"]: Decimal(c["value"]) for c in after["channelData"]}
        old = {c["cgcode"]: Decimal(c["value"]) for c in before["channelData"]}
        taken, fed_in = value["5069"] - old["5069"], value["5074"] - old["5074"]
        assert taken >= 0 and fed_in >= 0
        assert value["5022"] == 4 * (taken - fed_in), after
        power[after["devAddr"]] += value["5022"] / 4
    for meter in METERS:
        first, last = (daily[meter, stamp]["channelData"] for stamp in (1718812800000, 1718985600000))
        difference = [Decimal(last[i]["value"]) - Decimal(first[i]["value"]) for i in (0, 1)]
        assert power[meter] == difference[0] - difference[1], meter


def test_the_month_s_maximum_demand_is_its_largest_block_and_starts_anew_after_the_row_of_the_first(bench):
    window = {"start": "2024-06-01 00:00:00", "end": "2024-07-01 00:00:00", "devList": METERS[0]}
    profile = history(bench, "historyFrozen", cgcode="3", **window)
    imports = [Decimal(row["channelData"][0]["value"]) for row in profile]
    largest = max(4 * (after - before) for before, after in zip(imports, imports[1:]))
    daily = history(bench, "historyFrozen", cgcode="1", **window)
    demands = [{c["cgcode"]: Decimal(c["value"]) for c in row["channelData"]} for row in daily]
    tariff4 = [Decimal(r["value"]) for r in history(bench, "historySingle", cgcode="5103", **window)]
    assert demands[-1]["5099"] == largest
    for demand, fourth in zip(demands, tariff4):
        assert demand["5099"] == max(demand["5100"], demand["5101"], demand["5102"], fourth)
    from_june = [demand["5099"] for demand in demands[1:]]
    assert from_june == sorted(from_june)
    july = history(bench, "historySingle", cgcode="5099", devList=METERS[0],
                   start="2024-07-01 00:00:01", end="2024-07-01 23:59:59")
    assert july == []
    assert bench.read(METERS[0], "5099") != str(largest)


def test_registers_never_fall_and_an_open_breaker_holds_them(bench):
    before = singles(bench, "5069")
    bench.plan("relay", devList=",".join(METERS[:2]), controlMode=1)
    opened = singles(bench, "5069")
    pass_two_days(bench)
    later = singles(bench, "5069")
    bench.plan("relay", devList=",".join(METERS[:2]), controlMode=2)
    pass_two_days(bench)
    closed = singles(bench, "5069")
    for meter in METERS:
        assert before[meter] <= opened[meter] <= later[meter] <= closed[meter]
    for meter in METERS[:2]:
        assert later[meter] == opened[meter] < closed[meter]
    rows = history(bench, "historySingle", cgcode="5069", devList=METERS[0],
                   start="2024-07-02 00:00:00", end="2024-07-03 00:00:00")
    assert [Decimal(row["value"]) for row in rows] == [opened[METERS[0]]] * 2


@pytest.mark.parametrize("day,next_day,quarters", [
    ("2024-03-31", "2024-04-01", 92), ("2024-04-01", "2024-04-02", 96), ("2023-10-29", "2023-10-30", 100),
])
def test_days_have_as_many_quarter_hours_as_the_clock_shows(make_bench, day, next_day, quarters):
    with make_bench(field("Europe/Berlin")) as bench:
        window = {"start": f"{day} 00:00:00", "end": f"{next_day} 00:00:00", "devList": METERS[0]}
        profile = history(bench, "historyFrozen", cgcode="3", **window)
        daily = history(bench, "historySingle", cgcode="5069", **window)
        assert len(profile) == quarters + 1
        assert [profile[i]["channelData"][0]["value"] for i in (0, -1)] == [row["value"] for row in daily]


def test_the_same_question_twice_gives_the_same_bytes(bench):
    bench.client.log_in()
    body = {"devList": ",".join(METERS), "cgcode": "3", "start": "2024-06-01 00:00:00", "end": "2024-06-30 00:00:00",
            "curPage": 7, "pageSize": 100, "token": bench.client.token}
    answers = {bench.client.post("/apis/openapi/meter/historyFrozen", body).content for _ in range(3)}
    assert len(answers) == 1
