"""Every read of the page as a request; pure, so that tests and dry runs can look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from tui.core.wire.http import Request

__all__ = [
    "PAGE_SIZE",
    "WAITLISTS",
    "path_part",
    "profile",
    "profiles",
    "room_attendance",
    "room_path",
    "rooms",
    "user",
    "users",
    "volume_attendance",
    "volume_path",
    "waitlist",
]

PAGE_SIZE: Final = 1000
"""Rows asked for at once: the default of `/User`, and what the page's own examples ask for elsewhere."""

WAITLISTS: Final = {"called": "Called", "helped": "HelpDone", "shifts": "SupportEnd"}
"""Our word for a waitlist's events, and the last part of their path."""

Paging = Sequence[tuple[str, str]]
"""Limit and offset as query parameters, in the words of the endpoint."""


def path_part(text: str) -> str:
    """Encode an id as one part of a path; a slash, a question mark or dots in it lead nowhere else.

    A part of nothing but dots would be taken for a step up by whoever normalises the address.
    """
    encoded = quote(text, safe="")
    return encoded.replace(".", "%2E") if encoded.strip(".") == "" else encoded


def users(paging: Paging = ()) -> Request:
    """Section "Retrieve all user data for a campus": `limit` and `skip`."""
    return Request("GET", "/User", params=tuple(paging))


def user(user_id: str) -> Request:
    """Section "Retrieve individual user data"."""
    return Request("GET", f"/User/{path_part(user_id)}")


def profiles(paging: Paging = (), *, order: str = "") -> Request:
    """Section "Retrieve profile information about all users": `limit`, `offset`, and `order` with `-` for downwards."""
    ordered = (("order", order),) if order else ()
    return Request("GET", "/MemberProfile", params=(*paging, *ordered))


def profile(user_id: str) -> Request:
    """Section "Retrieve profile information about a specific user"."""
    return Request("GET", f"/MemberProfile/{path_part(user_id)}")


def rooms(client_name: str) -> Request:
    """Section "Retrieve all room data for a campus"."""
    return Request("GET", f"/Rooms/World/{path_part(client_name)}")


def room_path(room_id: str) -> str:
    """Return where a room's attendance is."""
    return f"/User/Attendance/Room/{path_part(room_id)}"


def volume_path(volume_id: str) -> str:
    """Return where a private volume's attendance is."""
    return f"/User/Attendance/PrivateVolume/{path_part(volume_id)}"


def room_attendance(room_id: str, start: datetime, stop: datetime, paging: Paging = ()) -> Request:
    """Section "Attendance Data": at most 90 days, both ends included."""
    return Request("GET", room_path(room_id), params=(*_range(start, stop), *paging))


def volume_attendance(volume_id: str, start: datetime, stop: datetime, paging: Paging = ()) -> Request:
    """Section "Private Volume Data": as for a room."""
    return Request("GET", volume_path(volume_id), params=(*_range(start, stop), *paging))


def waitlist(
    events: str, client_name: str, start: datetime, stop: datetime, paging: Paging = (), *, sfs_room: str = ""
) -> Request:
    """Sections "Retrieve waitlist called / completed / support end events".

    Args:
        events: one of `WAITLISTS`.
        client_name: goes as a header, which only these want.
        start: the first instant, included.
        stop: the last instant, included.
        paging: limit and offset.
        sfs_room: only this room's, by its server name.
    """
    only = (("sfsRoom", sfs_room),) if sfs_room else ()
    return Request(
        "GET",
        f"/Activity/Waitlist/{WAITLISTS[events]}",
        params=(*_range(start, stop), *paging, *only),
        headers={"V-Client-Name": client_name},
    )


def _range(start: datetime, stop: datetime) -> tuple[tuple[str, str], ...]:
    return (
        ("start", start.isoformat(timespec="milliseconds")),
        ("stop", stop.isoformat(timespec="milliseconds")),
    )
