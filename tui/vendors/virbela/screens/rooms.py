"""Every room's figures over a range: how long people spent in it, how full it was, at which hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from tui.core.span import Span
from tui.vendors.virbela.attendance import Ledger, Session, Summary, occupancy, summarise
from tui.vendors.virbela.screens.figures import stay_text
from tui.widgets.charts import Bar, HeatRow

__all__ = ["HOURS", "RoomFigures", "bars", "heat_rows", "room_figures"]

HOURS = tuple(f"{hour:02}" for hour in range(24))
"""The columns of the heat map: hours on the user's clock."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """What one room's sessions come to."""

    room_id: str
    name: str
    summary: Summary
    time: timedelta
    """The time of all people in it; two devices at once count once."""
    by_hour: Sequence[timedelta]
    """The same time by the hour of the day, 24 sums."""


def room_figures(sessions: Iterable[Session], span: Span, *, now: datetime, zone: tzinfo) -> Sequence[RoomFigures]:
    """Work out every room's figures, the most time first. Rooms where nobody was are not among them."""
    come = Span(span.start, min(span.stop, now)) if span.start < now else span
    of_room: dict[str, list[Session]] = {}
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


def bars(rooms: Iterable[RoomFigures]) -> Sequence[Bar]:
    """Make the ranked list: as long as the time that people spent, with the people and the peak at the edge."""
    return [
        Bar(
            room.room_id,
            room.name,
            room.time.total_seconds(),
            stay_text(room.time),
            f"{room.summary.people:,}  {room.summary.peak.people if room.summary.peak else 0:>4,}",
        )
        for room in rooms
    ]


def heat_rows(rooms: Iterable[RoomFigures]) -> Sequence[HeatRow]:
    """Make the heat map's rows: hours that people spent, begun ones counted, by the hour of the day."""
    return [
        HeatRow(room.room_id, room.name, [-(-hour // _HOUR) for hour in room.by_hour], stay_text(room.time))
        for room in rooms
    ]
