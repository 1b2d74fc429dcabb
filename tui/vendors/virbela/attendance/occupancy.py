"""How many people are there at any time: the curve, its peak, its levels for a chart."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import accumulate, chain, compress, pairwise
from math import inf
from operator import lt, mul, sub
from typing import Final

from msgspec import Struct

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ledger import Ledger
from tui.vendors.virbela.attendance.once import NEVER, Once
from tui.vendors.virbela.attendance.ticks import instant_of, ticks
from tui.vendors.virbela.attendance.timeline import Moment

__all__ = ["HeadCount", "Occupancy", "Peak", "occupancy"]

_QUARTER: Final = 15 * 60 * 1_000_000
"""Every zone's offset of today is a multiple of a quarter of an hour, so no quarter lies in two hours of the clock."""


class Peak(Struct, frozen=True):
    """The most people at once."""

    people: int
    start: datetime
    """The first instant with so many."""
    stop: datetime
    """The instant at which the first such stretch ends."""


class Occupancy(Struct, frozen=True):
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


def occupancy(ledger: Ledger) -> Occupancy:
    """Work out how many different people are there at any time; somebody on two devices is one."""
    count = HeadCount(len(ledger.cast.who))
    for moment in ledger.moments():
        count.add(moment)
    return count.over(ledger.span)


class HeadCount:
    """Counts who is there. Sessions come in the order of time; a person is a place in the cast."""

    def __init__(self, people: int) -> None:
        """Begin with nobody; there are so many people."""
        self._there, self._changes = Once(people), _Changes()
        self._rises: list[float] = []
        self._falls: list[float] = []
        """What is not counted yet: later sessions may begin before it."""

    def add(self, moment: Moment) -> None:
        """Go on with sessions that began no earlier than all before."""
        begun: Sequence[float] = self._there.starts(moment.people, moment.starts, moment.stops)
        ended = moment.stops
        if not all(map(lt, begun, ended)):
            lasting = list(map(lt, begun, ended))
            begun, ended = list(compress(begun, lasting)), list(compress(ended, lasting))
        rises, falls, now = self._rises, self._falls, moment.starts[-1]
        rises += begun
        falls += ended
        rises.sort()
        falls.sort()
        come, gone = bisect_left(rises, now), bisect_left(falls, now)
        self._changes.count(rises[:come], falls[:gone])
        del rises[:come], falls[:gone]

    def over(self, span: TimeRange) -> Occupancy:
        """Return the curve over a span, in which all sessions were; nothing can be added after that."""
        self._changes.count(self._rises, self._falls[: bisect_left(self._falls, ticks(span.stop))])
        return Occupancy(span, self._changes.times, self._changes.counts)


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
