"""What words are looked for in, of many rows: kept so that a hundred thousand take little room, and are searched fast.

What rows repeat (a role, a machine) stands apart from what is their own, once for all rows that have the same. A row
has a word when its `haystack` has it: no word reaches from one column into the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, Final

from tui.core.column import Column
from tui.core.rows.searching import words_of
from tui.core.text import fold

__all__ = ["SearchTexts"]

_KNOWN: Final = 500
"""Different values of a column whose words are remembered."""
_TELLING: Final = 64
"""Rows from which on it can be told which columns repeat."""
_REPEATS: Final = 8
"""A column repeats where its rows are so many times as many as their different words."""
_SHARED: Final = 20_000
"""Different texts that are looked out for among rows; of more than that, few come again."""


class SearchTexts:
    """The texts of rows, by number, made when they are first asked for."""

    def __init__(self, columns: Sequence[Column[Any]], zone: tzinfo) -> None:
        self._columns = [_Words(column, zone) for column in columns]
        self._own: list[str | None] = []
        """What no other row has, or few; None where it was not made yet, as of all that come after the last."""
        self._alike: list[str] = []
        self._shared: dict[str, str] = {}
        self._hits = _Hits("")

    def lacking(self, numbers: Sequence[int], count: int) -> list[int]:
        """Return those rows, of so many in all, whose texts were not made yet."""
        own = self._own
        more = count - len(own)
        own += [None] * more
        self._alike += [""] * more
        if None not in map(own.__getitem__, numbers):
            return []
        return [number for number in numbers if own[number] is None]

    def add(self, numbers: Sequence[int], values: Sequence[Any]) -> None:
        """Make the texts of rows that can be read."""
        own: list[list[str]] = []
        alike: list[list[str]] = []
        for words in self._columns:
            found = words.of(values)
            (alike if words.repeat(found) else own).append(found)
        own_texts = map(_joined, zip(*own, strict=True)) if own else iter([""] * len(values))
        alike_texts = map("\n".join, zip(*alike, strict=True)) if alike else iter([""] * len(values))
        shared = self._shared
        for number, text, other in zip(numbers, own_texts, alike_texts, strict=True):
            self._own[number] = text
            self._alike[number] = shared.setdefault(other, other) if len(shared) < _SHARED else shared.get(other, other)

    def put(self, number: int, text: str) -> None:
        """Have a text for a row that cannot be read."""
        self._own[number], self._alike[number] = text, ""

    def forget(self, number: int) -> None:
        """Let go of a row's text: it has changed, or is gone."""
        if number < len(self._own):
            self._own[number], self._alike[number] = None, ""

    def have(self, word: str, numbers: Sequence[int]) -> list[bool]:
        """Tell of each row whether it has a word; none may be lacking."""
        if self._hits.word != word:
            self._hits = _Hits(word)
        hits = self._hits
        own: Any = map(self._own.__getitem__, numbers)
        alike = map(self._alike.__getitem__, numbers)
        return [hits[other] or word in text for text, other in zip(own, alike, strict=True)]


class _Hits(dict[str, bool]):
    """Whether texts that rows share have a word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def __missing__(self, text: str) -> bool:
        found = self[text] = self.word in text
        return found


class _Words:
    """Makes the words of one column; what repeats is made once."""

    def __init__(self, column: Column[Any], zone: tzinfo) -> None:
        self._column = column
        self._zone = zone
        self._known: dict[str | int, str] = {}
        self._repeat: bool | None = None
        """Whether rows repeat them; None as long as too few have been seen to tell."""

    def of(self, values: Sequence[Any]) -> list[str]:
        column, known, zone = self._column, self._known, self._zone
        words: list[str] = []
        for value in map(column.read, values):
            # By its type, for 1 is equal to True and to 1.0.
            if type(value) is not str and type(value) is not int:
                words.append("" if value is None else fold(words_of(value, column, zone)))
                continue
            found = known.get(value)
            if found is None:
                found = fold(words_of(value, column, zone))
                if len(known) < _KNOWN:
                    known[value] = found
            words.append(found)
        return words

    def repeat(self, words: Sequence[str]) -> bool:
        if self._repeat is None and len(words) >= _TELLING:
            self._repeat = len(set(words)) * _REPEATS <= len(words)
        return self._repeat or False


def _joined(parts: tuple[str, ...]) -> str:
    """Join texts, but for those that stand within what came before: who looks for a part of one finds it there."""
    text = parts[0]
    for part in parts[1:]:
        if part not in text:
            text = f"{text}\n{part}"
    return text
