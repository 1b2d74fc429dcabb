"""How times are written to BioT, and by it."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["utc"]


def utc(instant: datetime) -> str:
    """Write an instant as the vendor's examples do: UTC with `Z`, milliseconds only where there are any."""
    at = instant.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")
