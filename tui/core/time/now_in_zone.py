"""When and where somebody asks: what relative times are worked out from."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from msgspec import Struct

__all__ = ["NowInZone"]


class NowInZone(Struct, frozen=True):
    """An instant, and the zone of whoever asks in it."""

    now: datetime
    """Aware."""
    zone: tzinfo = UTC
    """The user's."""
