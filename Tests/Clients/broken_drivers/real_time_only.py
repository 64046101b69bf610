"""Collects everything from the meters and never asks history."""

from example import drive
from hes_client.collecting import Collecting

MUST_FAIL = ("COLL-01", "COLL-02")
begin = Collecting.__init__


class NoHistory:
    def rows(self, *arguments, **options):
        return []


Collecting.__init__ = lambda self, history, *others: begin(self, NoHistory(), *others)

if __name__ == "__main__":
    drive()
