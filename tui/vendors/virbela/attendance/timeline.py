"""Sessions of many sheets in the order of time, some thousands at once: nothing is held twice, whatever there is.

A sheet is in order, so a stretch of time is one piece of each sheet, and only these pieces are sorted together. Sorting
takes runs that are in order as they are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, compress, repeat
from math import inf
from operator import and_, ge, gt, itemgetter, le, ne, or_
from typing import Any, Final, NamedTuple, TypeAlias

from tui.vendors.virbela.attendance.sheets import Columns, Sheet, rising

__all__ = ["Bounds", "Moment", "timeline", "unordered"]

_AT_ONCE: Final = 20_000
"""Sessions that are looked at together: their columns then stay in the processor's cache."""
_STRIDE: Final = 64
"""Every so manieth session tells where to cut the time, so that there are about as many in each stretch."""


Pick: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]
Piece: TypeAlias = tuple[Sheet, int, int]
"""A sheet, from one place on and until before another."""


class Bounds(NamedTuple):
    """What is looked at, in ticks."""

    low: int
    high: int
    last: int
    """The last instant at which a session may begin: `high` where that belongs to the range."""
    touching: bool = False
    """Whether what ended the very instant in which the range begins belongs to it, as the vendor has it."""


class Moment:
    """The sessions that began in one stretch of time, in that order. Place `i` of each column is session `i`."""

    def __init__(self, columns: Columns, pick: Pick, bounds: Bounds) -> None:
        """Cut sessions to the bounds, of which each has something.

        Args:
            columns: of a sheet, or of pieces of several.
            pick: puts a column into order, and leaves out what has nothing in the bounds.
            bounds: what is looked at.
        """
        people, self._rooms, joins, untils, self._talks = columns
        self._pick = pick
        self.people: Sequence[int] = pick(people)
        self.joins: Sequence[float] = pick(joins)
        """When each began, in ticks; before the bounds too."""
        self.untils: Sequence[float] = pick(untils)
        """When it ended, after the bounds too."""
        self.starts, self.stops = self.joins, self.untils
        """When it began and ended within the bounds; it does not end before it began."""
        if self.joins[0] < bounds.low or max(self.untils) > bounds.high:
            self.starts = list(map(max, self.joins, repeat(float(bounds.low))))
            self.stops = list(map(max, map(min, self.untils, repeat(float(bounds.high))), self.starts))

    def __len__(self) -> int:
        return len(self.people)

    @property
    def rooms(self) -> Sequence[int]:
        """Where each was."""
        return self._pick(self._rooms)

    @property
    def talks(self) -> Sequence[float]:
        """Minutes of talking within the bounds: a session's talk is spread evenly over it. -1 for unknown."""
        talks = self._pick(self._talks)
        if self.starts is self.joins:
            return talks
        within = list(talks)
        cut = map(or_, map(ne, self.starts, self.joins), map(ne, self.stops, self.untils))
        for place in compress(range(len(within)), cut):
            length = self.untils[place] - self.joins[place]
            if within[place] > 0 and length:
                within[place] *= (self.stops[place] - self.starts[place]) / length
        return within


def unordered(sheets: Iterable[Sheet], bounds: Bounds) -> Iterator[Moment]:
    """Yield the same sheet by sheet, in whatever order sheets are: for what adds up however it comes."""
    for sheet in sheets:
        if len(sheet):
            yield from _within(sheet.columns, None, bounds)


def timeline(sheets: Sequence[Sheet], bounds: Bounds) -> Iterator[Moment]:
    """Yield all sessions that have something in the bounds, in the order in which they began.

    Of two that began together nobody knows which comes first.
    """
    for pieces in _stretches(sheets):
        columns = _together(pieces)
        joins = columns[2]
        order = None if rising(joins) else sorted(range(len(joins)), key=joins.__getitem__)
        yield from _within(columns, order, bounds)


def _stretches(sheets: Sequence[Sheet]) -> Iterator[Sequence[Piece]]:
    """Yield one stretch of time after the other: a piece of each sheet that has some of it."""
    waiting = sorted((sheet for sheet in sheets if len(sheet)), key=lambda sheet: sheet.joins[0], reverse=True)
    begun: list[tuple[Sheet, int]] = []
    for border in _borders(waiting):
        while waiting and waiting[-1].joins[0] < border:
            begun.append((waiting.pop(), 0))
        pieces = [(sheet, start, bisect_left(sheet.joins, border, start)) for sheet, start in begun]
        begun = [(sheet, stop) for sheet, _, stop in pieces if stop < len(sheet)]
        if pieces:
            yield pieces


def _borders(sheets: Sequence[Sheet]) -> Iterator[float]:
    """Yield where stretches end; the last one never does."""
    some = sorted(chain.from_iterable(sheet.joins[::_STRIDE] for sheet in sheets))
    count = sum(map(len, sheets)) // _AT_ONCE + 1
    for number in range(1, count):
        yield some[len(some) * number // count]
    yield inf


def _together(pieces: Sequence[Piece]) -> Columns:
    columns = tuple(array(column.typecode) for column in pieces[0][0].columns)
    for sheet, start, stop in pieces:
        for whole, part in zip(columns, sheet.columns, strict=True):
            whole.extend(part[start:stop])
    return columns


def _within(columns: Columns, order: Sequence[int] | None, bounds: Bounds) -> Iterator[Moment]:
    """Yield those of the sessions that have something in the bounds, if there are any: mostly that is all of them."""
    joins, untils = columns[2], columns[3]
    if not joins:
        return
    if min(joins) >= bounds.low and max(joins) <= bounds.last:
        yield Moment(columns, _as_it_is if order is None else itemgetter(*order), bounds)
        return
    ended = ge if bounds.touching else gt
    reaching = map(or_, map(ended, untils, repeat(bounds.low)), map(ge, joins, repeat(bounds.low)))
    kept = list(map(and_, map(le, joins, repeat(bounds.last)), reaching))
    places = [place for place in (range(len(joins)) if order is None else order) if kept[place]]
    if places:
        yield Moment(columns, lambda column: [column[place] for place in places], bounds)


def _as_it_is(column: Sequence[Any]) -> Sequence[Any]:
    return column
