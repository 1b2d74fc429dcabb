"""The time of day, handed in rather than asked for, so that a test or a picture can stop it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from msgspec import Struct

__all__ = ["Clock", "FrozenClock", "SystemClock"]


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


class FrozenClock(Struct, frozen=True):
    """A clock that stands still."""

    at: datetime
    """The instant it shows, aware."""

    def now(self) -> datetime:
        """Return the instant the clock stands at, in UTC."""
        return self.at.astimezone(UTC)
