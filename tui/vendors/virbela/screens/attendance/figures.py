"""What the attendance screens show of the sessions that have arrived so far."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from msgspec import Struct

from tui.core.present import count_text, duration_text
from tui.core.record import Record
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import (
    AttendanceSession,
    Ledger,
    Occupancy,
    PersonTime,
    Summary,
    by_person,
    occupancy,
    summarise,
)

__all__ = ["Figures", "Gathering", "clauses", "figures_of", "instant_text"]


class Figures(Struct, frozen=True):
    """Everything that is worked out of the sessions at one moment."""

    span: TimeRange
    """What is counted: the range, up to the instant of asking; all of it when it has not begun."""
    until: datetime
    """The instant of asking: what comes after it nobody knows."""
    curve: Occupancy
    summary: Summary
    people: Sequence[PersonTime]


class Gathering:
    """The sessions of a read, by their ids: one that comes again takes the place of what was there."""

    def __init__(self) -> None:
        self._sessions: dict[str, AttendanceSession] = {}
        self._unreadable: set[str] = set()

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def unreadable(self) -> int:
        """How many rows do not decode."""
        return len(self._unreadable)

    @property
    def sessions(self) -> Sequence[AttendanceSession]:
        """What has arrived, as it is now."""
        return list(self._sessions.values())

    def take(self, records: Iterable[Record[Any]]) -> None:
        """Keep what a page brought."""
        for record in records:
            if isinstance(record.value, AttendanceSession):
                self._sessions[record.id] = record.value
            else:
                self._unreadable.add(record.id)

    def retain(self, ids: Container[str]) -> None:
        """Forget what is not among these: it is gone at the vendor."""
        self._sessions = {own: session for own, session in self._sessions.items() if own in ids}
        self._unreadable = {own for own in self._unreadable if own in ids}

    def clear(self) -> None:
        """Forget everything: another range is asked for."""
        self._sessions.clear()
        self._unreadable.clear()


def figures_of(sessions: Iterable[AttendanceSession], span: TimeRange, *, now: datetime) -> Figures:
    """Work everything out; what has not come yet by the clock is not counted."""
    come = span.until(now)
    ledger = Ledger.of(sessions, come)
    curve = occupancy(ledger)
    return Figures(come, now, curve, summarise(ledger, curve), by_person(ledger))


def clauses(figures: Figures, *, zone: tzinfo, unreadable: int = 0, by_person: bool = False) -> Sequence[str]:
    """Write the summary, the most telling first: `184 sessions`, `61 people`, `peak 38 (Wed 10:20)` …

    Args:
        figures: What was worked out.
        zone: The user's zone.
        unreadable: How many rows do not decode.
        by_person: Whether people are listed, whose time is added up then, rather than sessions.
    """
    summary = figures.summary
    said = [count_text(summary.sessions, "session", "sessions"), count_text(summary.people, "person", "people")]
    if summary.peak is not None:
        said.append(f"peak {summary.peak.people:,} ({instant_text(summary.peak.start, figures.span, zone)})")
    if summary.median_stay is not None:
        said.append(f"median stay in range {duration_text(summary.median_stay)}")
    if summary.talk_share is not None:
        said.append(f"talk {summary.talk_share:.0%}".replace("%", " %"))
    if summary.sessions > summary.lost:
        said.append(_total(figures, by_person=by_person))
    if summary.lost:
        said.append(f"{summary.lost:,} without a leave time")
    if unreadable:
        said.insert(2, count_text(unreadable, "row cannot be read", "rows cannot be read"))
    return said


def instant_text(instant: datetime, span: TimeRange, zone: tzinfo) -> str:
    """Write an instant as short as it is still clear in a span: `10:20`, `Wed 10:20`, `18 Nov 10:20`."""
    wall = wall_of(instant, zone)
    if wall_of(span.start, zone).date() == wall_of(span.stop - timedelta(microseconds=1), zone).date():
        return f"{wall:%H:%M}"
    if span.length <= timedelta(days=7):
        return f"{WEEKDAYS[wall.weekday()]} {wall:%H:%M}"
    if span.length <= timedelta(days=365):
        return f"{wall.day} {MONTHS[wall.month - 1]} {wall:%H:%M}"
    return f"{wall.day} {MONTHS[wall.month - 1]} {wall.year}"


def _total(figures: Figures, *, by_person: bool) -> str:
    """Say what the listed rows' time in range adds up to; two devices at once count once in people's time."""
    if by_person:
        return f"time in range {duration_text(sum((person.time for person in figures.people), timedelta()))}"
    return f"stays in range {duration_text(figures.summary.total_stay)}"
