"""Read what the vendor writes loosely: numbers that come as text, times in several spellings."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from tui.core.time.lengths import LONGEST
from tui.core.time.local_time import in_zone

__all__ = ["EPOCH", "instant", "minutes", "number", "seconds", "ticks"]

_DIGITS: Final = 300
"""A whole number of more is beyond all that is counted, and Python does not read one of thousands."""
_LARGEST: Final = 10**_DIGITS
_MOST_MINUTES: Final = LONGEST / timedelta(minutes=1)
_SHOWN: Final = 30

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def number(value: object) -> float | int | None:
    """Return a number, whether it came as one or as text (`"15.44"`, `"15,44"`, `"1000"`); None for anything else."""
    # No `match`: this runs twice for every session, and text is what nearly always comes.
    if isinstance(value, str):
        return _number_in(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if -_LARGEST < value < _LARGEST else None
    return value if isinstance(value, float) and math.isfinite(value) else None


@lru_cache(maxsize=16_384)  # minutes with two decimals are often the same
def _number_in(text: str) -> float | int | None:
    read = _read(text.strip())
    return read if math.isfinite(read) else None


def _read(text: str) -> float | int:
    """Read a text as a number; NaN for one that is none, infinity for one beyond all numbers."""
    if text.isdigit() and text.isascii() and len(text) <= _DIGITS:
        return int(text)
    try:
        # `float` takes more than a vendor would write on purpose: "1_0", "infinity".
        return float(text.replace(",", ".", 1)) if "_" not in text and text[-1:] not in "fFyY" else math.nan
    except ValueError:
        return math.nan


@lru_cache(maxsize=16_384, typed=True)  # two decimals are often the same
def minutes(value: object) -> float | int | None:
    """Return a number of minutes as `number` does.

    Raises:
        ValueError: when no time is so long.
    """
    return _length(value, _MOST_MINUTES, "minutes")


def seconds(value: object) -> float | int | None:
    """Return a number of seconds as `number` does.

    Raises:
        ValueError: when no time is so long.
    """
    return _length(value, _MOST_MINUTES * 60, "seconds")


def _length(value: object, most: float, unit: str) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    read = _read(value.strip()) if isinstance(value, str) else value
    if abs(read) > most:
        shown = str(value) if len(str(value)) <= _SHOWN else f"{str(value)[:_SHOWN]}…"
        raise ValueError(f"no time is {shown} {unit} long")
    return None if math.isnan(read) else read


def instant(value: object) -> datetime | None:
    """Return a time in UTC; None for an empty or unreadable one. Without an offset it is UTC, as the page has it."""
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)  # nearly always; this runs twice for every session
        except ValueError:
            found = _instant_in(value)
            if found is None:
                return None
            read = found
    elif isinstance(value, datetime):
        read = value
    else:
        return None
    if read.tzinfo is UTC:
        return read
    return read.replace(tzinfo=UTC) if read.tzinfo is None else in_zone(read, UTC)


def ticks(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970."""
    since = instant - EPOCH
    # Not `since // TICK`, which takes twice as long: this runs four times for every session.
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _instant_in(text: str) -> datetime | None:
    try:
        # Python 3.11 knows "Z" and not "z".
        return datetime.fromisoformat(text.strip().upper())
    except ValueError:
        return None
