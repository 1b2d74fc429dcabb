"""What each person's sessions come to, for the reports that have a row for each. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.core.collection import Query
from tui.core.report import percent
from tui.vendors.virbela.attendance.ledger import instant_of
from tui.vendors.virbela.reports.stays import MINUTE, Stays, Who, lengths, minutes_of
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


@dataclass(frozen=True, slots=True)
class Talk:
    """What was talked in the sessions of somebody, or in a room."""

    minutes: float
    stayed: int
    """The length of the sessions for which talk is known."""
    unknown: int
    """Sessions for which it is not."""

    def share(self) -> float | None:
        """Return talking as a part of staying, in percent."""
        return min(percent(self.minutes * MINUTE, self.stayed) or 0.0, 100.0) if self.stayed else None

    def told(self, sessions: int) -> float | None:
        """Return the minutes; None where nothing is known of so many sessions."""
        return round(self.minutes, 2) if self.unknown < sessions else None


def talks_of(keys: Sequence[int], stays: Stays, count: int) -> list[Talk]:
    """Add up talking by some key of each session."""
    minutes, stayed, unknown = [0.0] * count, [0] * count, [0] * count
    for key, talk, length in zip(keys, stays.talks, lengths(stays), strict=True):
        if talk < 0:
            unknown[key] += 1
        else:
            minutes[key] += talk
            stayed[key] += length
    return list(map(Talk, minutes, stayed, unknown))


def persons(stays: Stays, query: Query) -> Iterator[PersonRow]:
    """Yield everybody who was there, in no order."""
    talks = talks_of(stays.people, stays, len(stays.cast.who))
    calendar = Calendar(stays.span, query.zone)
    firsts, lasts = stays.before(stays.people), stays.after(stays.people)
    room_id = query.text("roomId")
    for person, there in united(stays.people, stays.starts, stays.stops):
        talk = talks[person]
        yield PersonRow(
            who=stays.cast.who[person],
            room_id=room_id,
            sessions=there.stays,
            days=len(calendar.touched(there)),
            minutes=minutes_of(there.time),
            talk_minutes=talk.told(there.stays),
            talk_share=talk.share(),
            first=instant_of(firsts.get(person, there.starts[0])),
            last=instant_of(lasts.get(person, there.stops[-1])),
            unknown_talks=talk.unknown,
        )
