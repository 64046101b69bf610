"""Rows of the table: a figure, its goal, and what it is compared with in the same run."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    figure: str
    value: float | None
    unit: str
    goal: str = ""
    ratio: float | None = None
    against: str = ""
    is_met: bool | None = None
    note: str = ""


def plain(figure: str, value: float, unit: str) -> Row:
    return Row(figure, value, unit)


def skipped(figure: str, reason: str) -> Row:
    return Row(figure, None, "", note=f"skipped: {reason}")


def at_most(figure: str, value: float, unit: str, limit: float) -> Row:
    return Row(figure, value, unit, f"≤ {text(limit)} {unit}", value / limit if limit else None, "goal", value <= limit)


def at_least(figure: str, value: float, unit: str, limit: float) -> Row:
    return Row(figure, value, unit, f"≥ {text(limit)} {unit}", value / limit, "goal", value >= limit)


def versus(
    figure: str, values: list[float], unit: str, peer: str, peer_values: list[float], *,
    least: float | None = None, most: float | None = None,
) -> Row:  # fmt: skip
    """The ratio is the median over the rounds, as both sides of a round meet the same weather. Without a limit: no goal."""
    ratio = median(value / other for value, other in zip(values, peer_values, strict=True))
    if least is None and most is None:
        return Row(figure, median(values), unit, ratio=ratio, against=peer)
    goal = f"≥ {least}× {peer}" if least is not None else f"≤ {most}× {peer}"
    is_met = ratio >= least if least is not None else ratio <= most
    return Row(figure, median(values), unit, goal, ratio, peer, is_met)


def text(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def table(rows: list[Row]) -> str:
    lines = [("figure", "value", "goal", "ratio", "met", "note")] + [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(aligned(line, widths) for line in lines)


def aligned(line: tuple, widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def cells(row: Row) -> tuple[str, ...]:
    value = row.note if row.value is None else f"{text(row.value)} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}× {row.against}"
    met = {None: "", True: "yes", False: "no"}[row.is_met]
    return row.figure, value, row.goal, ratio, met, "" if row.value is None else row.note
