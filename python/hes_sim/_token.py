"""The token that the control API of a started simulator asks for, as `hes-sim serve` takes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional, Sequence

FLAG, FILE_FLAG, VARIABLE = "--control-token", "--control-token-file", "HES_SIM_CONTROL_TOKEN"


def chosen(arguments: Sequence[str]) -> Optional[str]:
    """That of a flag, of a flag's file, or of the environment, which the simulator inherits; None without one.

    Throws `OSError` and `ValueError` for a file that cannot be read, with which the simulator does not start.
    """
    given = _value(FLAG, arguments)
    file = _value(FILE_FLAG, arguments)
    if given is None and file is not None:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    return given if given is not None else os.environ.get(VARIABLE)


def _value(flag: str, arguments: Sequence[str]) -> Optional[str]:
    """The last one, given as `FLAG VALUE` or `FLAG=VALUE`."""
    found = None
    for number, word in enumerate(arguments):
        if word == flag and number + 1 < len(arguments):
            found = arguments[number + 1]
        elif word.startswith(f"{flag}="):
            found = word[len(flag) + 1 :]
    return found
