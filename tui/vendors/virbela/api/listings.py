"""The vendor's lists: what their rows are, what they are known by, and where in an answer they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from tui.core.errors import Malformed
from tui.core.http import Response
from tui.transport.decode import decode
from tui.vendors.virbela.api.models import AttendanceRow, CalledRow, HelpedRow, Profile, Room, ShiftRow, User
from tui.vendors.virbela.api.paging import Listing, Rows

__all__ = ["ATTENDANCE", "PROFILES", "ROOMS", "USERS", "WAITLISTS", "Body"]

T = TypeVar("T")


class Body(Struct, Generic[T]):
    """An answer's envelope, of which only the data matters once `explain` has let it pass."""

    data: T


class _Attendance(Struct):
    data: list[Raw] | None
    detail: Any = None


_RETURNED: Final = re.compile(r"\s*(\d{1,9}) attendance records?\b")


def _in_data(answer: Response) -> Rows:
    return Rows(decode(answer.body, Body[list[Raw] | None], url=answer.url).data or ())


def _in_attendance(answer: Response) -> Rows:
    """Take the rows, and how many there are by the answer's own words: "2 attendance records were returned"."""
    body = decode(answer.body, _Attendance, url=answer.url)
    said = _RETURNED.match(body.detail) if isinstance(body.detail, str) else None
    return Rows(body.data or (), count=int(said[1]) if said else None)


def _in_results(answer: Response) -> Rows:
    return _below("results", answer)


def _in_profiles(answer: Response) -> Rows:
    return _below("memberProfiles", answer)


def _below(name: str, answer: Response) -> Rows:
    """Take the rows of `data.<name>`, the count beside them, and any other list there: rows of a second class."""
    data = decode(answer.body, Body[dict[str, Raw]], url=answer.url).data
    if name not in data or not bytes(data[name]).startswith((b"[", b"null")):
        raise Malformed(f"The answer cannot be read: data.{name} is missing, or is no list.", url=answer.url)
    count = msgspec.json.decode(data["count"]) if "count" in data else None
    others = [_list(raw) for key, raw in data.items() if key not in {name, "count"}]
    return Rows(
        rows=_list(data[name]),
        count=count if isinstance(count, int) else None,
        apart=[row for rows in others for row in rows if bytes(row).startswith(b"{")],
    )


def _list(raw: Raw) -> list[Raw]:
    """Return a list's rows; none when it is something else."""
    return msgspec.json.decode(raw, type=list[Raw]) if bytes(raw).startswith(b"[") else []


def _profile_id(profile: Profile) -> str:
    """Know a profile by its user's id; one that the vendor could not read may have only some other of these."""
    return next((str(profile[key]) for key in ("userId", "objectId", "id", "email") if profile.get(key)), "")


def _event_id(event: Any) -> str:
    agent = getattr(event, "support_user_id", None) or ""
    return f"{event.user_id or ''}@{event.time.isoformat()}/{event.room or ''}/{agent}"


USERS: Final = Listing(User, lambda user: user.object_id, _in_data, words=("skip", "offset"))
ROOMS: Final = Listing(Room, lambda room: room.object_id, _in_data)
PROFILES: Final[Listing[Profile]] = Listing(dict[str, Any], _profile_id, _in_profiles, where="data.memberProfiles")
ATTENDANCE: Final = Listing(
    AttendanceRow,
    lambda row: f"{row.user_id}@{row.join_time.isoformat()}/{row.leave_time or ''}",
    _in_attendance,
    whole=True,
)
WAITLISTS: Final[Mapping[str, Listing[Any]]] = {
    "called": Listing(CalledRow, _event_id, _in_results, where="data.results"),
    "helped": Listing(HelpedRow, _event_id, _in_results, where="data.results"),
    "shifts": Listing(ShiftRow, _event_id, _in_results, where="data.results"),
}
"""By our word for the events, as in `calls.WAITLISTS`."""
