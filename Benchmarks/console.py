"""Prints the console's figures: page weight, requests, time to the first picture, frames, longest task, and what it costs the simulator.

    HES_SIM=.build/release/hes-sim .venv/bin/python Benchmarks/console.py [--seconds N]
"""

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Tests" / "Clients"))

from kit import worlds  # noqa: E402
from kit.browser import Page, browsing, missing  # noqa: E402
from kit.feed import feeding  # noqa: E402
from kit.http import ENDPOINTS, ROOT, Client  # noqa: E402
from kit.simulator import running  # noqa: E402

LOADERS = 4
WATCH = """
    window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((each) => each.duration))).observe({type: 'longtask'});
"""
FRAMES = """
    const done = arguments[0];
    const times = [];
    let last = performance.now();
    const step = (now) => {
        times.push(now - last);
        last = now;
        if (times.length > 120) return done(times.slice(1));
        for (const grid of document.querySelectorAll('.grid')) {
            const box = grid.getBoundingClientRect();
            grid.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + 4 + (times.length % 40) * 8, clientY: box.top + 4}));
        }
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
"""


def scenario(dcus, size, mode):
    groups = [{"dcuNo": f"D{i:03d}", "meters": [{"from": f"2024{i:03d}00001", "count": size}]} for i in range(dcus)]
    tenant = {"tenantCode": worlds.TENANT, "users": [worlds.user("demo")], "dcus": groups}
    return {"name": "console", "clock": {"start": worlds.START, "mode": mode}, "tenants": [tenant]}


def started(stack, document, *arguments):
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return stack.enter_context(running("--scenario", worlds.write(document, Path(folder)), *arguments))


def row(name, value):
    print(f"{name:<58}{value}", flush=True)


def page_figures(driver):
    with ExitStack() as stack:
        simulator = started(stack, scenario(50, 200, "manual"))
        page = Page(driver, simulator.control).open("#/field", width=2560)
        page.says(".legend", "10\u202f000")
        files = page.run("""
            return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource').filter((each) => each.name.includes('/console/'))]
                .map((each) => [each.decodedBodySize, each.transferSize])""")
        row("page weight, requests", f"{sum(size for size, _ in files)} bytes, {len(files)}")
        paints = []
        for _ in range(5):
            page.open("#/field", width=2560)
            page.find("section.panel")
            paints.append(page.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        row("first picture, median of 5", f"{statistics.median(paints):.0f} ms")
        page.says(".legend", "10\u202f000")
        driver.set_script_timeout(60)
        frames = sorted(driver.execute_async_script(FRAMES))
        row("frames while all cells of 10 000 meters are drawn anew", f"median {statistics.median(frames):.1f} ms, p95 {frames[int(len(frames) * 0.95)]:.1f} ms")
        with feeding(simulator.control, 2000) as busy:
            for route in ("#/field", "#/plans"):
                page = Page(driver, busy.control).open(route)
                page.says("#health", "stream live")
                page.run(WATCH)
                time.sleep(5)
                row(f"longest task at 2 000 entries a second, {route}", f"{max(page.run('return tasks'), default=0):.0f} ms (50 ms and more are counted)")
        driver.get("about:blank")


def rate(simulator, seconds):
    """Plans a second that a few keep-alive clients reach together."""
    counts = []

    def load():
        client = Client(simulator, worlds.credentials())
        client.log_in()
        body = json.dumps({"devList": "202400000001", "cgcode": "5069", "token": client.token}).encode()
        until = time.monotonic() + seconds
        made = 0
        while time.monotonic() < until:
            client.post(ROOT + ENDPOINTS["readSingle"], data=body)
            made += 1
        counts.append(made)

    threads = [threading.Thread(target=load) for _ in range(LOADERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def cost(seconds):
    """Rates with and without three consoles in turn, and the simulator's own time for a plan."""
    with ExitStack() as stack:
        simulator = started(stack, scenario(3, 200, "real"))
        ratios, own = [], []
        for _ in range(3):
            alone, cpu_alone = measured(simulator, seconds)
            with ExitStack() as consoles:
                for route in ("#/field", "#/plans", "#/rules"):
                    driver = consoles.enter_context(browsing())
                    Page(driver, simulator.control).open(route).says("#health", "stream live")
                beside, cpu_beside = measured(simulator, seconds)
            ratios.append(beside / alone)
            own.append(cpu_beside / cpu_alone)
        row("plan rate with three consoles ÷ without (shared cores)", f"{statistics.median(ratios):.2f} of {', '.join(f'{each:.2f}' for each in ratios)}")
        row("simulator's CPU for a plan with three consoles ÷ without", f"{statistics.median(own):.2f} of {', '.join(f'{each:.2f}' for each in own)}")


def measured(simulator, seconds):
    before = cpu(simulator.pid)
    plans = rate(simulator, seconds)
    return plans, (cpu(simulator.pid) - before) / (plans * seconds)


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=8)
    seconds = parser.parse_args().seconds
    reason = missing()
    assert reason is None, reason
    with browsing() as driver:
        page_figures(driver)
    cost(seconds)


main()
