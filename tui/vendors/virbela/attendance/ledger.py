"""Sessions as columns of plain numbers: a million of them are summed in seconds and a few tens of megabytes.

What is done to every session is done to whole columns, by `map` and its like: that takes a third of the time of a loop
that looks at one session after the other.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import compress, islice, repeat
from operator import floordiv, gt, le, sub
from typing import Final

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.session import AttendanceSession

__all__ = ["EPOCH", "TICK", "Ledger", "Presence", "instant_of", "ticks"]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
"""The finest that `datetime` knows. As a float, too, ticks since 1970 are exact, until the year 2255."""
_PART: Final = 2_000
"""Sessions written down at a time: what lies between session and column is then small."""


def ticks(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970."""
    return (instant - EPOCH) // TICK


def instant_of(at: int) -> datetime:
    """Return the instant of a number of microseconds since 1970, in UTC."""
    return EPOCH + timedelta(microseconds=at)


@dataclass(slots=True)
class Ledger:
    """The sessions of a span, clipped to it. Column `i` of each array is session `i`."""

    span: TimeRange
    starts: array[int] = field(default_factory=lambda: array("q"))
    """When it begins, in ticks; not before the span does."""
    stops: array[int] = field(default_factory=lambda: array("q"))
    """When it ends, in ticks; not after the span does. Equal to the start for a stay of no length."""
    people: array[int] = field(default_factory=lambda: array("l"))
    """Whose it is: an index into `users`."""
    talks: array[float] = field(default_factory=lambda: array("d"))
    """Seconds of talking within the span, talk being spread evenly over a session that straddles it; -1 for unknown."""
    users: list[str] = field(default_factory=list)
    """Every person once, in order of appearance."""
    names: list[str] = field(default_factory=list)
    """What to call each of them."""
    still_in: set[int] = field(default_factory=set)
    """The people who had not left, and whose stay reaches the end of the span or the instant of asking."""
    lost: int = 0
    """Sessions whose leave time got lost. They are of no length here, and nobody knows how long they were."""

    _presence: Presence | None = None

    @classmethod
    def of(cls, sessions: Iterable[AttendanceSession], span: TimeRange) -> Ledger:
        """Write sessions down; those that do not touch the span are left out."""
        ledger = cls(span)
        indices: defaultdict[str, int] = defaultdict()
        indices.default_factory = indices.__len__
        rest = iter(sessions)
        while part := list(islice(rest, _PART)):
            ledger._write(part, indices)
        return ledger

    def _write(self, part: list[AttendanceSession], indices: defaultdict[str, int]) -> None:
        """Write some sessions down; `indices` gives each person who is new the next index."""
        low, high = ticks(self.span.start), ticks(self.span.stop)
        last = high if self.span.closed else high - 1
        joins = _all_ticks([session.join for session in part])
        untils = _all_ticks([session.until for session in part])
        if low <= min(joins) and max(untils) <= high and max(joins) <= last and all(map(le, joins, untils)):
            # All of them lie within the span: that is how it mostly is, and nothing is cut off.
            self._append(part, indices, joins, untils)
            return
        if min(untils) < low or max(joins) > last:
            touching = [
                join <= last and (max(join, until) >= low or session.leave is None)
                for session, join, until in zip(part, joins, untils, strict=True)
            ]
            part = list(compress(part, touching))
            joins, untils = list(compress(joins, touching)), list(compress(untils, touching))
        starts = [join if join > low else low for join in joins]
        stops = [
            (until if until < high else high) if until > start else start
            for start, until in zip(starts, untils, strict=True)
        ]
        wholes = [max(until - join, 0) for join, until in zip(joins, untils, strict=True)]
        shares = [
            (stop - start) / whole if whole else 1.0 for whole, start, stop in zip(wholes, starts, stops, strict=True)
        ]
        self._append(part, indices, starts, stops, shares)

    def _append(
        self,
        part: list[AttendanceSession],
        indices: defaultdict[str, int],
        starts: list[int],
        stops: list[int],
        shares: list[float] | None = None,
    ) -> None:
        """Write some sessions of the span down; `shares` says how much of each lies in it, where that is not all."""
        people = list(map(indices.__getitem__, [session.user for session in part]))
        if len(indices) > len(self.users):
            self._introduce(part, people)
        if None in [session.leave for session in part]:
            self.still_in.update(index for session, index in zip(part, people, strict=True) if session.still_in)
            self.lost += sum(session.lost for session in part)
        talks = [-1.0 if talk is None else talk * 60 for talk in [session.talk for session in part]]
        if shares is not None:
            talks = [talk * share if talk > 0 else talk for talk, share in zip(talks, shares, strict=True)]
        self.starts.extend(starts)
        self.stops.extend(stops)
        self.people.extend(people)
        self.talks.extend(talks)

    def _introduce(self, part: list[AttendanceSession], people: list[int]) -> None:
        """Take down who those are that appear for the first time."""
        for session, index in zip(part, people, strict=True):
            if index == len(self.users):
                self.users.append(session.user)
                self.names.append(session.user_name)

    def __len__(self) -> int:
        return len(self.starts)

    def presence(self) -> Presence:
        """Return when each person is there, however many devices they are on; worked out once."""
        if self._presence is None:
            self._presence = _united(self)
        return self._presence


@dataclass(frozen=True, slots=True)
class Presence:
    """Stretches in which a person is there, in no order. Of one person no two touch or overlap, and none is empty."""

    starts: array[float]
    """In whole ticks: a float holds them exactly, and is sorted in half the time."""
    stops: array[float]
    people: array[int]
    """Whose stretch: an index into the ledger's `users`."""


def _all_ticks(instants: list[datetime]) -> list[int]:
    return list(map(floordiv, map(sub, instants, repeat(EPOCH)), repeat(TICK)))


def _united(ledger: Ledger) -> Presence:
    """Unite each person's sessions.

    Between two stretches, as many sessions have ended as had begun. So with the starts in order and, for themselves,
    the stops in order, a stretch ends with the stop after which the next start comes later, and there the next begins.
    """
    united = Presence(array("d"), array("d"), array("l"))
    for person, (starts, stops) in enumerate(_by_person(ledger)):
        if not starts:
            continue
        begun, ended = sorted(starts), sorted(stops)
        later = begun[1:]
        apart = list(map(gt, later, ended))
        united.starts.append(begun[0])
        united.starts.extend(compress(later, apart))
        united.stops.extend(compress(ended, apart))
        united.stops.append(ended[-1])
        united.people.extend(repeat(person, 1 + sum(apart)))
    return united


def _by_person(ledger: Ledger) -> Iterator[tuple[array[float], array[float]]]:
    """Return each person's starts and stops, stays of no length left out; as floats, which are sorted twice as fast."""
    columns = [(array("d"), array("d")) for _ in ledger.users]
    append = [(starts.append, stops.append) for starts, stops in columns]
    for start, stop, person in zip(ledger.starts, ledger.stops, ledger.people, strict=True):
        if start < stop:
            begin, end = append[person]
            begin(start)
            end(stop)
    return iter(columns)
