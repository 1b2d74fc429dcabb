"""Sessions as columns of plain numbers: a million of them are summed in seconds and a few tens of megabytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tui.core.time_range import TimeRange
from tui.vendors.virbela.attendance.session import AttendanceSession

__all__ = ["Ledger", "Presence", "instant_of", "ticks"]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS: Final = 1_000_000
"""Ticks in a second: whole microseconds, the finest that `datetime` knows."""


def ticks(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970. Exact: a float has room for them until the year 2255."""
    return round(instant.timestamp() * _TICKS)


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

    _presence: Presence | None = None

    @classmethod
    def of(cls, sessions: Iterable[AttendanceSession], span: TimeRange) -> Ledger:
        """Write sessions down; those that do not touch the span are left out."""
        ledger = cls(span)
        starts, stops, people, talks = ledger.starts, ledger.stops, ledger.people, ledger.talks
        indices: dict[str, int] = {}
        low, high = ticks(span.start), ticks(span.stop)
        # Written out rather than in small functions: this runs a million times.
        for session in sessions:
            join = round(session.join.timestamp() * _TICKS)
            until = max(round(session.until.timestamp() * _TICKS), join)
            leave = session.leave
            if join >= high and (join > high or not span.closed):
                continue
            if until < low and leave is not None:
                continue
            index = indices.get(session.user)
            if index is None:
                index = indices[session.user] = len(indices)
                ledger.users.append(session.user)
                ledger.names.append(session.user_name)
            start = join if join > low else low
            stop = min(until, high) if until > start else start
            starts.append(start)
            stops.append(stop)
            people.append(index)
            talk = session.talk
            if talk is None:
                talks.append(-1.0)
            else:
                whole = until - join
                talks.append(talk * 60 * ((stop - start) / whole if whole else 1.0))
            if leave is None and not session.lost:
                ledger.still_in.add(index)
        return ledger

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

    starts: array[int]
    stops: array[int]
    people: array[int]
    """Whose stretch: an index into the ledger's `users`."""


def _united(ledger: Ledger) -> Presence:
    """Unite each person's sessions, by one walk over all of them in the order of their starts."""
    starts, stops, people = ledger.starts, ledger.stops, ledger.people
    opened = array("q", [-1]) * len(ledger.users)
    ending = array("q", [-1]) * len(ledger.users)
    united = Presence(array("q"), array("q"), array("l"))
    for index in sorted(range(len(starts)), key=starts.__getitem__):
        start, stop = starts[index], stops[index]
        if stop <= start:
            continue
        person = people[index]
        known_end = ending[person]
        if start <= known_end:
            if stop > known_end:
                ending[person] = stop
            continue
        if known_end >= 0:
            united.starts.append(opened[person])
            united.stops.append(known_end)
            united.people.append(person)
        opened[person] = start
        ending[person] = stop
    for person, known_end in enumerate(ending):
        if known_end >= 0:
            united.starts.append(opened[person])
            united.stops.append(known_end)
            united.people.append(person)
    return united
