"""Closes where it should open, and opens where it should close."""

from example import drive
from hes_client.relay import MODES

MUST_FAIL = ("RELAY-01",)

MODES.update(open=2, close=1)

if __name__ == "__main__":
    drive()
