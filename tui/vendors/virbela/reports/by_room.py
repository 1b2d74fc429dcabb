"""How long people were in each room, and how much of it they talked. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from operator import add, mul
from typing import Final

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse
from tui.core.column import Column
from tui.core.report import Report, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.ledger import instant_of
from tui.vendors.virbela.reports.columns import A_ROOM_ID, count, text, time, time_column
from tui.vendors.virbela.reports.persons import talks_of
from tui.vendors.virbela.reports.stays import Sheet, Stays, attendance, minutes_of, stays_of
from tui.vendors.virbela.reports.together import Calendar, Stretches, united

__all__ = ["ATTENDANCE_BY_ROOM", "RoomRow", "attendance_by_room", "in_rooms"]


@dataclass(frozen=True, slots=True)
class RoomRow:
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


def in_rooms(stays: Stays) -> Iterator[tuple[int, int, Stretches]]:
    """Yield when each person was in each room: person, room, stretches; a person's rooms one after the other."""
    width = max(len(stays.cast.places), 1)
    both = list(map(add, map(mul, stays.people, repeat(width)), stays.rooms))
    for each, there in united(both, stays.starts, stays.stops):
        person, room = divmod(each, width)
        yield person, room, there


def attendance_by_room(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return every room where somebody was, the longest time first."""
    stays = stays_of(values, query)
    rooms = stays.cast.places
    calendar = Calendar(stays.span, query.zone)
    people, sessions, time = [0] * len(rooms), [0] * len(rooms), [0] * len(rooms)
    days: list[set[int]] = [set() for _ in rooms]
    firsts, lasts = stays.before(stays.rooms), stays.after(stays.rooms)
    for _, room, there in in_rooms(stays):
        people[room] += 1
        sessions[room] += there.stays
        time[room] += there.time
        days[room] |= calendar.touched(there)
        firsts[room] = min(firsts.get(room, there.starts[0]), there.starts[0])
        lasts[room] = max(lasts.get(room, there.stops[-1]), there.stops[-1])
    talks = talks_of(stays.rooms, stays, len(rooms))
    order = sorted(
        (room for room in range(len(rooms)) if sessions[room]),
        key=lambda room: (-time[room], rooms[room].name.casefold(), rooms[room].key),
    )
    rows = [
        RoomRow(
            room_id=rooms[room].key,
            name=rooms[room].name,
            people=people[room],
            sessions=sessions[room],
            days=len(days[room]),
            minutes=minutes_of(time[room]),
            share=share,
            talk_minutes=talks[room].told(sessions[room]),
            talk_share=talks[room].share(),
            first=instant_of(firsts[room]),
            last=instant_of(lasts[room]),
        )
        for room, share in zip(order, shares_of([time[room] for room in order]), strict=True)
    ]
    return Tabulated([table_record(row.room_id, row) for row in rows], stays.notes, stays.missing)


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
