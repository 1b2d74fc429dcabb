"""The days, or the weeks, of a range on a zone's clocks, and who was there in each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta, tzinfo
from itertools import compress, repeat
from math import inf
from operator import gt
from typing import Final

from tui.core.time.local_time import day_start, wall_of
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ticks import ticks
from tui.vendors.virbela.attendance.timeline import Moment

__all__ = ["Calendar", "Presence"]


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
        self._borders[-1] = inf  # what there is of the last one, somebody may be there at its very end
        self.count: Final = len(self._borders) - 1

    def date(self, place: int) -> date:
        """Return the first day of the one in this place."""
        return self.first + timedelta(days=place * self._length)

    def runs(self, starts: Sequence[float]) -> Iterator[tuple[int, float, slice]]:
        """Yield, of instants that rise, which are in each place: the place, where it ends, and these."""
        first = bisect_right(self._borders, starts[0]) - 1
        begin = 0
        for place in range(first, self.count):
            end = self._borders[place + 1]
            after = bisect_left(starts, end, begin)
            if begin < after:
                yield place, end, slice(begin, after)
            if after == len(starts):
                return
            begin = after

    def parts(self, start: float, stop: float) -> Iterator[tuple[int, float]]:
        """Yield the place and the length of each part of a stretch, in ticks; its own, where it has no length."""
        first, after = bisect_right(self._borders, start), bisect_left(self._borders, stop)
        for place in range(first - 1, max(after, first)):
            yield place, min(stop, self._borders[place + 1]) - max(start, self._borders[place])


class Presence:
    """Who was there in each of a calendar's days or weeks. Sessions come in the order of time."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._there: defaultdict[int, set[int]] = defaultdict(set)

    def add(self, moment: Moment) -> Iterator[tuple[int, set[int]]]:
        """Go on, and yield the places that are over, in order, with the people who were there."""
        for place, end, run in self._calendar.runs(moment.starts):
            people, stops = moment.people[run], moment.stops[run]
            self._there[place].update(people)
            if max(stops) > end:
                self._stay(end, compress(zip(people, stops, strict=True), map(gt, stops, repeat(end))))
            yield from self._over(place)

    def rest(self) -> Iterator[tuple[int, set[int]]]:
        """Yield those that are left."""
        return self._over(self._calendar.count)

    def _stay(self, since: float, staying: Iterator[tuple[int, float]]) -> None:
        for person, stop in staying:
            for place, _ in self._calendar.parts(since, stop):
                self._there[place].add(person)

    def _over(self, now: int) -> Iterator[tuple[int, set[int]]]:
        for place in sorted(place for place in self._there if place < now):
            yield place, self._there.pop(place)
