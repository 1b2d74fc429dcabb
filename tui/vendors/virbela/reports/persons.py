"""What each person's sessions come to, for the reports that have a row for each. Pure functions, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from tui.core.collection import Query
from tui.core.report import percent
from tui.vendors.virbela.attendance.person_sums import PersonSums
from tui.vendors.virbela.attendance.sheets import Who
from tui.vendors.virbela.attendance.talks import Talk
from tui.vendors.virbela.attendance.ticks import instant_of
from tui.vendors.virbela.reports.calendar import Calendar, Presence
from tui.vendors.virbela.reports.stays import MINUTE, Stays, minutes_of, stayed_on

__all__ = ["PersonRow", "persons", "talk_minutes", "talk_share"]


class PersonRow(Struct, frozen=True):
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


def talk_share(talk: Talk) -> float | None:
    """Return talking as a part of staying, in percent; None where nothing is known."""
    return min(percent(talk.minutes * MINUTE, talk.stayed) or 0.0, 100.0) if talk.stayed else None


def talk_minutes(talk: Talk, sessions: int) -> float | None:
    """Return the minutes; None where nothing is known of so many sessions."""
    return round(talk.minutes, 2) if talk.unknown < sessions else None


def persons(stays: Stays, query: Query) -> Iterator[PersonRow]:
    """Yield everybody who was there, in no order."""
    count = len(stays.cast.who)
    sums, days, there = PersonSums(count), Counter[int](), Presence(Calendar(stays.span, query.zone))
    lasts: dict[int, float] = {}
    for moment in stays.moments():
        sums.add(moment)
        for _, people in there.add(moment):
            days.update(people)
        stayed_on(moment, lasts, stays.bounds.high)
    for _, people in there.rest():
        days.update(people)
    room_id = query.text("roomId")
    for person, joined in sums.firsts.items():
        talk, sessions = sums.talk(person), sums.sessions[person]
        yield PersonRow(
            who=stays.cast.who[person],
            room_id=room_id,
            sessions=sessions,
            days=days[person],
            minutes=minutes_of(sums.times[person]),
            talk_minutes=talk_minutes(talk, sessions),
            talk_share=talk_share(talk),
            first=instant_of(joined),
            last=instant_of(lasts.get(person, sums.last(person))),
            unknown_talks=talk.unknown,
        )
