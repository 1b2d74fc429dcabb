"""The table for eyes: aligned columns, short values, nothing that a terminal would obey."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.present import ABSENT, short
from tui.core.record import Record
from tui.core.text import cell_width, clean, fit
from tui.core.time.local_time import in_zone
from tui.export.spreadsheet import flattened
from tui.export.writers import Finishing

__all__ = ["TableWriter", "cell_text", "cells_of_bad"]

_GAP: Final = 2
"""Cells between two columns."""

_READABLE: Final = 10
"""Cells below which a text is not cut."""


def cell_text(value: Any, column: Column[Any], *, zone: tzinfo, now: datetime) -> str:
    """Write a value for eyes."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        # In full: what is printed is read tomorrow as well, when “Tue 09:14” is another Tuesday.
        return f"{in_zone(value, zone):%Y-%m-%d %H:%M}"
    return short(value, column, now=now, zone=zone)


def cells_of_bad(record: Record[Any], columns: Sequence[Column[Any]]) -> tuple[str, ...]:
    """Return what can be told of a row that does not decode: the vendor's values as they are."""
    flat = flattened(record.fields())
    cells = (flat.get(column.key) for column in columns)
    return tuple(ABSENT if cell is None else clean(str(cell)) for cell in cells)


class TableWriter(Finishing):
    """Aligned columns; the widths need every row, so everything is written at the end."""

    def __init__(
        self,
        stream: TextIO,
        collection: Collection,
        columns: Sequence[Column[Any]],
        *,
        zone: tzinfo,
        now: datetime,
        width: int | None,
    ) -> None:
        self._stream = stream
        self._collection = collection
        self._columns = tuple(columns)
        self._zone = zone
        self._now = now
        self._width = width
        self._rows: list[tuple[str, ...]] = []

    def write(self, record: Record[Any]) -> None:
        """Take a record."""
        if record.value is None:
            self._rows.append(cells_of_bad(record, self._columns))
            return
        read = ((column.read(record.value), column) for column in self._columns)
        self._rows.append(tuple(cell_text(value, column, zone=self._zone, now=self._now) for value, column in read))

    def finish(self) -> None:
        """Write the heading and the rows; nothing when there are none."""
        if not self._rows:
            return
        widths = self._laid_out()
        shown = [index for index, width in enumerate(widths) if width]
        for cells in (tuple(column.label for column in self._columns), *self._rows):
            line = (" " * _GAP).join(
                fit(cells[index], widths[index], right=self._columns[index].right_aligned) for index in shown
            )
            self._stream.write(line.rstrip() + "\n")

    def _laid_out(self) -> list[int]:
        """Return each column's width, 0 for one that is dropped."""
        natural = [
            max(cell_width(column.label), *(cell_width(row[index]) for row in self._rows))
            for index, column in enumerate(self._columns)
        ]
        if self._width is None:
            return natural
        kept = list(range(len(natural)))
        while True:
            room = self._width - _GAP * (len(kept) - 1)
            least = {index: self._least(index, natural[index]) for index in kept}
            droppable = [index for index in kept if self._columns[index].rank]
            if sum(least.values()) <= room or not droppable:
                break
            kept.remove(max(droppable, key=lambda index: (self._columns[index].rank, index)))
        widths = [natural[index] if index in kept else 0 for index in range(len(natural))]
        for floor in ({index: max(self._columns[index].width, least[index]) for index in kept}, least):
            _squeeze(widths, floor, room)
        return widths

    def _least(self, index: int, natural: int) -> int:
        """Return below what a column is dropped: half a text still says something, half a number says another one."""
        column = self._columns[index]
        return natural if column.right_aligned else min(natural, max(column.min_width, _READABLE))


def _squeeze(widths: list[int], floor: dict[int, int], room: int) -> None:
    """Take cells from the widest columns, none below its floor, until the rest has room."""
    while sum(widths) > room:
        loose = [index for index, least in floor.items() if widths[index] > least]
        if not loose:
            return
        widths[max(loose, key=lambda index: widths[index])] -= 1
