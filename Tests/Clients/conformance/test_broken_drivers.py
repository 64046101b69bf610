"""The clients of broken_drivers are broken as they say: each shows its defect where the example that it began as does not."""

import ast
import re
import sys
from pathlib import Path

import pytest

from kit.cases import METERS, OTHER_DCU, case, world
from kit.driver_session import driving
from kit.places import EXAMPLES
from kit.simulator import running
from kit.worlds import world as bench_world
from kit.worlds import write

HERE = Path(__file__).parent
EXAMPLE = EXAMPLES / "python-client/driver.py"
BROKEN = sorted(path for path in (HERE / "broken_drivers").glob("*.py") if path.stem != "example")
ONE = {"kind": "single", "cgcode": "5069", "meters": METERS[:1]}
NINE_DAYS = {"start": "2024-07-01 00:00:00", "end": "2024-07-09 00:00:00"}
JULY = {"cgcode": "2", "meters": METERS, "start": "2024-07-01 00:00:00", "end": "2024-07-01 00:00:00"}
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running("--scenario", write(bench_world("manual"), tmp_path_factory.mktemp("broken"))) as simulator:
        yield simulator


def login_per_call(it):
    """Whether the client behaves, in this and all of the following."""
    for _ in range(5):
        it.op("history", **ONE, **NINE_DAYS)
    return it.count("getToken") <= 2


def token_only_in_header(it):
    it.op("history", **ONE, **NINE_DAYS)
    return all("token" in body for body in it.wire.bodies("historySingle"))


def array_devlist(it):
    it.op("read", kind="single", cgcode="5069", meters=METERS)
    return all(isinstance(body["devList"], str) for body in it.wire.bodies("readSingle"))


def iso_dates(it):
    it.op("history", **ONE, **NINE_DAYS)
    return all(DATE.fullmatch(body[name]) for body in it.wire.bodies("historySingle") for name in ("start", "end"))


def first_page_only(it):
    return len(it.op("history", **{**ONE, "meters": METERS}, pageSize=20, **NINE_DAYS)["rows"]) == 45


def http_status_only(it):
    it.arm("replyCode", endpoint="historySingle")
    return it.op("history", **ONE, **NINE_DAYS)["outcome"] == "failed"


def done_on_http_200(it):
    it.arm("archiveFull", dcu=OTHER_DCU)
    return it.op("archive.add", dcuNo=OTHER_DCU, archives=[{"devAddr": "77", "status": "1"}])["outcome"] == "failed"


def all_or_nothing(it):
    answer = it.op("read", kind="single", cgcode="5069", meters=[*METERS[:3], "888", "999"])
    return (len(answer["rows"]), answer["missing"]) == (3, ["888", "999"])


def real_time_only(it):
    it.op("collect", **JULY)
    return it.wire.endpoints == ["getToken", "historyFrozen"]


def swapped_relay_modes(it):
    it.op("relay", meters=METERS[:1], mode="open")
    return [body["controlMode"] for body in it.wire.bodies("relay")] == [1]


PROBES = {
    probe.__name__: probe
    for probe in [
        login_per_call, token_only_in_header, array_devlist, iso_dates, first_page_only,
        http_status_only, done_on_http_200, all_or_nothing, real_time_only, swapped_relay_modes,
    ]
}  # fmt: skip


def behaves(simulator, driver_path, probe):
    with driving(sys.executable, driver_path) as driver:
        driver.hello()
        with case(simulator, driver, world()) as it:
            # The canary: a broken client is broken in one thing, not in everything.
            assert it.op("login")["outcome"] == "ok"
            assert it.op("read", **ONE)["outcome"] == "ok"
            assert it.op("history", **ONE, start="2024-07-10 00:00:00", end="2024-07-11 00:00:00")["outcome"] == "ok"
        with case(simulator, driver, world()) as it:
            is_good = probe(it)
        assert driver.bye() == 0, driver.stderr
        return is_good


def test_every_broken_driver_has_a_probe():
    assert [path.stem for path in BROKEN] == sorted(PROBES)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_driver_names_the_cases_that_it_must_fail(path):
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MUST_FAIL"
    }
    assert constants["MUST_FAIL"]
    assert all(re.fullmatch(r"[A-Z]+-\d\d", case_id) for case_id in constants["MUST_FAIL"])


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_driver_shows_its_defect_and_the_example_does_not(simulator, path):
    assert behaves(simulator, EXAMPLE, PROBES[path.stem])
    assert not behaves(simulator, path, PROBES[path.stem])
