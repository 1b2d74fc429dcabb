"""Sessions as columns of plain numbers: a million of them are summed in seconds and a few tens of megabytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tui.core.span import Span
from tui.vendors.virbela.attendance.session import Session

__all__ = ["Ledger", "instant_of", "ticks"]

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

    span: Span
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

    @classmethod
    def of(cls, sessions: Iterable[Session], span: Span) -> Ledger:
        """Write sessions down; those that do not touch the span are left out."""
        ledger = cls(span)
        indices: dict[str, int] = {}
        low, high = ticks(span.start), ticks(span.stop)
        for session in sessions:
            if not session.touches(span):
                continue
            join = ticks(session.join)
            until = max(ticks(session.until), join)
            start, stop = max(join, low), max(min(until, high), low)
            index = indices.get(session.user)
            if index is None:
                index = indices[session.user] = len(indices)
                ledger.users.append(session.user)
                ledger.names.append(session.user_name)
            ledger.starts.append(start)
            ledger.stops.append(stop)
            ledger.people.append(index)
            ledger.talks.append(_talk_within(session.talk, stop - start, until - join))
            if session.leave is None:
                ledger.still_in.add(index)
        return ledger

    def __len__(self) -> int:
        return len(self.starts)

    def presence(self) -> tuple[array[int], array[int], array[int]]:
        """Return when each person is there, however many devices they are on: starts, stops and people.

        Per person no two stretches touch or overlap. They come in order of their ends within a person, in no order
        between people. Stays of no length are nobody's presence.
        """
        opened = array("q", bytes(8 * len(self.users)))
        ending = array("q", bytes(8 * len(self.users)))
        there = bytearray(len(self.users))
        starts, stops, people = array("q"), array("q"), array("l")
        for index in _in_order(self.starts):
            start, stop, person = self.starts[index], self.stops[index], self.people[index]
            if stop <= start:
                continue
            if there[person] and start <= ending[person]:
                if stop > ending[person]:
                    ending[person] = stop
                continue
            if there[person]:
                starts.append(opened[person])
                stops.append(ending[person])
                people.append(person)
            there[person] = 1
            opened[person], ending[person] = start, stop
        for person, is_there in enumerate(there):
            if is_there:
                starts.append(opened[person])
                stops.append(ending[person])
                people.append(person)
        return starts, stops, people


def _in_order(starts: array[int]) -> array[int]:
    return array("l", sorted(range(len(starts)), key=starts.__getitem__))


def _talk_within(minutes: float | None, clipped: int, whole: int) -> float:
    if minutes is None:
        return -1.0
    return minutes * 60 * (clipped / whole if whole else 1.0)
