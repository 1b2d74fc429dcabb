"""Rows by number, and what was found out about them: their texts to be searched, their values in a column.

A row keeps its number as long as it is there. A row is looked at as seldom as can be, for to look at one may mean to
decode it (`core.sheaf`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import Any, Final

from tui.core.column import Column, Value
from tui.core.record import Record
from tui.core.rows.searching import Haystacks

__all__ = ["HeldRows"]

_COLUMNS: Final = 2
"""Columns whose values are kept: a filter seldom asks about more, and each is some MB of a hundred thousand rows."""
_SHARED: Final = 1_000
"""Different texts of a column that are looked out for, so that rows which repeat one hold it once."""


class HeldRows:
    """Holds rows. Numbers are given in the order in which rows come."""

    def __init__(self, columns: Sequence[Column[Any]], zone: tzinfo) -> None:
        self.rows: list[Record[Any] | None] = []
        """By number; None where one is gone."""
        self.numbers: dict[str, int] = {}
        """By id, in the order in which they came."""
        self.unreadable: set[int] = set()
        """Rows that could not be decoded."""
        self._own: list[int] = []
        """Each number once more, as the same object: lists of them then take a fifth of the room."""
        self._texts: list[str | None] = []
        """What words are looked for in; None where nobody asked yet, as of all that come after the last."""
        self._values: dict[str, _Values] = {}
        """By column, the one that was asked for last at the end."""
        self._haystacks = Haystacks(columns, zone)
        self._zone = zone

    def __len__(self) -> int:
        """How many numbers were given."""
        return len(self.rows)

    def row(self, number: int) -> Record[Any]:
        """Return a row that is there."""
        row = self.rows[number]
        assert row is not None
        return row

    def add(self, record: Record[Any]) -> int:
        """Take a row whose id is not there, and return its number."""
        number = len(self.rows)
        self.numbers[record.id] = number
        self._own.append(number)
        self.rows.append(record)
        if record.value is None:
            self.unreadable.add(number)
        return number

    def replace(self, number: int, record: Record[Any]) -> None:
        """Put a row in the place of one with the same id."""
        self.rows[number] = record
        self._forget(number)
        if record.value is None:
            self.unreadable.add(number)

    def drop(self, record_id: str) -> int:
        """Let a row go, and return the number that it had."""
        number = self.numbers.pop(record_id)
        self.rows[number] = None
        self._forget(number)
        return number

    def there(self, start: int, stop: int) -> list[int]:
        """Return the numbers from one up to another whose rows are still there."""
        own = self._own[start:stop]
        if len(self.numbers) == len(self.rows):
            return own
        return [number for number, row in zip(own, self.rows[start:stop], strict=True) if row is not None]

    def still_there(self, numbers: Iterable[int]) -> list[int]:
        """Return those numbers whose rows are still there, in order."""
        return [number for number in sorted(numbers) if self.rows[number] is not None]

    def parted(self, numbers: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Tell rows that can be read from those that cannot."""
        odd = self.unreadable
        if odd.isdisjoint(numbers):
            return numbers, ()
        return [each for each in numbers if each not in odd], [each for each in numbers if each in odd]

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Return what words are looked for in."""
        texts = self._texts
        texts += [None] * (len(self.rows) - len(texts))
        found: list[Any] = list(map(texts.__getitem__, numbers))
        if None in found:
            lacking = [number for number in numbers if texts[number] is None]
            made = self._haystacks.of([self.row(number) for number in lacking])
            for number, text in zip(lacking, made, strict=True):
                texts[number] = text
            found = list(map(texts.__getitem__, numbers))
        return found

    def values(self, column: Column[Any], numbers: Sequence[int]) -> list[Value]:
        """Return readable rows' values in a column."""
        kept = self._values.pop(column.key, None)
        if kept is None or kept.column is not column:
            kept = _Values(column)
        self._values[column.key] = kept
        while len(self._values) > _COLUMNS:
            del self._values[next(iter(self._values))]
        return kept.of(numbers, self.row, len(self.rows))

    def set_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Have other columns."""
        self._texts = []
        self._values.clear()
        self._haystacks = Haystacks(columns, self._zone)

    def _forget(self, number: int) -> None:
        if number < len(self._texts):
            self._texts[number] = None
        self.unreadable.discard(number)
        for kept in self._values.values():
            kept.forget(number)


class _Unknown:
    """Stands where a value was not asked for yet."""


_UNKNOWN: Final = _Unknown()


class _Values:
    """The values of one column, by number."""

    def __init__(self, column: Column[Any]) -> None:
        self.column = column
        self._values: list[Any] = []
        self._shared: dict[str, str] = {}

    def of(self, numbers: Sequence[int], row: Callable[[int], Record[Any]], count: int) -> list[Value]:
        values = self._values
        values += [_UNKNOWN] * (count - len(values))
        found = list(map(values.__getitem__, numbers))
        if _UNKNOWN in found:
            for number in numbers:
                if values[number] is _UNKNOWN:
                    values[number] = self._one_of(self.column.read(row(number).value))
            found = list(map(values.__getitem__, numbers))
        return found

    def forget(self, number: int) -> None:
        if number < len(self._values):
            self._values[number] = _UNKNOWN

    def _one_of(self, value: Value) -> Value:
        """Return the copy of a text that other rows hold."""
        if not isinstance(value, str):
            return value
        return self._shared.setdefault(value, value) if len(self._shared) < _SHARED else self._shared.get(value, value)
