"""What is missing: never taken from a status, always counted from the rows."""

from collections import defaultdict

from hes_client.periods import COMPOSITES, nearest

# Channels without which a frozen row is of no use. The document has no list of them: take out what you do without.
NEEDED_CHANNELS = frozenset({"5069", "5074", "5084", "5089"})


def gaps(rows, meters, freezes):
    """(meter, freeze) of every frozen row that is not there or lacks a needed channel."""
    channels = defaultdict(set)
    for row in rows:
        channels[row.devAddr, nearest(freezes, row.timestamp)].add(row.cgcode)
    pairs = [(meter, freeze) for meter in meters for freeze in freezes]
    return [pair for pair in pairs if not NEEDED_CHANNELS <= channels[pair]]


def silent(rows, meters, cgcode):
    """Meters without one usable row."""
    is_composite = cgcode in COMPOSITES
    heard = {row.devAddr for row in rows if not is_composite or row.cgcode in NEEDED_CHANNELS}
    return [meter for meter in meters if meter not in heard]
