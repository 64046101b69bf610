"""`hes-sim meter` shows what the wire shows."""

import csv
import io

from kit.simulator import run_to_end
from kit.worlds import METERS, START, world, write


def meter(*arguments):
    return run_to_end("meter", *arguments)


def test_a_day_as_csv_is_the_load_profile_that_history_holds(manual, tmp_path):
    path = write(world("manual"), tmp_path, "same.json")
    ended = meter(METERS[0], "--at", "2024-07-10", "--day", "--csv", "--scenario", str(path))
    rows = list(csv.DictReader(io.StringIO(ended.stdout)))

    window = {"start": "2024-07-10 00:00:00", "end": "2024-07-11 00:00:00", "curPage": 1, "pageSize": 1000}
    history = manual.client.succeed("historyFrozen", devList=METERS[0], cgcode="3", **window)["list"]

    assert len(rows) == len(history) == 97
    for row, wire in zip(rows, history):
        assert list(row.values())[1:] == [channel["value"] for channel in wire["channelData"]]


def test_an_instant_shows_every_code_as_a_real_time_read_does(manual, tmp_path):
    path = write(world("manual"), tmp_path, "same.json")
    ended = meter(METERS[0], "--at", START, "--csv", "--scenario", str(path))
    values = {row["cgcode"]: row["value"] for row in csv.DictReader(io.StringIO(ended.stdout))}

    assert len(values) == 32
    for cgcode in ("5069", "5022", "5050", "5099", "5104"):
        assert manual.read(METERS[0], cgcode) == values[cgcode]


def test_a_day_in_words_names_its_energy_and_plots_it():
    ended = meter("202407100001", "--at", "2024-07-11", "--day")

    assert ended.returncode == 0
    assert "202407100001 on 2024-07-11:" in ended.stdout
    assert "█" in ended.stdout
    assert len([line for line in ended.stdout.splitlines() if line[:2].isdigit() and line[2:3] == ":"]) == 24


def test_an_unknown_meter_is_an_error_that_names_known_ones():
    ended = meter("77")

    assert ended.returncode == 1
    assert "no meter '77'" in ended.stderr and "202407100001" in ended.stderr


def test_a_day_as_a_drawing_is_a_file_or_standard_output(tmp_path):
    path = tmp_path / "day.svg"
    ended = meter("202407100001", "--at", "2024-07-11", "--day", "--svg", str(path))

    assert ended.returncode == 0 and ended.stdout == ""
    svg = path.read_text()
    assert svg.startswith("<svg ") and "202407100001" in svg and 'class="truth"' in svg and 'class="register"' in svg
    assert meter("202407100001", "--at", "2024-07-11", "--day", "--svg", "-").stdout == svg


def test_a_drawing_needs_a_day_and_a_place(tmp_path):
    for arguments in ([], ["--day", "--csv"]):
        ended = meter("202407100001", *arguments, "--svg", "-")
        assert ended.returncode == 2 and "--svg draws a day" in ended.stderr
    ended = meter("202407100001", "--day", "--svg", str(tmp_path / "none" / "day.svg"))
    assert ended.returncode == 2 and "cannot write" in ended.stderr
