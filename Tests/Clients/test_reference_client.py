"""The reference client over the driver protocol against the real simulator, in every dialect that is carried out."""

import json
from types import SimpleNamespace

import pytest

from kit.control import Control
from kit.driver import Driver
from kit.simulator import run_to_end, running
from kit.worlds import DCU, METERS, UNKNOWN, world, write

START = "2024-07-11 16:20:00"
DAYS = {"start": "2024-07-01 00:00:00", "end": "2024-07-11 00:00:00"}
MIDNIGHT_MS = 1719763200000
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(world("real"), tmp_path_factory.mktemp("reference"))) as simulator:
        yield simulator


@pytest.fixture
def attach(simulator):
    """A function that starts a client in a world of its own."""
    drivers = []

    def attach(*arguments, dialect=None, faults=None, op=10, plan=3):
        tenant = {"dcus": [{"dcuNo": DCU, "meters": METERS}], "dialect": dialect or {}, "faults": faults or []}
        document = {"name": "case", "clock": {"start": START, "mode": "real"}, "tenants": [tenant]}
        control, client = Control(simulator).new_world(document)
        driver = Driver(*arguments)
        drivers.append(driver)
        driver.begin(simulator, client.credentials, op=op, plan=plan)
        return SimpleNamespace(driver=driver, control=control, client=client, op=driver.op)

    yield attach
    for driver in drivers:
        driver.kill()


def endpoints(case):
    return [e["endpoint"] for e in case.control.journal(kind="http")]


def test_hello_unknown_operations_and_the_end(simulator):
    driver = Driver()
    hello = driver.ask("hello", protocol=1, suite={"version": "1.0.0"}, unknown=[1])
    assert (hello["type"], hello["protocol"]) == ("hello.ok", 1)
    assert hello["capabilities"]["clock"] is True and hello["capabilities"]["persistent"] is False
    assert driver.op("x-probe-4c1e")["type"] == "unsupported"
    driver.write("no json\n" + "x" * (2 << 20) + "\n")
    assert driver.ask("hello")["type"] == "hello.ok"
    assert driver.leave() == 0
    driver.kill()


def check_everything(case):
    """All operations, with the truth of the world beside them."""
    read = case.op("read", kind="single", cgcode="5069", meters=METERS)
    assert read["outcome"] == "ok", read
    assert [row["devAddr"] for row in read["rows"]] == sorted(METERS)
    assert {(row["cgcode"], row["unit"]) for row in read["rows"]} == {("5069", "kWh")}

    history = case.op("history", kind="single", cgcode="5069", meters=METERS, pageSize=7, **DAYS)
    stamps = {row["timestamp"] for row in history["rows"]}
    assert history["outcome"] == "ok" and len(history["rows"]) == 44
    assert stamps == {MIDNIGHT_MS + day * DAY_MS for day in range(11)}

    frozen = case.op("read", kind="frozen", cgcode="1", meters=METERS, **DAYS)
    assert frozen["outcome"] == "ok", frozen
    registers = {(r["devAddr"], r["timestamp"]): float(r["value"]) for r in frozen["rows"] if r["cgcode"] == "5069"}
    assert registers == {(r["devAddr"], r["timestamp"]): float(r["value"]) for r in history["rows"]}

    collected = case.op("collect", cgcode="2", meters=METERS, start="2024-02-01 00:00:00", end="2024-07-01 00:00:00")
    assert (collected["outcome"], collected["missing"]) == ("ok", []), collected
    assert len({(r["devAddr"], r["timestamp"]) for r in collected["rows"]}) == 4 * 6

    relay = case.op("relay", meters=METERS[:2], mode="open")
    assert relay["results"] == [{"devAddr": m, "state": "done"} for m in METERS[:2]], relay
    assert case.op("relay", meters=METERS[:2], mode="close")["outcome"] == "ok"

    archive = case.op("archive.read", dcuNo=DCU)
    assert [int(line["devAddr"]) for line in archive["archive"]] == [int(m) for m in METERS], archive
    added = case.op("archive.add", dcuNo=DCU, archives=[{"devAddr": "4242", "status": "1"}])
    assert added["outcome"] == "ok", added
    removed = case.op("archive.remove", dcuNo=DCU, meters=["4242"])
    assert removed["outcome"] == "ok", removed
    assert [int(line["devAddr"]) for line in case.op("archive.read", dcuNo=DCU)["archive"]] == [int(m) for m in METERS]
    rows = case.op("rows")["rows"]
    assert len({(r["devAddr"], r["cgcode"], r["timestamp"]) for r in rows}) == len(rows) >= 44


DIALECTS = [
    {}, {"pack": "tables"}, {"pack": "http"}, {"pack": "types"}, {"pack": "race"},
    {"pushParts": "split"}, {"pushParts": "subtopics"}, {"topicForm": "planOnly"}, {"topicForm": "hash"},
    {"topicForm": "noLeadingSlash"}, {"devAddrType": "number", "timestampUnit": "string"},
    {"expireIn": "epochSeconds"}, {"expireIn": "absent"}, {"pushQoS": 2, "pushRetain": True},
    {"pageBase": 0, "totalCount": "wrong"}, {"totalCount": "page"}, {"codeType": "string", "errorData": "null"},
    {"topicKey": "topic"}, {"pushTiming": "immediate"}, {"historyCgcode": "number", "emptyList": "null"},
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: ",".join(f"{k}={v}" for k, v in d.items()) or "default")
def test_all_operations_in_every_dialect(attach, dialect):
    case = attach(dialect=dialect)
    check_everything(case)
    # One of them is of the client that made the world.
    assert endpoints(case).count("getToken") == 2
    case.driver.end()
    assert case.driver.leave() == 0
