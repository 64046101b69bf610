"""What a plan costs in system calls, hand-overs between threads and allocations: counted, so no quiet machine is needed."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from kit import worlds
from kit.http import ENDPOINTS, ROOT, Client
from kit.pipeline import pipeline
from kit.simulator import running

PLANS = 3_000


@pytest.fixture(scope="module")
def cost(tmp_path_factory):
    """Counts for each push, when three thousand fall due at one instant; no client is subscribed."""
    scenario = worlds.write(worlds.world("manual"), tmp_path_factory.mktemp("cost"))
    with running("--scenario", scenario) as simulator:
        client = Client(simulator, worlds.credentials())
        client.log_in()
        body = {"devList": worlds.METERS[0], "cgcode": "5069", "token": client.token}
        with pipeline(simulator.http) as calls:
            answers = calls.post_all(ROOT + ENDPOINTS["readSingle"], [json.dumps(body).encode()] * PLANS)
        assert all(b'"code":200' in answer for _, answer in answers)
        before = counted(simulator.pid)
        client.clock(advance="1s")
        total = counted(simulator.pid)
        total.subtract(before)
        client.close()
        return {what: count / PLANS for what, count in total.items()}


def counted(pid):
    """System calls that read and write, failing ones included (proc(5), io), and switches of all threads (status)."""
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    for thread in Path(f"/proc/{pid}/task").iterdir():
        lines += (thread / "status").read_text().splitlines()
    counts = Counter()
    for name, _, value in (line.partition(":") for line in lines):
        if name in ("syscr", "syscw", "voluntary_ctxt_switches"):
            counts[name] += int(value)
    return counts


@pytest.mark.parametrize(
    ("what", "most"),
    [("syscw", 1.6), ("syscr", 3.6), ("voluntary_ctxt_switches", 0.5)],
    ids=["writes", "reads", "voluntary switches"],
)
def test_a_push_costs_no_more_system_calls_than_it_did(cost, what, most):
    """One write for the broker, and none that fails; three reads of libmosquitto for the acknowledgement."""
    assert cost[what] <= most, cost


# Of the debug build, which has five times as many as the release build.
ALLOCATIONS = 202


def test_a_plan_costs_as_many_allocations_as_it_did(tmp_path):
    """From the parsed head of the call to the settled push, in one thread, without HTTP and MQTT."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler, which the Swift toolchain has")
    library = tmp_path / "count_allocations.so"
    source = Path(__file__).parent / "count_allocations.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    few, many = (allocations(plans, library) for plans in (160, 1120))
    assert (many - few) / 960 == pytest.approx(ALLOCATIONS, rel=0.1)


def allocations(plans, library):
    """Of a whole process that carries out so many plans."""
    benchmark = Path(os.environ["HES_SIM"]).with_name("control-benchmark")
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    run = subprocess.run([benchmark, "plans", str(plans)], env=environment, capture_output=True, text=True, check=True)
    return int(re.search(r"allocations: (\d+)", run.stderr)[1])
