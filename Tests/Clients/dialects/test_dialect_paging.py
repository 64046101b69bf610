"""Pages, their order and their windows (§3.4, §3.5, rule R4)."""

import pytest

from kit.speaker import DAY_MS, MIDNIGHT_MS, NIGHT
from kit.worlds import METERS

BOTH = ",".join(METERS[:2])
WEEK = {"start": "2024-07-01 00:00:00", "end": "2024-07-07 00:00:00"}


def page(speaker, number, size=5, endpoint="historySingle", **fields):
    """An answer's body; two meters have seven days, fourteen rows, three pages of five."""
    if endpoint == "historyFrozen":
        fields["cgcode"] = "1"
    return speaker.post(
        endpoint, **{"devList": BOTH, "cgcode": "5069", "curPage": number, "pageSize": size, **WEEK, **fields}
    )


def keys(data):
    return [(row["devAddr"], row["timestamp"]) for row in data["list"]]


def whole(speaker, **fields):
    return page(speaker, 1, 1000, **fields).json()["data"]


@pytest.mark.parametrize("clamp, told", [("echo", 1000), ("silent", 5000)])
def test_page_clamp(speak, clamp, told):
    fields = {"cgcode": "5022", "end": "2024-07-11 00:00:00"}
    for meters, held, total in ((METERS[0], 961, 961), (BOTH, 1000, 1922)):
        data = page(speak(pageClamp=clamp), 1, 5000, devList=meters, **fields).json()["data"]
        assert (data["pageSize"], len(data["list"]), data["total"]) == (told, held, total)


def test_page_clamp_leaves_a_size_that_fits(speak):
    assert page(speak(pageClamp="silent"), 1, 7).json()["data"]["pageSize"] == 7


@pytest.mark.parametrize("endpoint", ["historySingle", "historyFrozen"])
def test_past_end(speak, endpoint):
    empty, repeat, error = [speak(pastEnd=form) for form in ("empty", "repeatLast", "error")]
    last = keys(page(empty, 3, endpoint=endpoint).json()["data"])
    assert len(last) == 4

    for number in (4, 400):
        data = page(empty, number, endpoint=endpoint).json()["data"]
        assert (data["list"], data["total"], data["curPage"]) == ([], 14, number)
        data = page(repeat, number, endpoint=endpoint).json()["data"]
        assert (keys(data), data["total"], data["curPage"]) == (last, 14, number)
        refused = page(error, number, endpoint=endpoint)
        assert refused.json() == {"code": 500, "msg": "curPage is past the last page"}
        assert error.reason(refused) == {
            "pointer": "/curPage", "expected": "at most 3", "actual": str(number),
            "clause": "§3.5" if endpoint == "historySingle" else "§3.4",
        }  # fmt: skip
    for speaker in (empty, repeat, error):
        assert keys(page(speaker, 3, endpoint=endpoint).json()["data"]) == last


def test_past_end_of_no_rows_at_all(speak):
    empty, repeat, error = [speak(pastEnd=form) for form in ("empty", "repeatLast", "error")]
    night = {"start": "2024-07-10 00:00:01", "end": "2024-07-10 23:00:00"}
    for speaker in (empty, repeat, error):
        data = page(speaker, 1, **night).json()["data"]
        assert (data["total"], data["list"]) == (0, [])
    for speaker in (empty, repeat):
        assert page(speaker, 2, **night).json()["data"]["list"] == []
    assert page(error, 2, **night).json()["code"] == 500


def test_repeat_last_goes_on_beyond_a_last_page_that_is_full(speak):
    speaker = speak(pastEnd="repeatLast")
    assert keys(page(speaker, 3, 7).json()["data"]) == keys(page(speaker, 2, 7).json()["data"])


@pytest.mark.parametrize("endpoint", ["historySingle", "historyFrozen"])
def test_shuffled_rows_are_every_row_once_and_differ_call_by_call(speak, endpoint):
    speaker = speak(rowOrder="shuffled")
    stable = keys(whole(speak(), endpoint=endpoint))
    answers = [keys(whole(speaker, endpoint=endpoint)) for _ in range(4)]

    assert all(sorted(rows) == sorted(stable) for rows in answers)
    assert len({tuple(rows) for rows in [stable, *answers]}) > 3


def test_shuffled_pages_are_full_and_hold_only_rows_that_match(speak):
    speaker = speak(rowOrder="shuffled")
    stable = keys(whole(speak()))
    sizes, seen = [], []
    for number in range(1, 5):
        data = page(speaker, number).json()["data"]
        sizes.append(len(data["list"]))
        seen += keys(data)
        assert data["total"] == 14
        assert len(set(keys(data))) == len(data["list"])
    assert sizes == [5, 5, 4, 0]
    assert set(seen) <= set(stable)


def test_shuffled_rows_say_what_stable_ones_say(speak):
    stable, shuffled = [
        sorted((row["devAddr"], row["timestamp"], row["value"]) for row in whole(speak(rowOrder=form))["list"])
        for form in ("stable", "shuffled")
    ]
    assert stable == shuffled


def test_a_shuffled_push_holds_every_row_once(speak):
    meters = ",".join(METERS)
    stable, shuffled = speak(), speak(rowOrder="shuffled")
    asked = [(row["devAddr"], row["timestamp"]) for row in stable.frozen(meters, **WEEK)["list"]]
    orders = [[(row["devAddr"], row["timestamp"]) for row in shuffled.frozen(meters, **WEEK)["list"]] for _ in range(3)]

    assert all(sorted(order) == sorted(asked) and order != asked for order in orders)
    assert len({tuple(order) for order in orders}) == 3


@pytest.mark.parametrize("end, nights", [("inclusive", [0, 1]), ("exclusive", [0])])
def test_window_end(speak, end, nights):
    speaker = speak(windowEnd=end)
    stamps = [MIDNIGHT_MS + night * DAY_MS for night in nights]

    assert [row["timestamp"] for row in speaker.history()["list"]] == stamps
    assert [row["timestamp"] for row in speaker.history("historyFrozen", cgcode="1")["list"]] == stamps
    assert [row["timestamp"] for row in speaker.frozen()["list"]] == stamps
    moment = {"start": NIGHT["start"], "end": NIGHT["start"]}
    assert speaker.history(**moment)["total"] == (1 if end == "inclusive" else 0)
    assert speaker.frozen(**moment)["status"] == ("00" if end == "inclusive" else "02")


@pytest.mark.parametrize("end, months", [("inclusive", [1717171200000, 1719763200000]), ("exclusive", [1717171200000])])
def test_an_exclusive_end_loses_the_closing_row_of_june(speak, end, months):
    speaker = speak(windowEnd=end)
    june = {"start": "2024-06-01 00:00:00", "end": "2024-07-01 00:00:00"}

    assert [row["timestamp"] for row in speaker.frozen(cgcode="2", **june)["list"]] == months
    assert [row["timestamp"] for row in speaker.history("historyFrozen", cgcode="2", **june)["list"]] == months


SPANS = {
    "184 days, old": ("2023-12-01 00:00:00", "2024-06-02 00:00:00"),
    "185 days, old": ("2023-12-01 00:00:00", "2024-06-03 00:00:00"),
    "from 184 days ago": ("2024-01-09 16:20:00", "2024-07-11 16:20:00"),
    "from a second earlier": ("2024-01-09 16:19:59", "2024-07-11 16:20:00"),
    "short but old": ("2024-01-08 00:00:00", "2024-01-09 00:00:00"),
}
LIMITS = [
    ("span", ["184 days, old", "from 184 days ago", "short but old"]), ("spanAndAge", ["from 184 days ago"]),
    ("truncate", list(SPANS)),
]  # fmt: skip


@pytest.mark.parametrize("limit, accepted", LIMITS)
def test_history_limit(speak, limit, accepted):
    speaker = speak(historyLimit=limit)
    answers = {name: page(speaker, 1, start=start, end=end) for name, (start, end) in SPANS.items()}

    assert [name for name, answer in answers.items() if answer.json()["code"] == 200] == accepted
    refused = {answer.json()["msg"] for answer in answers.values() if answer.json()["code"] != 200}
    assert refused <= {"range exceeds half a year"}


def test_the_reason_says_how_old_a_window_may_be(speak):
    speaker = speak(historyLimit="spanAndAge")
    told = speaker.reason(page(speaker, 1, start="2024-01-01 00:00:00", end="2024-01-02 00:00:00"))
    expected = "no older than 2024-01-09 16:20:00, 184 days ago"
    assert told == {"pointer": "/start", "expected": expected, "actual": "2024-01-01 00:00:00", "clause": "§3.5"}


def test_truncate_cuts_the_end_to_184_days_after_the_start_and_says_nothing(speak):
    speaker = speak(historyLimit="truncate")
    data = whole(speaker, devList=METERS[0], start="2023-12-01 00:00:00", end="2024-07-11 00:00:00")

    assert data["total"] == 185
    assert data["list"][-1]["timestamp"] == data["list"][0]["timestamp"] + 184 * DAY_MS


def test_real_time_reads_know_no_half_year(speak):
    for limit in ("span", "spanAndAge", "truncate"):
        rows = speak(historyLimit=limit).frozen(start="2023-12-01 00:00:00", end="2024-07-11 00:00:00")["list"]
        assert len(rows) == 224
