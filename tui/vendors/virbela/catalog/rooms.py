"""The campus's rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.collection import Collection, Opens
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.vendors.virbela.api.lenient import instant, number

if TYPE_CHECKING:
    from tui.vendors.virbela.api.models import Room

__all__ = ["ROOMS"]


def _sent() -> type[Room]:
    from tui.vendors.virbela.api.models import Room

    return Room


def _texts(values: tuple[str | int, ...] | None) -> tuple[str, ...] | None:
    return tuple(str(value) for value in values) if values else None


def _title(record: Record[Room]) -> str:
    return record.value.title if record.value else record.id


_COLUMNS: Final[tuple[Column[Room], ...]] = (
    Column("name", "Name", lambda room: room.name, width=26, rank=0),
    Column("customLabel", "Label", lambda room: room.custom_label, width=20, rank=5),
    Column("SFSRoom", "SFS room", lambda room: room.sfs_room, width=16, rank=4),
    Column("levelName", "Level", lambda room: room.level_name, width=14, rank=2),
    Column("group", "Group", lambda room: room.group, width=20, rank=1),
    # Letters where the vendor gives them; its numbers stand for other letters in other places, so none is converted.
    Column(
        "teamAccessFriendly",
        "Teams",
        lambda room: _texts(room.team_access_friendly or room.team_access),
        Kind.LIST,
        width=8,
        rank=3,
    ),
    Column("visibleOn", "Visible on", lambda room: _texts(room.visible_on), Kind.LIST, width=18, rank=6),
    Column("updatedAt", "Updated", lambda room: instant(room.updated_at), Kind.TIME, width=10, rank=2),
    Column("instance", "Instance", lambda room: number(room.instance), Kind.NUMBER, width=8, rank=8, shown=False),
    Column("groupAccess", "Group access", lambda room: _texts(room.group_access), Kind.LIST, rank=8, shown=False),
    Column("createdAt", "Created", lambda room: instant(room.created_at), Kind.TIME, width=10, rank=8, shown=False),
    Column("objectId", "Room id", lambda room: room.object_id, rank=9, shown=False),
)

ROOMS: Final = Collection(
    name="rooms",
    title="Rooms",
    help="Every room of the campus; open one to see who was there.",
    columns=_COLUMNS,
    fetch=lambda client, query: client.room_pages(),
    opens=Opens("attendance", lambda record: {"roomId": record.id}, _title, verb="attendance"),
    sort="name",
    noun=("room", "rooms"),
    empty="This campus has no rooms. Check client_name in the config if you expected some.",
    sent=_sent,
)
