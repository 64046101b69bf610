"""examples/python-client for clients that break one thing of it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "examples/python-client"))

from driver import main  # noqa: E402


def drive():
    sys.exit(main())
