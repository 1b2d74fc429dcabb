"""How a table's columns share a line: which are there, and how wide each is. Pure, and the same for the same width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tui.core.column import Column, Kind

__all__ = ["GAP", "GUTTER", "Layout", "Placed", "lay_out"]

GUTTER: Final = 3
"""Cells before the first column: the cursor's bar, the mark, a blank."""

GAP: Final = 2
"""Cells between two columns."""

_DATE: Final = 11
"""The longest short time: `25 Nov 2024`."""

_SQUEEZE: Final = 0.6
"""A text may lose so much of its width before a column of less weight is dropped."""

_STRETCH: Final = 2
"""A text may grow to so many times its width where there is room to spare."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column that is there."""

    column: Column[Any]
    cells: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a line."""

    placed: tuple[Placed, ...]
    hidden: int
    """How many columns there was no room for."""


def lay_out(columns: Sequence[Column[Any]], cells: int, *, first: int = 0) -> Layout:
    """Share a line among columns.

    Columns that do not fit are dropped by rank, the highest first; rank 0 only when nothing else is left. Texts are
    squeezed a little before that, those of rank 0 last, numbers and times never.

    Args:
        columns: In the order in which they are shown.
        cells: The line's width, gutter included.
        first: How many columns after the first one are passed over, to look at those further right.
    """
    wanted = [*columns[:1], *columns[1 + first :]]
    space = max(0, cells - GUTTER)
    there = list(wanted)
    while len(there) > 1 and _least(there, squeezed=first > 0 or not any(column.rank for column in there)) > space:
        if first:
            there.pop()  # what is looked at stands on the left
        else:
            there.remove(max(reversed(there), key=lambda column: column.rank))
    return Layout(_widths(there, space), len(columns) - len(there))


def _least(columns: Sequence[Column[Any]], *, squeezed: bool) -> int:
    return sum(_narrowest(column, squeezed=squeezed) for column in columns) + GAP * (len(columns) - 1)


def _narrowest(column: Column[Any], *, squeezed: bool) -> int:
    if column.rank == 0 and not squeezed:
        return max(column.width, min(len(column.label), 10))
    if column.kind not in (Kind.TEXT, Kind.LIST):
        return max(column.width, len(column.label) + 1, _DATE if column.kind is Kind.TIME else 0)
    return max(column.min_width, min(column.width, round(column.width * _SQUEEZE)), min(len(column.label), 10))


def _widths(columns: Sequence[Column[Any]], space: int) -> tuple[Placed, ...]:
    cells = [_narrowest(column, squeezed=True) for column in columns]
    spare = space - sum(cells) - GAP * (len(columns) - 1)
    first = [max(have, column.width * (column.rank == 0)) for have, column in zip(cells, columns, strict=True)]
    spare = _fill(cells, first, spare)
    for limit in (1, _STRETCH):
        goals = [
            max(have, column.width * limit if _grows(column) else 0)
            for have, column in zip(cells, columns, strict=True)
        ]
        spare = _fill(cells, goals, spare)
    if spare < 0 and cells:
        cells[-1] = max(1, cells[-1] + spare)
    return tuple(Placed(column, width) for column, width in zip(columns, cells, strict=True))


def _grows(column: Column[Any]) -> bool:
    return column.kind in (Kind.TEXT, Kind.LIST)


def _fill(cells: list[int], goals: Sequence[int], spare: int) -> int:
    """Give spare cells, one by one, to whoever is furthest from the goal; return what nobody wanted."""
    while spare > 0:
        wanting = [index for index, goal in enumerate(goals) if cells[index] < goal]
        if not wanting:
            break
        cells[min(wanting, key=lambda index: cells[index] / goals[index])] += 1
        spare -= 1
    return spare
