"""From what a wall clock shows to the instant that is meant, with daylight saving right.

Wall times are naive here and instants are in UTC; nobody adds a day to an aware local time, because days have 23, 24
or 25 hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

__all__ = ["day_start", "in_zone", "instant_of", "is_day_start", "wall_of"]


def wall_of(instant: datetime, zone: tzinfo) -> datetime:
    """Return what the zone's clocks show at an instant, naive.

    At the very ends of the calendar, where the zone's clocks would show a year that there is not, it stays as it is.
    """
    return in_zone(instant, zone).replace(tzinfo=None, fold=0)


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """Return an aware instant in a zone; a vendor's "never" (`0001-01-01T00:00Z`, year 9999) stays in its own."""
    try:
        return instant.astimezone(zone)
    except OverflowError:
        return instant


def instant_of(wall: datetime, zone: tzinfo, *, late: bool = False) -> datetime:
    """Return the instant at which the zone's clocks show a time.

    A time that a clock change skips is the instant of the change: the first one at which the clocks show no less.
    A time that is shown twice is the first of the two, or the second when `late`: a range that starts there
    takes the first and one that stops there the second, so that nothing which may be meant is left out.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second < first:
        return _change_between(second, first, zone)
    return second if late else first


def day_start(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day; mostly midnight, but there are zones whose clocks skip that one."""
    return instant_of(datetime.combine(day, time.min), zone)


def is_day_start(instant: datetime, zone: tzinfo) -> bool:
    """Tell whether a day begins at an instant."""
    return day_start(wall_of(instant, zone).date(), zone) == instant


def _change_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Find the second at which the zone's offset becomes what it is at `after`."""
    goal = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == goal:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
