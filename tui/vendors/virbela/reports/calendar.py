"""The days, or the weeks, of a range on a zone's clocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta, tzinfo
from itertools import repeat
from operator import lt
from typing import Final

from tui.core.time.local_time import day_start, wall_of
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ticks import ticks

__all__ = ["Calendar"]


class Calendar:
    """The days, or the weeks, of a range, by their place; each reaches from one midnight to another."""

    def __init__(self, span: TimeRange, zone: tzinfo | None, *, weeks: bool = False) -> None:
        zone, length = zone or UTC, 7 if weeks else 1
        day = wall_of(span.start, zone).date()
        if weeks:
            day -= timedelta(days=day.weekday())
        self.first: Final[date] = day
        """The first day, the Monday of the first week."""
        self._length = length
        self._borders: list[float] = []
        while not self._borders or self._borders[-1] < ticks(span.stop):
            self._borders.append(float(ticks(day_start(day, zone))))
            day += timedelta(days=length)
        self._borders.pop()
        self.count: Final = len(self._borders)

    def date(self, place: int) -> date:
        """Return the first day of the one in this place."""
        return self.first + timedelta(days=place * self._length)

    def touched(self, starts: Sequence[float], stops: Sequence[float]) -> tuple[list[int], list[int]]:
        """Return the places that stretches are in, from the first until before the second.

        A stretch of no length is in the one in which it is.
        """
        first_after = list(map(bisect_right, repeat(self._borders), starts))
        after = list(map(bisect_left, repeat(self._borders), stops))
        if any(map(lt, after, first_after)):
            after = list(map(max, after, first_after))
        return [place - 1 for place in first_after], after

    def parts(self, start: float, stop: float) -> Iterator[tuple[int, float]]:
        """Yield the place and the length of each part of a stretch, in ticks."""
        place = bisect_right(self._borders, start) - 1
        while place + 1 < self.count and self._borders[place + 1] < stop:
            yield place, self._borders[place + 1] - start
            place, start = place + 1, self._borders[place + 1]
        yield place, stop - start
