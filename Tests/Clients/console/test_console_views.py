"""Each view of the console over real traffic."""

import json

from selenium.webdriver.common.keys import Keys

from kit.control import Control
from kit.worlds import DCU, LOOSE, METERS, NEIGHBOURS, OTHER_DCU


def panel(page, dcu):
    return page.find(f'section.panel[aria-label="DCU {dcu}"]')


def test_the_field_has_a_panel_for_each_dcu_and_a_cell_for_each_meter(page, manual):
    page.open("#/field")
    loose = [each for each in Control(manual.simulator).get("field", limit=1000)["meters"] if each["state"] == "notInArchive"]
    assert "of 4 read" in panel(page, DCU).text
    assert "of 3 read" in panel(page, OTHER_DCU).text
    assert "of 1 read" in panel(page, "in no archive").text
    assert LOOSE in [each["devAddr"] for each in loose]
    legend = page.until(lambda: page.find(".legend").text.split(), "the legend")
    assert legend[-4:] == ["in", "the", "archive", str(len(loose))]
    page.click("#as-list")
    page.find(".names-list li", f"{LOOSE}")
    assert page.complaints() == []


def test_arrows_walk_the_field_enter_opens_a_meter_and_back_leads_back(page):
    page.open("#/field")
    grid = page.find(f'section.panel[aria-label="DCU {DCU}"] .grid')
    grid.send_keys(Keys.ARROW_RIGHT)
    page.says("#tip", METERS[1])
    grid.send_keys(Keys.END)
    page.says("#tip", METERS[-1])
    grid.send_keys(Keys.ENTER)
    page.says("h1", METERS[-1])
    assert page.address == f"#/meter/{METERS[-1]}"
    page.driver.back()
    assert panel(page, DCU)


def test_a_meter_is_found_by_its_number_and_an_unknown_number_is_said(page):
    page.open("#/field")
    page.fill("#find", "202407109999" + Keys.ENTER)
    page.says(".notice.bad", "202407109999")
    page.fill("#find", NEIGHBOURS[0] + Keys.ENTER)
    page.says("h1", NEIGHBOURS[0])


def test_a_meter_shows_its_plot_and_the_values_that_the_api_tells(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    value = Control(manual.simulator).get(f"meters/{METERS[0]}")["values"]["5069"]
    page.says("#values", f"import energy 5069 {value} kWh")
    page.find("#plot svg .truth")
    page.click("[data-code='5050']")
    page.until(lambda: "voltage" in page.find("#plot svg").get_attribute("textContent").lower(), "a plot of the voltage")
    page.click("[data-span='week']")
    assert page.address == f"#/meter/{METERS[0]}?cgcode=5050&span=week"
    page.until(lambda: page.find("[data-span='week']").get_attribute("aria-pressed") == "true", "the week is chosen")
    page.find("#plot svg .truth")
    assert page.complaints() == []


def test_traffic_shows_a_plan_from_the_call_to_the_acknowledgement(page, manual):
    page.open("#/plans")
    page.says("#traffic-said", "live")
    manual.plan("readSingle", devList=",".join(METERS[:2]), cgcode="5069")
    row = page.find("table.traffic tbody tr", "readSingle")
    page.until(lambda: "ack" in page.find("table.traffic tbody tr", "readSingle").text, "the acknowledgement")
    for text in ("demo", *METERS[:2], "00 complete", "answer", "push 00"):
        assert text in page.find("table.traffic tbody tr", "readSingle").text
    assert row


def test_a_plan_shows_its_sequence_its_meters_and_the_bodies_as_they_were_sent(page, manual):
    plan_id = manual.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    manual.client.clock(advance="untilIdle")
    page.open("#/plans")
    page.click("table.traffic td:first-child a[href^='#/plan/P']")
    page.says("h1", plan_id)
    page.find(".picture svg.sequence")
    payload = manual.listener.wait_for(plan_id).push
    shown = page.until(lambda: [each.text for each in page.all(".bodies pre")][-1:], "the payload")[0]
    assert json.loads(shown) == payload
    page.says("table", "answered")
    assert page.address == f"#/plan/{plan_id}"
    assert page.complaints() == []


def test_traffic_is_filtered_and_paused_and_loses_nothing(page, manual):
    page.open("#/plans")
    page.says("#traffic-said", "live")
    manual.plan("readSingle", devList=METERS[0], cgcode="5069")
    page.find("table.traffic tbody tr", "readSingle")
    page.click("#pause")
    manual.plan("readArchive", dcuNo=DCU)
    page.says("#traffic-said", "new entries")
    assert not any("readArchive" in row.text for row in page.all("table.traffic tbody tr"))
    page.click("#pause")
    page.find("table.traffic tbody tr", "readArchive")
    page.choose("#f-endpoint", "readSingle")
    page.until(lambda: len(page.all("table.traffic tbody tr")) == 1, "one row")
    assert page.address == "#/plans?endpoint=readSingle"
    page.click("#older")
    page.says("#traffic-said", "nothing older")


def test_the_timeline_leads_to_the_plan_of_an_entry(page, manual):
    plan_id = manual.client.succeed("readSingle", devList=METERS[0], cgcode="5069")["planId"]
    manual.client.clock(advance="1m")
    page.open("#/field")
    page.says("#health", "stream live")
    axis = page.find("#timeline .axis")
    page.until(lambda: (axis.send_keys(Keys.END), "clock" in page.find("#timeline-said").text)[1], "the leap of the clock")
    page.until(lambda: (axis.send_keys(Keys.ARROW_LEFT), "puback" in page.find("#timeline-said").text)[1], "the acknowledgement")
    axis.send_keys(Keys.ENTER)
    page.says("h1", plan_id)


def test_the_clock_is_stepped_and_the_leap_is_seen_in_the_view(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    page.says("#now", "2024-07-11 16:20:01")
    page.says("#values", "16:20:01")
    page.click("#clock button", "+15m")
    page.says("#now", "2024-07-11 16:35:01")
    page.says("#leap", "leapt 15 min")
    page.says("#values", "16:35:01")
    page.click("#clock button", "→ 00:00")
    page.says("#now", "2024-07-12 00:00:00")
    assert manual.client.clock()["now"] == "2024-07-12 00:00:00"


def test_a_leap_that_a_client_makes_is_seen_too(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    page.says("#values", "16:20:01")
    manual.client.clock(advance="2h")
    page.says("#now", "2024-07-11 18:20:01")
    page.says("#values", "18:20:01")


def test_the_clock_runs_faster_and_stops(page, manual):
    page.open("#/field")
    page.says("#pace", "stopped")
    page.click("#run")
    page.says("#pace", "×1")
    page.click("#faster")
    page.says("#pace", "×10")
    page.click("#stop")
    page.says("#pace", "stopped")
    assert manual.client.clock()["mode"] == "manual"
