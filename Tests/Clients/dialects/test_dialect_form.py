"""What switches make of the bytes: order, strangers among members, byte order mark; and what requests must look like."""

import json

import pytest

from kit.http import decoded
from kit.speaker import NIGHT
from kit.worlds import DCU, METERS

BOM = b"\xef\xbb\xbf"
BILLING = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"]
CALLS = {
    "readFrozen": {"devList": ",".join(METERS), "cgcode": "1", **NIGHT},
    "readSingle": {"devList": ",".join(METERS), "cgcode": "5069"},
    "historyFrozen": {"devList": ",".join(METERS), "cgcode": "1", "curPage": 1, "pageSize": 20, **NIGHT},
    "historySingle": {"devList": ",".join(METERS), "cgcode": "5022", "curPage": 1, "pageSize": 20, **NIGHT},
    "relay": {"devList": ",".join(METERS), "controlMode": 1},
    "readArchive": {"dcuNo": DCU},
    "addArchive": {"dcuNo": DCU, "archives": [{"devAddr": "7", "status": "1"}]},
    "removeArchive": {"dcuNo": DCU, "archives": ["7"]},
}
PINNED = "000000007771"
SAID = {"planId", "topicId", "topic", "token"}


def everything(speaker):
    """The bytes of every answer and push of a day with this head-end, a refusal among them."""
    said = [speaker.client.post("/apis/openapi/getToken", speaker.client.credentials)]
    said += [speaker.post(endpoint, **fields) for endpoint, fields in CALLS.items()]
    said.append(speaker.post("relay", devList=METERS[0], controlMode=3))
    speaker.control.advance("1s")
    plans = {decoded(answer.content)["data"]["planId"] for answer in said if b"planId" in answer.content}
    for plan in plans:
        speaker.listener.wait_for(plan)
    speaker.listener.fence()
    pushes = [message.payload for plan in sorted(plans) for message in speaker.heard(plan)]
    assert len(pushes) == 6
    return said, pushes


def plain(node):
    """Without what differs from world to world."""
    if isinstance(node, list):
        return [plain(part) for part in node]
    if isinstance(node, dict):
        return {key: "" if key in SAID else plain(part) for key, part in node.items()}
    return node


def spoken(speaker):
    answers, pushes = everything(speaker)
    return [plain(decoded(content)) for content in [*(answer.content for answer in answers), *pushes]]


def orders(content):
    """The names of every object's members, in their order."""
    found = []

    def note(pairs):
        found.append([name for name, _ in pairs])
        return dict(pairs)

    json.loads(content.decode("utf-8-sig"), object_pairs_hook=note)
    return found


def without_strangers(node):
    if isinstance(node, list):
        return [without_strangers(part) for part in node]
    if isinstance(node, dict):
        strangers = {"version", "extra", "quality", "remark"}
        return {key: without_strangers(part) for key, part in node.items() if key not in strangers}
    return node


@pytest.mark.parametrize(
    "form", [{"fieldOrder": "shuffled"}, {"bom": True}, {"reasonHeader": False}, {"requireJSONContentType": True}]
)
def test_what_is_said_stays_the_same(speak, form):
    assert spoken(speak(**form)) == spoken(speak())


def test_unknown_fields_come_beside_what_is_said(speak):
    strange, known = spoken(speak(unknownFields="present")), spoken(speak())

    assert [without_strangers(node) for node in strange] == known
    assert all({"version", "extra"} <= set(node) for node in strange)
    rows = strange[-6]["data"]["list"]
    assert all({"quality", "remark"} <= set(row) for row in rows)
    assert all("remark" in channel for row in rows for channel in row["channelData"])


def test_shuffled_members_come_in_more_than_one_order(speak):
    answers, pushes = everything(speak(fieldOrder="shuffled"))
    _, fixed = everything(speak())
    rows = [names for push in pushes for names in orders(push) if "channelData" in names]
    channels = [names for push in pushes for names in orders(push) if set(names) == {"unit", "value", "cgcode"}]

    assert {tuple(sorted(names)) for names in rows} == {("channelData", "devAddr", "timestamp")}
    assert len({tuple(names) for names in rows}) > 1
    assert len({tuple(names) for names in channels}) > 2
    assert [sorted(map(sorted, orders(push))) for push in pushes] == [sorted(map(sorted, orders(push))) for push in fixed]


def test_byte_order_mark_before_every_answer_and_push_and_in_its_length(speak):
    answers, pushes = everything(speak(bom=True))

    for answer in answers:
        assert answer.content.startswith(BOM)
        assert not answer.content[3:].startswith(BOM)
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.content.decode("utf-8"))
    assert all(push.startswith(BOM + b"{") for push in pushes)


def test_all_three_together(speak):
    strange = spoken(speak(bom=True, fieldOrder="shuffled", unknownFields="present"))
    assert [without_strangers(node) for node in strange] == spoken(speak())


def codes(row):
    return [channel["cgcode"] for channel in row["channelData"]]


@pytest.mark.parametrize("endpoint", ["readFrozen", "historyFrozen"])
def test_channel_order(speak, endpoint):
    def rows(speaker):
        fields = CALLS[endpoint]
        return (speaker.result if endpoint == "readFrozen" else speaker.data)(endpoint, **fields)["list"]

    fixed, shuffled, extra = [rows(speak(channelOrder=form)) for form in ("fixed", "shuffled", "extra")]

    assert all(codes(row) == BILLING for row in fixed)
    assert all(sorted(codes(row)) == BILLING for row in shuffled)
    assert len({tuple(codes(row)) for row in shuffled}) > 3
    by_code = [[{one["cgcode"]: one for one in row["channelData"]} for row in form] for form in (fixed, shuffled)]
    assert by_code[0] == by_code[1]
    assert all(row["channelData"][-1] == {"unit": "", "value": "0.000", "cgcode": "5999"} for row in extra)
    assert [row["channelData"][:-1] for row in extra] == [row["channelData"] for row in fixed]


def test_shuffled_channels_stand_alike_in_history_and_push(speak):
    speaker = speak(channelOrder="shuffled")
    pushed = speaker.result("readFrozen", **CALLS["readFrozen"])["list"]
    assert speaker.data("historyFrozen", **CALLS["historyFrozen"])["list"] == pushed


@pytest.mark.parametrize(
    "dialect, power, text, unknown",
    [
        ({}, ("kW", "12.5"), "n/a", "0.000"), ({"powerUnit": "base"}, ("W", "12500"), "n/a", "0.000"),
        ({"valueType": "number"}, ("kW", 12.5), "n/a", 0), ({"powerUnit": "base", "valueType": "number"}, ("W", 12500), "n/a", 0),
    ],
)  # fmt: skip
def test_pinned_values_and_the_unknown_code_follow_unit_and_type(speak, dialect, power, text, unknown):
    pinned = [{"devAddr": PINNED, "values": {"5099": "12.5", "5100": "n/a", "5069": "7.25"}}]
    speaker = speak({"dcus": [{"dcuNo": DCU, "meters": pinned}]}, channelOrder="extra", **dialect)
    row = speaker.result("readFrozen", devList=PINNED, cgcode="1", **NIGHT)["list"][0]
    by_code = {one["cgcode"]: (one["unit"], one["value"]) for one in row["channelData"]}

    energy = 7.25 if "valueType" in dialect else "7.25"
    assert (by_code["5099"], by_code["5069"]) == (power, ("kWh", energy))
    assert by_code["5100"] == (power[0], text)
    assert by_code["5999"] == ("", unknown)


REMOVALS = {"objects": [{"devAddr": "7"}], "strings": ["7"], "mixed": [{"devAddr": "7"}, "8"]}


@pytest.mark.parametrize(
    "form, accepted", [("either", ["objects", "strings", "mixed"]), ("objects", ["objects"]), ("strings", ["strings"])]
)
def test_archive_form(speak, form, accepted):
    speaker = speak(archiveForm=form)
    answers = {name: speaker.post("removeArchive", dcuNo=DCU, archives=sent) for name, sent in REMOVALS.items()}

    assert [name for name, answer in answers.items() if answer.json()["code"] == 200] == accepted
    place = {"objects": ("/archives/1", "archives[1]"), "strings": ("/archives/0", "archives[0]")}.get(form)
    if place:
        told = speaker.reason(speaker.post("removeArchive", dcuNo=DCU, archives=REMOVALS["mixed"]))
        assert told["pointer"] == place[0]
        assert told["clause"] == "§3.9"
        assert f"field '{place[1]}' must be" in answers["mixed"].json()["msg"]
    added = speaker.post("addArchive", dcuNo=DCU, archives=[{"devAddr": "7", "status": "1"}])
    assert added.json()["code"] == 200, "§3.8 has one form"


TYPES = {
    "application/json": True, "application/json;charset=UTF-8": True, "Application/JSON ; charset=utf-8": True,
    "text/plain": False, "application/x-www-form-urlencoded": False, "application/jsonx": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("place", ["either", "headerOnly"])
@pytest.mark.parametrize("content_type, is_json", TYPES.items())
def test_require_json_content_type(speak, place, content_type, is_json):
    strict, lax = speak(requireJSONContentType=True, tokenPlace=place), speak(tokenPlace=place)
    for speaker, accepted in ((strict, is_json), (lax, True)):
        headers = {"Content-Type": content_type, "HES_Access_Token": speaker.client.token}
        answer = speaker.send("readArchive", {"dcuNo": DCU, "token": speaker.client.token}, **headers)
        assert (answer.json()["code"] == 200) is accepted, answer.text
    if not is_json:
        refused = strict.send("getToken", strict.client.credentials, **{"Content-Type": content_type})
        assert refused.json() == {"code": 500, "msg": "Content-Type must be application/json"}
        assert strict.reason(refused) == {
            "pointer": "", "expected": "Content-Type: application/json",
            "actual": content_type or "no Content-Type", "clause": "R1",
        }  # fmt: skip


def test_without_the_reason_header_the_journal_still_knows(speak):
    speaker = speak(reasonHeader=False)
    answer = speaker.post("relay", devList=METERS[0], controlMode=3)
    assert "X-HES-Sim-Reason" not in answer.headers
    assert answer.json() == {"code": 500, "msg": "controlMode must be 1 or 2"}
    assert speaker.control.journal(kind="http")[-1]["rejection"]["pointer"] == "/controlMode"
