"""Rows by number, and what was found out about them: their texts to be searched, their values in a column.

A row keeps its number as long as it is there. A row is looked at as seldom as can be, for to look at one may mean to
decode it; of one that lies in a sheaf only its place is kept (`core.sheaf`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, Final

from tui.core.column import Column
from tui.core.record import Record
from tui.core.rows.column_values import ColumnValues
from tui.core.rows.filter_tests import Test
from tui.core.rows.search_texts import SearchTexts
from tui.core.rows.searching import haystack
from tui.core.sheaf import Sheaf, record_in, where_it_lies

__all__ = ["HeldRows"]

_COLUMNS: Final = 2
"""Columns whose values are kept: a filter seldom asks about more, and each is some MB of a hundred thousand rows."""
_MADE: Final = 500
"""Records of sheaves that are kept for the next look: those on the screen."""


class HeldRows:
    """Holds rows. Numbers are given in the order in which rows come."""

    def __init__(self, columns: Sequence[Column[Any]], zone: tzinfo) -> None:
        self._rows: list[Record[Any] | Sheaf[Any] | None] = []
        """By number; None where one is gone."""
        self._places = bytearray()
        """By number, the place of a row in its sheaf."""
        self._ids: list[str] = []
        self._made: dict[int, Record[Any]] = {}
        """Records that were made of rows in sheaves."""
        self.numbers: dict[str, int] = {}
        """By id, in the order in which they came."""
        self.unreadable: set[int] = set()
        """Rows that could not be decoded."""
        self._own: list[int] = []
        """Each number once more, as the same object: lists of them then take a fifth of the room."""
        self._values: dict[str, ColumnValues] = {}
        """By column, the one that was asked for last at the end."""
        self._texts = SearchTexts(columns, zone)
        self._zone = zone

    def __len__(self) -> int:
        """How many numbers were given."""
        return len(self._rows)

    def row(self, number: int) -> Record[Any]:
        """Return a row.

        Raises:
            LookupError: when it is gone.
        """
        row = self._rows[number]
        if row is None:
            raise LookupError(number)
        if isinstance(row, Record):
            return row
        made = self._made.get(number)
        if made is None:
            if len(self._made) >= _MADE:
                self._made.clear()
            made = self._made[number] = record_in(row, self._places[number], self._ids[number])
        return made

    def all_rows(self) -> tuple[Record[Any], ...]:
        """Return all rows, in the order in which they came."""
        return tuple(
            record_in(row, place, record_id) if isinstance(row, Sheaf) else row
            for row, place, record_id in zip(self._rows, self._places, self._ids, strict=True)
            if row is not None
        )

    def value(self, number: int) -> Any:
        """Return what a row that is there was decoded to."""
        row = self._rows[number]
        if isinstance(row, Sheaf):
            return row.value(self._places[number])
        return None if row is None else row.value

    def add(self, record: Record[Any]) -> int:
        """Take a row whose id is not there, and return its number."""
        number = len(self._rows)
        self.numbers[record.id] = number
        self._own.append(number)
        self._rows.append(None)
        self._places.append(0)
        self._ids.append(record.id)
        self._lay(number, record)
        return number

    def replace(self, number: int, record: Record[Any]) -> bool:
        """Put a row in the place of one with the same id, and tell whether it is another."""
        same = self.row(number) == record
        self._made.pop(number, None)
        if not same:
            self._forget(number)
        self._lay(number, record)
        return not same

    def _lay(self, number: int, record: Record[Any]) -> None:
        lies = where_it_lies(record)
        if lies is not None:
            self._rows[number], self._places[number] = lies
            return
        self._rows[number] = record
        if record.value is None:
            self.unreadable.add(number)

    def drop(self, record_id: str) -> int:
        """Let a row go, and return the number that it had."""
        number = self.numbers.pop(record_id)
        self._rows[number] = None
        self._made.pop(number, None)
        self._forget(number)
        return number

    def there(self, start: int, stop: int) -> list[int]:
        """Return the numbers from one up to another whose rows are still there."""
        own = self._own[start:stop]
        if len(self.numbers) == len(self._rows):
            return own
        return [number for number, row in zip(own, self._rows[start:stop], strict=True) if row is not None]

    def span(self, start: int, stop: int) -> Sequence[int]:
        """Return the same numbers to be looked at, not to be kept."""
        return range(start, stop) if len(self.numbers) == len(self._rows) else self.there(start, stop)

    def still_there(self, numbers: Iterable[int]) -> list[int]:
        """Return those numbers whose rows are still there, in order."""
        return [number for number in sorted(numbers) if self._rows[number] is not None]

    def parted(self, numbers: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Tell rows that can be read from those that cannot."""
        odd = self.unreadable
        if not odd or odd.isdisjoint(numbers):
            return numbers, ()
        return [each for each in numbers if each not in odd], [each for each in numbers if each in odd]

    def have(self, word: str, numbers: Sequence[int]) -> bytes:
        """Tell of each row whether its `haystack` has a folded word, as 1 and 0."""
        if lacking := self._texts.lacking(numbers, len(self)):
            readable, unreadable = self.parted(lacking)
            self._texts.add(readable, [self.value(number) for number in readable])
            for number in unreadable:
                self._texts.put(number, haystack(self.row(number), (), zone=self._zone))
        return self._texts.have(word, numbers)

    def passing(self, test: Test, column: Column[Any], numbers: Sequence[int]) -> bytes:
        """Tell of readable rows whether their values in a column pass a test, as 1 and 0."""
        kept = self._values.pop(column.key, None)
        if kept is None or kept.column is not column:
            kept = ColumnValues(column)
        self._values[column.key] = kept
        while len(self._values) > _COLUMNS:
            del self._values[next(iter(self._values))]
        return kept.passing(test, numbers, self.value, len(self))

    def set_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Have other columns."""
        self._texts = SearchTexts(columns, self._zone)
        self._values.clear()

    def _forget(self, number: int) -> None:
        self._texts.forget(number)
        self.unreadable.discard(number)
        for kept in self._values.values():
            kept.forget(number)
