"""A simulated smart-meter head-end for tests: `with Simulator() as hes, hes.world() as world`.

With pytest the fixtures `hes`, `hes_world` and `async_hes_world` do the same.
"""

from hes_sim.aio import AsyncSimulator, AsyncWorld
from hes_sim.errors import BinaryNotFound, Happened, HesError, NothingCame, Refused, StartError, Unreachable
from hes_sim.records import Armed, Call, Entry, Truth
from hes_sim.simulator import Simulator
from hes_sim.world import HesWarning, World

__all__ = [
    "Armed",
    "AsyncSimulator",
    "AsyncWorld",
    "BinaryNotFound",
    "Call",
    "Entry",
    "Happened",
    "HesError",
    "HesWarning",
    "NothingCame",
    "Refused",
    "Simulator",
    "StartError",
    "Truth",
    "Unreachable",
    "World",
]
