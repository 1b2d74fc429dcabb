"""A filter, an order, and the rows that they give."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.core.rows.arrangement import Arrangement
from tui.core.rows.filters import Filter
from tui.core.rows.held import HeldRows
from tui.core.rows.sorted_rows import SortedRows

__all__ = ["FilteredRows"]


class FilteredRows:
    """Which rows are shown, in which order, and how that is found out for one more."""

    def __init__(self, held: HeldRows, wanted: Filter, sorted_rows: SortedRows, passing: bytearray) -> None:
        """Pick the rows that pass out of all.

        Args:
            held: the rows.
            wanted: what rows have to pass.
            sorted_rows: all rows in their order.
            passing: by number, whether a row passes; of no use where all do.
        """
        self._held = held
        self.filter = wanted
        self.sorted = sorted_rows
        self._passing = passing
        self.order: Arrangement = sorted_rows.order.only(passing) if wanted else sorted_rows.order
        """What is shown."""

    def take(self, numbers: Sequence[int]) -> None:
        """Put new rows in the order, whose numbers ascend, and show those that pass."""
        self.sorted.insert(numbers)
        if self.filter:
            self.order.insert(*self._held.parted(mark(self._passing, self.filter, numbers, self._held)))

    def drop(self, numbers: Collection[int]) -> None:
        """Take rows out that went, or that changed and will be taken again."""
        self.sorted.remove(numbers)
        if self.filter:
            self.order.remove(numbers)


def mark(passing: bytearray, wanted: Filter, numbers: Sequence[int], held: HeldRows) -> list[int]:
    """Note of rows, whose numbers ascend, whether they pass, and return those that do."""
    if not numbers:
        return []
    known = len(passing)
    passing += bytes(max(numbers[-1] + 1 - known, 0))
    if numbers[0] < known:
        for number in numbers:
            passing[number] = False
    passed = wanted.sift(numbers, held)
    for number in passed:
        passing[number] = True
    return passed
