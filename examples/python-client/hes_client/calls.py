"""The eight calls that carry a token (§3.2–3.9)."""

import logging

from hes_client.envelope import data_of
from hes_client.errors import Busy, NoAnswer, NotSent, TokenRejected

PATHS = {
    "readFrozen": "meter/readFrozen",
    "readSingle": "meter/readSingle",
    "historyFrozen": "meter/historyFrozen",
    "historySingle": "meter/historySingle",
    "relay": "meter/relay",
    "readArchive": "dcu/readArchive",
    "addArchive": "dcu/addArchive",
    "removeArchive": "dcu/removeArchive",
}
TOKEN_HEADER = "HES_Access_Token"
# §3.9 shows the token in a header and the table of every other call in the body: there it goes into both.
IN_HEADER_TOO = {"removeArchive"}
# What may be sent again when it is unknown what became of it. A breaker never, an archive only after a look at it.
REPEATABLE = {"readFrozen", "readSingle", "historyFrozen", "historySingle", "readArchive"}
PAUSES_SECONDS = (0.25, 0.5, 1.0)

log = logging.getLogger(__name__)


def joined(meters):
    """`devList`: one string with commas (§3.2)."""
    return ",".join(meters)


class Calls:
    def __init__(self, transport, session):
        self._transport = transport
        self._session = session

    def call(self, endpoint, fields, deadline):
        """The `data` of the answer.

        - Throws: `Rejected` for a no, `NotSent`, and `NoAnswer` where it is unknown whether it was carried out.
        """
        pauses = iter(PAUSES_SECONDS if endpoint in REPEATABLE else ())
        while True:
            try:
                return self._with_login(endpoint, fields, deadline)
            except (NoAnswer, NotSent, Busy) as error:
                pause = next(pauses, None)
                if pause is None or not deadline.pause(max(pause, getattr(error, "after", 0.0))):
                    raise
                log.warning("%s failed for now (%s), once more", endpoint, error)

    def _with_login(self, endpoint, fields, deadline):
        """A refused token is proof that nothing was carried out: one login, and the call once more."""
        token, generation = self._session.token(deadline)
        try:
            return self._send(endpoint, fields, token, deadline)
        except TokenRejected:
            token, _ = self._session.renew(generation, deadline)
            return self._send(endpoint, fields, token, deadline)

    def _send(self, endpoint, fields, token, deadline):
        body, headers = self.signed(endpoint, fields, token)
        fresh = endpoint not in REPEATABLE
        return data_of(self._transport.post(PATHS[endpoint], body, headers, deadline, fresh))

    def signed(self, endpoint, fields, token):
        """Body and headers with the token where this call wants it."""
        headers = {TOKEN_HEADER: token} if endpoint in IN_HEADER_TOO else {}
        return {**fields, "token": token}, headers
