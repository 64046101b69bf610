"""The plugin: the fixtures `hes`, `hes_world` and `async_hes_world`, their options, and the journal of a test that failed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Callable, Dict, Generator, Iterator, List, Optional, TypeVar

import pytest

from hes_sim import _report, _share
from hes_sim.aio import AsyncWorld
from hes_sim.documents import Source
from hes_sim.errors import HesError
from hes_sim.simulator import Simulator
from hes_sim.world import World

T = TypeVar("T")

WORLDS = pytest.StashKey[List[World]]()
SHARE = pytest.StashKey[_share.Share]()
INPUT = "hes_sim_share"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hes-sim")
    group.addoption("--hes-binary", metavar="FILE", help="the hes-sim executable; without it HES_SIM, the wheel's, or that of PATH")
    group.addoption(
        "--hes-scenario",
        metavar="FILE",
        help="scenario file, or name of a shipped recipe, for the worlds of hes_world whose mark names none",
    )
    group.addoption("--hes-log", metavar="FILE", help="keep the last 4 MiB of what the simulator says in this file")
    group.addoption(
        "--hes-seed", metavar="N", help="seed of the worlds whose mark names none; 'random' takes another each time"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "hes_world(scenario=None, *, recipe=None, clock='auto', seed=None): the world of hes_world: a document or file, the "
        "shipped failure in it, its pace and seed",
    )
    seed = config.getoption("--hes-seed")
    if seed is not None and seed != "random" and not seed.isdecimal():
        raise pytest.UsageError(f"--hes-seed is a number or 'random', not '{seed}'")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist where the simulator of all workers can be had; one that is not told starts its own."""
    config: pytest.Config = node.config
    if SHARE not in config.stash:
        try:
            config.stash[SHARE] = _share.Share(lambda: _simulator(config))
        except OSError:
            return
    node.workerinput[INPUT] = config.stash[SHARE].path


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARE in config.stash:
        config.stash[SHARE].close()
        del config.stash[SHARE]


def _simulator(config: pytest.Config) -> Simulator:
    return Simulator(config.getoption("--hes-binary"), log=config.getoption("--hes-log"))


def _started(config: pytest.Config) -> Simulator:
    path = getattr(config, "workerinput", {}).get(INPUT)
    # A worker on another machine cannot see the socket and has a simulator of its own.
    return _share.ask(path) if path and Path(path).exists() else _simulator(config).start()


def _or_fail(make: Callable[[], T]) -> T:
    """What it makes; a failure is told without the way through this package."""
    try:
        return make()
    except (HesError, OSError) as error:
        reason = str(error)
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="session")
def hes(pytestconfig: pytest.Config) -> Iterator[Simulator]:
    """One simulator for the session, on free ports; all workers of pytest-xdist share it."""
    simulator = _or_fail(lambda: _started(pytestconfig))
    try:
        yield simulator
    finally:
        simulator.close()


@pytest.fixture
def hes_world(request: pytest.FixtureRequest, hes: Simulator) -> Iterator[World]:
    """A world of the test's own whose clock leaps to what is waited for; it ends with the test."""
    world = _or_fail(lambda: hes.world(**_wanted(request.node)))
    alive = request.node.stash.setdefault(WORLDS, [])
    alive.append(world)
    try:
        yield world
    finally:
        alive.remove(world)
        world.end()


@pytest.fixture
def async_hes_world(hes_world: World) -> AsyncWorld:
    """The world of `hes_world` with methods to be awaited, under asyncio, anyio and trio."""
    return AsyncWorld(hes_world)


def _wanted(node: pytest.Item) -> Dict[str, Any]:
    """The arguments of `Simulator.world`: the mark's, then the options'."""
    mark = node.get_closest_marker("hes_world")
    wanted: Dict[str, Any] = dict(mark.kwargs) if mark else {}
    if mark and mark.args:
        wanted["scenario"] = mark.args[0]
    unknown = set(wanted) - {"scenario", "recipe", "clock", "seed"}
    if unknown or (mark and len(mark.args) > 1):
        raise HesError(f"the mark hes_world takes scenario, recipe, clock and seed, not {', '.join(sorted(unknown)) or mark}")
    chosen = node.config.getoption("--hes-scenario")
    if chosen and "scenario" not in wanted and "recipe" not in wanted:
        wanted["scenario" if _is_file(chosen) else "recipe"] = chosen
    seed = node.config.getoption("--hes-seed")
    if seed and "seed" not in wanted:
        wanted["seed"] = random.randrange(2**31) if seed == "random" else int(seed)
    scenario: Optional[Source] = wanted.get("scenario")
    if isinstance(scenario, str) and not Path(scenario).is_absolute() and mark and scenario != chosen:
        wanted["scenario"] = node.path.parent / scenario
    return wanted


def _is_file(chosen: str) -> bool:
    return Path(chosen).suffix == ".json" or Path(chosen).exists()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, None]:
    """Adds the journal to the report of a test that failed, and to its properties, which JUnit's XML has."""
    outcome = yield
    report = outcome.get_result()
    worlds = item.stash.get(WORLDS, [])
    if not report.failed or not worlds or report.when == "teardown":
        return
    given = item.config.getoption
    options = {name: given(name) for name in ("--hes-scenario", "--hes-binary")}
    for world in worlds:
        line = _report.replay_line(item.config.cwd_relative_nodeid(item.nodeid), world.seed, options)
        text = _report.journal_text(world)
        report.sections.append(("hes-sim journal", f"{text}\nreplay: {line}"))
        found = [("hes_sim_seed", str(world.seed)), ("hes_sim_replay", line), ("hes_sim_journal", text)]
        item.user_properties += found
        report.user_properties += found
