"""`{"code", "msg", "data"}` (§3): success is a matter of `code`, never of the HTTP status alone."""

from hes_client.errors import NoAnswer, Rejected, TokenRejected

SUCCESS = "200"
UNAUTHORIZED = "401"


def data_of(answer):
    """The `data` of a successful answer.

    - Throws: `TokenRejected`, `Rejected`, and `NoAnswer` where it is no envelope.
    """
    if answer.status == 401:
        raise TokenRejected(UNAUTHORIZED, "HTTP 401")
    envelope = answer.json()
    # A number by the document; some servers write it as a string.
    code = envelope.get("code")
    if isinstance(code, bool) or not isinstance(code, (int, str)):
        raise NoAnswer(f"HTTP {answer.status} without a code")
    if str(code) == SUCCESS and answer.status == 200:
        data = envelope.get("data")
        return data if isinstance(data, dict) else {}
    raise refusal(str(code), str(envelope.get("msg")))


def refusal(code, message):
    """The document has one code for every failure, so only the text tells whether it was the token."""
    is_token = code == UNAUTHORIZED or "token" in message.lower()
    return (TokenRejected if is_token else Rejected)(code, message)
