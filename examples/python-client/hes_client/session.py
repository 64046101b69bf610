"""The token: asked for once, kept, asked for again when the HES refuses it (§3.1)."""

import logging
import threading
import time

from hes_client.envelope import data_of
from hes_client.errors import HESError, LoginFailed, NoAnswer

LOGINS_PER_OPERATION = 3
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

log = logging.getLogger(__name__)


class Session:
    """One login at a time: other threads that need a token wait for it and share it.

    The token is opaque. Neither what may be inside it nor `expireIn` says when it ends: the first goes stale when the
    HES renews, the second does not know of a restart. The HES says it, by refusing the token.
    """

    def __init__(self, transport, settings):
        self._transport = transport
        self._credentials = {
            "tenantCode": settings.tenant_code,
            "username": settings.username,
            "password": settings.password,
            "secretKey": settings.secret_key,
        }
        self._lock = threading.Lock()
        self._token = None
        # Counts logins: the same token may come back, renewed, so the text does not tell new from old.
        self._generation = 0
        self._failures = 0
        self._failed_at = 0.0

    def token(self, deadline):
        """The token, and which login it is from."""
        with self._lock:
            if self._token is None:
                self._log_in(deadline)
            return self._token, self._generation

    def renew(self, refused_generation, deadline):
        """A token that is newer than the one that was refused; another thread may have got it already."""
        with self._lock:
            if self._token is None or self._generation == refused_generation:
                self._token = None
                self._log_in(deadline)
            return self._token, self._generation

    def log_in(self, deadline):
        """Asks the HES now, which renews a token that is still valid."""
        with self._lock:
            self._log_in(deadline)

    def _log_in(self, deadline):
        for attempt in range(1, LOGINS_PER_OPERATION + 1):
            if not deadline.pause(self._rest()):
                raise LoginFailed("logging in failed before, and there is no time to try again")
            try:
                return self._ask(deadline)
            except HESError as error:
                self._failures += 1
                self._failed_at = time.monotonic()
                log.warning("login failed (%s)", error)
                if attempt == LOGINS_PER_OPERATION:
                    raise LoginFailed(str(error)) from error

    def _ask(self, deadline):
        data = data_of(self._transport.post("getToken", self._credentials, {}, deadline))
        token = data.get("token")
        if not isinstance(token, str) or not token:
            raise NoAnswer("an answer without a token")
        self._token = token
        self._generation += 1
        self._failures = 0
        log.info("logged in")

    def _rest(self):
        """Seconds until the next login is due: 1, 2, 4, … after so many failures in a row."""
        if self._failures == 0:
            return 0.0
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self._failures - 1), LONGEST_PAUSE_SECONDS)
        return max(0.0, self._failed_at + pause - time.monotonic())
