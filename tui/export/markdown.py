"""A Markdown table, for a ticket or a page: the columns that are shown, aligned as on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.export.plain import cell_text, cells_of_bad
from tui.export.writers import Finishing

__all__ = ["MarkdownWriter"]

_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~&#]")
"""What Markdown or the HTML inside it would make something of, in the middle of a cell."""


class MarkdownWriter(Finishing):
    """A pipe table, a line for each record as it comes."""

    def __init__(
        self, stream: TextIO, collection: Collection, columns: Sequence[Column[Any]], *, zone: tzinfo, now: datetime
    ) -> None:
        self._stream = stream
        self._collection = collection
        self._columns = tuple(columns)
        self._zone = zone
        self._now = now
        self._begun = False

    def write(self, record: Record[Any]) -> None:
        """Write a line."""
        self._begin()
        if record.value is None:
            self._line(cells_of_bad(record, self._columns))
            return
        read = ((column.read(record.value), column) for column in self._columns)
        self._line([cell_text(value, column, zone=self._zone, now=self._now) for value, column in read])

    def finish(self) -> None:
        """Write the headings where there was no record."""
        self._begin()

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._line([column.label for column in self._columns])
        rules = ("--:" if column.right_aligned else "---" for column in self._columns)
        self._stream.write(f"| {' | '.join(rules)} |\n")

    def _line(self, cells: Sequence[str]) -> None:
        self._stream.write(f"| {' | '.join(map(_escaped, cells))} |\n")


def _escaped(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"\\{found[0]}", text)
