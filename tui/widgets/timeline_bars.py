"""How stays become bars of one line: eighths of a cell at both ends, and no stay so short that it is not seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from tui.core.time.time_range import TimeRange

__all__ = ["Stay", "bar_cells"]

_FROM_LEFT: Final = " ▏▎▍▌▋▊▉█"
"""A cell filled from its left edge, in eighths."""


class Stay(Struct, frozen=True):
    """One bar."""

    start: datetime
    stop: datetime | None
    """None while it lasts."""


def bar_cells(stays: Sequence[Stay], span: TimeRange, now: datetime, cells: int) -> Sequence[tuple[str, bool]]:
    """Draw stays over a span: for each cell a glyph, and whether it is to be drawn reversed.

    A reversed cell swaps ink and paper: that is how a cell is filled from its right edge in eighths, for which there
    are no glyphs. A stay that lasts ends in `›` where the span has come to.
    """
    pieces: list[list[tuple[float, float]]] = [[] for _ in range(cells)]
    open_cell = -1
    scale = cells / span.length.total_seconds()
    for stay in stays:
        first = max(stay.start, span.start)
        last = min(stay.stop or now, span.stop)
        if last < first or first >= span.stop or (stay.stop is not None and stay.stop < span.start):
            continue
        left = (first - span.start).total_seconds() * scale
        right = (last - span.start).total_seconds() * scale
        for cell in range(int(left), min(int(right), cells - 1) + 1):
            low, high = max(left - cell, 0.0), min(right - cell, 1.0)
            if high > low or left == right:
                pieces[cell].append((low, high))
        if stay.stop is None:
            open_cell = max(open_cell, min(int(right), cells - 1))
    drawn = [_glyph(piece) for piece in pieces]
    if open_cell >= 0:
        drawn[open_cell] = ("›", False)
    return drawn


def _glyph(pieces: Sequence[tuple[float, float]]) -> tuple[str, bool]:
    """Choose what shows best which part of a cell is filled."""
    if not pieces:
        return " ", False
    low, high = min(piece[0] for piece in pieces), max(piece[1] for piece in pieces)
    covered = sum(piece[1] - piece[0] for piece in pieces)
    if len(pieces) > 1 and covered < 0.75 * (high - low):
        return "▒", False
    left, right = round(low * 8), round(high * 8)
    if (left, right) == (0, 8):
        return "█", False
    if left == 0:
        return _FROM_LEFT[max(right, 1)], False
    if right == 8:
        return (_FROM_LEFT[left], True) if left < 8 else ("▕", False)
    if right - left >= 3:
        return ("▌" if left + right < 8 else "▐"), False
    return "│", False
