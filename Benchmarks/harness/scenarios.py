"""Scenario files of any size, and the requests that fit them."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench

TENANT = "1000000067"
CREDENTIALS = {"username": "bench", "password": "bench-password", "secretKey": "0123456789abcdef0123456789abcdef"}
FIRST_METER = 100_000_000_000


def login(tenant: str) -> str:
    return json.dumps({"tenantCode": tenant, **CREDENTIALS})


LOGIN = login(TENANT)


@dataclass(frozen=True)
class World:
    """DCUs with one range of meters each; numbers follow one another."""

    dcus: int
    meters_per_dcu: int
    tenant: str = TENANT
    row_order: str = "stable"

    @property
    def meters(self) -> int:
        return self.dcus * self.meters_per_dcu

    def meter(self, index: int) -> str:
        return str(FIRST_METER + index)

    def some_meters(self, count: int) -> list[str]:
        generator = random.Random(1)
        return [self.meter(generator.randrange(self.meters)) for _ in range(count)]

    def write(self, bench: Bench) -> Path:
        return bench.file(f"{self._name}.json", json.dumps(self._document()))

    @property
    def _name(self) -> str:
        return f"bench-{self.meters}-{self.tenant}-{self.row_order}"

    def _document(self) -> dict:
        return {
            "name": self._name,
            "clock": {"start": "2024-07-11 16:20:00", "mode": "real"},
            "tenants": [self._tenant()],
        }

    def _tenant(self) -> dict:
        dialect = {"rowOrder": self.row_order}
        return {"tenantCode": self.tenant, "users": [CREDENTIALS], "dialect": dialect, "dcus": self._dcus()}

    def _dcus(self) -> list[dict]:
        count = self.meters_per_dcu
        ranges = [{"from": self.meter(number * count), "count": count} for number in range(self.dcus)]
        return [{"dcuNo": f"{2_211_000_000 + number}", "meters": [one]} for number, one in enumerate(ranges)]


def read_single(meters: list[str], token: str) -> list[str]:
    return [json.dumps({"devList": meter, "cgcode": "5050", "token": token}) for meter in meters]


def read_frozen(meters: list[str], cgcode: str, window: tuple[str, str], token: str) -> str:
    start, end = window
    return json.dumps({"devList": ",".join(meters), "cgcode": cgcode, "start": start, "end": end, "token": token})


def history(meter_list: str, cgcode: str, window: tuple[str, str], page: int, page_size: int, token: str) -> str:
    start, end = window
    paging = {"curPage": page, "pageSize": page_size}
    return json.dumps({"devList": meter_list, "cgcode": cgcode, "start": start, "end": end, **paging, "token": token})
