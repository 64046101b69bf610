"""Sends devList as a JSON array, and a string only after that was refused."""

from example import drive
from hes_client.calls import REPEATABLE, Calls
from hes_client.errors import Rejected, TokenRejected

MUST_FAIL = ("FORM-01",)
send = Calls._send


def with_array(self, endpoint, fields, token, deadline):
    if endpoint in REPEATABLE and "devList" in fields and not hasattr(self, "is_corrected"):
        try:
            return send(self, endpoint, {**fields, "devList": fields["devList"].split(",")}, token, deadline)
        except TokenRejected:
            raise
        except Rejected:
            self.is_corrected = True
    return send(self, endpoint, fields, token, deadline)


Calls._send = with_array

if __name__ == "__main__":
    drive()
