"""How long people were in each room, and how much of it they talked. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import fsum
from operator import sub
from typing import Final

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse
from tui.core.column import Column
from tui.core.report import Report, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.once import NEVER, Once
from tui.vendors.virbela.attendance.sheets import Sheet
from tui.vendors.virbela.attendance.talks import NO_TALK, Talk
from tui.vendors.virbela.attendance.ticks import instant_of
from tui.vendors.virbela.reports.calendar import Calendar, Presence
from tui.vendors.virbela.reports.columns import A_ROOM_ID, count, text, time, time_column
from tui.vendors.virbela.reports.persons import talk_minutes, talk_share
from tui.vendors.virbela.reports.stays import Stays, attendance, minutes_of, stays_of

__all__ = ["ATTENDANCE_BY_ROOM", "RoomRow", "attendance_by_room"]


class RoomRow(Struct, frozen=True):
    """A room where somebody was."""

    room_id: str
    name: str
    people: int
    sessions: int
    days: int
    minutes: float
    """Everybody's time in it."""
    share: float
    """Of all rooms' time, in percent."""
    talk_minutes: float | None
    talk_share: float | None
    first: datetime
    last: datetime


def attendance_by_room(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return every room where somebody was, the longest time first."""
    stays = stays_of(values, query)
    calendar = Calendar(stays.span, query.zone)
    sums = [found for room, own in stays.by_room() if (found := _sum(room, own, calendar)).sessions]
    rooms = stays.cast.places
    sums.sort(key=lambda found: (-found.time, rooms[found.room].name.casefold(), rooms[found.room].key))
    rows = [
        RoomRow(
            room_id=rooms[found.room].key,
            name=rooms[found.room].name,
            people=len(found.people),
            sessions=found.sessions,
            days=found.days,
            minutes=minutes_of(found.time),
            share=share,
            talk_minutes=talk_minutes(found.talk, found.sessions),
            talk_share=talk_share(found.talk),
            first=instant_of(found.first),
            last=instant_of(found.last),
        )
        for found, share in zip(sums, shares_of([found.time for found in sums]), strict=True)
    ]
    return Tabulated([table_record(row.room_id, row) for row in rows], stays.notes, stays.missing)


class _Sum(Struct):
    """What a room's sessions come to; times in ticks."""

    room: int
    people: set[int] = field(default_factory=set)
    days: int = 0
    sessions: int = 0
    time: float = 0.0
    first: float = 0.0
    last: float = NEVER
    talk: Talk = NO_TALK


def _sum(room: int, stays: Stays, calendar: Calendar) -> _Sum:
    found, there, days = _Sum(room), Once(len(stays.cast.who)), Presence(calendar)
    for moment in stays.moments():
        if not found.sessions:
            found.first = moment.joins[0]
        found.last = max(found.last, max(moment.untils))
        found.sessions += len(moment)
        found.people.update(moment.people)
        found.time += fsum(map(sub, moment.stops, there.starts(moment.people, moment.starts, moment.stops)))
        found.days += sum(1 for _ in days.add(moment))
        found.talk = found.talk.plus(moment)
    found.days += sum(1 for _ in days.rest())
    return found


ATTENDANCE_BY_ROOM: Final = Collection(
    name="attendance-by-room",
    title="Attendance by room",
    help="How long people were in each room of the campus, or in one: time, people, days, sessions, talk.",
    columns=(
        text("name", "Room", lambda row: row.name),
        time_column("minutes", "Time", lambda row: row.minutes, rank=0),
        percent_column("share", "Share", lambda row: row.share, rank=1),
        count("people", "People", lambda row: row.people, rank=1),
        count("sessions", "Sessions", lambda row: row.sessions, rank=3),
        count("days", "Days", lambda row: row.days, rank=2),
        time_column("talk_minutes", "Talk", lambda row: row.talk_minutes, rank=4),
        percent_column("talk_share", "Talked", lambda row: row.talk_share, rank=2),
        time("first", "First", lambda row: row.first, rank=6),
        time("last", "Last", lambda row: row.last, rank=5),
        Column("room_id", "Room id", lambda row: row.room_id, rank=9, derived=True, shown=False),
    ),
    fetch=report(attendance(), attendance_by_room, noun=("session", "sessions")),
    params=(A_ROOM_ID, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    noun=("room", "rooms"),
    empty="Nobody was in any room in this range.",
    opens=Opens(
        "attendance",
        lambda record: {} if record.value is None else {"roomId": record.value.room_id},
        lambda record: record.value.name if record.value is not None else record.id,
        verb="sessions",
    ),
    report=Report(
        question="Which rooms are used, how long, by how many?",
        rules=(
            "Everybody's time in the room inside the range; two devices of a person in it at once count once.",
            "Share: of the time in all rooms. Talk of a session that straddles the range is spread evenly.",
        ),
        unknown=("Private volumes are not among the rooms.",),
        chart=Bars(label=("name",), value="minutes", more="people"),
        compares=("minutes", "people", "sessions", "talk_minutes"),
    ),
)
"""Attendance by room."""
