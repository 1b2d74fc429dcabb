"""How a step function becomes braille: columns of time, heights in dots."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from tui.core.time.time_range import TimeRange

__all__ = ["DOTS", "Steps", "braille_rows", "heights"]

DOTS: Final = 4
"""Dots that one cell has above each other; it has two beside each other."""

_BLANK: Final = 0x2800
_LEFT: Final = (0x00, 0x40, 0x44, 0x46, 0x47)
_RIGHT: Final = (0x00, 0x80, 0xA0, 0xB0, 0xB8)
"""The braille bits of a column with so many dots, filled from below."""


class Steps:
    """A count that changes at instants: it holds from one instant until just before the next.

    Before the first instant it is 0. After the last it stays what it is.
    """

    __slots__ = ("_counts", "_times")

    def __init__(self, steps: Iterable[tuple[datetime, int]] = ()) -> None:
        ordered = list(steps)
        self._times = [instant.timestamp() for instant, _ in ordered]
        self._counts = [count for _, count in ordered]

    def at(self, instant: datetime) -> int:
        """Return the count at an instant."""
        index = bisect_right(self._times, instant.timestamp()) - 1
        return self._counts[index] if index >= 0 else 0

    def highest(self, start: float, stop: float) -> int:
        """Return the highest count from one moment (seconds since the epoch) until just before another."""
        first = bisect_right(self._times, start) - 1
        last = bisect_left(self._times, stop)
        highest = max(self._counts[max(first, 0) : last], default=0)
        return max(highest, 0) if first < 0 else highest

    def lowest(self, start: float, stop: float) -> int:
        """Return the lowest count in the same half-open stretch."""
        first = bisect_right(self._times, start) - 1
        last = bisect_left(self._times, stop)
        lowest = min(self._counts[max(first, 0) : last], default=0)
        return 0 if first < 0 else lowest

    def fullest(self, span: TimeRange) -> datetime:
        """Return the first instant of the span with the highest count; its start when nobody is there."""
        highest = self.highest(span.start.timestamp(), span.stop.timestamp())
        if self.at(span.start) == highest:
            return span.start
        first = bisect_right(self._times, span.start.timestamp())
        return datetime.fromtimestamp(self._times[self._counts.index(highest, first)], span.start.tzinfo)

    def columns(self, span: TimeRange, count: int) -> Sequence[int]:
        """Cut the span into equal half-open columns, and return the highest count in each."""
        start, width = span.start.timestamp(), span.length.total_seconds() / max(count, 1)
        return [self.highest(start + n * width, start + (n + 1) * width) for n in range(count)]


def heights(values: Sequence[int], top: int, rows: int) -> Sequence[int]:
    """Return how many dots high each value stands: 1 for nobody (the base line), at least 2 for somebody."""
    most = rows * DOTS
    return [1 + max(1, round(min(value, top) / top * (most - 1))) if value > 0 and top > 0 else 1 for value in values]


def braille_rows(dots: Sequence[int], rows: int, *, line: Sequence[int] = ()) -> Sequence[str]:
    """Draw columns of dots, two to a cell, as lines of braille from the top down.

    Args:
        dots: How high each column stands.
        rows: Lines.
        line: How high another line lies in each column: a dot above what stands there, a gap within it. 0 for none.
    """
    lines = []
    for row in range(rows):
        base = (rows - 1 - row) * DOTS
        filled = [min(max(height - base, 0), DOTS) for height in dots]
        marked = [height - base if 0 < height - base <= DOTS else 0 for height in line] or [0] * len(dots)
        cells = zip(filled[::2], filled[1::2], marked[::2], marked[1::2], strict=True)
        lines.append("".join(_cell(*cell) for cell in cells))
    return lines


def _cell(left: int, right: int, left_mark: int, right_mark: int) -> str:
    bits = _LEFT[left] | _RIGHT[right]
    if left_mark:
        bits ^= _LEFT[left_mark] ^ _LEFT[left_mark - 1]
    if right_mark:
        bits ^= _RIGHT[right_mark] ^ _RIGHT[right_mark - 1]
    return chr(_BLANK | bits)
