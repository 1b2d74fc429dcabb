"""A filter and an order, and the rows that they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tui.core.column import Column
from tui.core.record import Record
from tui.core.rows.arrangement import Arrangement, SortKey
from tui.core.rows.filters import Filter
from tui.core.rows.sorting import sort_key

__all__ = ["FilteredRows", "NumberedRow"]

NumberedRow = tuple[int, Record[Any]]
"""A row and its number, which it keeps as long as it is there."""


class FilteredRows:
    """Which rows are shown, in which order, and how that is found out for one more."""

    def __init__(
        self, wanted: Filter, column: Column[Any] | None, *, descending: bool, like: FilteredRows | None = None
    ) -> None:
        """Begin without rows.

        Args:
            wanted: what rows have to pass.
            column: what they are sorted by; None is the order in which they came.
            descending: whether downwards.
            like: a choice whose sort keys still hold, when it was sorted by the same column.
        """
        self.filter = wanted
        self._column = column
        self._keys: dict[int, SortKey | None] = {}
        if like is not None and like._column is column:
            self._keys = like._keys
        self.order = Arrangement(None if column is None else self._keys, descending=descending)

    def take(self, rows: Iterable[NumberedRow], search_text_of: Callable[[NumberedRow], str]) -> None:
        """Put those of new rows that pass where they belong."""
        self.order.insert(*self._sifted(rows, search_text_of))

    def take_run(self, rows: Iterable[NumberedRow], search_text_of: Callable[[NumberedRow], str]) -> None:
        """Put those of many rows that pass aside, sorted; call `order.settle` after the last run."""
        self.order.append_run(*self._sifted(rows, search_text_of))

    def drop(self, numbers: set[int]) -> None:
        """Take rows out that went, or that changed and will be taken again."""
        self.order.remove(numbers)
        for number in numbers:
            self._keys.pop(number, None)

    def _sifted(
        self, rows: Iterable[NumberedRow], search_text_of: Callable[[NumberedRow], str]
    ) -> tuple[list[int], list[int]]:
        """Return the rows that pass, readable and unreadable ones; sort keys are known afterwards."""
        wanted, column, keys = self.filter, self._column, self._keys
        readable: list[int] = []
        unreadable: list[int] = []
        for row in rows:
            number, record = row
            if wanted and not wanted.passes(record, search_text_of(row) if wanted.looks_for_words else ""):
                continue
            if record.value is None:
                unreadable.append(number)
                continue
            if column is not None and number not in keys:
                keys[number] = sort_key(column.read(record.value), column)
            readable.append(number)
        return readable, unreadable
