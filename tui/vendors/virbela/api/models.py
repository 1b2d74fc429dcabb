"""What the vendor sends, as the page shows it: exact about what a row cannot be without, tolerant of all the rest.

Numbers that come as text stay as they came here; the properties give them as numbers. Names follow the vendor's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from msgspec import Struct, field

from tui.vendors.virbela.api.lenient import instant, number

__all__ = [
    "AttendanceRow",
    "CalledRow",
    "Hardware",
    "HelpedRow",
    "Loose",
    "PlainAttendanceRow",
    "Profile",
    "Room",
    "ShiftRow",
    "User",
    "WaitlistRow",
]

Loose: TypeAlias = str | int | float | None
"""A number that the vendor types as text, or sends as a number after all, or not."""

Profile: TypeAlias = dict[str, Any]
"""A member profile: its fields differ by campus, can have any JSON type, and a blank one is left out."""


class Hardware(Struct, frozen=True, gc=False, rename="camel"):
    """The machine that a user was last seen with; anything may be missing."""

    os: str | None = None
    processor: str | None = None
    gfx: str | None = None
    ram: Loose = None
    """Megabytes, as text."""
    device: str | None = None
    hardware_id: str | None = None

    @property
    def megabytes(self) -> float | int | None:
        """The memory as a number."""
        return number(self.ram)


class User(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """A member of the campus. Names are the campus's own; the display name is the same on every campus."""

    object_id: str
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    displayname: str | None = None
    profile_last_updated_at: str | None = None
    hardware: Hardware | None = None
    team_id: str | int | None = None
    """A letter here, an integer elsewhere; the page contradicts itself on how they map, so it is shown as given."""
    role: str | None = None
    """member, leader, moderator, admin, owner, suspended, or what comes after this page."""

    @property
    def name(self) -> str:
        """What to call the person: first and last name, else the display name, else the e-mail, else the id."""
        full = f"{self.firstname or ''} {self.lastname or ''}".strip()
        return full or self.displayname or self.email or self.object_id

    @property
    def updated_at(self) -> datetime | None:
        """When the profile was last changed."""
        return instant(self.profile_last_updated_at)


class Room(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """A room of the campus."""

    object_id: str
    name: str | None = None
    custom_label: str | None = None
    sfs_room: str | None = field(default=None, name="SFSRoom")
    """The server's name for it, by which the waitlists know it."""
    level_name: str | None = None
    instance: Loose = None
    group: str | None = None
    group_access: tuple[str | int, ...] | None = None
    team_access: tuple[str | int, ...] | None = None
    """Numbers, as text."""
    team_access_friendly: tuple[str | int, ...] | None = None
    """The same teams as letters."""
    visible_on: tuple[str, ...] | None = None
    hard_user_limit_options: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def title(self) -> str:
        """What to call the room: its label where somebody gave it one, else its name, else its id."""
        return self.custom_label or self.name or self.object_id


class AttendanceRow(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """One stay of one person in a room or a private volume."""

    user_id: str
    join_time: datetime
    leave_time: str | None = None
    """Missing, null or empty while the person is still in."""
    talk_minutes: Loose = None
    attendance_minutes: Loose = None

    def __post_init__(self) -> None:
        if self.leave_time and instant(self.leave_time) is None:
            raise ValueError(f"leaveTime “{self.leave_time}” is no time")


class PlainAttendanceRow(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """An `AttendanceRow` whose times are written as the page has them, as nearly all are: they are read at once.

    It is used as one, so whoever looks at a leave time must take an instant as well as text (`lenient.instant` does).
    """

    user_id: str
    join_time: datetime
    leave_time: datetime | None = None
    talk_minutes: Loose = None
    attendance_minutes: Loose = None


class WaitlistRow(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """What the three waitlists have in common."""

    time: datetime
    """When the person was called, the help ended, the shift ended."""
    user_id: str | None = None
    """Who was called or helped; for a shift, the agent."""
    room: str | None = None
    """The room's server name."""


class CalledRow(WaitlistRow, frozen=True, gc=False, rename="camel", kw_only=True):
    """Somebody in line was called in."""

    support_user_id: str | None = None
    """The agent who called."""
    seconds_in_line: Loose = None
    initial_place: Loose = None
    """Place in line when the person joined it."""


class HelpedRow(WaitlistRow, frozen=True, gc=False, rename="camel", kw_only=True):
    """Somebody's ticket was closed."""

    support_user_id: str | None = None
    seconds_being_helped: Loose = None


class ShiftRow(WaitlistRow, frozen=True, gc=False, rename="camel", kw_only=True):
    """An agent's shift ended."""

    num_users_helped: Loose = None
    seconds_helping_users: Loose = None
    seconds_supporting_list: Loose = None
