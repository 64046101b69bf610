"""Nothing that a client or a scenario sends is read as HTML; the token is asked for once; the policy holds."""

import paho.mqtt.client as mqtt
import requests
from kit.control import Control
from kit.paho import stop
from kit.simulator import running
from kit.worlds import METERS, world, write
from selenium.webdriver.common.keys import Keys
from urllib.parse import urlsplit

HOSTILE = "<img/src=x/onerror='hit=1'>"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MOST_BYTES = 150_000


def test_a_hostile_number_text_and_client_id_are_shown_as_text(page, manual):
    Control(manual.simulator).post("faults", {
        "id": HOSTILE, "match": {"endpoint": "relay"}, "effect": {"type": "replyCode", "code": 500, "msg": HOSTILE},
    })
    manual.plan("readSingle", devList=f"{METERS[0]},{HOSTILE}", cgcode="5069")
    manual.client.call("relay", devList=METERS[0], controlMode=0)
    place = urlsplit(manual.simulator.mqtt)
    stranger = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=HOSTILE)
    stranger.connect(place.hostname, place.port)
    stranger.loop_start()
    page.open("#/plans")
    page.find("table.traffic tbody tr", HOSTILE)
    axis = page.find("#timeline .axis")
    page.until(lambda: (axis.send_keys(Keys.ARROW_LEFT), HOSTILE in page.find("#timeline-said").text)[1], "the client's id")
    stop(stranger)
    page.click("table.traffic a", HOSTILE)
    page.says("h1", HOSTILE)
    page.go("#/rules")
    page.says("#armed", HOSTILE)
    page.go("#/plans?code=!200")
    page.click("table.traffic td:first-child a[href^='#/plan/entry']")
    page.says(".bodies", HOSTILE)
    page.go("#/<i>none")
    page.says("#view", "<i>none")
    assert page.run("return [window.hit ?? null, document.images.length]") == [None, 0]


def test_the_token_is_asked_for_once_refused_if_wrong_and_kept_for_the_tab(tab, tmp_path):
    path = write(world("manual"), tmp_path)
    with running("--scenario", path, "--control-token", "of the-moon".replace(" ", "-")) as simulator:
        page = tab(simulator).open("#/field")
        page.fill("#token", "wrong" + Keys.ENTER)
        page.says("#token-dialog .said", "refused")
        page.fill("#token", "of-the-moon" + Keys.ENTER)
        page.find("section.panel")
        page.says("#now", "2024-07-11")
        page.says("#health", "stream live")
        assert page.all("#token-dialog") == []
        page.driver.refresh()
        page.find("section.panel")
        assert page.all("#token-dialog") == []
        page.driver.get("about:blank")


def test_every_file_has_the_policy_and_nothing_in_the_page_needs_less(manual, page):
    root = manual.simulator.control + "/"
    index = requests.get(root, timeout=10)
    assert index.headers["Content-Security-Policy"] == POLICY
    assert "style=" not in index.text and "onclick" not in index.text and "<style" not in index.text
    page.open("#/field")
    page.find("section.panel")
    names = page.run("return performance.getEntriesByType('resource').map((each) => each.name).filter((name) => name.includes('/console/'))")
    for name in names:
        assert requests.get(name, timeout=10).headers["Content-Security-Policy"] == POLICY
    for route in ("#/plans", "#/rules", "#/world", f"#/meter/{METERS[0]}"):
        page.go(route)
        page.find("#view h1")
    assert page.complaints() == []


def test_the_page_is_light_and_comes_in_one_round(manual, page):
    page.open("#/field")
    page.find("section.panel")
    files = page.run("""
        return performance.getEntriesByType('resource').filter((each) => each.name.includes('/console/'))
            .map((each) => [each.name.split('/').at(-1), each.decodedBodySize])""")
    index = requests.get(manual.simulator.control + "/", timeout=10)
    weight = sum(size for _, size in files) + len(index.content)
    assert weight < MOST_BYTES, f"{weight} bytes"
    named = set(page.run("return [...document.querySelectorAll('link[href^=\"/_sim\"], script')].map((each) => (each.href || each.src).split('/').at(-1))"))
    assert {name for name, _ in files} == named, "a file that the page does not name comes in a second round"


def test_a_browser_that_asks_for_the_root_is_sent_to_the_console_and_no_other_client_is(manual):
    root = manual.simulator.http + "/"
    sent = requests.get(root, headers={"Accept": "text/html,*/*"}, allow_redirects=False, timeout=10)
    assert sent.status_code in (302, 303, 307, 308) and sent.headers["Location"].endswith("/_sim/")
    assert requests.get(root, timeout=10).status_code == 404
