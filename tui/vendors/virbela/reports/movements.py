"""Who went from which room to which: what comes after what. Pure functions, no I/O."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse, Value
from tui.core.column import Column
from tui.core.present import count_text
from tui.core.record import Record
from tui.core.report import Report, median_of, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.sheets import Sheet
from tui.vendors.virbela.reports.columns import checked, count, number_or, text, time_column
from tui.vendors.virbela.reports.moves import WITHIN
from tui.vendors.virbela.reports.stays import MINUTE, Stays, attendance, minutes_of, stays_of
from tui.vendors.virbela.reports.visits import visits

__all__ = ["MOVEMENTS", "Movement", "movements"]

_WITHIN: Final = 30
"""Minutes within which somebody who comes elsewhere went there."""
_NOWHERE: Final = -1


class Movement(Struct, frozen=True):
    """Those who went from one room to another."""

    from_room: str
    from_id: str
    to_room: str
    to_id: str
    people: int
    moves: int
    share: float
    """Of all moves, in percent."""
    median_gap_minutes: float
    within: Value | None
    """What was asked with; None without it."""


class _Moves(Struct):
    people: set[int] = field(default_factory=set)
    gaps: array[float] = field(default_factory=lambda: array("d"))


def movements(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return from where to where people went, the most moves first.

    A person's stays are put in order by their beginning, then by their end; each is compared with the one before.
    """
    stays = stays_of(values, query)
    most = number_or(query, "within", _WITHIN) * MINUTE
    ways, longer = _ways(stays, most)
    rooms = stays.cast.places
    order = sorted(
        ways,
        key=lambda way: (-len(ways[way].gaps), rooms[way[0]].name.casefold(), rooms[way[1]].name.casefold(), way),
    )
    shares = shares_of([len(ways[way].gaps) for way in order])
    rows = [
        table_record(
            f"{rooms[start].key} {rooms[end].key}",
            Movement(
                from_room=rooms[start].name,
                from_id=rooms[start].key,
                to_room=rooms[end].name,
                to_id=rooms[end].key,
                people=len(ways[start, end].people),
                moves=len(ways[start, end].gaps),
                share=share,
                median_gap_minutes=minutes_of(median_of(sorted(ways[start, end].gaps))),
                within=query.values.get("within"),
            ),
        )
        for (start, end), share in zip(order, shares, strict=True)
    ]
    notes = [*stays.notes]
    if longer:
        notes.append(
            f"{count_text(longer, 'time', 'times')} somebody came to another room over {most / MINUTE:g} min later: "
            "no move."
        )
    return Tabulated(rows, tuple(notes), stays.missing)


def _ways(stays: Stays, most: float) -> tuple[dict[tuple[int, int], _Moves], int]:
    """Return who went each way, and how many moves took too long to be one."""
    ways: defaultdict[tuple[int, int], _Moves] = defaultdict(_Moves)
    longer = 0
    rooms, stops = [_NOWHERE] * len(stays.cast.who), [0.0] * len(stays.cast.who)
    for person, room, start, stop in visits(stays):
        before, left = rooms[person], stops[person]
        rooms[person], stops[person] = room, stop
        if before in (room, _NOWHERE):
            continue
        gap = max(start - left, 0.0)
        if gap > most:
            longer += 1
            continue
        moves = ways[before, room]
        moves.people.add(person)
        moves.gaps.append(gap)
    return ways, longer


def _behind(record: Record[Movement]) -> Mapping[str, Value]:
    row = record.value
    if row is None:
        return {}
    within = {} if row.within is None else {"within": row.within}
    return {"fromRoomId": row.from_id, "toRoomId": row.to_id, **within}


MOVEMENTS: Final = Collection(
    name="movements",
    title="Movements",
    help="Who went from which room of the campus to which, and how long that took.",
    columns=(
        text("from_room", "From", lambda row: row.from_room, width=22),
        text("to_room", "To", lambda row: row.to_room, width=22),
        count("people", "People", lambda row: row.people, rank=0),
        count("moves", "Moves", lambda row: row.moves),
        percent_column("share", "Share", lambda row: row.share, rank=2),
        time_column("median_gap_minutes", "Median gap", lambda row: row.median_gap_minutes),
        Column("from_id", "From id", lambda row: row.from_id, rank=9, derived=True, shown=False),
        Column("to_id", "To id", lambda row: row.to_id, rank=9, derived=True, shown=False),
    ),
    fetch=report(attendance(extra=checked("within", least=0)), movements, noun=("session", "sessions")),
    params=(
        WITHIN,
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    noun=("way", "ways"),
    empty="Nobody went from one room to another in this range.",
    opens=Opens(
        "moves",
        _behind,
        lambda record: f"{record.value.from_room} → {record.value.to_room}" if record.value is not None else record.id,
        verb="who",
    ),
    report=Report(
        question="Who goes from where to where?",
        rules=(
            "A move: the person's next stay is in another room, soon after the one before ended, or while it lasted.",
            "People: different ones. Share: of all moves. Two devices in a room count once.",
        ),
        unknown=("Private volumes are not among the rooms.",),
        chart=Bars(label=("from_room", "to_room"), value="moves", more="median_gap_minutes", between=" → "),
        compares=("people", "moves", "median_gap_minutes"),
    ),
)
"""Movements between rooms."""
