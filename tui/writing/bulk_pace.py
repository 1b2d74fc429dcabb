"""How far a bulk is, and how fast: its rate is that of its last rows, so that it follows a vendor that slows down."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

__all__ = ["BulkPace", "RowEnds"]

_PACE_OVER: Final = 32
"""The rate is that of so many rows."""


class BulkPace(Struct, frozen=True):
    """How far it is, and how fast."""

    done: int
    total: int
    rate: float | None = None
    """Rows a second; None before there is one to speak of."""
    left: timedelta | None = None
    """How long it will still take at this rate."""


class RowEnds:
    """When the last rows ended."""

    def __init__(self) -> None:
        self._ends: deque[datetime] = deque(maxlen=_PACE_OVER)

    def note(self, at: datetime) -> None:
        """Take note that a row has ended."""
        self._ends.append(at)

    def forget(self) -> None:
        """Begin anew: what lies before a pause says nothing of the rate after it."""
        self._ends.clear()

    def pace(self, done: int, total: int, *, now: datetime) -> BulkPace:
        """Return how far it is, and the rate as far as there is one."""
        seconds = (now - self._ends[0]).total_seconds() if len(self._ends) > 1 else 0.0
        if seconds <= 0:
            return BulkPace(done, total)
        rate = (len(self._ends) - 1) / seconds
        return BulkPace(done, total, rate, timedelta(seconds=(total - done) / rate))
