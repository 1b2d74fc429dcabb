"""A stretch of time between two instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import force_setattr

from tui.core.errors import UsageError

__all__ = ["TimeRange"]


class TimeRange(Struct, frozen=True):
    """A stretch of time: `start` is in it, `stop` is not unless it is `closed`. Both are aware and in UTC.

    Raises:
        UsageError: when it ends before it starts, or lasts no time at all.
    """

    start: datetime
    stop: datetime
    text: str = ""
    """What the user typed for it (`7d`, `2026-W03`); empty when it was made by code."""
    closed: bool = False
    """Whether `stop` itself is in it: an instant that the user gave as its end. A day ends before the next begins."""

    def __post_init__(self) -> None:
        force_setattr(self, "start", self.start.astimezone(UTC))
        force_setattr(self, "stop", self.stop.astimezone(UTC))
        if self.stop <= self.start:
            raise UsageError(
                f"The range ends ({self.stop:%Y-%m-%d %H:%M} UTC) before it starts ({self.start:%Y-%m-%d %H:%M} UTC).",
                way_out="Give the earlier time first.",
            )

    @classmethod
    def around(cls, instant: datetime) -> TimeRange:
        """Return the second before and the second after an instant."""
        return cls(instant - timedelta(seconds=1), instant + timedelta(seconds=1))

    def until(self, instant: datetime) -> TimeRange:
        """Return the part that has come by an instant; all of it where none has."""
        return self if not self.start < instant < self.stop else TimeRange(self.start, instant)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.stop - self.start

    @property
    def last(self) -> datetime:
        """The last instant that is in it, of microseconds: what a vendor is asked for that counts the end in."""
        return self.stop if self.closed else self.stop - timedelta(microseconds=1)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.stop or (self.closed and instant == self.stop)
