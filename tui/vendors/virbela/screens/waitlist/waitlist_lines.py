"""The waitlist board as lines: how long people waited and were helped, at which hours, from which place in line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from tui.core.present import ABSENT, duration_text
from tui.core.text import cell_width, fit
from tui.vendors.virbela.waitlist.board import Board, busiest, slowest
from tui.vendors.virbela.waitlist.figures import Times
from tui.widgets.line import TextPart

__all__ = ["bars_text", "board_lines", "heights", "place_rows"]

TextLine = list[TextPart]

BARS: Final = " ▁▂▃▄▅▆▇█"
"""Nothing, then eight heights; an hour with something in it is never drawn as nothing."""

_CELLS: Final = (7, 9, 9, 9)
"""Count, median, nine in ten, longest."""
_LABEL: Final = 9
_PLACES: Final = 2
"""Places in line that have a line of their own; those behind are put together."""
_LOW: Final = 20
"""Lines of terminal below which there is no room for the hours."""
_APART: Final = 12
"""Cells between the figures and the places at the most: on a wide terminal they still belong together."""
_BESIDE: Final = 76
"""Cells from which the places stand beside the figures."""


def board_lines(board: Board, width: int, height: int = 24) -> list[TextLine]:
    """Write the board's figures, without the agents: they are a table of their own.

    Args:
        board: the figures.
        width: cells there are.
        height: lines of the terminal; on a low one the hours give way to the agents.
    """
    left = _figures(board)
    if height < _LOW:
        return [*left, []]
    if width < _BESIDE:
        return [*left, [], *_hours(board, width), []]
    right = _places(board.places)
    gap = min(width - 1 - _width(right), _width(left) + _APART)
    lines = []
    for index in range(max(len(left), len(right))):
        line = list(left[index]) if index < len(left) else []
        if index < len(right):
            space = gap - sum(cell_width(text) for text, _ in line)
            line = [*line, (" " * max(space, 1), "plain"), *right[index]]
        lines.append(line)
    return [*lines, [], *_hours(board, width), []]


def _figures(board: Board) -> list[TextLine]:
    heads = "".join(
        fit(head, cells, right=True) for head, cells in zip(("Count", "Median", "90 %", "Longest"), _CELLS, strict=True)
    )
    lines: list[TextLine] = [[(f"   {'':{_LABEL}}{heads}", "muted")]]
    for label, own in (("Waited", board.waited), ("Helped", board.helped), ("Shifts", board.shifts)):
        lines.append([(f"   {label:<{_LABEL}}", "muted"), *_cells(own, _CELLS)])
    return lines


def _cells(own: Times, cells: Sequence[int]) -> TextLine:
    figures = [f"{own.count:,}", *map(_length, (own.median, own.p90, own.longest))]
    texts = [fit(text, space, right=True) for text, space in zip(figures, cells, strict=False)]
    return [(texts[0], "plain"), (texts[1], "strong"), ("".join(texts[2:]), "plain")]


def _length(length: timedelta | None) -> str:
    return ABSENT if length is None else duration_text(length)


def _places(places: Mapping[int, Times]) -> list[TextLine]:
    """Write the wait by the place in line at which people began."""
    cells = (6, 9)
    lines: list[TextLine] = [[(f"{'In line as':<11}{'Count':>6}{'Median':>9}", "muted")]]
    for label, count, median in place_rows(places):
        lines.append(
            [
                (f"{label:<11}", "muted"),
                (fit(f"{count:,}", cells[0], right=True), "plain"),
                (fit(median, cells[1], right=True), "strong"),
            ]
        )
    return lines


def place_rows(places: Mapping[int, Times]) -> list[tuple[str, int, str]]:
    """Return the first places each, and those behind together: up to the longest of their medians."""
    rows = [(f"number {place}", own.count, _length(own.median)) for place, own in places.items() if place <= _PLACES]
    behind = {place: own for place, own in places.items() if place > _PLACES}
    if behind:
        medians = [own.median for own in behind.values() if own.median is not None]
        said = f"≤ {_length(max(medians))}" if medians else ABSENT
        rows.append((f"{min(behind)} and on", sum(own.count for own in behind.values()), said))
    return rows


def _hours(board: Board, width: int) -> list[TextLine]:
    """Write the day: how many were called in each hour, and how long they had waited."""
    cell = 3 if width >= 110 else 2 if width >= _BESIDE else 1
    scale = "".join(f"{hour:02}".ljust(cell * 3) for hour in range(0, 24, 3))
    lines: list[TextLine] = [[(f"   {'By hour':<{_LABEL}}{scale} Most", "muted")]]
    most, longest = busiest(board.hours), slowest(board.hours)
    counts = [own.count for own in board.hours]
    waits = [own.median.total_seconds() if own.median is not None else 0 for own in board.hours]
    said = f"{most:02}:00  {counts[most]:,}" if most is not None else ""
    lines.append(_bars("Called", counts, cell, said))
    median = board.hours[longest].median if longest is not None else None
    said = f"{longest:02}:00  {_length(median)}" if longest is not None else ""
    lines.append(_bars("Waited", waits, cell, said))
    return lines


def _bars(label: str, values: Sequence[float], cell: int, said: str) -> TextLine:
    return [(f"   {label:<{_LABEL}}", "muted"), (bars_text(values, cell), "accent"), (f" {said}", "plain")]


def bars_text(values: Sequence[float], cell: int) -> str:
    """Draw one bar for each value, each so many cells wide, the last of them left free."""
    return "".join((BARS[height] * max(cell - 1, 1)).ljust(cell) for height in heights(values))


def heights(values: Sequence[float], *, steps: int = 8) -> list[int]:
    """Return how high each bar is, in eighths of the highest; a value above nothing is at least one."""
    top = max(values, default=0)
    if top <= 0:
        return [0] * len(values)
    return [max(1, round(value / top * steps)) if value > 0 else 0 for value in values]


def _width(lines: Sequence[TextLine]) -> int:
    return max((sum(cell_width(text) for text, _ in line) for line in lines), default=0)
