"""One stay of one person, as the sums understand it."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.api.lenient import number
from tui.vendors.virbela.api.models import Loose
from tui.vendors.virbela.people import Person

__all__ = ["AttendanceSession"]


class AttendanceSession(Struct, frozen=True, gc=False, kw_only=True):
    """One stay of one person in one room, half-open: in at `join`, no more at `leave`. Times in UTC."""

    user: str
    """The person's id."""
    join: datetime
    leave: datetime | None = None
    """None while the person is still in."""
    until: datetime
    """`leave`; for a person still in, the instant of asking; for one whose leave time got lost, `join`."""
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

    @property
    def minutes(self) -> float | None:
        """Minutes of attendance by the vendor's own count; None when there is no such number."""
        return number(self.said_minutes)

    @property
    def still_in(self) -> bool:
        """Whether the person had not left when the vendor was asked."""
        return self.leave is None and not self.lost

    @property
    def stay(self) -> timedelta:
        """How long it lasts from beginning to end, so far; never below nothing."""
        return max(self.until - self.join, timedelta())

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

    def touches(self, span: TimeRange) -> bool:
        """Tell whether it is in the span by the vendor's own rule: start <= leave and stop >= join."""
        return self.join <= span.last and (self.leave is None or self.leave >= span.start)
