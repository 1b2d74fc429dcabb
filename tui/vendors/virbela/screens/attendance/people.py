"""Time by person as a collection of its own, so that the table, the filter and the export know what to do with it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tui.core.collection import Collection, Query
from tui.core.column import Column, Kind, Value
from tui.core.present import ABSENT, duration_text
from tui.core.record import Page, Record
from tui.vendors.virbela.attendance import AttendanceSession, PersonTime
from tui.widgets.charts import Bar, Lane, Stay

__all__ = ["PEOPLE", "lanes", "no_rows", "person_bars", "person_record"]

PersonColumn = Column[PersonTime]


async def no_rows(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    """Yield no row: these are worked out of the sessions."""
    yield Page(())


def _last(row: PersonTime) -> datetime | None:
    return None if row.still_in else row.last


def _yes(value: Value) -> str:
    return "still in" if value else ""


PEOPLE = Collection(
    name="attendance-by-person",
    title="People",
    help="One row is one person, with the time they spent in the place within the range.",
    noun=("person", "people"),
    sort="-time_minutes",
    fetch=no_rows,
    columns=(
        PersonColumn("user_name", "Person", lambda row: row.name, width=26, rank=0, derived=True),
        PersonColumn("visits", "Visits", lambda row: row.sessions, Kind.NUMBER, width=7, derived=True),
        PersonColumn(
            "time_minutes", "Time in range", lambda row: row.time, Kind.DURATION, width=13, rank=0, derived=True
        ),
        PersonColumn(
            "talk_minutes", "Talk in range", lambda row: row.talk, Kind.DURATION, width=13, rank=2, derived=True
        ),
        PersonColumn("first", "First", lambda row: row.first, Kind.TIME, width=11, rank=3, derived=True),
        PersonColumn("last", "Last", _last, Kind.TIME, width=11, rank=2, derived=True),
        PersonColumn(
            "still_in", "Still in", lambda row: row.still_in, Kind.FLAG, width=8, rank=4, derived=True, form=_yes
        ),
        PersonColumn("userId", "User id", lambda row: row.user, width=12, rank=9, shown=False),
    ),
)


def person_record(person: PersonTime) -> Record[PersonTime]:
    """Make a row. The person's id is the vendor's word; all the rest is derived."""
    return Record(id=person.user, value=person, raw=json.dumps({"userId": person.user}).encode())


def person_bars(people: Iterable[PersonTime]) -> Sequence[Bar]:
    """Make the people's bars: as long as their time, with visits and talk at the edge."""
    return [
        Bar(
            person.user,
            person.name,
            person.time.total_seconds(),
            duration_text(person.time),
            f"{person.sessions:>6,}  {duration_text(person.talk) if person.talk is not None else ABSENT:>10}",
        )
        for person in people
    ]


def lanes(
    people: Iterable[PersonTime], sessions: Iterable[AttendanceSession], notes: Mapping[str, str]
) -> Sequence[Lane]:
    """Make the timeline's lanes, in the people's order."""
    stays: dict[str, list[Stay]] = {}
    for session in sessions:
        stays.setdefault(session.user, []).append(Stay(session.join, session.leave))
    return [Lane(each.user, each.name, stays.get(each.user, ()), notes.get(each.user, "")) for each in people]
