"""Finds the hes-sim executable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Optional, Union

from hes_sim.errors import BinaryNotFound

PACKAGED = Path(__file__).parent / "bin" / "hes-sim"
VARIABLE = "HES_SIM"


def find(given: Optional[Union[str, "os.PathLike[str]"]] = None) -> str:
    """The path of the executable: the given one, that of the variable HES_SIM, the one in the wheel, or the one of PATH."""
    named = os.fspath(given) if given else os.environ.get(VARIABLE)
    if named:
        return _usable(named, origin="given" if given else f"of the environment variable {VARIABLE}")
    if PACKAGED.is_file():
        return str(PACKAGED)
    found = shutil.which("hes-sim")
    if found:
        return found
    raise BinaryNotFound(
        f"there is no hes-sim: not in this package ({PACKAGED}) and not in PATH. Install the wheel of pytest-hes-sim for this "
        f"machine or the Debian package hes-sim, or name an executable with --hes-binary or {VARIABLE}."
    )


def _usable(path: str, origin: str) -> str:
    if not os.path.isfile(path):
        raise BinaryNotFound(f"the hes-sim {origin} is not there: {path}")
    if not os.access(path, os.X_OK):
        raise BinaryNotFound(f"the hes-sim {origin} cannot be executed: {path}")
    return os.path.abspath(path)
