"""Declares the two capabilities that are mandatory, and answers every other operation with `unsupported`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "examples/python-client"))

import driver  # noqa: E402

WHY = "this client reads and asks history"

driver.CAPABILITIES = {name: name in ("read", "history") or WHY for name in driver.CAPABILITIES}
driver.OPERATIONS = {name: driver.OPERATIONS[name] for name in ("login", "read", "history")}

if __name__ == "__main__":
    sys.exit(driver.main())
