"""A strict client of the document's tables reads everything that is said in the dialects that keep to them."""

import pytest
from pydantic import ValidationError

from kit.speaker import NIGHT
from kit.waiting import eventually
from kit.worlds import DCU, LOOSE, METERS, UNKNOWN
from strict_client import AS_EXAMPLE, AS_TABLE, PUSHES, Refusal, read_answer, read_push

MANY = ",".join([*METERS, LOOSE, UNKNOWN])
PAGE = {"curPage": 1, "pageSize": 20, **NIGHT}
MORNING = {"start": "2024-07-10 06:00:00", "end": "2024-07-10 08:00:00"}


def calls(removal):
    """Name by name what is asked; every code of the nine calls, partial and failed results among them."""
    return [
        ("readFrozen", {"devList": MANY, "cgcode": "1", **NIGHT}),
        ("readFrozen", {"devList": METERS[0], "cgcode": "2", "start": "2024-06-01 00:00:00", "end": "2024-07-01 00:00:00"}),
        ("readFrozen", {"devList": METERS[0], "cgcode": "3", **MORNING}),
        ("readFrozen", {"devList": LOOSE, "cgcode": "1", **NIGHT}),
        *(("readSingle", {"devList": MANY, "cgcode": str(code)}) for code in [5050, 5053, 5022, 5030, 5038, 5046, 5069, 5104]),
        ("readSingle", {"devList": LOOSE, "cgcode": "5069"}),
        ("historyFrozen", {"devList": MANY, "cgcode": "1", **PAGE}),
        ("historyFrozen", {"devList": METERS[0], "cgcode": "3", **PAGE, **MORNING}),
        ("historySingle", {"devList": MANY, "cgcode": "5069", **PAGE}),
        ("historySingle", {"devList": METERS[0], "cgcode": "5046", **PAGE, **MORNING}),
        ("historySingle", {"devList": METERS[0], "cgcode": "5069", **PAGE, "curPage": 9}),
        ("relay", {"devList": f"{METERS[0]},{LOOSE}", "controlMode": 1}),
        ("readArchive", {"dcuNo": DCU}),
        ("addArchive", {"dcuNo": DCU, "archives": [{"devAddr": "7", "status": "0"}]}),
        ("removeArchive", {"dcuNo": DCU, "archives": removal}),
        # Refusals.
        ("readSingle", {"devList": "", "cgcode": "5069"}),
        ("readArchive", {"dcuNo": "none"}),
        ("historySingle", {"devList": METERS[0], "cgcode": "9999", **PAGE}),
    ]  # fmt: skip


def said(speaker, removal):
    """(endpoint, answer's bytes, push's bytes or None) of every call."""
    heard = [("getToken", speaker.client.post("/apis/openapi/getToken", speaker.client.credentials).content, None)]
    for endpoint, fields in calls(removal):
        token = speaker.client.token
        answer = speaker.send(endpoint, {**fields, "token": token}, HES_Access_Token=token).content
        speaker.control.advance("1s")
        heard.append((endpoint, answer, pushed(speaker, answer)))
    return heard


def pushed(speaker, answer):
    if b'"planId"' not in answer:
        return None
    plan = "P003_" + answer.split(b"P003_")[1][:20].decode()
    eventually(lambda: speaker.heard(plan), "the push")
    return speaker.heard(plan)[0].payload


@pytest.mark.parametrize(
    "pack, tables, removal",
    [("default", AS_EXAMPLE, ["7"]), ("tables", AS_TABLE, [{"devAddr": "7"}]), ("literal", AS_EXAMPLE, ["7"])],
)
def test_it_accepts_all_that_is_said(speak, pack, tables, removal):
    heard = said(speak(pack=pack), removal)
    answers = [(endpoint, read_answer(endpoint, answer, tables)) for endpoint, answer, _ in heard]
    pushes = [(endpoint, read_push(endpoint, push)) for endpoint, _, push in heard if push is not None]

    refused = [isinstance(answer, Refusal) for _, answer in answers]
    assert refused == [False] * (len(heard) - 3) + [True] * 3
    assert {endpoint for endpoint, _ in answers} == set(AS_TABLE)
    assert {endpoint for endpoint, _ in pushes} == set(PUSHES)
    assert {push.data.status for _, push in pushes} == {"00", "01", "02"}
    assert all(answer.data.planId == push.planId for (_, answer), (_, push) in zip(
        [one for one in answers if hasattr(getattr(one[1], "data", None), "planId")], pushes, strict=True
    ))  # fmt: skip


def test_only_3_8_tells_the_tables_from_the_examples(speak):
    for pack, wrong in (("default", AS_TABLE), ("tables", AS_EXAMPLE)):
        refused = set()
        for endpoint, answer, _ in said(speak(pack=pack), [{"devAddr": "7"}]):
            try:
                read_answer(endpoint, answer, wrong)
            except ValidationError:
                refused.add(endpoint)
        assert refused == {"addArchive"}


WRONG = [
    {"pack": "types"}, {"codeType": "string"}, {"totalCount": "string"}, {"valueType": "number"}, {"devAddrType": "number"},
    {"timestampUnit": "string"}, {"expireIn": "string"}, {"expireIn": "absent"}, {"topicKey": "both"}, {"topicKey": "topic"},
    {"topicKey": "topicId"}, {"historyCgcode": "string"}, {"historyCgcode": "number"}, {"failedMeter": "nullValue"},
    {"emptyList": "absent"}, {"emptyList": "null"}, {"errorData": "null"}, {"errorData": "empty"},
    {"unknownFields": "present"}, {"bom": True}, {"pack": "http"}, {"tokenError": "code401"},
]  # fmt: skip


@pytest.mark.parametrize("dialect", WRONG, ids=lambda dialect: "-".join(str(part) for part in next(iter(dialect.items()))))
def test_it_refuses_what_the_tables_do_not_have(speak, dialect):
    """So that it can fail: something that is said in this dialect is none of the tables' forms."""
    speaker = speak(**dialect)
    heard = said(speaker, ["7"])
    speaker.control.post("tokens/revoke")
    heard.append(("readArchive", speaker.post("readArchive", dcuNo=DCU).content, None))
    refused = 0
    for endpoint, answer, push in heard:
        for read, content in ((lambda *of: read_answer(*of, AS_EXAMPLE), answer), (read_push, push)):
            try:
                if content is not None:
                    read(endpoint, content)
            except ValidationError:
                refused += 1
    assert refused
