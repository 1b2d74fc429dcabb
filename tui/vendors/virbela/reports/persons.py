"""What each person's sessions come to, for the reports that have a row for each. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.core.collection import Query
from tui.core.report import percent
from tui.vendors.virbela.attendance.ledger import instant_of
from tui.vendors.virbela.reports.stays import MINUTE, Stays, Who, counted, lengths, minutes_of
from tui.vendors.virbela.reports.together import Calendar, united

__all__ = ["PersonRow", "Talk", "persons", "talks_of"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person who was there."""

    who: Who
    room_id: str
    """The room that was asked for; empty for the campus."""
    sessions: int
    days: int
    """Different days on the zone's clocks."""
    minutes: float
    talk_minutes: float | None
    """None where it is known of none of the sessions."""
    talk_share: float | None
    first: datetime
    """When the first of the sessions began, before the range too."""
    last: datetime
    """When the last one ended, or how far it has come."""
    share: float = 0.0
    """Of everybody's time, in percent."""
    unknown_talks: int = 0
    """Sessions whose talk is not known."""


@dataclass(slots=True)
class Talk:
    """What was talked in some sessions."""

    minutes: float = 0.0
    stayed: int = 0
    """The length of the sessions for which talk is known."""
    known: int = 0
    unknown: int = 0

    @property
    def share(self) -> float | None:
        """Talking as a part of staying, in percent."""
        return min(percent(self.minutes * MINUTE, self.stayed) or 0.0, 100.0) if self.known and self.stayed else None

    @property
    def told(self) -> float | None:
        """The minutes; None where nothing is known."""
        return round(self.minutes, 2) if self.known else None


def talks_of(keys: Sequence[int], stays: Stays, count: int) -> list[Talk]:
    """Add up talking by some key of each session."""
    talks = [Talk() for _ in range(count)]
    for key, talk, length in zip(keys, stays.talks, lengths(stays), strict=True):
        of = talks[key]
        if talk < 0:
            of.unknown += 1
        else:
            of.minutes += talk
            of.stayed += length
            of.known += 1
    return talks


def persons(stays: Stays, query: Query) -> Iterator[PersonRow]:
    """Yield everybody who was there, in no order."""
    count = len(stays.cast.who)
    there = united(stays.people, stays.starts, stays.stops, count)
    sessions = counted(stays.people, count)
    talks = talks_of(stays.people, stays, count)
    calendar = Calendar(stays.span, query.zone)
    firsts: list[int | None] = [None] * count
    lasts = [0] * count
    for person, join, until in zip(stays.people, stays.joins, stays.untils, strict=True):
        first = firsts[person]
        if first is None or join < first:
            firsts[person] = join
        if until > lasts[person]:
            lasts[person] = until
    room_id = query.text("roomId")
    for person, first in enumerate(firsts):
        if first is None:
            continue
        talk, stretches = talks[person], there[person]
        yield PersonRow(
            who=stays.cast.who[person],
            room_id=room_id,
            sessions=sessions[person],
            days=len(calendar.touched(stretches)),
            minutes=minutes_of(stretches.time),
            talk_minutes=talk.told,
            talk_share=talk.share,
            first=instant_of(first),
            last=instant_of(lasts[person]),
            unknown_talks=talk.unknown,
        )
