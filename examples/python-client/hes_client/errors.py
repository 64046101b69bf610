"""What can go wrong, told apart by what the caller may do next."""


class HESError(Exception):
    """Anything that kept a call from succeeding."""


class Declined(HESError):
    """The caller asked for something that is never sent. Nothing went out."""


class NotListening(HESError):
    """The broker has not confirmed the subscription, so a result could not be received. Nothing went out."""


class Rejected(HESError):
    """The HES said no: the call was definitely not carried out."""

    def __init__(self, code, message):
        super().__init__(f"code {code}: {message}")
        self.code = code
        self.message = message


class Busy(Rejected):
    """The HES said no for now: the same call may succeed after a while, `after` seconds if it says so."""

    def __init__(self, code, message, after=0.0):
        super().__init__(code, message)
        self.after = after


class TokenRejected(Rejected):
    """The HES said no because of the token: logging in again may help."""


class LoginFailed(HESError):
    """There is no token, so the call that needed one was not carried out."""


class NotSent(HESError):
    """No connection: the call definitely did not reach the HES."""


class NoAnswer(HESError):
    """The call went out and no usable answer came: it may or may not have been carried out."""
