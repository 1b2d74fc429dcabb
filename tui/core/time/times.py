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

_SECONDS: Final = len("2026-11-26T06:47:00")
_MOST_DIGITS: Final = 12


def parse_time(text: str | None) -> datetime | None:
    """Return the instant a vendor wrote; None for anything that is none, a date without a time included.

    Without an offset the result is naive: only the caller knows which zone the vendor means. Digits beyond
    microseconds are cut off, never rounded: rounding could carry an instant into the next day.
    """
    if text and (known := _usual(text)) is not None:
        return known
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


def _usual(text: str) -> datetime | None:
    """Read what nearly all of them write, such as `2026-11-26T06:47:00.123Z`, in a third of the time; else None."""
    clock = text[:-1] if text[-1] == "Z" else text[:-6] if text[-6:-5] in ("+", "-") else ""
    if clock[10:11] != "T" or clock[13:14] != ":" or clock[16:17] != ":" or "W" in clock:
        return None
    point, digits = clock[_SECONDS : _SECONDS + 1], clock[_SECONDS + 1 :]
    if len(clock) != _SECONDS and not (point == "." and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
