"""What the reports of the conformance suite say to the parsers of others."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

from junitparser import JUnitXml

from kit.places import FIXTURES

REPORTS = FIXTURES / "conformance/reports"


def test_junit_is_read_by_junitparser_and_agrees_with_results():
    results = json.loads((REPORTS / "results.json").read_text())
    cases = {case.name.split(":")[0]: case for suite in JUnitXml.fromfile(REPORTS / "junit.xml") for case in suite}
    names = {"fail": "Failure", "unimplemented": "Failure", "error": "Error", "inconclusive": "Error",
             "not-applicable": "Skipped", "not-run": "Skipped"}
    assert len(cases) == len(results["cases"])
    for case in results["cases"]:
        name = case["case"] if case["pack"] == "default" else f"{case['case']}@{case['pack']}"
        found = cases[name]
        expected = names.get(case["verdict"])
        assert [type(result).__name__ for result in found.result] == ([expected] if expected else [])
        assert found.time == case["elapsedMs"] / 1000
        if expected == "Failure":
            assert found.result[0].message.endswith(case["reason"])
            assert found.result[0].type == case["cause"]


def test_the_page_is_well_formed_and_every_link_has_its_target():
    page = Page()
    page.feed((REPORTS / "report.html").read_text())
    assert page.open == []
    assert page.links and page.links <= page.ids
    assert len(page.ids) == page.id_count


def test_ctrf_has_every_case_and_counts_them():
    results = json.loads((REPORTS / "results.json").read_text())
    report = json.loads((REPORTS / "ctrf.json").read_text())
    tests, summary = report["results"]["tests"], report["results"]["summary"]
    names = {"pass": "passed", "warn": "passed", "inconclusive": "other", "not-applicable": "skipped", "not-run": "skipped"}
    assert report["reportFormat"] == "CTRF" and summary["tests"] == len(tests) == len(results["cases"])
    assert [test["status"] for test in tests] == [names.get(case["verdict"], "failed") for case in results["cases"]]
    assert all(summary[status] == sum(test["status"] == status for test in tests) for status in ("passed", "failed", "other", "skipped"))


def test_the_badge_is_well_formed_and_refers_to_nothing():
    badge = ElementTree.fromstring((REPORTS / "badge.svg").read_text())
    assert badge.tag == "{http://www.w3.org/2000/svg}svg" and "conform" in badge.get("aria-label")
    assert not any("href" in name for element in badge.iter() for name in element.keys())


class Page(HTMLParser):
    VOID = {"meta", "br", "line", "rect", "circle", "polyline"}

    def __init__(self):
        super().__init__()
        self.open, self.links, self.ids, self.id_count = [], set(), set(), 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.add(attributes["id"])
            self.id_count += 1
        if attributes.get("href", "").startswith("#"):
            self.links.add(attributes["href"][1:])

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
