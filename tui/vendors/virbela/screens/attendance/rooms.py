"""Every room's figures over a range: how long people spent in it, how full it was, at which hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.present import duration_text
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import AttendanceSession, Ledger, Summary, occupancy, summarise
from tui.vendors.virbela.screens.attendance.people import no_rows
from tui.widgets.charts import Bar, HeatRow

__all__ = ["HOURS", "ROOM_TIMES", "RoomFigures", "bars", "heat_rows", "room_figures", "room_record"]

HOURS: Final = tuple(f"{hour:02}" for hour in range(24))
"""The columns of the heat map: hours on the user's clock."""

_HOUR: Final = timedelta(hours=1)


class RoomFigures(Struct, frozen=True):
    """What one room's sessions come to."""

    room_id: str
    name: str
    summary: Summary
    time: timedelta
    """The time of all people in it; two devices at once count once."""
    by_hour: Sequence[timedelta]
    """The same time by the hour of the day, 24 sums."""


def room_figures(
    sessions: Iterable[AttendanceSession], span: TimeRange, *, now: datetime, zone: tzinfo
) -> Sequence[RoomFigures]:
    """Work out every room's figures, the most time first. Rooms where nobody was are not among them."""
    come = span.until(now)
    of_room: dict[str, list[AttendanceSession]] = {}
    for session in sessions:
        of_room.setdefault(session.room_id, []).append(session)
    rooms = []
    for room_id, own in of_room.items():
        ledger = Ledger.of(own, come)
        curve = occupancy(ledger)
        hours = curve.by_hour(zone)
        time = sum(hours, timedelta())
        rooms.append(RoomFigures(room_id, own[0].room_name or room_id, summarise(ledger, curve), time, hours))
    return sorted(rooms, key=lambda room: (-room.time, room.name.casefold(), room.room_id))


RoomColumn = Column[RoomFigures]


def _peak(room: RoomFigures) -> int:
    return room.summary.peak.people if room.summary.peak is not None else 0


ROOM_TIMES: Final = Collection(
    name="attendance-by-room",
    title="Rooms",
    help="One row is one room, with the time that people spent in it within the range.",
    noun=("room", "rooms"),
    sort="-time_minutes",
    fetch=no_rows,
    columns=(
        RoomColumn("room_name", "Room", lambda room: room.name, width=26, rank=0, derived=True),
        RoomColumn("visits", "Visits", lambda room: room.summary.sessions, Kind.NUMBER, derived=True),
        RoomColumn("people", "People", lambda room: room.summary.people, Kind.NUMBER, derived=True),
        RoomColumn("peak", "Peak", _peak, Kind.NUMBER, derived=True),
        RoomColumn("time_minutes", "Time in range", lambda room: room.time, Kind.DURATION, derived=True),
        RoomColumn(
            "median_stay_minutes",
            "Median stay in range",
            lambda room: room.summary.median_stay,
            Kind.DURATION,
            derived=True,
        ),
        RoomColumn("room_id", "Room id", lambda room: room.room_id, rank=9, derived=True),
    ),
)


def room_record(room: RoomFigures) -> Record[RoomFigures]:
    """Make a row; all of it is derived."""
    return Record(id=room.room_id, value=room, raw=b"{}")


def bars(rooms: Iterable[RoomFigures]) -> Sequence[Bar]:
    """Make the ranked list: as long as the time that people spent, with the people and the peak at the edge."""
    return [
        Bar(
            room.room_id,
            room.name,
            room.time.total_seconds(),
            duration_text(room.time),
            f"{room.summary.people:,}  {_peak(room):>4,}",
        )
        for room in rooms
    ]


def heat_rows(rooms: Iterable[RoomFigures]) -> Sequence[HeatRow]:
    """Make the heat map's rows: hours that people spent, begun ones counted, by the hour of the day."""
    return [
        HeatRow(room.room_id, room.name, [-(-hour // _HOUR) for hour in room.by_hour], duration_text(room.time))
        for room in rooms
    ]
