"""When and where somebody asks: what relative times are worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

__all__ = ["NowInZone"]


@dataclass(frozen=True, slots=True)
class NowInZone:
    """An instant, and the zone of whoever asks in it."""

    now: datetime
    """Aware."""
    zone: tzinfo = UTC
    """The user's."""
