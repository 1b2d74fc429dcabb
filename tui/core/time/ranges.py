"""Ranges as people type them, and how they are written back.

::

    7d  12h  30min  2w  1mo   exactly that long before now, until now
    today  yesterday          a whole day in the user's zone
    tue  last tuesday         the last such day; `last` never means today
    this week  last month     a whole week (from Monday), month, quarter or year
    2026  2026-01  2026-W03   a year, a month, an ISO week
    q3  2026-Q3               a quarter, the last one that has begun
    2026-01-05  Mon 5 Jan     a day; 24/11/2026 as well, as long as it can be one day only
    tue 10-12                 hours of a day; over midnight when the second is the earlier one
    A..B                      from the start of A to the end of B; `to` and ` – ` separate as well
    A..                       from the start of A until now

A and B are any of these, or an instant: `2026-01-05 09:00`, `2026-01-05T09:00+01:00`, `yesterday 17:00`, `now`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from msgspec.structs import replace

from tui.core.errors import UsageError
from tui.core.time.local_time import is_day_start, wall_of
from tui.core.time.range_parts import (
    END_EXAMPLES,
    EXAMPLES,
    MONTHS,
    WEEKDAYS,
    Frame,
    RangePart,
    end_of_reach,
    out_of_reach,
    read_part,
)
from tui.core.time.time_range import TimeRange

__all__ = ["describe", "length_text", "parse_bounds", "parse_range", "presets"]

_SEPARATOR: Final = re.compile(r"\s*(?:\.{2,3}|…)\s*|\s+(?:to|until|–|—|-)\s+|(?<=\d)–(?=\d)", re.IGNORECASE)

_HOURS: Final = re.compile(
    r"(?:(?P<day>.*\S)\s+)?(?P<start>\d{1,2}(?::\d{2})?)\s*(?:-|–|—|\bto\b)\s*(?P<stop>\d{1,2}(?::\d{2})?)",
    re.IGNORECASE,
)
"""Hours of one day. `yesterday 10:00-12:00` is read here: as a date-time it would be an instant twelve hours off."""

_MINUTE: Final = timedelta(minutes=1)
_LONGEST_DAY: Final = timedelta(hours=26)
"""A day on which the clocks go back lasts an hour more, in places two."""


def parse_range(text: str, *, now: datetime, zone: tzinfo) -> TimeRange:
    """Read a range.

    Args:
        text: what was typed; upper and lower case and extra spaces are the same.
        now: the instant that relative parts lean on.
        zone: the user's zone: a day is a day on its clocks.

    Raises:
        UsageError: a sentence that says what is wrong, with an example of what would be right.
    """
    typed = " ".join(text.split())
    if not typed:
        raise UsageError("No range is given.", way_out=f"Give one such as {EXAMPLES}.")
    frame = _frame(now, zone)
    if hours := _hours(typed, frame):
        return hours
    ends = _SEPARATOR.split(typed)
    if len(ends) > 2:
        raise UsageError(f"“{typed}” has more than two ends.", way_out="Give two, such as 2026-01-01..2026-03-31.")
    if len(ends) == 1:
        # A day carries a hyphen and a range in words has spaces around it: nothing was split.
        return _lone(typed, frame)
    start_text, stop_text = ends
    return _between(start_text, stop_text, typed, frame)


def parse_bounds(
    start: str | None,
    stop: str | None,
    *,
    now: datetime,
    zone: tzinfo,
    default: str,
    flags: tuple[str, str] = ("--from", "--to"),
) -> TimeRange:
    """Read the two ends that a command line was given, as `flags` call them; without any, the default range.

    Raises:
        UsageError: as `parse_range`; also when only the end is given.
    """
    first, last = flags
    both = f"Write {first} 2026-01-01 {last} 2026-03-31."
    if start is None and stop is None:
        return parse_range(default, now=now, zone=zone)
    if start is None:
        raise UsageError(
            f"The range has an end ({stop}) and no start.",
            way_out=f"Say where it starts, such as {first} 2026-01-01, or leave out {last}.",
        )
    for flag, value in ((first, start), (last, stop or "")):
        if len(_SEPARATOR.split(value)) > 1:
            raise UsageError(f"{flag} takes one end of a range, not “{value}”.", way_out=both)
    if not start.strip() or (stop is not None and not stop.strip()):
        raise UsageError("An end of the range is empty.", way_out=both)
    typed = f"{start.strip()}..{(stop or '').strip()}"
    try:
        return _between(start.strip(), (stop or "").strip(), typed, _frame(now, zone))
    except UsageError as wrong:
        # An example with two ends would be refused, too.
        raise UsageError(wrong.message, way_out=wrong.way_out.replace(EXAMPLES, END_EXAMPLES)) from None


def presets(now: datetime, zone: tzinfo) -> Sequence[tuple[str, str]]:
    """Return the ranges to choose from: what to type for each, and what it is called."""
    today = wall_of(now, zone).date()
    week = today.isocalendar()
    return (
        ("today", "Today"),
        ("yesterday", "Yesterday"),
        ("24h", "Last 24 hours"),
        ("7d", "Last 7 days"),
        ("30d", "Last 30 days"),
        ("90d", "Last 90 days"),
        ("this week", f"This week, {week.year}-W{week.week:02}"),
        ("last week", "Last week, Monday to Sunday"),
        ("this month", f"This month, {MONTHS[today.month - 1]} {today.year}"),
        ("last month", "Last month"),
        (str(today.year), "This year"),
    )


def describe(span: TimeRange, zone: tzinfo, *, now: datetime | None = None) -> str:
    """Write a range as short as it can be said: `Mon 16 – Sun 22 Nov`, `today`, `23 Nov 09:00–17:00`.

    Reads back as the same range, to the minute. Years are left out when `now` is given and falls in the same one.
    """
    this_year = wall_of(now, zone).year if now is not None else None
    if is_day_start(span.start, zone) and is_day_start(span.stop, zone):
        first = wall_of(span.start, zone).date()
        return _days_text(first, _day_before(span.stop, zone), now, zone, this_year)
    first, start_clock = _clock_text(span.start, zone)
    if now is not None and abs(span.stop - now) < _MINUTE:
        return f"{_day_text(first, this_year)} {start_clock} – now"
    last, stop_clock = _clock_text(span.stop, zone)
    if is_day_start(span.stop, zone):
        last, stop_clock = _day_before(span.stop, zone), "24:00"
    if first == last:
        return f"{_day_text(first, this_year)} {start_clock}–{stop_clock}"
    return f"{_day_text(first, this_year)} {start_clock} – {_day_text(last, this_year)} {stop_clock}"


def length_text(span: TimeRange) -> str:
    """Write how long a range lasts, in its two largest units: `7 days`, `1 day 3 h`, `45 min`."""
    minutes = round(span.length / _MINUTE)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days:,} day{'s' if days != 1 else ''}"] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    return " ".join(parts[:2]) or "under a minute"


def _frame(now: datetime, zone: tzinfo) -> Frame:
    return Frame(now.astimezone(UTC), zone, wall_of(now, zone).date())


def _hours(typed: str, frame: Frame) -> TimeRange | None:
    """Read hours of one day; None when it is something else."""
    match = _HOURS.fullmatch(typed)
    if match is None or (match["day"] is None and not (":" in match["start"] and ":" in match["stop"])):
        return None  # `10-12` alone may be days as well
    day = frame.day
    if match["day"]:
        try:
            named = read_part(match["day"], frame)
        except UsageError:
            return None  # then the whole says better what is wrong
        if named.is_instant or named.stop - named.start > _LONGEST_DAY:
            return None
        day = named.day
    start = read_part(_clock_of(match["start"]), replace(frame, day=day))
    stop = read_part(_clock_of(match["stop"]), replace(frame, day=day))
    if stop.stop <= start.start:
        stop = read_part(_clock_of(match["stop"]), replace(frame, day=day + timedelta(days=1)))
    return _span(start.start, stop.stop, typed, frame, closed=stop.closed)


def _clock_of(text: str) -> str:
    return text if ":" in text else f"{text}:00"


def _lone(typed: str, frame: Frame) -> TimeRange:
    part = read_part(typed, frame)
    if part.is_never:
        raise out_of_reach(typed)
    if not part.is_instant:
        return _span(part.start, part.stop, typed, frame)
    if typed[-1:].isdigit() or ":" in typed or typed.lower() == "now":
        raise UsageError(
            f"“{typed}” is one instant, and a range has two ends.",
            way_out=f"Write {typed}.. for until now." if part.start < frame.now else f"Give one such as {EXAMPLES}.",
        )
    return _span(part.start, frame.now, typed, frame)


def _between(start_text: str, stop_text: str, typed: str, frame: Frame) -> TimeRange:
    if not start_text:
        example = f"2026-01-01..{stop_text}" if stop_text else "2026-01-01..2026-03-31"
        raise UsageError(f"The start is missing in “{typed}”.", way_out=f"Write it before the dots, such as {example}.")
    if not stop_text:
        return _span(read_part(start_text, frame).start, frame.now, typed, frame)
    start, stop = _two(start_text, stop_text, frame)
    if start.is_never:
        raise out_of_reach(start_text)
    end = end_of_reach(frame.zone) if stop.is_never else stop.stop
    return _span(start.start, end, typed, frame, closed=stop.closed)


def _two(start_text: str, stop_text: str, frame: Frame) -> tuple[RangePart, RangePart]:
    """Read both ends; what one leaves out (`Mon 16 – Sun 22 Nov`, `23 Nov 09:00–17:00`) is taken from the other."""
    if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", stop_text):
        start = read_part(start_text, frame)
        return start, read_part(stop_text, replace(frame, day=start.day))
    stop = read_part(stop_text, frame)
    named = re.search(r"[a-z]{3}", stop_text, re.IGNORECASE) is not None and not stop.is_instant
    last = _day_before(stop.stop, frame.zone) if not stop.is_instant else stop.day
    lean = replace(frame, day=last, month_known=True) if named else frame
    return read_part(start_text, replace(lean, latest=last)), stop


def _span(start: datetime, stop: datetime, typed: str, frame: Frame, *, closed: bool = False) -> TimeRange:
    if start < stop:
        return TimeRange(start, stop, typed, closed=closed)
    if stop == frame.now:
        raise UsageError(f"“{typed}” has not begun yet.", way_out="Give a range that starts before now, such as 7d.")
    if start == stop:
        raise UsageError(f"“{typed}” lasts no time at all.", way_out="Give a later end, such as 2026-01-01..now.")
    first, last = wall_of(start, frame.zone), wall_of(stop, frame.zone)
    raise UsageError(
        f"“{typed}” ends ({last:%Y-%m-%d %H:%M}) before it starts ({first:%Y-%m-%d %H:%M}).",
        way_out="Give the earlier one first.",
    )


def _day_before(stop: datetime, zone: tzinfo) -> date:
    """Return the last day that is in a range which stops at the start of a day."""
    return wall_of(stop - timedelta(microseconds=1), zone).date()


def _days_text(first: date, last: date, now: datetime | None, zone: tzinfo, this_year: int | None) -> str:
    """Write a range of whole days."""
    if now is not None and first == last:
        today = wall_of(now, zone).date()
        word = {today: "today", today - timedelta(days=1): "yesterday"}.get(first)
        if word:
            return word
    if first == last:
        return f"{_weekday(first)} {_day_text(first, this_year)}"
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_months and (first.month, last.month, first.year) == (1, 12, last.year):
        return str(first.year)
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first.year != last.year:
        return f"{_day_text(first, None)} – {_day_text(last, None)}"
    if (last - first).days < 7:
        start = f"{_weekday(first)} {first.day}" if first.month == last.month else _weekday_month(first)
        return f"{start} – {_weekday(last)} {_day_text(last, this_year)}"
    return f"{first.day} {MONTHS[first.month - 1]} – {_day_text(last, this_year)}"


def _day_text(day: date, this_year: int | None) -> str:
    year = "" if day.year == this_year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def _weekday_month(day: date) -> str:
    return f"{_weekday(day)} {day.day} {MONTHS[day.month - 1]}"


def _clock_text(instant: datetime, zone: tzinfo) -> tuple[date, str]:
    wall = wall_of(instant, zone)
    return wall.date(), f"{wall:%H:%M}"
