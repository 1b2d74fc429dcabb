"""One stay of one person, as the sums understand it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.api.lenient import number
from tui.vendors.virbela.api.models import Loose
from tui.vendors.virbela.attendance.ticks import instant_of, ticks
from tui.vendors.virbela.people import Person

__all__ = ["AttendanceSession"]


class AttendanceSession(Struct, frozen=True, gc=False, kw_only=True):
    """One stay of one person in one room, half-open: in at `join`, no more at `leave`. Times in UTC.

    It holds numbers: a million of them are summed without an instant being made.
    """

    user: str
    """The person's id."""
    began: int
    """When it began, in ticks: microseconds since 1970. An instant is made of it when one is asked for."""
    ended: int
    """When it ended; for a person still in, the instant of asking; for one whose leave time got lost, when it began."""
    left: bool = True
    """Whether there is a leave time."""
    talk: float | None = None
    """Minutes of talking."""
    said_minutes: Loose = None
    """Minutes of attendance by the vendor's own count, as it wrote them: hardly anybody looks."""
    person: Person | None = None
    """Who it is; None while that is not known."""
    room_id: str = ""
    """Which room, where several were asked."""
    room_name: str = ""

    counted_in: TimeRange | None = None
    """What was asked for, as far as it had come when it was asked; None for a session that stands for itself."""
    lost: bool = False
    """Whether there is no leave time although it began more than a day ago: nobody knows when the person left."""

    @classmethod
    def of(cls, *, join: datetime, leave: datetime | None = None, until: datetime, **others: Any) -> AttendanceSession:
        """Make one of instants.

        Args:
            join: when it began.
            leave: when the person left; None where there is no leave time.
            until: as `ended`.
            others: the other fields.
        """
        return cls(began=ticks(join), ended=ticks(until), left=leave is not None, **others)

    @property
    def join(self) -> datetime:
        """When it began."""
        return instant_of(self.began)

    @property
    def leave(self) -> datetime | None:
        """When the person left; None while the person is still in, and where the leave time got lost."""
        return instant_of(self.ended) if self.left else None

    @property
    def until(self) -> datetime:
        """As `ended`."""
        return instant_of(self.ended)

    @property
    def minutes(self) -> float | None:
        """Minutes of attendance by the vendor's own count; None when there is no such number."""
        return number(self.said_minutes)

    @property
    def still_in(self) -> bool:
        """Whether the person had not left when the vendor was asked."""
        return not (self.left or self.lost)

    @property
    def stay(self) -> timedelta:
        """How long it lasts from beginning to end, so far; never below nothing."""
        return timedelta(microseconds=max(self.ended - self.began, 0))

    @property
    def in_range(self) -> timedelta:
        """How much of it lies in what was asked for: what the summary adds up. Never below nothing."""
        span = self.counted_in
        if span is None:
            return self.stay
        return max(min(self.until, span.stop) - max(self.join, span.start), timedelta())

    @property
    def user_name(self) -> str:
        """The person's name, as far as it is known; else the id."""
        return self.person.name if self.person else self.user

    @property
    def user_email(self) -> str | None:
        """The person's e-mail; None when it is not known."""
        return self.person.email if self.person else None
