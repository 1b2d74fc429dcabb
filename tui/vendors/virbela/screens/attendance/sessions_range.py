"""How the top line says which time is looked at: as calm as it can be without saying what is not so."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from tui.core.time.local_time import is_day_start, wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.core.time.ranges import describe
from tui.core.time.time_range import TimeRange

__all__ = ["range_words"]

_COUNTED_BACK: Final = re.compile(
    r"(?:(?:last|past)\s+)?\d+\s*(?P<unit>min|minutes?|h|hours?|d|days?|w|weeks?)(?:\s+ago)?", re.IGNORECASE
)

_NEAR: Final = timedelta(days=15)
"""So far back a weekday tells more than it takes room."""


def range_words(span: TimeRange, zone: tzinfo, *, now: datetime) -> str:
    """Write a range for the top line: `Mon 16 – Sun 22 Nov`, `Fri 13 Nov – now   7d`, `01:51 – now   12h`.

    A range of days that is counted back from now leaves the clock of its start out: what was typed stands beside it
    and says it exactly. One that was typed with its ends says them, and needs nothing beside it.

    Args:
        span: The range.
        zone: The user's zone.
        now: The instant of asking: what is read stays until then, however long it is looked at.
    """
    said = describe(span, zone, now=now)
    if not said.endswith(" – now"):
        return said
    counted = _COUNTED_BACK.fullmatch(span.text)
    if counted is None:
        return f"{_day(span.start, zone, now)} – now" if is_day_start(span.start, zone) else said
    by_clock = counted["unit"][0].lower() in "mh"
    return f"{_clock(span.start, zone, now) if by_clock else _day(span.start, zone, now)} – now   {span.text}"


def _day(start: datetime, zone: tzinfo, now: datetime) -> str:
    wall = wall_of(start, zone)
    weekday = f"{WEEKDAYS[wall.weekday()]} " if now - start < _NEAR else ""
    year = f" {wall.year}" if wall.year != wall_of(now, zone).year else ""
    return f"{weekday}{wall.day} {MONTHS[wall.month - 1]}{year}"


def _clock(start: datetime, zone: tzinfo, now: datetime) -> str:
    wall = wall_of(start, zone)
    today = wall.date() == wall_of(now, zone).date()
    return f"{wall:%H:%M}" if today else f"{_day(start, zone, now)} {wall:%H:%M}"
