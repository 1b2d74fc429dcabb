"""Who comes week after week, and who is new. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.chart import Bars, Multiples
from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse
from tui.core.errors import UsageError
from tui.core.report import Report
from tui.core.time.local_time import day_start
from tui.core.time.time_range import TimeRange
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.asking import span_of
from tui.vendors.virbela.attendance.sheets import Sheet, Who
from tui.vendors.virbela.attendance.timeline import unordered
from tui.vendors.virbela.reports.calendar import Calendar
from tui.vendors.virbela.reports.columns import (
    A_ROOM_ID,
    OPENS_PERSON,
    checked,
    count,
    number_or,
    person_columns,
    text,
    time,
    time_column,
    within,
)
from tui.vendors.virbela.reports.persons import PersonRow, persons
from tui.vendors.virbela.reports.stays import Stays, attendance, minutes_of, stays_of
from tui.vendors.virbela.reports.weeks import WeeksThere

__all__ = ["NEWCOMERS", "REGULARS", "Newcomer", "RegularWeek", "newcomers", "regulars"]

_NOUN: Final = ("session", "sessions")
_WEEKS: Final = 3
_BACK: Final = 30
"""Days before the range in which somebody who is new was nowhere."""


class RegularWeek(Struct, frozen=True):
    """A week of a regular."""

    who: Who
    room_id: str
    week: str
    """Its Monday."""
    weeks: int
    """The most weeks in a row in which the person came."""
    attended: int
    """All weeks in which the person came."""
    minutes: float
    range: str
    """What of the week lies in the range, as it is typed."""


def regulars(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return every week of everybody who came some weeks in a row, the longest row first; weeks without them too."""
    stays = stays_of(values, query)
    calendar = Calendar(stays.span, query.zone, weeks=True)
    least = number_or(query, "weeks", _WEEKS)
    weeks, cast = WeeksThere(stays, calendar), stays.cast.who
    found = sorted(
        (-longest, -weeks.attended[person], cast[person].name.casefold(), cast[person].key, person)
        for person, longest in weeks.longest.items()
        if longest >= least
    )
    ranges = [_range(calendar, place, stays, query) for place in range(calendar.count)]
    room_id = query.text("roomId")
    rows = [
        table_record(
            f"{key} {calendar.date(place)}",
            RegularWeek(
                who=cast[person],
                room_id=room_id,
                week=calendar.date(place).isoformat(),
                weeks=-row,
                attended=weeks.attended[person],
                minutes=minutes_of(weeks.time(person, place)),
                range=ranges[place],
            ),
        )
        for row, _, _, key, person in found
        for place in range(calendar.count)
    ]
    some = len(weeks.longest)
    notes = [f"{len(found):,} of {some:,} people came {least:g} weeks in a row or more."] if some else []
    return Tabulated(rows, (*stays.notes, *notes), stays.missing)


def _range(calendar: Calendar, place: int, stays: Stays, query: Query) -> str:
    def start(day: date) -> datetime:
        return day_start(day, query.zone) if query.zone is not None else datetime.combine(day, datetime.min.time())

    first = max(start(calendar.date(place)), stays.span.start)
    return within(first, min(start(calendar.date(place + 1)), stays.span.stop), query.zone)


class Newcomer(Struct, frozen=True):
    """Somebody who was there for the first time."""

    person: PersonRow
    room: str
    """Where they were first."""

    @property
    def who(self) -> Who:
        """Who it is."""
        return self.person.who

    @property
    def room_id(self) -> str:
        """The room that was asked for; empty for the campus."""
        return self.person.room_id


def newcomers(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return who was nowhere in the days before the range and somewhere in it, the first first."""
    span = span_of(query)
    stays = stays_of(values, query, span=_with_days_before(query).span)
    there = [row for row in persons(stays, query) if row.last > span.start or row.first >= span.start]
    rooms = _first_rooms(stays, {row.who.key for row in there if row.first >= span.start})
    new = [Newcomer(row, rooms[row.who.key]) for row in there if row.who.key in rooms]
    new.sort(key=lambda row: (row.person.first, row.who.name.casefold(), row.who.key))
    back = number_or(query, "back", _BACK)
    notes = [f"{len(new):,} of {len(there):,} people were nowhere in the {back:g} days before."] if there else []
    return Tabulated([table_record(row.who.key, row) for row in new], (*stays.notes, *notes), stays.missing)


def _first_rooms(stays: Stays, users: Container[str]) -> dict[str, str]:
    """Return in which room each of these people was first."""
    wanted = {place for place, who in enumerate(stays.cast.who) if who.key in users}
    firsts: dict[int, tuple[float, int]] = {}
    for moment in unordered(stays.sheets, stays.bounds) if wanted else ():
        for person, join, room in zip(moment.people, moment.joins, moment.rooms, strict=True):
            if person in wanted and (person not in firsts or (join, room) < firsts[person]):
                firsts[person] = join, room
    return {stays.cast.who[person].key: stays.cast.places[room].name for person, (_, room) in firsts.items()}


def _with_days_before(query: Query) -> Query:
    """Return the question about the range and the days before it."""
    span, back = span_of(query), number_or(query, "back", _BACK)
    if not 1 <= back <= 3650:
        raise UsageError(f"{back:g} days back are out of reach.", way_out="Give --back from 1 to 3650.")
    return replace(query, span=TimeRange(span.start - timedelta(days=back), span.stop, closed=span.closed))


_NAME, _EMAIL, _USER_ID = person_columns()

REGULARS: Final = Collection(
    name="regulars",
    title="Regulars",
    help="Who comes to a room, or to the campus, week after week; one row is a week of one person.",
    columns=(
        _NAME,
        text("week", "Week from", lambda row: row.week, width=10),
        count("weeks", "In a row", lambda row: row.weeks, rank=0),
        count("attended", "Weeks", lambda row: row.attended, rank=2),
        time_column("minutes", "Time", lambda row: round(row.minutes), rank=0),
        _EMAIL,
        _USER_ID,
    ),
    fetch=report(attendance(extra=checked("weeks", least=1)), regulars, noun=_NOUN),
    params=(
        A_ROOM_ID,
        Param("weeks", "Weeks", ParamKind.NUMBER, help="How many weeks in a row make a regular; without it 3."),
    ),
    range_use=RangeUse.REQUIRED,
    default_range="8w",
    noun=("week", "weeks"),
    empty="Nobody came so many weeks in a row in this range.",
    opens=OPENS_PERSON,
    report=Report(
        question="Who comes week after week?",
        rules=(
            "A week, from Monday on, counts when the person was there in it. In a row: the longest within the range.",
        ),
        unknown=("What was before the range is not counted.",),
        chart=Multiples(panel="name", at="week", value="minutes", apart="userId"),
    ),
)
"""Regulars."""

NEWCOMERS: Final = Collection(
    name="newcomers",
    title="Newcomers",
    help="Who was in a room, or on the campus, for the first time.",
    columns=(
        _NAME,
        time("first", "First join", lambda row: row.person.first, rank=0),
        text("room", "First in", lambda row: row.room, width=20, rank=1),
        time_column("minutes", "Time", lambda row: row.person.minutes, rank=0),
        count("days", "Days", lambda row: row.person.days, rank=2),
        count("sessions", "Sessions", lambda row: row.person.sessions, rank=3),
        time("last", "Last", lambda row: row.person.last, rank=4),
        _EMAIL,
        _USER_ID,
    ),
    fetch=report(attendance(asked=_with_days_before), newcomers, noun=_NOUN),
    params=(
        A_ROOM_ID,
        Param(
            "back",
            "Days before",
            ParamKind.NUMBER,
            help="Days before the range in which a newcomer was not there; they are read as well. Without it 30.",
        ),
    ),
    range_use=RangeUse.REQUIRED,
    noun=("person", "people"),
    empty="Everybody who was there in this range had been there before.",
    opens=OPENS_PERSON,
    report=Report(
        question="Who was there for the first time?",
        rules=("New: there in the range, and not in the days before it that were read.",),
        unknown=("Who was there long before counts as new: no list of Virbela tells since when somebody is a member.",),
        chart=Bars(label=("name",), value="minutes", more="sessions"),
    ),
)
"""Newcomers."""
