"""What of a campus can be found: people and rooms; and where one person was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from tui.core.findable import Findable, Finding, LookIn, Trace
from tui.core.place import HERE, Place
from tui.core.present import duration_text
from tui.core.record import Record

if TYPE_CHECKING:
    from tui.vendors.virbela.api.models import Room, User
    from tui.vendors.virbela.attendance import AttendanceSession

__all__ = ["FINDING"]


def _attendance(record: Record[AttendanceSession]) -> Place | None:
    """Lead to the room on that day: the stay is among those of its neighbours there."""
    stay = record.value
    if stay is None or not stay.room_id:
        return None
    there = record.id.removeprefix(f"{stay.room_id}/")  # a room's own list goes without the room's id
    return Place(HERE, "attendance", {"roomId": stay.room_id}, title=stay.room_name, on=stay.join, record=there)


def _says(stay: AttendanceSession) -> str:
    if stay.still_in:
        return f"{stay.room_name}, still in"
    return stay.room_name if stay.lost or stay.stay is None else f"{stay.room_name}, {duration_text(stay.stay)}"


def _member(user: User) -> str:
    return ", ".join(part for part in (user.role, f"team {user.team_id}" if user.team_id else "") if part)


def _about_room(room: Room) -> str:
    return ", ".join(part for part in (room.level_name, room.group) if part)


# Not `Findable[User]`: the models are imported when a campus is first asked.
_FINDABLES: Final[tuple[Findable[Any], ...]] = (
    Findable(
        LookIn("users", limit=20_000),
        ("person", "people"),
        title=lambda user: user.name,
        known_as=lambda user: (user.displayname,),
        ids=lambda user: (user.object_id,),
        email=lambda user: user.email,
        note=_member,
    ),
    Findable(
        LookIn("rooms", limit=5_000),
        ("room", "rooms"),
        title=lambda room: room.title,
        known_as=lambda room: (room.name, room.custom_label, room.sfs_room),
        ids=lambda room: (room.object_id,),
        note=_about_room,
    ),
)

_TRACES: Final[tuple[Trace[Any], ...]] = (
    Trace(
        LookIn("person-attendance", range="7d", limit=2_000, reach="of the last 7 days in every room"),
        "attendance",
        when=lambda stay: stay.join,
        says=_says,
        id_param="userId",
        opens=_attendance,
    ),
)

_WHO_WAS_THERE: Final = ("attendance", "campus-attendance", "private-volume")
_WHO_WAITED: Final = ("waitlist-called", "waitlist-helped", "waitlist-shifts")

_WHOM: Final[Mapping[str, Callable[[Any], Iterable[str | None]]]] = {
    **dict.fromkeys(("users", "user"), lambda user: (user.email, user.name)),
    **dict.fromkeys((*_WHO_WAS_THERE, *_WHO_WAITED), lambda row: (row.user_email, row.user_name)),
}

FINDING: Final = Finding(_FINDABLES, _TRACES, _WHOM)
"""What can be found."""
