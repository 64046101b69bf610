#!/usr/bin/env python3
"""Stands between the suite and a good client, and changes what it reports in one way.

python lying_drivers.py LIE -- COMMAND ARGS…
"""

import copy
import json
import struct
import subprocess
import sys
import threading
from decimal import Decimal

HOUR = 3_600_000


class Lies:
    """Each method changes the rows, results or entries of an answer in place; `kept` are rows of earlier answers."""

    # Values: TRUTH-01.

    def swapped_among_meters(self, done, kept):
        rows = done["rows"]
        for one, other in pairs(rows, lambda a, b: a["devAddr"] != b["devAddr"] and same(a, b, "cgcode", "timestamp")):
            one["value"], other["value"] = other["value"], one["value"]

    def swapped_among_items(self, done, kept):
        rows = done["rows"]
        for one, other in pairs(rows, lambda a, b: a["cgcode"] != b["cgcode"] and same(a, b, "devAddr", "timestamp", "unit")):
            one["value"], other["value"] = other["value"], one["value"]

    def a_thousand_times(self, done, kept):
        for row in done["rows"]:
            row["value"] = str(Decimal(row["value"]) * 1000)

    def rounded(self, done, kept):
        for row in done["rows"]:
            row["value"] = str(round(Decimal(row["value"]), 1))

    def floats_of_32_bits(self, done, kept):
        for row in done["rows"]:
            row["value"] = repr(struct.unpack("f", struct.pack("f", float(row["value"])))[0])

    def without_sign(self, done, kept):
        for row in done["rows"]:
            row["value"] = row["value"].lstrip("-")

    # Units: TRUTH-02.

    def no_unit(self, done, kept):
        for row in done["rows"]:
            row["unit"] = None

    def one_unit_for_all(self, done, kept):
        for row in done["rows"]:
            row["unit"] = "kWh"

    def wrong_scale_of_unit(self, done, kept):
        for row in done["rows"]:
            row["unit"] = row["unit"].removeprefix("k")

    def reactive_as_active(self, done, kept):
        for row in done["rows"]:
            row["unit"] = row["unit"].replace("var", "W")

    # What is left out: TRUTH-03.

    def a_channel_less(self, done, kept):
        done["rows"] = [row for row in done["rows"] if row["cgcode"] != "5089"]

    def first_channel_only(self, done, kept):
        seen = set()
        done["rows"] = [row for row in done["rows"] if not (place(row) in seen or seen.add(place(row)))]

    def a_row_less(self, done, kept):
        last = max((place(row) for row in done["rows"]), default=None)
        done["rows"] = [row for row in done["rows"] if place(row) != last]

    def no_zeros(self, done, kept):
        done["rows"] = [row for row in done["rows"] if Decimal(row["value"])]

    def the_first_of_each_meter(self, done, kept):
        first = {}
        for row in done["rows"]:
            first.setdefault(row["devAddr"], row["timestamp"])
        done["rows"] = [row for row in done["rows"] if row["timestamp"] == first[row["devAddr"]]]

    # What is invented: TRUTH-04.

    def a_row_more(self, done, kept):
        done["rows"] += [row | {"timestamp": row["timestamp"] + HOUR} for row in done["rows"][-1:]]

    def a_meter_more(self, done, kept):
        done["rows"] += [row | {"devAddr": "202407109999"} for row in done["rows"][:1]]

    def shifted_stamps(self, done, kept):
        first, *_, last = sorted({row["timestamp"] for row in done["rows"]})
        for row in done["rows"]:
            row["timestamp"] += HOUR if row["timestamp"] == last else 0

    def another_item(self, done, kept):
        for row in done["rows"]:
            if row["cgcode"] == "5069":
                row["cgcode"] = "5070"

    def stale_values(self, done, kept):
        for meter in missing(done):
            last = next((row for row in kept if row["devAddr"] == meter), None) or next(iter(done["rows"] + kept), None)
            if last:
                done["rows"].append(last | {"devAddr": meter, "timestamp": last["timestamp"] + HOUR})

    def zeros_for_what_is_missing(self, done, kept):
        stamps = {row["timestamp"] for row in done["rows"]} or {0}
        cgcode = next((row["cgcode"] for row in done["rows"]), "5069")
        for meter in missing(done):
            zero = {"devAddr": meter, "cgcode": cgcode, "value": "0.000", "unit": "kWh"}
            done["rows"] += [zero | {"timestamp": stamp} for stamp in sorted(stamps)]

    # Archives and breakers: TRUTH-05.

    def a_made_up_entry(self, done, kept):
        done["archive"] += [entry | {"devAddr": "202407109999"} for entry in done["archive"][:1]]

    def an_entry_less(self, done, kept):
        done["archive"].pop()

    def one_type_for_all(self, done, kept):
        for entry in done["archive"]:
            entry["commType"] = "1"

    def every_meter_direct(self, done, kept):
        for entry in done["archive"]:
            entry["moduleNext"] = entry["devAddr"]

    def every_meter_enabled(self, done, kept):
        for entry in done["archive"]:
            entry["status"] = "1"

    def one_outcome_for_all(self, done, kept):
        states = {result["state"] for result in done["results"]}
        for result in done["results"]:
            result["state"] = "done" if states == {"done"} else "failed"

    def all_are_done(self, done, kept):
        for result in done["results"]:
            result["state"] = "done"

    # Digits: HIST-08, which only warns.

    def zeros_at_the_end_cut_off(self, done, kept):
        for row in done["rows"]:
            row["value"] = f"{Decimal(row['value']).normalize():f}"


# The cases that must not pass, for each lie.
CAUGHT = {
    "swapped_among_meters": {"TRUTH-01"},
    "swapped_among_items": {"TRUTH-01", "HIST-08"},
    "a_thousand_times": {"TRUTH-01", "HIST-08"},
    "rounded": {"TRUTH-01", "HIST-08"},
    "floats_of_32_bits": {"TRUTH-01", "HIST-08"},
    "without_sign": {"TRUTH-01"},
    "no_unit": {"TRUTH-02"},
    "one_unit_for_all": {"TRUTH-02"},
    "wrong_scale_of_unit": {"TRUTH-02"},
    "reactive_as_active": {"TRUTH-02"},
    "a_channel_less": {"TRUTH-03"},
    "first_channel_only": {"TRUTH-03"},
    "a_row_less": {"TRUTH-03"},
    "no_zeros": {"TRUTH-03"},
    "the_first_of_each_meter": {"TRUTH-03"},
    "a_row_more": {"TRUTH-04"},
    "a_meter_more": {"TRUTH-04"},
    "shifted_stamps": {"TRUTH-04"},
    "another_item": {"TRUTH-04"},
    "stale_values": {"TRUTH-04"},
    "zeros_for_what_is_missing": {"TRUTH-04"},
    "a_made_up_entry": {"TRUTH-05"},
    "an_entry_less": {"TRUTH-05"},
    "one_type_for_all": {"TRUTH-05"},
    "every_meter_direct": {"TRUTH-05"},
    "every_meter_enabled": {"TRUTH-05"},
    "one_outcome_for_all": {"TRUTH-05"},
    "all_are_done": {"TRUTH-05"},
    "zeros_at_the_end_cut_off": {"HIST-08"},
}


def place(row):
    return row["devAddr"], row["timestamp"]


def same(one, other, *names):
    return all(one[name] == other[name] for name in names)


def pairs(rows, fits):
    """Rows two by two, each at most once."""
    free = list(rows)
    while free:
        one = free.pop(0)
        other = next((row for row in free if fits(one, row)), None)
        if other:
            free.remove(other)
            yield one, other


def missing(done):
    return list(dict.fromkeys(entry if isinstance(entry, str) else entry["devAddr"] for entry in done.get("missing", [])))


def told(line, lie, kept):
    """The line as it is told; fences and the canary are told as they are."""
    done = json.loads(line)
    if done.get("type") != "op.done":
        return line
    before = copy.deepcopy(done.get("rows", []))
    if not any(row["devAddr"] == "299912310001" for row in before):
        try:
            lie(done, kept)
        except (KeyError, TypeError, ValueError, IndexError):
            pass  # the answer has nothing that this lie is about
    kept[:0] = before
    return json.dumps(done).encode() + b"\n"


def main():
    name, _, *command = sys.argv[1:]
    lie, kept, is_canary = getattr(Lies(), name), [], [True]
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answers():
        for line in client.stdout:
            sys.stdout.buffer.write(line if is_canary[0] else told(line, lie, kept))
            sys.stdout.buffer.flush()

    reader = threading.Thread(target=answers)
    reader.start()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["type"] == "case.begin":
            kept.clear()
            is_canary[0] = request["case"].startswith("CANARY")
        client.stdin.write(line)
        client.stdin.flush()
        if request["type"] == "bye":
            break
    client.stdin.close()
    reader.join()
    return client.wait()


if __name__ == "__main__":
    sys.exit(main())
