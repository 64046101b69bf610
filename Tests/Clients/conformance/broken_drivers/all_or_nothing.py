"""Throws away what came with a partial result."""

from example import drive
from hes_client.questions import Question

MUST_FAIL = ("READ-01", "COLL-03")
take = Question.take

Question.take = lambda self, data: take(self, data if data.get("status") == "00" else {**data, "list": []})

if __name__ == "__main__":
    drive()
