"""Becomes the simulator, which the kernel then ends together with the process that asked for it.

Run as a program: `python -I -S _launch.py PARENT BINARY ARGUMENT…`. The kernel sends the signal when the thread that started
this process ends; that thread waits for it.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, binary = int(sys.argv[1]), sys.argv[2]
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:  # It ended before the kernel was asked.
        sys.exit(1)
    try:
        os.execv(binary, [binary, *sys.argv[3:]])
    except OSError as error:
        sys.exit(f"{binary} cannot be executed: {error.strerror}")


if __name__ == "__main__":
    main()
