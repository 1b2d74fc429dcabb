"""How many people are in a room at once, step by step. Pure functions, no I/O."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, compress, pairwise, repeat
from operator import add, lt
from typing import Any, Final

from msgspec import Struct

from tui.core.chart import Curve
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Param, Query, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.report import Report
from tui.core.time.local_time import day_start, wall_of
from tui.core.time.time_range import TimeRange
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.occupancy import HeadCount
from tui.vendors.virbela.attendance.once import Once
from tui.vendors.virbela.attendance.sheets import Sheet
from tui.vendors.virbela.attendance.ticks import instant_of, ticks
from tui.vendors.virbela.attendance.timeline import Moment
from tui.vendors.virbela.reports.columns import ITS_ROOM_ID, count, time, within
from tui.vendors.virbela.reports.stays import attendance, stays_of

__all__ = ["OCCUPANCY", "Level", "levels"]

_STEP: Final = re.compile(r"(\d{1,6})\s*(m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
_MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
_MOST: Final = 20_000
"""Steps: a week by the minute is half of them."""


class Level(Struct, frozen=True):
    """A step of the range."""

    room_id: str
    start: datetime
    end: datetime
    people: int
    """Different people who were there at any time of it."""
    peak: int
    """The most of them at once."""


def levels(values: Sequence[Sheet], query: Query) -> Tabulated:
    """Return the steps of the range, as far as it has come, also those in which nobody was there."""
    stays = stays_of(values, query)
    borders = _borders(stays.span, query)
    steps, heads = _Steps(borders, len(stays.cast.who)), HeadCount(len(stays.cast.who))
    for moment in stays.moments():
        steps.add(moment)
        heads.add(moment)
    people, curve = steps.people(), heads.over(stays.span)
    room_id = query.text("roomId")
    rows = [
        table_record(
            f"step {place}",
            Level(room_id, instant_of(start), instant_of(stop), people[place], curve.most(start, stop)),
        )
        for place, (start, stop) in enumerate(pairwise(borders))
    ]
    return Tabulated(rows, stays.notes, stays.missing)


class _Steps:
    """Counts the different people of each step: what a person has of a step counts once."""

    def __init__(self, borders: Sequence[int], people: int) -> None:
        self._borders = list(map(float, borders))
        self._once, self._begun, self._ended = Once(people), Counter[int](), Counter[int]()

    def add(self, moment: Moment) -> None:
        people, starts, stops = moment.people, moment.starts, moment.stops
        if not all(map(lt, starts, stops)):  # what lasts no time makes nobody be there at once with others
            lasting = list(map(lt, starts, stops))
            people = list(compress(people, lasting))
            starts, stops = list(compress(starts, lasting)), list(compress(stops, lasting))
        firsts = self._firsts(starts)
        afters = list(map(add, map(bisect_left, repeat(self._borders), stops), repeat(1)))
        self._begun.update(self._once.starts(people, firsts, afters))
        self._ended.update(afters)

    def _firsts(self, starts: Sequence[float]) -> list[int]:
        """Return the step in which each of some rising instants is, its number beginning with 1."""
        steps: list[int] = []
        while len(steps) < len(starts):
            step = bisect_right(self._borders, starts[len(steps)])
            after = bisect_left(starts, self._borders[step], len(steps)) if step < len(self._borders) else len(starts)
            steps += [step] * (after - len(steps))
        return steps

    def people(self) -> Sequence[int]:
        """Return how many there were in each step."""
        changes = (self._begun[step] - self._ended[step] for step in range(1, len(self._borders)))
        return list(accumulate(changes))


def _borders(span: TimeRange, query: Query) -> list[int]:
    """Return where steps begin, and the end of the last. Days begin at midnight; all others go by their exact length.

    Raises:
        UsageError: when the step is none, or there would be too many of them.
    """
    minutes = _step(query)
    if span.length / timedelta(minutes=minutes) > _MOST:
        raise UsageError("That would be too many steps.", way_out="Give a longer step, such as 1h, or a shorter range.")
    start, stop = ticks(span.start), ticks(span.stop)
    if minutes % 1440:
        return [*range(start, stop, minutes * 60_000_000), stop]
    zone, borders = query.zone or UTC, [start]
    day = wall_of(span.start, zone).date()
    while True:
        day += timedelta(days=minutes // 1440)
        at = ticks(day_start(day, zone))
        if at >= stop:
            return [*borders, stop]
        borders.append(at)


def _step(query: Query) -> int:
    """Return the length of a step in minutes."""
    text = query.text("step") or "15m"
    match = _STEP.fullmatch(text.strip())
    if match is None or not int(match[1]):
        raise UsageError(f"“{text}” is no step.", way_out="Give one such as 15m, 1h or 1d.")
    return int(match[1]) * _MINUTES[match[2][0].lower()]


def _checked(query: Query) -> Iterable[Any]:
    """Refuse a step that is none before anything is asked."""
    if query.span is not None:
        _borders(query.span if query.now is None else query.span.until(query.now), query)
    return ()


def _behind(record: Record[Level]) -> Mapping[str, Value]:
    return {} if record.value is None else {"roomId": record.value.room_id}


OCCUPANCY: Final = Collection(
    name="occupancy",
    title="Occupancy",
    help="How many people are in a room at once, step by step.",
    columns=(
        time("start", "From", lambda row: row.start, rank=0),
        time("end", "To", lambda row: row.end, rank=1),
        count("people", "People", lambda row: row.people, rank=0),
        count("peak", "At once", lambda row: row.peak, rank=0),
    ),
    fetch=report(attendance(extra=_checked), levels, noun=("session", "sessions")),
    params=(
        ITS_ROOM_ID,
        Param(
            "step",
            "Step",
            choices=("15m", "1h", "1d"),
            help="How long a step is, such as 15m, 1h or 1d; without it 15m.",
        ),
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    default_range="today",
    noun=("step", "steps"),
    empty="No step of this range has come yet.",
    opens=Opens(
        "attendance",
        _behind,
        lambda record: f"{record.value.start:%H:%M}" if record.value is not None else record.id,
        verb="sessions",
        range=lambda record: within(record.value.start, record.value.end) if record.value is not None else "",
    ),
    report=Report(
        question="How many people are there at once?",
        rules=("People: different ones in the step. At once: the most at the same time; two devices count once.",),
        chart=Curve(at="start", value="peak"),
        compares=("people", "peak"),
    ),
)
"""Occupancy."""
