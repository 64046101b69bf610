"""The same for coroutines, under asyncio and trio. Each request runs on a thread, so that the code under test goes on meanwhile."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Callable, List, Mapping, Optional, Sequence, Type, TypeVar, Union

from hes_sim.documents import Source
from hes_sim.records import Armed, Call, Entry, Truth
from hes_sim.simulator import Simulator
from hes_sim.world import WAIT_SECONDS, Instant, Rule, Span, World

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        result: T = await trio.to_thread.run_sync(work)
        return result
    return await asyncio.get_running_loop().run_in_executor(None, work)


class AsyncSimulator:
    """`async with AsyncSimulator() as hes`; the arguments are those of `Simulator`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.simulator = Simulator(*arguments, **options)

    async def __aenter__(self) -> "AsyncSimulator":
        await in_thread(self.simulator.start)
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.simulator.close()

    async def world(
        self,
        scenario: Optional[Source] = None,
        *,
        recipe: Optional[str] = None,
        clock: Optional[str] = "auto",
        seed: Optional[int] = None,
    ) -> "AsyncWorld":
        make = partial(self.simulator.world, scenario, recipe=recipe, clock=clock, seed=seed)
        return AsyncWorld(await in_thread(make))


class AsyncWorld:
    """A `World` whose methods are awaited; `async with` ends it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seed = world.seed
        self.tenant_code = world.tenant_code
        self.username = world.username
        self.password = world.password
        self.secret_key = world.secret_key
        self.credentials = world.credentials
        self.topic = world.topic
        self.http = world.http
        self.base_url = world.base_url
        self.mqtt = world.mqtt
        self.mqtt_host = world.mqtt_host
        self.mqtt_port = world.mqtt_port

    async def __aenter__(self) -> "AsyncWorld":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.world.end()  # Within a cancelled task nothing can be awaited any more.

    async def end(self) -> None:
        await in_thread(self.world.end)

    async def ask(self, method: str, path: str, body: object = None, **query: object) -> Any:
        return await in_thread(partial(self.world.ask, method, path, body, **query))

    async def now(self) -> datetime:
        return await in_thread(lambda: self.world.now)

    async def advance(self, span: Span = "untilIdle") -> Mapping[str, Any]:
        return await in_thread(partial(self.world.advance, span))

    async def set_clock(self, instant: Optional[Instant] = None, *, mode: Optional[str] = None) -> Mapping[str, Any]:
        return await in_thread(partial(self.world.set_clock, instant, mode=mode))

    async def arm(self, what: Union[str, Rule, Sequence[Rule]]) -> Armed:
        return await in_thread(partial(self.world.arm, what))

    async def disarm(self, rule_id: str) -> None:
        await in_thread(partial(self.world.disarm, rule_id))

    async def happen(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        return await in_thread(partial(self.world.happen, event))

    async def journal(self, kind: Optional[str] = None, *, since: int = 0, **filters: object) -> List[Entry]:
        return await in_thread(partial(self.world.journal, kind, since=since, **filters))

    async def calls(
        self, endpoint: Optional[str] = None, *, dev_addr: Optional[str] = None, since: int = 0, **filters: object
    ) -> List[Call]:
        return await in_thread(partial(self.world.calls, endpoint, dev_addr=dev_addr, since=since, **filters))

    async def wait_for(
        self, kind: Optional[str] = None, *, count: int = 1, since: int = 0, timeout: float = WAIT_SECONDS, **members: object
    ) -> List[Entry]:
        return await in_thread(partial(self.world.wait_for, kind, count=count, since=since, timeout=timeout, **members))

    async def assert_never(
        self,
        kind: Optional[str] = None,
        *,
        fence: Optional[Mapping[str, object]] = None,
        since: int = 0,
        timeout: float = WAIT_SECONDS,
        **members: object,
    ) -> int:
        work = partial(self.world.assert_never, kind, fence=fence, since=since, timeout=timeout, **members)
        return await in_thread(work)

    async def truth(self, dev_addr: str, *, at: Optional[Instant] = None) -> Truth:
        return await in_thread(partial(self.world.truth, dev_addr, at=at))
