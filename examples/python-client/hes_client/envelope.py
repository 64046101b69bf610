"""`{"code", "msg", "data"}` (§3): success is a matter of `code`, never of the HTTP status alone."""

from hes_client.errors import Busy, NoAnswer, Rejected, TokenRejected

SUCCESS = "200"
UNAUTHORIZED = "401"
TOO_MANY = 429


def data_of(answer):
    """The `data` of a successful answer.

    - Throws: `TokenRejected`, `Busy`, `Rejected`, and `NoAnswer` where it is no envelope.
    """
    if answer.status == 401:
        raise TokenRejected(UNAUTHORIZED, "HTTP 401")
    if answer.status == TOO_MANY:
        raise Busy(str(TOO_MANY), "HTTP 429", answer.retry_after)
    envelope = answer.json()
    # A number by the document; some servers write it as a string.
    code = envelope.get("code")
    if isinstance(code, bool) or not isinstance(code, (int, str)):
        raise NoAnswer(f"HTTP {answer.status} without a code")
    if str(code) == SUCCESS and answer.status == 200:
        data = envelope.get("data")
        return data if isinstance(data, dict) else {}
    raise refusal(str(code), str(envelope.get("msg")), answer.retry_after)


def refusal(code, message, retry_after):
    """The document has one code for every failure, so only the text tells whether it was the token, or is over soon."""
    if code == UNAUTHORIZED or "token" in message.lower():
        return TokenRejected(code, message)
    return Busy(code, message, retry_after) if "busy" in message.lower() else Rejected(code, message)
