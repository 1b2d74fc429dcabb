"""What a vendor's client may keep of the past, as a protocol: stretches of time whose rows will not change any more.

A cache is a convenience and never a reason to fail: what cannot be found or kept is asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

__all__ = ["Kept", "PastCache"]


class Kept(Struct, frozen=True):
    """A stretch of time, both ends in it, for which a place's rows are kept."""

    number: int
    """The cache's own, never used twice in one file."""
    place: str
    start: datetime
    stop: datetime
    at: datetime
    """When the vendor was asked."""
    count: int
    """How many rows there are."""


class PastCache(Protocol):
    """One connection's answers about the past."""

    async def find(self, place: str, start: datetime, stop: datetime) -> Sequence[Kept]:
        """Return the stretches of a place that touch a range, by their start; none when there is no telling.

        Args:
            place: What was asked: everything that tells one answer from another but the time, the address included.
            start: The first instant of the range.
            stop: The last one, which is in it.
        """
        ...

    async def rows(self, kept: Kept) -> bytes | None:
        """Return the rows of a stretch as a JSON list; None when they are gone."""
        ...

    def keep(self, place: str, start: datetime, stop: datetime, rows: Sequence[bytes], *, at: datetime) -> None:
        """Keep rows, each the JSON that the vendor sent, in place of older ones of that time; returns at once."""
        ...
