"""Sends dates in ISO 8601, and the documented pattern only after that was refused."""

from example import drive
from hes_client.calls import Calls
from hes_client.errors import Rejected, TokenRejected

MUST_FAIL = ("FORM-02",)
send = Calls._send


def with_iso(self, endpoint, fields, token, deadline):
    if "start" in fields and not hasattr(self, "is_corrected"):
        iso = {name: fields[name].replace(" ", "T") + "+08:00" for name in ("start", "end")}
        try:
            return send(self, endpoint, {**fields, **iso}, token, deadline)
        except TokenRejected:
            raise
        except Rejected:
            self.is_corrected = True
    return send(self, endpoint, fields, token, deadline)


Calls._send = with_iso

if __name__ == "__main__":
    drive()
