"""All rows in one order, whatever a filter shows of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tui.core.column import Column
from tui.core.rows.arrangement import Arrangement, SortKey
from tui.core.rows.held import HeldRows
from tui.core.rows.sorting import sort_key

__all__ = ["SortedRows"]


class SortedRows:
    """Which row comes before which. A filter's rows are picked out of it, and need not be sorted again."""

    def __init__(
        self, held: HeldRows, column: Column[Any] | None, *, descending: bool, like: SortedRows | None = None
    ) -> None:
        """Begin without rows.

        Args:
            held: the rows.
            column: what they are sorted by; None is the order in which they came.
            descending: whether downwards.
            like: an order whose sort keys still hold, when it was by the same column.
        """
        self._held = held
        self.column = column
        self.descending = descending
        self._keys: list[SortKey | None] = []
        """By number; what is not known yet is None as well, and then its number is not below `_known`."""
        self._known = bytearray()
        if like is not None and like.column is column:
            self._keys, self._known = like._keys, like._known
        self.order = Arrangement(None if column is None else self._keys, descending=descending)

    def is_by(self, column: Column[Any] | None, *, descending: bool) -> bool:
        """Tell whether it is this order."""
        return self.column is column and self.descending is descending

    def insert(self, numbers: Sequence[int]) -> None:
        """Put rows where they belong; what one sorts by is looked up anew, for it may have come again."""
        readable, unreadable = self._held.parted(numbers)
        self._look_up(readable, anew=True)
        self.order.insert(readable, unreadable)

    def append_run(self, numbers: Sequence[int]) -> None:
        """Put rows aside, sorted; `settle` merges them in."""
        readable, unreadable = self._held.parted(numbers)
        self._look_up(readable, anew=False)
        self.order.append_run(readable, unreadable)

    @property
    def is_settled(self) -> bool:
        """Whether all runs are merged in."""
        return self.order.is_settled

    def settle(self) -> None:
        """Merge some of what was put aside."""
        if not self.is_settled:
            self.order.settle()

    def remove(self, numbers: Collection[int]) -> None:
        """Take rows out."""
        self.order.remove(numbers)

    def _look_up(self, numbers: Sequence[int], *, anew: bool) -> None:
        """Find out what rows sort by."""
        column = self.column
        if column is None:
            return
        keys, known, value = self._keys, self._known, self._held.value
        more = len(self._held) - len(keys)
        keys += [None] * more
        known += bytes(more)
        for number in numbers:
            if anew or not known[number]:
                keys[number] = sort_key(column.read(value(number)), column)
                known[number] = True
