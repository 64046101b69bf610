"""Waiting for a condition, never for a while."""

import time

PATIENCE_SECONDS = 20.0


def eventually(condition, what, seconds=PATIENCE_SECONDS):
    """The condition's first true value; fails after a generous bound."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.01)
