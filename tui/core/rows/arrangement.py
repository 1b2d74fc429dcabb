"""Which rows are shown, and in which order: three piles of row numbers, one after the other.

Rows arrive by the page while a hundred thousand are there. So new ones are sorted among themselves and merged in, and a
row's place is found by halving, not by looking through all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import compress
from typing import Any, Final, TypeAlias

__all__ = ["Arrangement", "SortKey"]

SortKey: TypeAlias = float | str
"""What a row sorts by; of one type within a column, for comparing tuples takes three times as long."""

_AT_A_STRETCH: Final = 16_000
"""Rows that are merged in one step, where two runs have not more."""
_FEW: Final = 8
"""When fewer than one row in so many is new, merging is cheaper than sorting."""


class Arrangement:
    """Row numbers in order: those with a sort key sorted, then those without one, then those that cannot be read.

    Rows that sort alike stay in the order in which they came, upwards and downwards.
    """

    def __init__(self, keys: Sequence[SortKey | None] | None, *, descending: bool) -> None:
        self._keys = keys
        """By row number; None when the rows are in the order in which they came."""
        self._descending = descending
        self._runs: list[list[int]] = []
        """Sorted rows that are not merged in yet, in the order in which they came."""
        self._merged: list[list[int]] = []
        """Those that were merged since all were there the last time; they come before the others."""
        # Side by side in memory: to go through a hundred thousand objects that lie about takes as long as what is done.
        self._present = _packed()
        self._absent = _packed()
        self._unreadable = _packed()

    def __len__(self) -> int:
        return len(self._present) + len(self._absent) + len(self._unreadable)

    def numbers(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Return the row numbers from one place up to another."""
        start = max(0, start)
        stop = len(self) if stop is None else max(start, stop)
        window: list[int] = []
        for group in (self._present, self._absent, self._unreadable):
            if start < stop:
                window += group[start:stop]
            start, stop = max(0, start - len(group)), max(0, stop - len(group))
        return window

    def place_of(self, number: int) -> int | None:
        """Return at which place a row is; None when it is not there."""
        before = 0
        for group in (self._present, self._absent, self._unreadable):
            place = self._where(number) if group is self._present else bisect_left(group, number)
            if place < len(group) and group[place] == number:
                return before + place
            before += len(group)
        return None

    def only(self, passing: bytearray) -> Arrangement:
        """Return those rows that pass, by number, in the same order."""
        picked = Arrangement(self._keys, descending=self._descending)
        picked._present, picked._absent, picked._unreadable = (
            _packed(compress(group, map(passing.__getitem__, group)))
            for group in (self._present, self._absent, self._unreadable)
        )
        return picked

    def append_run(self, numbers: Iterable[int], unreadable: Iterable[int] = ()) -> None:
        """Take rows on without merging them in: many runs, then `settle`. Numbers must ascend from run to run."""
        run, absent = self._split(numbers)
        self._sort(run)
        if run:
            self._runs.append(run)
        self._absent.extend(absent)
        self._unreadable.extend(unreadable)

    @property
    def is_settled(self) -> bool:
        """Whether there are no runs to be merged."""
        return not self._runs and not self._merged

    def settle(self) -> None:
        """Merge some of what was taken on in runs: a step of a few milliseconds, the last one of ten, of 100,000."""
        if self._present:
            self._runs.insert(0, list(self._present))
            self._present = _packed()
        runs, merged = self._runs, self._merged
        # Neighbours only, so that rows that sort alike stay in the order in which they came.
        run, count = runs[0], 1
        while count < len(runs) and (count < 2 or len(run) < _AT_A_STRETCH):
            run = run + runs[count]
            count += 1
        if count > 1:
            self._sort(run)
        del runs[:count]
        merged.append(run)
        if not runs:
            self._runs, self._merged = merged, []
            if len(merged) == 1:
                self._present = _packed(self._runs.pop())

    def insert(self, numbers: Iterable[int], unreadable: Sequence[int] = ()) -> None:
        """Put rows where they belong."""
        fresh, absent = self._split(numbers)
        if absent:
            self._absent = _packed(sorted([*self._absent, *absent]))
        if unreadable:
            self._unreadable = _packed(sorted([*self._unreadable, *unreadable]))
        if len(fresh) * _FEW > len(self._present):
            present = sorted([*self._present, *fresh])
            self._sort(present)
            self._present = _packed(present)
        elif fresh:
            self._merge(fresh)

    def remove(self, numbers: Collection[int]) -> None:
        """Take rows out."""
        self._present, self._absent, self._unreadable = (
            _packed([number for number in group if number not in numbers])
            for group in (self._present, self._absent, self._unreadable)
        )
        for run in (*self._runs, *self._merged):
            run[:] = [number for number in run if number not in numbers]

    def _split(self, numbers: Iterable[int]) -> tuple[list[int], list[int]]:
        """Tell rows that have a sort key from those that have none."""
        keys = self._keys
        if keys is None:
            return list(numbers), []
        present: list[int] = []
        absent: list[int] = []
        for number in numbers:
            (absent if keys[number] is None else present).append(number)
        return present, absent

    def _sort(self, numbers: list[int]) -> None:
        """Sort ascending numbers, or several sorted runs of them, which Python merges in one pass."""
        if self._keys is not None:
            numbers.sort(key=self._keys.__getitem__, reverse=self._descending)  # type: ignore[arg-type] # no None there

    def _merge(self, fresh: list[int]) -> None:
        fresh.sort()
        self._sort(fresh)
        merged = _packed()
        copied = 0
        for number in fresh:
            place = self._where(number, copied)
            merged += self._present[copied:place]
            merged.append(number)
            copied = place
        self._present = merged + self._present[copied:]

    def _where(self, number: int, low: int = 0) -> int:
        """Return at which place among those with a sort key a row is, or would be; not before `low`."""
        keys, rows, descending = self._keys, self._present, self._descending
        if keys is None:
            return bisect_left(rows, number, low)
        key = keys[number] if number < len(keys) else None
        if key is None:
            return len(rows)
        if not descending:
            # Two keys of one column are of one type, and those among the present are never None.
            read: Callable[[int], Any] = keys.__getitem__
            first = bisect_left(rows, key, low, key=read)
            if first == len(rows) or keys[rows[first]] != key:
                return first
            return bisect_left(rows, number, first, bisect_right(rows, key, first, key=read))
        high = len(rows)
        while low < high:
            middle = (low + high) // 2
            other = keys[rows[middle]]
            earlier = rows[middle] < number if other == key else other > key  # type: ignore[operator]
            if earlier:
                low = middle + 1
            else:
                high = middle
        return low


def _packed(numbers: Iterable[int] = ()) -> array[int]:
    return array("I", numbers)
