"""Takes the pictures of the README and of docs/guides/console.md: a real browser over a fixed world whose clock stands still.

`make screenshots` runs it. The same world, calls and instants give the same pictures but for the anti-aliasing of a browser.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent / "Tests" / "Clients"))

from kit import worlds  # noqa: E402
from kit.browser import Page, browsing, missing  # noqa: E402
from kit.control import Control  # noqa: E402
from kit.http import Client  # noqa: E402
from kit.simulator import running  # noqa: E402

METER = "202407110007"
SCHEMES = ("light", "dark")
MOST_BYTES = 150_000


def numbers(first, count):
    return [f"{int(first) + i:012d}" for i in range(count)]


SHOPS = numbers("202407120001", 60)
HOMES = numbers("202407110001", 120)
SCENARIO = {
    "name": "pictures",
    "seed": 18,
    "clock": {"start": "2024-07-11 17:30:00", "mode": "manual"},
    "tenants": [{
        "tenantCode": worlds.TENANT,
        "users": [worlds.user("demo")],
        "dcus": [
            {"dcuNo": "2211000051", "link": "hplc", "meters": [{"from": "202407100001", "count": 150}]},
            {"dcuNo": "2211000052", "link": "plc", "meters": [{"from": HOMES[0], "count": len(HOMES), "profile": "pvHousehold"}]},
            {"dcuNo": "2211000053", "link": "cellular", "meters": [{"from": SHOPS[0], "count": len(SHOPS), "profile": "commercial"}]},
            {"dcuNo": "2211000054", "link": "rf", "meters": [{"from": "202407130001", "count": 90}]},
        ],
        "meters": numbers("202407990001", 5),
        "faults": [
            {"id": "gateway-drops", "match": {"dcu": "2211000054"}, "when": {"from": "+40m"}, "effect": {"type": "dcuOffline"}},
            {"id": "rows-come-late", "match": {"meter": {"from": HOMES[0], "count": 40}, "share": 0.5},
             "when": {"from": "2024-07-11 12:00:00", "until": "2024-07-11 15:00:00"}, "effect": {"type": "lateRows", "after": "9h"}},
            {"id": "holes", "match": {"meter": METER}, "when": {"from": "2024-07-11 07:00:00", "until": "2024-07-11 08:30:00"},
             "effect": {"type": "missingRows"}},
            {"id": "lost-push", "match": {"endpoint": "readSingle"}, "when": {"skip": 5, "times": 1}, "effect": {"type": "pushDrop"}},
        ],
    }],
}


def live_through(client):
    """An evening: reads of every DCU, breakers, a refused call; the gateway drops on the way."""
    partial = None
    for step in range(9):
        for devices in (numbers("202407100001", 20), HOMES[:12], SHOPS[:15], numbers("202407130001", 10)):
            plan = client.succeed("readSingle", devList=",".join(devices), cgcode="5069")["planId"]
            client.clock(advance="40s")
        mixed = client.succeed("readSingle", devList=",".join([HOMES[step], "202407130004"]), cgcode="5022")["planId"]
        partial = mixed if step > 5 else partial or plan
        client.clock(advance="1m")
        if step % 3 == 0:
            client.succeed("relay", devList=",".join(numbers(f"20240710{10 + step:04d}", 2)), controlMode=1)
        client.clock(advance="2m")
        if step % 4 == 2:
            client.call("readSingle", devList=HOMES[0], cgcode="9999")
        client.call("historySingle", devList=SHOPS[step], cgcode="5022", start="2024-07-11 00:00:00", end="2024-07-11 17:00:00",
                    curPage=1, pageSize=50)
        client.clock(advance="2m")
    return partial


def take(page, name, route, ready, then=lambda: None):
    for scheme in SCHEMES:
        page.open(route, scheme=scheme)
        page.find(ready)
        page.says("#health", "stream live")
        page.says("#health", "broker connected")
        then()
        page.run("return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 400)))")
        file = FOLDER / f"console-{name}-{scheme}.png"
        assert page.driver.save_screenshot(str(file))
        subprocess.run(["pngquant", "--force", "--strip", "--output", file, "128", file], check=True)
        size = file.stat().st_size
        assert size < MOST_BYTES, f"{file.name} has {size} bytes"
        print(f"{file.name}\t{size} bytes")


def main():
    reason = missing()
    assert reason is None, reason
    with tempfile.TemporaryDirectory() as folder:
        path = worlds.write(SCENARIO, Path(folder))
        with running("--scenario", path) as simulator, browsing() as driver:
            client = Client(simulator, worlds.credentials())
            plan = live_through(client)
            page = Page(driver, simulator.control)
            wider = lambda: [page.click(".zoom button[title='A longer span']") for _ in range(1)]  # noqa: E731
            take(page, "field", "#/field", "section.panel .grid", wider)
            take(page, "meter", f"#/meter/{METER}", "#plot svg", wider)
            take(page, "traffic", "#/plans", "table.traffic tbody tr", wider)
            take(page, "plan", f"#/plan/{plan}", ".picture svg", wider)
            take(page, "rules", "#/rules", "#recipes .recipe", wider)
            assert Control(simulator).get("clock")["mode"] == "manual"


main()
