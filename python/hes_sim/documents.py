"""Scenario documents of worlds: the small default, files, and the rules of shipped recipes."""

from __future__ import annotations

import copy
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Union

Document = Mapping[str, Any]
Source = Union[Document, str, "os.PathLike[str]"]

START = "2024-07-11 10:00:00"

# The meters that the shipped recipes name.
DEFAULT: Document = {
    "name": "hes_world",
    "clock": {"start": START, "timeZone": "+08:00", "mode": "auto"},
    "tenants": [
        {
            "dcus": [
                {"dcuNo": "2211000051", "meters": [{"from": "202407100001", "count": 10}]},
                {"dcuNo": "2211000052", "meters": [{"from": "202407110001", "count": 10}]},
            ]
        }
    ],
}

# The world that a process needs and no test uses.
BASE: Document = {
    "name": "base",
    "clock": {"start": START, "mode": "manual"},
    "tenants": [
        {"tenantCode": "hes-sim-base", "users": [{"username": "base", "password": "base", "secretKey": "base"}], "dcus": []}
    ],
}

# How the simulator refuses a part that is a file, and what to do then.
NO_FILES = "take no files of this machine"
PARTS_HINT = (
    "a world is made by a request, whose parts are shipped scenarios alone: write what the file says into the scenario itself, "
    "or put the document together in Python"
)


@dataclass(frozen=True)
class Scenario:
    """A document, and the text that it was read from."""

    document: Optional[Dict[str, Any]]
    text: Optional[bytes] = None
    path: Optional[str] = None


def read(source: Optional[Source]) -> Scenario:
    """A copy of a document, or of the one in a file; the default without a source. A file that is no JSON has no document."""
    if source is None:
        return Scenario(copy.deepcopy(dict(DEFAULT)))
    if isinstance(source, Mapping):
        return Scenario(copy.deepcopy(dict(source)))
    path = Path(source)
    text = path.read_bytes()
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    return Scenario(document if isinstance(document, dict) else None, text, str(path))


def prepared(document: Dict[str, Any], *, clock: Optional[str], seed: Optional[int], recipe: Optional[Document]) -> Dict[str, Any]:
    """The document of a world of its own: its code is made up, and the given pace, seed and recipe take the place of its own."""
    document.setdefault("name", "hes_world")
    if seed is not None:
        document["seed"] = seed
    if clock is not None:
        pace = document.setdefault("clock", {})
        if isinstance(pace, dict):
            pace["mode"] = clock
    if recipe and "include" in document:
        document.setdefault("tenants", [{}])  # The tenant of the part.
    tenants = document.get("tenants")
    for tenant in tenants if isinstance(tenants, list) else []:
        if isinstance(tenant, dict):
            tenant.pop("tenantCode", None)
            _add(recipe or {}, tenant)
    return document


def _add(recipe: Document, tenant: Dict[str, Any]) -> None:
    """Puts the rules and events of a recipe behind the tenant's; what is no list is left to the check."""
    for part in ("faults", "events"):
        own = tenant.get(part, [])
        if isinstance(own, list) and recipe.get(part):
            tenant[part] = [*own, *recipe[part]]
