"""The values of one column, by number: those that rows repeat are kept, and tested, once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, Final

from tui.core.column import Column, Value
from tui.core.rows.filter_tests import Test
from tui.core.rows.repeats import LAST, Repeats, picked

__all__ = ["ColumnValues"]

_OWN: Final = LAST + 1
"""The code of a row whose value is kept by itself."""
_SHARED: Final = 1_000
"""Different texts that are looked out for among those, so that rows which repeat one hold it once."""


class ColumnValues:
    """What was read out of rows. Numbers that are given ascend."""

    def __init__(self, column: Column[Any]) -> None:
        self.column = column
        self._repeats: Repeats[Value] = Repeats()
        """What repeats; 0 is a row that was not asked for yet."""
        self._codes: dict[Hashable, int] = {}
        self._own: list[Value] = []
        """By number, what is kept by itself; empty as long as nothing is."""
        self._shared: dict[str, str] = {}

    def passing(self, test: Test, numbers: Sequence[int], value: Callable[[int], Any], count: int) -> bytes:
        """Tell of rows, of so many in all, which pass a test, as 1 and 0.

        Args:
            test: what their values have to pass.
            numbers: the rows; all can be read.
            value: gives what a row was decoded to.
            count: how many numbers were given in all.
        """
        repeats = self._repeats
        repeats.grow(count)
        codes = picked(repeats.codes, numbers)
        if 0 in codes:
            read = self.column.read
            for number, code in zip(numbers, codes, strict=True):
                if not code:
                    repeats.codes[number] = self._take(number, read(value(number)), count)
            codes = picked(repeats.codes, numbers)
        passing = codes.translate(repeats.table(test, test))
        if _OWN not in codes:
            return passing
        own = self._own
        return bytes(
            [
                test(own[number]) if code == _OWN else passed
                for number, code, passed in zip(numbers, codes, passing, strict=True)
            ]
        )

    def forget(self, number: int) -> None:
        """Let go of a row's value: it has changed, or is gone."""
        if number < len(self._repeats.codes):
            self._repeats.codes[number] = 0
            if number < len(self._own):
                self._own[number] = None

    def _take(self, number: int, value: Value, count: int) -> int:
        """Keep a row's value, and return its code."""
        key = _alike(value)
        code = self._codes.get(key)
        if code is None:
            code = self._repeats.add(value)
            if code is not None:
                self._codes[key] = code
        if code is not None:
            return code
        self._own += [None] * (count - len(self._own))
        self._own[number] = self._one_of(value)
        return _OWN

    def _one_of(self, value: Value) -> Value:
        """Return the copy of a text that other rows hold."""
        if not isinstance(value, str):
            return value
        return self._shared.setdefault(value, value) if len(self._shared) < _SHARED else self._shared.get(value, value)


def _alike(value: Value) -> Hashable:
    """Return what only values share that are written alike: 1 is equal to True, noon in Paris to 11 in London."""
    if isinstance(value, float):
        return float, repr(value)
    if isinstance(value, datetime):
        return datetime, value, value.tzinfo, value.fold
    return type(value), value
