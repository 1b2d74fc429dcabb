"""When somebody was there, however many devices they were on; and on which days and in which weeks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta, tzinfo
from itertools import compress, repeat
from operator import add, gt, mul, sub
from typing import Final, NamedTuple

from tui.core.time.local_time import day_start, wall_of
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ledger import ticks

__all__ = ["Calendar", "Stretches", "united"]


class Stretches(NamedTuple):
    """When one of several was there: rising, and no two touch."""

    starts: Sequence[int]
    stops: Sequence[int]
    stays: int
    """How many stays they are of."""

    @property
    def time(self) -> int:
        """How long that is together."""
        return sum(self.stops) - sum(self.starts)


def united(keys: Sequence[int], starts: Sequence[int], stops: Sequence[int]) -> Iterator[tuple[int, Stretches]]:
    """Unite the stays of each key; what touches or overlaps is one stretch. Keys come rising.

    Between two stretches, as many stays have ended as had begun. So with the starts in order and, for themselves, the
    stops in order, a stretch ends with the stop after which the next start comes later, and there the next begins.
    Key and time are one number each, so that two sorts do it for all keys at once.
    """
    if not keys:
        return
    low = min(starts)
    length = max(stops) - low + 1
    begun, ended = _numbers(keys, starts, low, length), _numbers(keys, stops, low, length)
    later = begun[1:]
    apart = list(map(gt, later, ended))
    first_of = [begun[0], *compress(later, apart)]
    last_of = [*compress(ended, apart), ended[-1]]
    del later, apart, ended
    place = stays = 0
    while place < len(first_of):
        key = first_of[place] // length
        after = bisect_left(first_of, (key + 1) * length, place)
        stays_after = bisect_left(begun, (key + 1) * length, stays)
        base = key * length - low
        yield (
            key,
            Stretches(
                [each - base for each in first_of[place:after]],
                [each - base for each in last_of[place:after]],
                stays_after - stays,
            ),
        )
        place, stays = after, stays_after


def _numbers(keys: Iterable[int], times: Iterable[int], low: int, length: int) -> list[int]:
    numbers = list(map(add, map(mul, keys, repeat(length)), map(sub, times, repeat(low))))
    numbers.sort()
    return numbers


class Calendar:
    """The days, or the weeks, of a range on a zone's clocks: each reaches from one midnight to another."""

    def __init__(self, span: TimeRange, zone: tzinfo | None, *, weeks: bool = False) -> None:
        zone, length = zone or UTC, 7 if weeks else 1
        day = wall_of(span.start, zone).date()
        if weeks:
            day -= timedelta(days=day.weekday())
        self.first: Final[date] = day
        """The first day, the Monday of the first week."""
        self._length = length
        self._borders: list[int] = []
        while not self._borders or self._borders[-1] < ticks(span.stop):
            self._borders.append(ticks(day_start(day, zone)))
            day += timedelta(days=length)
        self._borders.pop()
        self.count: Final = len(self._borders)

    def date(self, place: int) -> date:
        """Return the first day of the one in this place."""
        return self.first + timedelta(days=place * self._length)

    def touched(self, stretches: Stretches) -> set[int]:
        """Return the places of those in which there is some part of the stretches."""
        firsts = list(map(bisect_right, repeat(self._borders), stretches.starts))
        lasts = list(map(bisect_left, repeat(self._borders), stretches.stops))
        places = {first - 1 for first in firsts}
        if firsts != lasts:
            for first, last in zip(firsts, lasts, strict=True):
                places.update(range(first, last))
        return places

    def time_in_each(self, stretches: Stretches) -> list[float]:
        """Return how much of the stretches is in each."""
        times = [0.0] * self.count
        borders = self._borders
        for start, stop in zip(stretches.starts, stretches.stops, strict=True):
            place = bisect_right(borders, start) - 1
            while place + 1 < self.count and borders[place + 1] < stop:
                times[place] += borders[place + 1] - start
                start = borders[place + 1]
                place += 1
            times[place] += stop - start
        return times
