"""Sends the token in the header alone, as §3.9's example does, with every call."""

from example import drive
from hes_client.calls import TOKEN_HEADER, Calls

MUST_FAIL = ("TOKEN-10",)

Calls.signed = lambda self, endpoint, fields, token: (fields, {TOKEN_HEADER: token})

if __name__ == "__main__":
    drive()
