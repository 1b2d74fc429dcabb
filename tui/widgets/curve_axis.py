"""Where the labels of a time axis go: by minute, hour, day, week, month or year, as many as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from msgspec import Struct

from tui.core.time.local_time import instant_of, wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.core.time.time_range import TimeRange

__all__ = ["GAP", "Tick", "axis_text", "column_of", "stretch_text", "ticks"]

GAP: Final = 2
"""Cells between two labels at the least."""

_MINUTE: Final = timedelta(minutes=1)

_LONG: Final = timedelta(days=3)
"""What lasts so long is told in days: nobody looks for the minute there."""


class Tick(Struct, frozen=True):
    """A label under an axis."""

    column: int
    """The cell in which the labelled instant lies."""
    label: str


class _Step(Struct, frozen=True):
    """One way to divide an axis."""

    length: timedelta
    """About how far its labels are apart; decides whether it is worth trying."""
    walls: Callable[[datetime], Iterator[datetime]]
    """The wall times of its ticks, in order, from one before the given wall time on."""
    label: Callable[[datetime], str]


def ticks(span: TimeRange, zone: tzinfo, cells: int) -> Sequence[Tick]:
    """Choose the finest division whose labels all fit, and return its labels."""
    for step in _STEPS:
        if span.length / step.length > cells:
            continue
        chosen = _place(step, span, zone, cells)
        if chosen is not None:
            return chosen
    return ()


def column_of(instant: datetime, span: TimeRange, cells: int) -> int:
    """Return the cell in which an instant of the span lies."""
    return int((instant - span.start) / span.length * cells)


def axis_text(marks: Sequence[Tick], cells: int) -> str:
    """Write the labels on one line, each starting where its instant lies."""
    line = ""
    for tick in marks:
        line = line.ljust(tick.column) + tick.label
    return line.ljust(cells)[:cells]


def stretch_text(part: TimeRange, whole: TimeRange, zone: tzinfo) -> str:
    """Write a part of an axis as finely as it is long: with seconds, with minutes, or in days.

    Args:
        part: The part.
        whole: The axis; the year is told when it has several.
        zone: The user's zone.
    """
    fine = part.length < _MINUTE
    start, stop = (wall_of(_near(instant, fine=fine), zone) for instant in (part.start, part.stop))
    if part.length >= _LONG:
        several = wall_of(whole.start, zone).year != wall_of(whole.stop - timedelta(microseconds=1), zone).year
        return f"{_date_label(start)} – {_date_label(stop)}{f' {stop.year}' if several else ''}"
    clock = "%H:%M:%S" if fine else "%H:%M"
    begun = f"{WEEKDAYS[start.weekday()]} {_date_label(start)} {start:{clock}}"
    if start == stop:
        return begun
    if start.date() == stop.date():
        return f"{begun}–{stop:{clock}}"
    if stop.time() == time.min and stop.date() - start.date() == timedelta(days=1):
        return f"{begun}–24:00"
    return f"{begun} – {WEEKDAYS[stop.weekday()]} {stop:{clock}}"


def _near(instant: datetime, *, fine: bool) -> datetime:
    unit = 1 if fine else 60
    return datetime.fromtimestamp(round(instant.timestamp() / unit) * unit, UTC)


def _place(step: _Step, span: TimeRange, zone: tzinfo, cells: int) -> Sequence[Tick] | None:
    """Place a step's labels; None when two of them come too near each other."""
    placed: list[Tick] = []
    free_from = 0
    for wall in step.walls(wall_of(span.start, zone)):
        instant = instant_of(wall, zone)
        if instant < span.start:
            continue
        if instant >= span.stop:
            break
        column, label = column_of(instant, span, cells), step.label(wall)
        if column + len(label) > cells:
            break
        if column < free_from:
            return None
        placed.append(Tick(column, label))
        free_from = column + len(label) + GAP
    return placed or None


def _by_minutes(minutes: int) -> Callable[[datetime], Iterator[datetime]]:
    def walls(start: datetime) -> Iterator[datetime]:
        wall = datetime.combine(start.date(), time.min)
        step = timedelta(minutes=minutes)
        wall += (start - wall) // step * step
        while True:
            yield wall
            wall += step

    return walls


def _by_days(days: int) -> Callable[[datetime], Iterator[datetime]]:
    def walls(start: datetime) -> Iterator[datetime]:
        # Day 1 of the proleptic calendar is a Monday: counted from it, steps of 7 and 14 days fall on Mondays.
        number = start.toordinal() - (start.toordinal() - 1) % days
        while True:
            yield datetime.combine(date.fromordinal(number), time.min)
            number += days

    return walls


def _by_months(months: int) -> Callable[[datetime], Iterator[datetime]]:
    def walls(start: datetime) -> Iterator[datetime]:
        number = (start.year * 12 + start.month - 1) // months * months
        while True:
            yield datetime.combine(date(number // 12, number % 12 + 1, 1), time.min)
            number += months

    return walls


def _hour_label(wall: datetime) -> str:
    return f"{wall:%H:%M}" if wall.time() != time.min else _day_label(wall)


def _day_label(wall: datetime) -> str:
    return f"{WEEKDAYS[wall.weekday()]} {wall.day}"


def _date_label(wall: datetime) -> str:
    return f"{wall.day} {MONTHS[wall.month - 1]}"


def _month_label(wall: datetime) -> str:
    return MONTHS[wall.month - 1] if wall.month > 1 else str(wall.year)


def _year_label(wall: datetime) -> str:
    return str(wall.year)


_STEPS: Final = (
    *(_Step(timedelta(minutes=n), _by_minutes(n), _hour_label) for n in (1, 5, 10, 15, 30, 60, 120, 180, 360, 720)),
    *(_Step(timedelta(days=n), _by_days(n), _day_label) for n in (1, 2)),
    *(_Step(timedelta(days=n), _by_days(n), _date_label) for n in (7, 14)),
    *(_Step(timedelta(days=30 * n), _by_months(n), _month_label) for n in (1, 3, 6)),
    *(_Step(timedelta(days=365 * n), _by_months(12 * n), _year_label) for n in (1, 2, 5, 10, 50, 100)),
)
