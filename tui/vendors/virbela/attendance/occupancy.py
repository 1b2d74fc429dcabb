"""How many people are there at any time: the curve, its peak, its levels for a chart."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from tui.core.span import Span
from tui.vendors.virbela.attendance.ledger import Ledger, instant_of, ticks

__all__ = ["Occupancy", "Peak", "occupancy"]

_QUARTER: Final = 15 * 60 * 1_000_000
"""Every zone's offset of today is a multiple of a quarter of an hour, so no quarter lies in two hours of the clock."""


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

    span: Span
    times: array[int]
    """Ticks, rising; each with another count than the one before."""
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
        low, length = ticks(self.span.start), ticks(self.span.stop) - ticks(self.span.start)
        most = [0] * buckets
        for start, stop, count in self._stretches():
            first = (start - low) * buckets // length
            last = -((low - stop) * buckets // length) - 1
            for bucket in range(first, min(last, buckets - 1) + 1):
                most[bucket] = max(most[bucket], count)
        return most

    def means(self, buckets: int) -> list[float]:
        """Return how many people are there on average in each of so many equal parts of the span."""
        low, length = ticks(self.span.start), ticks(self.span.stop) - ticks(self.span.start)
        held = [0] * buckets
        for start, stop, count in self._stretches():
            # In ticks times buckets, so that the parts' borders are whole numbers.
            at, end = (start - low) * buckets, (stop - low) * buckets
            while at < end:
                bucket = at // length
                until = min(end, (bucket + 1) * length)
                held[bucket] += count * (until - at)
                at = until
        return [amount / length for amount in held]

    def by_hour(self, zone: tzinfo) -> list[timedelta]:
        """Return the time that people spent in each hour of the day on the zone's clock: 24 sums."""
        quarters: dict[int, int] = {}
        for start, stop, count in self._stretches():
            at = start
            while at < stop:
                quarter = at // _QUARTER
                until = min(stop, (quarter + 1) * _QUARTER)
                quarters[quarter] = quarters.get(quarter, 0) + count * (until - at)
                at = until
        spent = [0] * 24
        for quarter, amount in quarters.items():
            spent[instant_of(quarter * _QUARTER).astimezone(zone).hour] += amount
        return [timedelta(microseconds=amount) for amount in spent]

    def _stretches(self) -> Iterator[tuple[int, int, int]]:
        """Yield start, stop and count of every stretch with somebody there."""
        end = ticks(self.span.stop)
        for index, (start, count) in enumerate(zip(self.times, self.counts, strict=True)):
            if count:
                yield start, self.times[index + 1] if index + 1 < len(self.times) else end, count


def occupancy(ledger: Ledger) -> Occupancy:
    """Work out how many different people are there at any time; somebody on two devices is one."""
    starts, stops, _ = ledger.presence()
    rises, falls = array("q", sorted(starts)), array("q", sorted(stops))
    end = ticks(ledger.span.stop)
    times, counts = array("q"), array("l")
    count = risen = fallen = 0
    total = len(rises)
    while fallen < total:
        at = min(rises[risen], falls[fallen]) if risen < total else falls[fallen]
        if at >= end:
            break
        before = count
        while risen < total and rises[risen] == at:
            risen += 1
            count += 1
        while fallen < total and falls[fallen] == at:
            fallen += 1
            count -= 1
        if count != before:
            times.append(at)
            counts.append(count)
    return Occupancy(ledger.span, times, counts)
