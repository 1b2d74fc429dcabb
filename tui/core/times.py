"""Read the instants that vendors write: `Z`, lower-case `z`, offsets, seven fractional digits."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

__all__ = ["parse_time"]

_INSTANT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[Tt ](?P<clock>\d{2}:\d{2}(?::\d{2})?)"
    r"(?:[.,](?P<fraction>\d{1,12}))?\s*(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2}(?::\d{2})?)?)?"
)


def parse_time(text: str | None) -> datetime | None:
    """Return the instant a vendor wrote; None for anything that is none, a date without a time included.

    Without an offset the result is naive: only the caller knows which zone the vendor means. Digits beyond
    microseconds are cut off, never rounded: rounding could carry an instant into the next day.
    """
    found = _INSTANT.fullmatch(text.strip()) if text else None
    if found is None:
        return None
    clock = found["clock"] if len(found["clock"]) > len("00:00") else f"{found['clock']}:00"
    fraction = (found["fraction"] or "")[:6].ljust(6, "0")
    offset = "+00:00" if found["offset"] in ("Z", "z") else found["offset"] or ""
    try:
        return datetime.fromisoformat(f"{found['day']}T{clock}.{fraction}{offset}")
    except ValueError:
        return None
