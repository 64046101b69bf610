"""What is done on the console happens in the simulator: read by third-party clients and through the API."""

import json

from kit.control import Control
from kit.waiting import eventually
from kit.worlds import METERS


def test_a_rule_of_the_form_is_met_on_the_wire_and_its_hit_is_shown(page, manual):
    page.open("#/rules")
    page.choose("#kind", "replyCode")
    page.says("#kind-about", "the call fails with a code and a text")
    page.fill("#effect-code", "503")
    page.fill("#effect-msg", "come back later")
    page.choose("#match-endpoint", "readSingle")
    page.fill("#when-times", "1")
    page.fill("#rule-id", "from-the-page")
    rule = {
        "id": "from-the-page",
        "match": {"endpoint": "readSingle"},
        "when": {"times": 1},
        "effect": {"type": "replyCode", "code": 503, "msg": "come back later"},
    }
    assert json.loads(page.find("#rule-json").get_attribute("value")) == rule
    page.click("#arm-it")
    page.says("[data-rule='from-the-page']", "0 hits")
    answer = manual.client.call("readSingle", devList=METERS[0], cgcode="5069")
    assert (answer["code"], answer["msg"]) == (503, "come back later")
    page.says("[data-rule='from-the-page']", "1 hit")
    page.click("#take-all")
    page.says("#armed", "No rule is armed")
    assert Control(manual.simulator).get("faults")["faults"] == []


def test_json_that_is_typed_fills_the_form_and_a_refusal_is_shown(page):
    page.open("#/rules")
    page.fill("#rule-json", '{"match":{"meter":"202407100001"},"effect":{"type":"phaseLoss","phase":"B"}}')
    page.until(lambda: page.find("#effect-phase").get_attribute("value") == "B", "the phase in the form")
    assert page.find("#match-meter").get_attribute("value") == "202407100001"
    page.fill("#rule-json", '{"effect":{"type":"noSuchKind"}}')
    page.click("#arm-it")
    page.says(".notice.bad", "noSuchKind")


def test_a_recipe_is_armed_by_one_click_and_says_what_a_good_client_does(page, manual):
    page.open("#/rules")
    card = page.find("[data-recipe='F01-meter-offline']")
    assert "A good client" in card.text
    page.click("[data-recipe='F01-meter-offline'] button")
    page.find("#armed .rule", "meterOffline")
    faults = Control(manual.simulator).get("faults")["faults"]
    assert "meterOffline" in [rule["effect"]["type"] for rule in faults]


def test_a_breaker_is_opened_on_the_page_and_read_through_the_api(page, manual):
    control = Control(manual.simulator)
    page.open(f"#/meter/{METERS[0]}")
    page.click(".act", "Open the breaker")
    page.says("#facts", "breaker open")
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "open"
    assert manual.read(METERS[0], "5053") == "0.000"
    page.click(".act", "Close the breaker")
    page.says("#facts", "breaker closed")
    assert control.get(f"meters/{METERS[0]}")["breaker"] == "closed"


def test_a_meter_is_taken_offline_and_brought_back(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    page.click(".act", "Take it offline")
    page.find(".action", "armed")
    assert manual.read(METERS[0]) is None
    page.click(".action button", "Take it away")
    eventually(lambda: not Control(manual.simulator).get("faults")["faults"], "no rule")
    assert manual.read(METERS[0]) is not None


def test_a_phase_is_pulled_and_a_value_is_spoilt(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    page.click(".act", "Pull a phase")
    page.find(".action", "armed")
    assert manual.read(METERS[0], "5050") == "0.0"
    page.choose("select[aria-label='Item']", "5069")
    page.fill("input[aria-label='Value']", "-1")
    page.click(".act", "Spoil a value")
    eventually(lambda: len(Control(manual.simulator).get("faults")["faults"]) == 2, "two rules")
    assert manual.read(METERS[0]) == -1


def test_a_meter_is_replaced_on_the_page(page, manual):
    page.open(f"#/meter/{METERS[0]}")
    page.fill("input[aria-label='Number of the new meter']", "202407998877")
    page.click(".act", "Replace it")
    page.says(".notice", "Done")
    new = Control(manual.simulator).get("meters/202407998877")
    assert new["installed"] and new["values"]["5069"] == "0.000"


def test_a_world_is_made_chosen_and_ended(page, manual):
    control = Control(manual.simulator)
    page.open("#/world")
    document = {"name": "made", "clock": {"start": "2025-01-01 00:00:00", "mode": "manual"}, "tenants": [{"tenantCode": "made-here", "dcus": []}]}
    document["tenants"][0]["dcus"] = [{"dcuNo": "D1", "meters": ["000000000001"]}]
    page.fill("#new-world", json.dumps(document))
    page.click("#make-world")
    page.says("#world-list", "made-here")
    assert "made-here" in [world["tenantCode"] for world in control.get("worlds")["worlds"]]
    page.click("#world-list a", "made-here")
    page.says("#now", "2025-01-01 00:00:00")
    page.find('section.panel[aria-label="DCU D1"]')
    page.go("#/world")
    page.click("#world-list button[aria-label='End made-here']")
    page.click("#confirm")
    eventually(lambda: len(control.get("worlds")["worlds"]) == 1, "one world")
    page.says("#now", "2024-07-11")


def test_credentials_of_the_world_log_in(page, manual):
    page.open("#/world")
    page.says("#credentials", "demo-password")
    assert manual.simulator.mqtt in page.says("#credentials", "mqtt://")
    for name in ("curl", "Python", "Node", "mosquitto_sub"):
        page.find("#snippets h3", name)


def test_the_world_is_exported_as_a_scenario_that_can_be_made_again(page, manual, tmp_path):
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.open("#/world")
    page.click("#export")
    file = eventually(lambda: next((path for path in tmp_path.glob("*.json") if path.name != "world.json"), None), "the file")
    document = json.loads(eventually(file.read_text, "the document"))
    for tenant in document["tenants"]:
        tenant["tenantCode"] = "again"
    made = Control(manual.simulator).post("worlds", document)
    assert made["tenantCode"] == "again"
    page.says("#dialect", "switches")
    assert page.find("#ledger tbody tr")
