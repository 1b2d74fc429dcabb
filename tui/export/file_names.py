"""What an exported file is called: connection, what, range: `campus-attendance-2026-10-01_2026-10-31`."""

from __future__ import annotations

import re
from datetime import timedelta, tzinfo
from typing import Final

from tui.core.time.local_time import is_day_start, wall_of
from tui.core.time.time_range import TimeRange

__all__ = ["export_name"]

_NOT_IN_NAMES: Final = re.compile(r"[^\w-]+")
"""What some file system, shell or mail program stumbles over; no dot either, for that begins the ending."""

_A_DAY: Final = timedelta(days=1)


def export_name(connection: str, what: str, span: TimeRange | None, *, zone: tzinfo) -> str:
    """Return the name, without an ending.

    Args:
        connection: The connection's name; it is not said twice where the collection begins with it.
        what: The collection's name.
        span: What was asked for; None leaves it out.
        zone: The user's zone, whose days are meant.
    """
    doubled = not connection or what == connection or what.startswith(f"{connection}-")
    parts = [what if doubled else f"{connection}-{what}", _range_part(span, zone) if span is not None else ""]
    return "-".join(filter(None, (_NOT_IN_NAMES.sub("-", part).strip("-") for part in parts)))


def _range_part(span: TimeRange, zone: tzinfo) -> str:
    start, stop, last = (wall_of(each, zone) for each in (span.start, span.stop, span.last))
    if span.length < _A_DAY and not (is_day_start(span.start, zone) and is_day_start(span.stop, zone)):
        until = f"{stop:%H%M}" if start.date() == stop.date() else f"{stop:%Y-%m-%dT%H%M}"
        return f"{start:%Y-%m-%dT%H%M}_{until}"
    return f"{start:%Y-%m-%d}" if start.date() == last.date() else f"{start:%Y-%m-%d}_{last:%Y-%m-%d}"
