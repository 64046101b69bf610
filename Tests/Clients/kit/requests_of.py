"""One good request per call, to be sent as it is or spoilt."""

from kit.worlds import DCU, METERS, credentials

WINDOW = {"start": "2024-07-09 00:00:00", "end": "2024-07-11 00:00:00"}
PAGE = {"curPage": 1, "pageSize": 20}

GOOD = {
    "getToken": credentials(),
    "readFrozen": {"devList": METERS[0], "cgcode": "1", **WINDOW},
    "readSingle": {"devList": METERS[0], "cgcode": "5069"},
    "historyFrozen": {"devList": METERS[0], "cgcode": "1", **WINDOW, **PAGE},
    "historySingle": {"devList": METERS[0], "cgcode": "5069", **WINDOW, **PAGE},
    "relay": {"devList": METERS[0], "controlMode": 2},
    "readArchive": {"dcuNo": DCU},
    "addArchive": {"dcuNo": DCU, "archives": [{"devAddr": METERS[0], "status": "1"}]},
    "removeArchive": {"dcuNo": DCU, "archives": [{"devAddr": "202407555555"}]},
}

WITH_TOKEN = [endpoint for endpoint in GOOD if endpoint != "getToken"]
PLANS = [endpoint for endpoint in WITH_TOKEN if not endpoint.startswith("history")]


def good(endpoint, **changes):
    """A copy with some fields changed; None takes a field out."""
    body = {**GOOD[endpoint], **changes}
    return {name: value for name, value in body.items() if value is not None}
