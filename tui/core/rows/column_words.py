"""The words of one column: those that rows repeat are kept once, and a byte a row says which a row has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, Final

from tui.core.column import Column, Value
from tui.core.rows.repeats import Repeats
from tui.core.rows.searching import folded_words_of
from tui.core.text import fold_clean

__all__ = ["ColumnWords"]

_KNOWN: Final = 500
"""Different values whose words are remembered."""
_TELLING: Final = 64
"""Rows from which on it can be told whether the column repeats."""
_REPEATS: Final = 8
"""A column repeats where its rows are so many times as many as their different words."""
_PLAIN: Final = frozenset({str, int, bool, type(None)})
"""Types of values whose words are remembered; others are equal to what is written in another way."""
_TEXTS: Final = frozenset({str, type(None)})


class ColumnWords:
    """Makes the words of one column."""

    def __init__(self, column: Column[Any], zone: tzinfo) -> None:
        self._column = column
        self._zone = zone
        self._repeat: bool | None = None
        """Whether rows repeat them; None as long as too few have been seen to tell."""
        self._known: dict[tuple[type, Value], str] = {}
        self._codes: dict[str, int] = {"": 0}
        """By words; what is 0 is in none of the rows' codes."""
        self._coded: dict[tuple[type, Value], int] = {}
        self.repeats: Repeats[str] = Repeats()
        """What repeats; 0 is a row whose words are among its own, or that has none."""

    def take(self, numbers: Sequence[int], values: Sequence[Any], count: int) -> list[str] | None:
        """Make the words of rows, of so many in all, and return those that are the rows' own; None when none are."""
        found = list(map(self._column.read, values))
        if self._repeat is None and len(found) >= _TELLING:
            self._repeat = len({self._words(value) for value in found}) * _REPEATS <= len(found)
        return self._by_code(numbers, found, count) if self._repeat else self._one_by_one(found)

    def clear(self, number: int) -> None:
        """Have nothing for a row."""
        if number < len(self.repeats.codes):
            self.repeats.codes[number] = 0

    def _one_by_one(self, found: Sequence[Value]) -> list[str]:
        words = self._words
        if self._column.form is not None or set(map(type, found)) - _TEXTS:
            return [words(value) for value in found]
        return fold_clean([value or "" for value in found])  # type: ignore[misc] # those are texts

    def _by_code(self, numbers: Sequence[int], found: Sequence[Value], count: int) -> list[str] | None:
        coded = self._coded
        # By its type, for 1 is equal to True and to 1.0.
        codes = [coded.get((type(value), value), -1) for value in found]
        own: list[str] | None = None
        if -1 in codes:
            for place, code in enumerate(codes):
                if code < 0:
                    words = self._words(value := found[place])
                    codes[place] = code = self._code(words, value)
                    if not code and words:
                        own = own or [""] * len(found)
                        own[place] = words
        repeats = self.repeats
        repeats.grow(count)
        if numbers[-1] - numbers[0] + 1 == len(numbers):
            repeats.codes[numbers[0] : numbers[-1] + 1] = bytes(codes)
        else:
            for number, code in zip(numbers, codes, strict=True):
                repeats.codes[number] = code
        return own

    def _code(self, words: str, value: Value) -> int:
        """Return the code of words; 0 when there are none, or too many."""
        code = self._codes.get(words)
        if code is None:
            code = self.repeats.add(words)
            if code is None:
                return 0
            self._codes[words] = code
        if type(value) in _PLAIN and len(self._coded) < _KNOWN:
            self._coded[type(value), value] = code
        return code

    def _words(self, value: Value) -> str:
        """Return the folded words of a value."""
        if type(value) not in _PLAIN:
            return folded_words_of(value, self._column, self._zone)
        known = self._known
        found = known.get((type(value), value))
        if found is None:
            found = folded_words_of(value, self._column, self._zone)
            if len(known) < _KNOWN:
                known[type(value), value] = found
        return found
