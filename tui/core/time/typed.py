"""Ranges written as somebody would type them, so that reading them gives the very same instants, whenever it is."""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from tui.core.time.local_time import day_start, is_day_start, wall_of
from tui.core.time.time_range import TimeRange

__all__ = ["part_of_day", "typed"]


def typed(span: TimeRange, zone: tzinfo) -> str:
    """Write a range: whole days by their dates, all else by its first and its last instant."""
    if not span.closed and is_day_start(span.start, zone) and is_day_start(span.stop, zone):
        first, last = wall_of(span.start, zone).date(), wall_of(span.last, zone).date()
        return f"{first}" if first == last else f"{first}..{last}"
    # An end that is given as an instant counts in; this one's does not, unless it is closed.
    return f"{span.start.isoformat()}..{span.last.isoformat()}"


def part_of_day(day: date, span: TimeRange | None, zone: tzinfo) -> str:
    """Write what of a day on the zone's clocks lies in a range; empty where nothing does."""
    whole = TimeRange(day_start(day, zone), day_start(day + timedelta(days=1), zone))
    if span is None or (span.start <= whole.start and whole.stop <= span.stop):
        return typed(whole, zone)
    start, stop = max(span.start, whole.start), min(span.stop, whole.stop)
    return typed(TimeRange(start, stop, closed=span.closed and stop == span.stop), zone) if start < stop else ""
