"""How a table's columns share a line: which are there, and how wide each is. Pure, and the same for the same width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from tui.core.column import Column, Kind

__all__ = ["GAP", "GUTTER", "Layout", "Placed", "lay_out"]

GUTTER: Final = 3
"""Cells before the first column: the cursor's bar, the mark, a blank."""

GAP: Final = 2
"""Cells between two columns."""

_DATE: Final = 11
"""The longest short time without the hour: `25 Nov 2024`."""

_HOUR: Final = 12
"""A day with its hour: `18 Nov 12:11`. Times are given that much as soon as there is room."""

_IMPORTANT: Final = 1
"""Texts up to this rank keep the width they ask for as long as there are columns of less weight to drop."""

_WORD: Final = 10
"""A text that takes no more is a word, such as a state: it is shown whole or not at all."""

_SQUEEZE: Final = 0.6
"""A text may lose so much of its width before a column of less weight is dropped."""

_STRETCH: Final = 2
"""A text may grow to so many times its width where there is room to spare."""

MOST: Final = 48
"""Cells beyond which no text is given more because its content is long: the rest is in the details."""


class Placed(Struct, frozen=True):
    """A column that is there."""

    column: Column[Any]
    cells: int


class Layout(Struct, frozen=True):
    """The columns of a line."""

    placed: tuple[Placed, ...]
    hidden: int
    """How many columns there was no room for."""


def lay_out(
    columns: Sequence[Column[Any]], cells: int, *, first: int = 0, needs: Mapping[str, int] | None = None
) -> Layout:
    """Share a line among columns.

    Columns that do not fit are dropped by rank, the highest first; rank 0 only when nothing else is left. Texts are
    squeezed a little before that, important ones last, numbers and times never. What is to spare goes first to texts
    that are cut, the most important one first, and to times, which then have room for the hour.

    Args:
        columns: In the order in which they are shown.
        cells: The line's width, gutter included.
        first: How many columns after the first one are passed over, to look at those further right.
        needs: How many cells the content of a column takes, by its key, as far as anybody has looked.
    """
    asked = [*columns[:1], *columns[1 + first :]]
    space = max(0, cells - GUTTER)
    there = [_Wish.of(column, (needs or {}).get(column.key)) for column in asked]
    while len(there) > 1 and _least(there, panned=first > 0) > space:
        if first:
            there.pop()  # what is looked at stands on the left
        else:
            there.remove(max(reversed(there), key=lambda wish: wish.column.rank))
    return Layout(_widths(there, space), len(columns) - len(there))


class _Wish(Struct, frozen=True):
    """What a column would like, and what it can do with."""

    column: Column[Any]
    need: int | None
    """The cells that its content takes, at most `MOST`; None where nobody has looked."""
    width: int
    """The cells that it asks for: no more than its content takes."""

    @classmethod
    def of(cls, column: Column[Any], need: int | None) -> _Wish:
        if need is None or not _is_text(column):
            return cls(column, None, column.width)
        need = max(min(need, MOST), min(len(column.label), 10))
        # What names the row may be longer further down than in the rows that were looked at.
        return cls(column, need, column.width if column.rank == 0 else min(column.width, need))

    @property
    def rank(self) -> int:
        return self.column.rank

    @property
    def _shortest_time(self) -> int:
        """What a time takes: with the hour where it matters, 0 for anything else."""
        if self.column.kind is not Kind.TIME:
            return 0
        return _HOUR if self.column.rank <= _IMPORTANT else _DATE

    def narrowest(self, *, squeezed: bool) -> int:
        column = self.column
        if not _is_text(column):
            return max(column.width, len(column.label) + 1, self._shortest_time)
        if column.rank == 0 and not squeezed:
            return max(self.width, min(len(column.label), 10))
        if column.rank <= _IMPORTANT and self.need is not None and not squeezed:
            return self.width
        if self.need is not None and self.need <= _WORD:
            return self.need  # half of a short word says nothing
        least = max(column.min_width, min(self.width, round(column.width * _SQUEEZE)), min(len(column.label), 10))
        return least if self.need is None else min(least, max(self.need, min(len(column.label), 10)))


def _is_text(column: Column[Any]) -> bool:
    return column.kind in (Kind.TEXT, Kind.LIST)


def _least(there: Sequence[_Wish], *, panned: bool) -> int:
    squeezed = panned or not any(wish.rank for wish in there)
    only_important = all(wish.rank <= _IMPORTANT for wish in there)
    cells = [wish.narrowest(squeezed=squeezed or (only_important and wish.rank > 0)) for wish in there]
    return sum(cells) + GAP * (len(there) - 1)


def _widths(there: Sequence[_Wish], space: int) -> tuple[Placed, ...]:
    cells = [wish.narrowest(squeezed=True) for wish in there]
    spare = space - sum(cells) - GAP * (len(there) - 1)
    steps: tuple[Callable[[_Wish], int], ...] = (
        lambda wish: wish.width * (wish.rank == 0),
        lambda wish: wish.width * (wish.rank <= _IMPORTANT and _is_text(wish.column)),
        lambda wish: _HOUR * (wish.column.kind is Kind.TIME),
        lambda wish: wish.width * _is_text(wish.column),
        *(
            (lambda wish, rank=rank: (wish.need or 0) * (wish.rank == rank))
            for rank in sorted({wish.rank for wish in there})
        ),
        lambda wish: max(wish.column.width, wish.width) * _STRETCH * _is_text(wish.column),
    )
    for goal in steps:
        spare = _fill(cells, [max(have, goal(wish)) for have, wish in zip(cells, there, strict=True)], spare)
    if spare < 0 and cells:
        cells[-1] = max(1, cells[-1] + spare)
    return tuple(Placed(wish.column, width) for wish, width in zip(there, cells, strict=True))


def _fill(cells: list[int], goals: Sequence[int], spare: int) -> int:
    """Give spare cells, one by one, to whoever is furthest from the goal; return what nobody wanted."""
    while spare > 0:
        wanting = [index for index, goal in enumerate(goals) if cells[index] < goal]
        if not wanting:
            break
        cells[min(wanting, key=lambda index: cells[index] / goals[index])] += 1
        spare -= 1
    return spare
