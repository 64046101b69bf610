"""Takes HTTP 200 for success, whatever `code` says. It never learns that its token was refused, either."""

from example import drive
from hes_client import calls, session
from hes_client.errors import NoAnswer

MUST_FAIL = ("ENV-01", "TOKEN-03")


def data_of(answer):
    if answer.status != 200:
        raise NoAnswer(f"HTTP {answer.status}")
    return answer.json().get("data") or {}


calls.data_of = session.data_of = data_of

if __name__ == "__main__":
    drive()
