"""How many people are there at any time: the curve, its peak, its levels for a chart."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import accumulate, chain, compress, pairwise
from math import inf
from operator import lt, mul, sub
from typing import Final, Protocol

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.once import NEVER, Once
from tui.vendors.virbela.attendance.sheets import Cast
from tui.vendors.virbela.attendance.ticks import instant_of, ticks
from tui.vendors.virbela.attendance.timeline import Bounds, Moment

__all__ = ["Occupancy", "Peak", "occupancy"]

_QUARTER: Final = 15 * 60 * 1_000_000
"""Every zone's offset of today is a multiple of a quarter of an hour, so no quarter lies in two hours of the clock."""


class Moments(Protocol):
    """Sessions in the order of time."""

    @property
    def span(self) -> TimeRange:
        """What is looked at."""

    @property
    def bounds(self) -> Bounds:
        """The same in ticks."""

    @property
    def cast(self) -> Cast:
        """Whose they are."""

    def moments(self) -> Iterator[Moment]:
        """Yield them, some thousands at once."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The most people at once."""

    people: int
    start: datetime
    """The first instant with so many."""
    stop: datetime
    """The instant at which the first such stretch ends."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A step function over a span: from `times[i]` on, `counts[i]` people are there, until `times[i + 1]`.

    Nobody is there before the first time; the last count is 0 unless somebody stays to the span's end.
    """

    span: TimeRange
    times: array[float]
    """Whole ticks, rising; each with another count than the one before."""
    counts: array[int]

    def at(self, instant: datetime) -> int:
        """Return how many people are there at an instant; 0 outside the span."""
        if instant not in self.span:
            return 0
        index = bisect_right(self.times, ticks(instant))
        return self.counts[index - 1] if index else 0

    def steps(self) -> Iterator[tuple[datetime, int]]:
        """Yield every change: from when on, how many."""
        for at, count in zip(self.times, self.counts, strict=True):
            yield instant_of(at), count

    @property
    def peak(self) -> Peak | None:
        """The most people at once, the first time that happens; None when nobody was there."""
        most = max(self.counts, default=0)
        if most == 0:
            return None
        index = self.counts.index(most)
        stop = self.times[index + 1] if index + 1 < len(self.times) else ticks(self.span.stop)
        return Peak(most, instant_of(self.times[index]), instant_of(stop))

    def levels(self, buckets: int) -> list[int]:
        """Return the most people at once in each of so many equal parts of the span: what a chart draws."""
        # Borders may lie between two ticks.
        return [self.most(start // buckets, -(-stop // buckets)) for start, stop in pairwise(self._borders(buckets))]

    def most(self, start: float, stop: float) -> int:
        """Return the most people at once from one tick on and until before another."""
        first, last = bisect_right(self.times, start), bisect_left(self.times, stop)
        before = self.counts[first - 1] if first else 0  # who is there already
        return max(before, max(self.counts[first:last], default=0))

    def means(self, buckets: int) -> list[float]:
        """Return how many people are there on average in each of so many equal parts of the span."""
        spent = self._spent()
        length = ticks(self.span.stop) - ticks(self.span.start)
        until = [self._until(border, buckets, spent) for border in self._borders(buckets)]
        return [(stop - start) / length for start, stop in pairwise(until)]

    def by_hour(self, zone: tzinfo) -> list[timedelta]:
        """Return the time that people spent in each hour of the day on the zone's clock: 24 sums."""
        sums = [0] * 24
        if not self.times:
            return [timedelta()] * 24
        spent = self._spent()
        at, end = int(self.times[0]) // _QUARTER * _QUARTER, ticks(self.span.stop)
        before = 0
        while at < end:
            after = self._until(min(at + _QUARTER, end), 1, spent)
            if after != before:
                sums[instant_of(at).astimezone(zone).hour] += after - before
            before = after
            at += _QUARTER
        return [timedelta(microseconds=amount) for amount in sums]

    def _borders(self, buckets: int) -> list[int]:
        """Return the borders of equal parts in ticks times `buckets`, which makes them whole numbers."""
        low, high = ticks(self.span.start), ticks(self.span.stop)
        return [low * buckets + (high - low) * part for part in range(buckets + 1)]

    def _spent(self) -> list[int]:
        """Return how many person-ticks were spent before each of the times."""
        lengths = map(int, map(sub, self.times[1:], self.times))
        return list(accumulate(map(mul, self.counts, lengths), initial=0))

    def _until(self, at: int, scale: int, spent: list[int]) -> int:
        """Return how many person-ticks were spent until an instant; both the instant and the answer times `scale`."""
        index = bisect_right(self.times, at // scale) - 1
        if index < 0:
            return 0
        return spent[index] * scale + self.counts[index] * (at - int(self.times[index]) * scale)


def occupancy(stays: Moments) -> Occupancy:
    """Work out how many different people are there at any time; somebody on two devices is one."""
    there, changes = Once(len(stays.cast.who)), _Changes()
    end = float(stays.bounds.high)
    rises: list[float] = []
    falls: list[float] = []
    for moment in stays.moments():
        begun = there.starts(moment.people, moment.starts, moment.stops)
        lasting = list(map(lt, begun, moment.stops))
        rises += compress(begun, lasting)
        falls += compress(moment.stops, lasting)
        rises.sort()
        falls.sort()
        # Whatever is still to come begins no earlier than the last of these did.
        come, gone = bisect_left(rises, moment.starts[-1]), bisect_left(falls, moment.starts[-1])
        changes.count(rises[:come], falls[:gone])
        del rises[:come], falls[:gone]
    changes.count(rises, falls[: bisect_left(falls, end)])
    return Occupancy(stays.span, changes.times, changes.counts)


class _Changes:
    """When the count changes, and to what."""

    def __init__(self) -> None:
        self.times, self.counts = array("d"), array("i")
        self._last, self._count = NEVER, 0

    def count(self, rises: Iterable[float], falls: Iterable[float]) -> None:
        """Go on with those who come and who go, each in order, and later than all before."""
        last, count = self._last, self._count
        counts = self.counts
        at, count_now = self.times.append, counts.append
        leaving = iter(falls)
        fall = next(leaving, inf)
        for rise in chain(rises, (inf,)):
            while fall < rise:
                count -= 1
                if fall > last:
                    at(fall)
                    count_now(count)
                    last = fall
                else:
                    counts[-1] = count
                fall = next(leaving, inf)
            if fall == rise:  # one comes as another goes, or nobody is left
                fall = next(leaving, inf)
                continue
            count += 1
            if rise > last:
                at(rise)
                count_now(count)
                last = rise
            else:
                counts[-1] = count
        self._last, self._count = last, count
