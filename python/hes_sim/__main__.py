"""The command `hes-sim` of the wheel: the executable, with the given arguments."""

import os
import sys

from hes_sim import _binary
from hes_sim.errors import BinaryNotFound


def main() -> None:
    try:
        path = _binary.find()
    except BinaryNotFound as error:
        sys.exit(str(error))
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
