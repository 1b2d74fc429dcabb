"""Sessions of many sheets in the order of time, some thousands at once: nothing is held twice, whatever there is.

A sheet is in order, so a stretch of time is one piece of each sheet, and only these pieces are sorted together. Sorting
takes runs that are in order as they are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import ge, gt, itemgetter, ne, or_
from typing import Any, Final, NamedTuple, TypeAlias

from tui.vendors.virbela.attendance.sheets import Sheet, rising

__all__ = ["Bounds", "Moment", "timeline", "unordered"]

_AT_ONCE: Final = 20_000
"""Sessions that are looked at together: their columns then stay in the processor's cache."""
_Columns: TypeAlias = tuple[Sequence[Any], ...]
"""People, rooms, joins, untils, talks."""
_STRIDE: Final = 64
"""Every so manieth session tells where to cut the time, so that there are about as many in each stretch."""


class Bounds(NamedTuple):
    """What is looked at, in ticks."""

    low: int
    high: int
    last: int
    """The last instant at which a session may begin: `high` where that belongs to the range."""
    touching: bool = False
    """Whether what ended the very instant in which the range begins belongs to it, as the vendor has it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The sessions that began in one stretch of time, in that order. Place `i` of each column is session `i`."""

    people: Sequence[int]
    rooms: Sequence[int]
    joins: Sequence[int]
    """When it began, in ticks; before the bounds too."""
    untils: Sequence[int]
    """When it ended, after the bounds too."""
    starts: Sequence[float]
    """When it began within the bounds. As floats, ticks are exact until the year 2255, and compared twice as fast."""
    stops: Sequence[float]
    """When it ended within the bounds; not before it started."""
    talks: Sequence[float]
    """Minutes of talking within the bounds: a session's talk is spread evenly over it. -1 for unknown."""

    def __len__(self) -> int:
        return len(self.joins)


def unordered(sheets: Iterable[Sheet], bounds: Bounds) -> Iterator[Moment]:
    """Yield the same sheet by sheet, in whatever order sheets are: for what adds up however it comes."""
    for sheet in sheets:
        moment = _within(sheet.columns, bounds) if len(sheet) else None
        if moment is not None:
            yield moment


def timeline(sheets: Sequence[Sheet], bounds: Bounds) -> Iterator[Moment]:
    """Yield all sessions that have something in the bounds, in the order in which they began.

    Of two that began together nobody knows which comes first.
    """
    for columns in _stretches(sheets):
        moment = _within(columns, bounds)
        if moment is not None:
            yield moment


def _stretches(sheets: Sequence[Sheet]) -> Iterator[_Columns]:
    waiting = sorted((sheet for sheet in sheets if len(sheet)), key=lambda sheet: sheet.joins[0], reverse=True)
    begun: list[tuple[Sheet, int]] = []
    for border in _borders(waiting):
        while waiting and (border is None or waiting[-1].joins[0] < border):
            begun.append((waiting.pop(), 0))
        pieces, going_on = [], []
        for sheet, start in begun:
            stop = len(sheet) if border is None else bisect_left(sheet.joins, border, start)
            if start < stop:
                pieces.append((sheet, start, stop))
            if stop < len(sheet):
                going_on.append((sheet, stop))
        begun = going_on
        if pieces:
            yield _together(pieces)


def _borders(sheets: Sequence[Sheet]) -> Iterator[int | None]:
    """Yield where stretches end; None, for all that is left, as the last."""
    some = sorted(chain.from_iterable(sheet.joins[::_STRIDE] for sheet in sheets))
    count = sum(map(len, sheets)) // _AT_ONCE + 1
    for number in range(1, count):
        yield some[len(some) * number // count]
    yield None


def _together(pieces: Sequence[tuple[Sheet, int, int]]) -> _Columns:
    """Put pieces into one, in order."""
    columns = tuple(array(column.typecode) for column in pieces[0][0].columns)
    for sheet, start, stop in pieces:
        for whole, part in zip(columns, sheet.columns, strict=True):
            whole.extend(part[start:stop])
    joins = columns[2]
    if rising(joins):
        return columns
    pick = itemgetter(*sorted(range(len(joins)), key=joins.__getitem__))
    return tuple(map(pick, columns))


def _within(columns: _Columns, bounds: Bounds) -> Moment | None:
    """Cut sessions to the bounds; None where nothing is left. Mostly that is nothing to do."""
    low, high, last, touching = bounds
    people, rooms, joins, untils, talks = columns
    if joins[-1] > last:
        columns = tuple(column[: bisect_right(joins, last)] for column in columns)
        people, rooms, joins, untils, talks = columns
    if not joins:
        return None
    if joins[0] < low:
        reaching = map(or_, map(ge if touching else gt, untils, repeat(low)), map(ge, joins, repeat(low)))
        kept = list(reaching)
        people, rooms, joins, untils, talks = (list(compress(column, kept)) for column in columns)
        if not joins:
            return None
    starts, stops = list(map(float, joins)), list(map(float, untils))
    if joins[0] < low or max(untils) > high:
        begun, ended = starts, stops
        starts = list(map(max, begun, repeat(float(low))))
        stops = list(map(max, map(min, ended, repeat(float(high))), starts))
        talks = _talks_within(talks, begun, ended, starts, stops)
    return Moment(people, rooms, joins, untils, starts, stops, talks)


def _talks_within(
    talks: Sequence[float],
    begun: Sequence[float],
    ended: Sequence[float],
    starts: Sequence[float],
    stops: Sequence[float],
) -> Sequence[float]:
    """Spread the talk of those that straddle a border evenly."""
    within = list(talks)
    cut = map(or_, map(ne, starts, begun), map(ne, stops, ended))
    for place in compress(range(len(within)), cut):
        length = ended[place] - begun[place]
        if within[place] > 0 and length:
            within[place] *= (stops[place] - starts[place]) / length
    return within
