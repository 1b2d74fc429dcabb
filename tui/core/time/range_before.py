"""The range before a range, as people mean it: the month before a month, the seven days before seven days."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from tui.core.time.local_time import day_start, is_day_start, wall_of
from tui.core.time.time_range import TimeRange

__all__ = ["range_before"]


def range_before(span: TimeRange, zone: tzinfo) -> TimeRange:
    """Return the range that ends where another begins, and lasts as long.

    Whole days go back by days on the zone's clocks, whole months by months: March is compared with February, though
    it is longer. Anything else goes back by its exact length.
    """
    if not (is_day_start(span.start, zone) and is_day_start(span.stop, zone)):
        return TimeRange(span.start - span.length, span.start)
    first, after = wall_of(span.start, zone).date(), wall_of(span.stop, zone).date()
    if first.day == after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        return TimeRange(_start(_months_back(first, months), zone), span.start)
    return TimeRange(_start(first - (after - first), zone), span.start)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1)


def _start(day: date, zone: tzinfo) -> datetime:
    return day_start(day, zone)
