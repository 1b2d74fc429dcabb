"""How a value is written for a person: short in a table, exact in the details."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from tui.core.column import Column, Kind, Value
from tui.core.text import clean
from tui.core.time.lengths import length_in
from tui.core.time.local_time import in_zone
from tui.core.time.range_parts import MONTHS, WEEKDAYS

__all__ = [
    "ABSENT",
    "count_text",
    "duration_text",
    "exact",
    "is_absent",
    "local_time",
    "number_text",
    "short",
    "time_text",
]

ABSENT: Final = "–"
"""What stands where there is no value."""

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)


def is_absent(value: Value) -> bool:
    """Tell whether there is nothing to show: None, an empty text, an empty list."""
    return value is None or value == "" or value == ()


def short(value: Value, column: Column[Any], *, now: datetime, zone: tzinfo, cells: int = 0) -> str:
    """Write a value for a table cell, clean and as short as it can be said.

    Args:
        value: what the column read.
        column: decides the form.
        now: what "today" and "this year" go by, aware.
        zone: the user's zone.
        cells: how many there are; a time says the hour where it fits. 0 is as few as will do.
    """
    if is_absent(value):
        return ABSENT
    if column.form is not None:
        return clean(column.form(value)) or ABSENT
    match value:
        case str():
            return clean(value) or ABSENT
        case bool():
            return "yes" if value else "no"
        case int() | float() if column.kind is Kind.DURATION and (length := length_in(value, _MINUTE)) is not None:
            return duration_text(length)
        case int() | float():
            return number_text(value) if column.kind is Kind.NUMBER else str(value)
        case datetime():
            return time_text(value, now=now, zone=zone, cells=cells)
        case timedelta():
            return duration_text(value)
        case tuple():
            items = [clean(item) for item in value]
            # By commas where an item has spaces of its own.
            return (", " if any(" " in item for item in items) else " ").join(items) or ABSENT
        case _:
            return clean(str(value))


def exact(value: Value, column: Column[Any], *, zone: tzinfo) -> str:
    """Write a value in full: seconds and the zone of a time, every digit and the unit of a number."""
    if value is None:
        return ABSENT
    if is_absent(value):
        return "(empty)"
    match value:
        case bool():
            text = "yes" if value else "no"
        case int() | float() if column.kind is Kind.DURATION and (length := length_in(value, _MINUTE)) is not None:
            return _exact_duration(length)
        case int() | float():
            text = f"{value:,}" if column.kind is Kind.NUMBER else str(value)
        case datetime():
            return _exact_time(value, zone)
        case timedelta():
            return _exact_duration(value)
        case tuple():
            text = clean(", ".join(value))
        case _:
            text = clean(str(value))
    if column.unit and column.kind is Kind.NUMBER:
        text = f"{text} {column.unit}"
    if column.form is not None and (formed := clean(column.form(value))) not in ("", text):
        return f"{formed} ({text})"
    return text


def time_text(value: datetime, *, now: datetime, zone: tzinfo, cells: int = 0) -> str:
    """Write an instant as short as it can be said.

    `13:51` today, `Tue 09:14` in the six days before; else the day, with its hour where that fits into `cells`:
    `3 Nov`, `3 Nov 12:11`, `3 Nov 2024`. A day to come always has its number, `Fri 27 11:30`, so that nobody takes it
    for the one before.
    """
    wall = local_time(value, zone)
    today = now.astimezone(zone).date()
    days_ago = (today - wall.date()).days
    if days_ago == 0:
        return f"{wall:%H:%M}"
    if 0 < days_ago < 7:
        return f"{WEEKDAYS[wall.weekday()]} {wall:%H:%M}"
    day = f"{wall.day} {MONTHS[wall.month - 1]}"
    if wall.year != today.year:
        day = f"{day} {wall.year}"
    soon = f"{WEEKDAYS[wall.weekday()]} {wall.day}"
    with_hour = f"{soon if -7 < days_ago < 0 else day} {wall:%H:%M}"
    return with_hour if len(with_hour) <= cells else day


def duration_text(value: timedelta) -> str:
    """Write a length of time in full units that have passed: `31 s`, `47 min`, `1 h 12`, `184 h`."""
    if value < timedelta(0):
        return f"-{duration_text(-value)}"
    if value < _SECOND:
        return f"{number_text(value / _SECOND)} s"
    if value < _MINUTE:
        return f"{value // _SECOND} s"
    if value < _HOUR:
        return f"{value // _MINUTE} min"
    hours, rest = divmod(value, _HOUR)
    return f"{hours} h {rest // _MINUTE:02}" if hours < 100 else f"{hours:,} h"


def count_text(count: int, one: str, many: str) -> str:
    """Write how many there are of something: `1 room`, `1,200 rooms`."""
    return f"{count:,} {one if count == 1 else many}"


def number_text(value: float) -> str:
    """Write a number with its thousands apart and no more decimals than tell something: `1,204`, `15.44`, `0.0031`."""
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return str(value)
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-4:
        return f"{value:.3g}"
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 0.1 else 4
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def local_time(value: datetime, zone: tzinfo) -> datetime:
    """Return the instant in the user's zone; a naive one is taken as being there already."""
    if value.tzinfo is None:
        return value.replace(tzinfo=zone)
    return in_zone(value, zone)


def _exact_time(value: datetime, zone: tzinfo) -> str:
    wall = local_time(value, zone)
    name, offset = wall.tzname() or "", f"{wall:%z}"
    # Zones without letters of their own go by their offset.
    where = name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{WEEKDAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]} {wall.year} {wall:%H:%M:%S} {where}"


def _exact_duration(value: timedelta) -> str:
    if value < timedelta(0):
        return f"-{_exact_duration(-value)}"
    hours, rest = divmod(value, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    parts = [f"{hours:,} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    seconds = round(rest / _SECOND, 3)
    parts += [f"{seconds:g} s"] if seconds or not parts else []
    return " ".join(parts)
