"""Who was in a room, in a private volume, anywhere on the campus."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tui.core.collection import Collection, Opens, Param, Query, RangeUse
from tui.core.column import Column, Kind, Value, tone_by_word
from tui.core.record import Page, Record
from tui.core.time.lengths import length_in
from tui.vendors.virbela.catalog.users import USER_ID
from tui.vendors.virbela.references import A_ROOM

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import AttendanceRow
    from tui.vendors.virbela.attendance import AttendanceSession

__all__ = ["ATTENDANCE", "CAMPUS_ATTENDANCE", "PERSON_ATTENDANCE", "PRIVATE_VOLUME"]


def _sent() -> type[AttendanceRow]:
    from tui.vendors.virbela.api.models import AttendanceRow

    return AttendanceRow


def _fetch_room(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    from tui.vendors.virbela.attendance.one_place import room_attendance

    return room_attendance(client, query)


def _fetch_volume(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    from tui.vendors.virbela.attendance.one_place import volume_attendance

    return volume_attendance(client, query)


def _fetch_campus(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    from tui.vendors.virbela.attendance.all_rooms import campus_attendance

    return campus_attendance(client, query)


def _fetch_person(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    from tui.vendors.virbela.attendance.one_person import person_attendance

    return person_attendance(client, query)


_MINUTE: Final = timedelta(minutes=1)
_STILL_IN: Final = "still in"
_LOST: Final = "no leave time"


def _left(session: AttendanceSession) -> Value:
    """Return when the person left. Who has not is no blank in the list; exports leave the time out, as the vendor."""
    if session.left:
        return session.until
    return _LOST if session.lost else _STILL_IN


def _stay(session: AttendanceSession) -> timedelta | None:
    """Return how long the person stayed, before and after the range too; None where nobody knows."""
    return None if session.lost else session.stay


def _in_range(session: AttendanceSession) -> timedelta | None:
    """Return how much of that lies in the range: what a summary of these rows adds up. None where nobody knows."""
    return None if session.lost else session.in_range


def _talk(session: AttendanceSession) -> timedelta | None:
    return length_in(session.talk, _MINUTE)


def _attended(session: AttendanceSession) -> timedelta | None:
    return length_in(session.minutes, _MINUTE)


def _yes(value: Value) -> str:
    return _STILL_IN if value else ""


def _person(record: Record[AttendanceSession]) -> str:
    return record.value.user_name if record.value else record.id


def _room(record: Record[AttendanceSession]) -> str:
    return record.value.room_name if record.value else record.id


_COLUMNS: Final[tuple[Column[AttendanceSession], ...]] = (
    Column("user_name", "Person", lambda session: session.user_name, width=26, rank=0, derived=True, always=True),
    Column("joinTime", "Joined", lambda session: session.join, Kind.TIME, width=12, rank=0),
    Column(
        "leaveTime",
        "Left",
        _left,
        Kind.TIME,
        width=13,
        rank=1,
        tone=tone_by_word(still_in="success", no_leave_time="warning"),
    ),
    # No label or key but the whole stay's begins with “stay”: who filters by `stay` means that.
    Column("in_range_minutes", "In range", _in_range, Kind.DURATION, width=8, rank=1, derived=True),
    Column("stay_minutes", "Whole stay", _stay, Kind.DURATION, width=10, rank=4, derived=True),
    Column("talkMinutes", "Whole talk", _talk, Kind.DURATION, width=10, rank=2),
    Column(
        "still_in",
        "Still in",
        lambda session: session.still_in,
        Kind.FLAG,
        rank=4,
        derived=True,
        always=True,
        shown=False,
        form=_yes,
    ),
    Column("user_email", "E-mail", lambda session: session.user_email, width=26, rank=3, derived=True),
    Column(
        "attendanceMinutes",
        "Whole attendance",
        _attended,
        Kind.DURATION,
        width=10,
        rank=8,
        shown=False,
    ),
    Column("userId", "User id", lambda session: session.user, rank=9, shown=False),
)

_CAMPUS_COLUMNS: Final[tuple[Column[AttendanceSession], ...]] = (
    Column("room_name", "Room", lambda session: session.room_name, width=22, rank=0, derived=True, always=True),
    *_COLUMNS,
    Column("room_id", "Room id", lambda session: session.room_id, rank=9, derived=True, always=True, shown=False),
)

_OPENS_PERSON: Final = Opens(
    "user", lambda record: {"userId": record.value.user} if record.value else {}, _person, verb="person"
)

_EXPORTED: Final = {"leave_time_lost": Kind.FLAG}

_EMPTY: Final = "Nobody was there in this range."

ATTENDANCE: Final = Collection(
    name="attendance",
    title="Attendance",
    help="One stay of one person in a room: when they came and left, and how long they talked. "
    "in_range_minutes lies in the range; other lengths are whole.",
    columns=_COLUMNS,
    fetch=_fetch_room,
    params=(
        Param(
            "roomId",
            "Room id",
            required=True,
            help="The room's objectId; the list of rooms has it.",
            refers_to=A_ROOM,
        ),
    ),
    range_use=RangeUse.REQUIRED,
    opens=_OPENS_PERSON,
    sort="-joinTime",
    moment="joinTime",
    ends="leaveTime",
    noun=("session", "sessions"),
    empty=_EMPTY,
    sent=_sent,
    exported=_EXPORTED,
    top_level=False,
)

CAMPUS_ATTENDANCE: Final = Collection(
    name="campus-attendance",
    title="Campus attendance",
    help="One stay of one person, of every room of the campus.",
    columns=_CAMPUS_COLUMNS,
    fetch=_fetch_campus,
    range_use=RangeUse.REQUIRED,
    opens=Opens(
        "attendance", lambda record: {"roomId": record.value.room_id} if record.value else {}, _room, verb="room"
    ),
    sort="-joinTime",
    moment="joinTime",
    ends="leaveTime",
    noun=("session", "sessions"),
    empty="Nobody was in any room in this range.",
    sent=_sent,
    exported=_EXPORTED,
)

PERSON_ATTENDANCE: Final = Collection(
    name="person-attendance",
    title="A person's attendance",
    help="One stay of one person, in any room; every room of the campus is asked for it.",
    columns=tuple(column for column in _CAMPUS_COLUMNS if column.key not in {"user_name", "user_email"}),
    fetch=_fetch_person,
    params=(USER_ID,),
    range_use=RangeUse.REQUIRED,
    id_param="userId",
    opens=CAMPUS_ATTENDANCE.opens,
    sort="-joinTime",
    moment="joinTime",
    ends="leaveTime",
    noun=("session", "sessions"),
    empty="This person was in no room in this range. Private volumes are not among the rooms.",
    sent=_sent,
    exported={**_EXPORTED, "user_name": Kind.TEXT, "user_email": Kind.TEXT},
    top_level=False,
)

PRIVATE_VOLUME: Final = Collection(
    name="private-volume",
    title="Private volume",
    help="One stay of one person in a private volume, such as an office within a room.",
    columns=_COLUMNS,
    fetch=_fetch_volume,
    params=(
        Param(
            "volumeId",
            "Volume id",
            required=True,
            help="Enter the volume and type /roominfo in its chat: the id comes before “voice IP”, such as "
            "PR-2114767535--NewCampus. It stays the same.",
        ),
    ),
    range_use=RangeUse.REQUIRED,
    opens=_OPENS_PERSON,
    sort="-joinTime",
    moment="joinTime",
    ends="leaveTime",
    noun=("session", "sessions"),
    empty=_EMPTY,
    sent=_sent,
    exported=_EXPORTED,
)
