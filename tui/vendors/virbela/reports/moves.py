"""Each move between two rooms: who went, and when. What is behind the figures of the movements. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse
from tui.core.column import Column
from tui.core.report import Report
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.sheets import PlaceName, Sheet, Who
from tui.vendors.virbela.attendance.ticks import instant_of
from tui.vendors.virbela.references import A_ROOM
from tui.vendors.virbela.reports.columns import (
    OPENS_PERSON,
    checked,
    number_or,
    person_columns,
    text,
    time,
    time_column,
)
from tui.vendors.virbela.reports.stays import MINUTE, Stays, attendance, minutes_of, stays_of
from tui.vendors.virbela.reports.visits import visits

__all__ = ["MOVES", "WITHIN", "Move", "moves"]

WITHIN: Final = Param(
    "within",
    "Within",
    ParamKind.NUMBER,
    help="Minutes after leaving a room in which coming to another is a move; without it 30.",
)

_WITHIN: Final = 30


class Move(Struct, frozen=True):
    """Somebody went from one room to another."""

    who: Who
    start: PlaceName
    end: PlaceName
    left: datetime
    """When the stay in the first room ended; after `came` where the two overlap."""
    came: datetime
    gap_minutes: float
    room_id: str = ""
    """Its person's sessions are those of all rooms."""


def moves(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return each move that is asked for, in the order in which people came."""
    stays = stays_of(values, query)
    most = number_or(query, "within", _WITHIN) * MINUTE
    start_id, end_id = query.text("fromRoomId"), query.text("toRoomId")
    rooms, people = stays.cast.places, stays.cast.who
    rows = [
        Move(people[person], rooms[start], rooms[end], instant_of(left), instant_of(came), minutes_of(gap))
        for person, start, end, left, came, gap in _moves(stays)
        if gap <= most and start_id in ("", rooms[start].key) and end_id in ("", rooms[end].key)
    ]
    rows.sort(key=lambda row: (row.came, row.who.name.casefold(), row.who.key))
    return Tabulated(
        [table_record(f"{place} {row.who.key}", row) for place, row in enumerate(rows)], stays.notes, stays.missing
    )


def _moves(stays: Stays) -> Iterator[tuple[int, int, int, float, float, float]]:
    """Yield person, both rooms, when the one was left and the other entered, and what lay between."""
    before: dict[int, tuple[int, float]] = {}
    for person, room, came, stop in visits(stays):
        start, left = before.get(person, (room, came))
        before[person] = room, stop
        if start != room:
            yield person, start, room, left, came, max(came - left, 0.0)


_NAME, _EMAIL, _USER_ID = person_columns()

MOVES: Final = Collection(
    name="moves",
    title="Moves",
    help="Who went from one room to another, and when: what is behind the figures of the movements.",
    columns=(
        _NAME,
        time("left", "Left", lambda row: row.left, rank=1),
        text("from_room", "From", lambda row: row.start.name, width=20, rank=2),
        time("came", "Came", lambda row: row.came, rank=0),
        text("to_room", "To", lambda row: row.end.name, width=20, rank=2),
        time_column("gap_minutes", "Gap", lambda row: row.gap_minutes),
        _EMAIL,
        _USER_ID,
        Column("from_id", "From id", lambda row: row.start.key, rank=9, derived=True, shown=False),
        Column("to_id", "To id", lambda row: row.end.key, rank=9, derived=True, shown=False),
    ),
    fetch=report(attendance(extra=checked("within", least=0)), moves, noun=("session", "sessions")),
    params=(
        Param("fromRoomId", "From", help="Only from this room, by its objectId.", refers_to=A_ROOM),
        Param("toRoomId", "To", help="Only to this room, by its objectId.", refers_to=A_ROOM),
        WITHIN,
    ),
    range_use=RangeUse.REQUIRED,
    noun=("move", "moves"),
    empty="Nobody went this way in this range.",
    opens=OPENS_PERSON,
    report=Report(
        question="Who went from one room to another, and when?",
        rules=("As the movements count it: the person's next stay is in another room, soon after or meanwhile.",),
    ),
    top_level=False,
)
"""Moves between rooms."""
