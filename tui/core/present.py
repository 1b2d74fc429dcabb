"""How a value is written for people: short in a table, exact in the details. Machines get `tui.export` instead."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from tui.core.column import Column, Kind, Value
from tui.core.text import clean

__all__ = ["ABSENT", "exact", "number", "short", "short_time", "span_of_time"]

ABSENT: Final = "–"
"""What stands where there is no value."""

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(value: Value, column: Column[Any], *, now: datetime, zone: tzinfo) -> str:
    """Write a value in the few cells of a table: cleaned, on one line, times relative to now."""
    if value is None or value == "" or value == ():
        return ABSENT
    if column.form is not None:
        return clean(column.form(value))
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return short_time(value, now=now, zone=zone)
        case timedelta():
            return span_of_time(value)
        case int() | float():
            return number(value) if column.kind is not Kind.TEXT else str(value)
        case tuple():
            return clean(" ".join(value))
        case _:
            return clean(str(value)) or ABSENT


def exact(value: Value, column: Column[Any], *, zone: tzinfo) -> str:
    """Write a value in full: seconds, zone and unit included."""
    if value is None or value == "" or value == ():
        return ABSENT
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return exact_time(value, zone=zone)
        case timedelta():
            return span_of_time(value)
        case int() | float():
            return f"{number(value)} {column.unit}".strip() if column.kind is not Kind.TEXT else str(value)
        case tuple():
            return clean(", ".join(value))
        case _:
            return clean(str(value)) or ABSENT


def short_time(instant: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Write an instant as briefly as today allows: `13:51`, `Tue 09:14`, `3 Nov`, `3 Nov 2024`.

    A weekday stands for the six days on either side of today; a time without an offset is shown as it is.
    """
    at = instant.astimezone(zone) if instant.tzinfo is not None else instant
    today = now.astimezone(zone).date()
    distance = (at.date() - today).days
    if distance == 0:
        return f"{at:%H:%M}"
    if abs(distance) < 7:
        return f"{_DAYS[at.weekday()]} {at:%H:%M}"
    day = f"{at.day} {_MONTHS[at.month - 1]}"
    return day if at.year == today.year else f"{day} {at.year}"


def exact_time(instant: datetime, *, zone: tzinfo) -> str:
    """Write an instant to the second, with its weekday and zone: `Fri 20 Nov 2026 14:20:07 CET`."""
    if instant.tzinfo is None:
        return f"{_day(instant)} {instant:%H:%M:%S}, zone unknown"
    at = instant.astimezone(zone)
    return f"{_day(at)} {at:%H:%M:%S} {at.tzname() or at.strftime('%z')}"


def span_of_time(length: timedelta) -> str:
    """Write a length of time in its two greatest units: `31 s`, `47 min`, `1 h 12`, `3 d 4 h`."""
    seconds = round(length.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    if seconds < 60:
        return f"{sign}{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{sign}{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{sign}{hours} h {minutes:02}" if minutes else f"{sign}{hours} h"
    days, hours = divmod(hours, 24)
    return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"


def number(value: float) -> str:
    """Write a number with its thousands apart and no more than two decimals: `1,204`, `15.44`."""
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _day(at: datetime) -> str:
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"
