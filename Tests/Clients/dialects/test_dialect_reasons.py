"""Requests that are nearly right: the header and the journal say what is wrong, where, and which clause says so."""

import pytest

from kit.speaker import NIGHT
from kit.worlds import DCU, METERS

PAGE = {"curPage": 1, "pageSize": 20}
REGISTER = {"devList": METERS[0], "cgcode": "5069"}
# endpoint, fields, msg; pointer, what the header names as expected and as actual, clause.
NEAR_MISSES = {
    "an ISO date": (
        "historySingle", {**REGISTER, **PAGE, "start": "2024-07-10T00:00:00Z", "end": NIGHT["end"]},
        "invalid date 'start'", "/start", "YYYY-MM-DD HH:mm:ss", "2024-07-10T00:00:00Z", "§3.5",
    ),
    "a date without a time": (
        "readFrozen", {"devList": METERS[0], "cgcode": "1", "start": NIGHT["start"], "end": "2024-07-11"},
        "invalid date 'end'", "/end", "YYYY-MM-DD HH:mm:ss", "2024-07-11", "§3.2",
    ),
    "an array of meters": (
        "readSingle", {**REGISTER, "devList": METERS}, "field 'devList' must be string", "/devList", "string", "array", "§3.3",
    ),
    "a cgcode as a number": (
        "readSingle", {**REGISTER, "cgcode": 5069}, "field 'cgcode' must be string", "/cgcode", "string", "5069", "§3.3",
    ),
    "a composite code for one value": (
        "readSingle", {**REGISTER, "cgcode": "1"}, "cgcode '1' is not single", "/cgcode", "single", "1", "§3.3",
    ),
    "a single code for frozen data": (
        "historyFrozen", {**REGISTER, **PAGE, **NIGHT}, "cgcode '5069' is not composite", "/cgcode", "composite", "5069", "§3.4",
    ),
    "a code of no table": (
        "readSingle", {**REGISTER, "cgcode": "9999"}, "unknown cgcode '9999'", "/cgcode", "", "9999", "§3.3",
    ),
    "epoch milliseconds for a date": (
        "historySingle", {**REGISTER, **PAGE, "start": 1720540800000, "end": NIGHT["end"]},
        "field 'start' must be string", "/start", "string", "1720540800000", "§3.5",
    ),
    "pages from nought": (
        "historySingle", {**REGISTER, **NIGHT, "curPage": 0, "pageSize": 20},
        "curPage must be at least 1", "/curPage", "1", "0", "§3.5",
    ),
    "a year in one go": (
        "historySingle", {**REGISTER, **PAGE, "start": "2023-07-11 00:00:00", "end": NIGHT["end"]},
        "range exceeds half a year", "/end", "184", "366", "§3.5",
    ),
    "the ends the wrong way round": (
        "historySingle", {**REGISTER, **PAGE, "start": NIGHT["end"], "end": NIGHT["start"]},
        "start is after end", "/start", "", NIGHT["end"], "§3.5",
    ),
    "a breaker told to toggle": (
        "relay", {"devList": METERS[0], "controlMode": 3}, "controlMode must be 1 or 2", "/controlMode", "1", "3", "§3.6",
    ),
    "archives as strings where they are installed": (
        "addArchive", {"dcuNo": DCU, "archives": METERS}, "field 'archives[0]' must be object", "/archives/0", "object",
        "string", "§3.8",
    ),
    "a status as a number": (
        "addArchive", {"dcuNo": DCU, "archives": [{"devAddr": "7", "status": 1}]},
        "field 'archives[0].status' must be", "/archives/0/status", "", "1", "§3.8",
    ),
    "a DCU of nobody": (
        "readArchive", {"dcuNo": "2211000059"}, "unknown dcu '2211000059'", "/dcuNo", "DCU", "2211000059", "§3.7",
    ),
    "a field that is missing": (
        "readArchive", {"dcu": DCU}, "field 'dcuNo' missing", "/dcuNo", "a value", "nothing", "§3.7",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_explained(speak, name):
    endpoint, fields, text, pointer, expected, actual, clause = NEAR_MISSES[name]
    speaker = speak()
    answer = speaker.post(endpoint, **fields)

    assert answer.status_code == 200
    assert answer.json()["code"] == 500
    assert answer.json()["msg"].startswith(text)
    told = speaker.reason(answer)
    assert told["pointer"] == pointer
    assert expected in told["expected"]
    assert actual in told["actual"]
    assert told["clause"] == clause
    assert speaker.control.journal(kind="http")[-1]["rejection"]["msg"] == answer.json()["msg"]


@pytest.mark.parametrize(
    "dialect, code", [({}, 500), ({"tokenError": "code401"}, 401), ({"pack": "http"}, 401), ({"codeType": "string"}, 500)]
)
def test_the_journal_has_the_code_that_was_told(speak, dialect, code):
    speaker = speak(**dialect)
    speaker.control.post("tokens/revoke")
    speaker.post("readSingle", **REGISTER)
    assert speaker.control.journal(kind="http")[-1]["code"] == code
