"""Logs in before every call: the token is not cached."""

from example import drive
from hes_client.session import Session

MUST_FAIL = ("TOKEN-02", "TOKEN-04")


def token(self, deadline):
    self.log_in(deadline)
    return self._token, self._generation


Session.token = token

if __name__ == "__main__":
    drive()
