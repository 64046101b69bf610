"""Scenario documents of the tests, written where a test may write."""

import copy
import json

TENANT = "4711"
START = "2024-07-11 16:20:01"
START_MS = 1720686001000

METERS = ["202407100001", "202407100002", "202407100003", "0000000042"]
NEIGHBOURS = ["202407110001", "202407110002"]
DISABLED = "202407110009"
LOOSE = "202407999999"
UNKNOWN = "999999999999"
DCU, OTHER_DCU = "2211000051", "2211000052"


# A document for a world of a test's own: what it leaves out is made up.
SMALL = {
    "name": "small",
    "clock": {"start": "2024-07-11 16:20:00", "mode": "manual"},
    "tenants": [{"dcus": [{"dcuNo": "D", "meters": METERS}]}],
}


def user(name):
    return {"username": name, "password": f"{name}-password", "secretKey": f"{name}-0123456789abcdef"}


def credentials(name="demo", tenant=TENANT):
    return {"tenantCode": tenant, **user(name)}


def world(mode="real", **changes):
    """Two DCUs, a disabled meter and one in no archive; `changes` go into the tenant."""
    tenant = {
        "tenantCode": TENANT,
        "users": [user("demo"), user("second")],
        "dcus": [
            {"dcuNo": DCU, "meters": [*METERS[:1], {"devAddr": METERS[1], "route": METERS[0]}, *METERS[2:]]},
            {"dcuNo": OTHER_DCU, "meters": [*NEIGHBOURS, {"devAddr": DISABLED, "enabled": False}]},
        ],
        "meters": [LOOSE],
    }
    tenant.update(copy.deepcopy(changes))
    return {
        "name": "client-tests",
        "seed": 7,
        "clock": {"start": START, "timeZone": "+08:00", "mode": mode},
        "tenants": [tenant],
    }


def write(document, directory, name="world.json"):
    path = directory / name
    path.write_text(json.dumps(document, indent=2))
    return path
