"""Collects everything from the meters and never asks history."""

from example import drive
from hes_client.collecting import Collecting

# COLL-01 cannot be judged: there is no history whose holes could be read.
MUST_FAIL = ("COLL-02",)
begin = Collecting.__init__


class NoHistory:
    def rows(self, *arguments, **options):
        return []


Collecting.__init__ = lambda self, history, *others: begin(self, NoHistory(), *others)

if __name__ == "__main__":
    drive()
