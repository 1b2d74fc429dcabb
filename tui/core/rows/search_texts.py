"""What words are looked for in, of many rows: kept so that a hundred thousand take little room, and are searched fast.

What rows repeat (a role, a machine) stands apart from what is their own, once for all rows that have the same. A row
has a word when its `haystack` has it: no word reaches from one column into the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from tui.core.column import Column
from tui.core.rows.column_words import ColumnWords
from tui.core.rows.repeats import Repeats, picked

__all__ = ["SearchTexts"]


class SearchTexts:
    """The texts of rows, by number, made when they are first asked for. Numbers that are given ascend."""

    def __init__(self, columns: Sequence[Column[Any]], zone: tzinfo) -> None:
        self._columns = [ColumnWords(column, zone) for column in columns]
        self._repeats: list[Repeats[str]] = []
        """Of those columns of which something repeats."""
        self._own: list[str] = []
        """What no other row has, or few."""
        self._made = bytearray()
        """By number, whether its text was made."""

    def lacking(self, numbers: Sequence[int], count: int) -> list[int]:
        """Return those rows, of so many in all, whose texts were not made yet."""
        more = count - len(self._own)
        if more > 0:
            self._own += [""] * more
            self._made += bytes(more)
        made = picked(self._made, numbers)
        if 0 not in made:
            return []
        return [number for number, is_made in zip(numbers, made, strict=True) if not is_made]

    def add(self, numbers: Sequence[int], values: Sequence[Any]) -> None:
        """Make the texts of rows that can be read."""
        if not numbers:
            return
        count = len(self._own)
        taken = (words.take(numbers, values, count) for words in self._columns)
        own = [found for found in taken if found is not None]
        texts = map(_joined, zip(*own, strict=True)) if own else iter([""] * len(numbers))
        for number, text in zip(numbers, texts, strict=True):
            self._own[number] = text
            self._made[number] = True
        self._repeats = [words.repeats for words in self._columns if words.repeats.things]

    def put(self, number: int, text: str) -> None:
        """Have a text for a row that cannot be read."""
        self._own[number] = text
        self._made[number] = True
        for words in self._columns:
            words.clear(number)

    def forget(self, number: int) -> None:
        """Let go of a row's text: it has changed, or is gone. What it repeats stays until it is made anew."""
        if number < len(self._own):
            self._own[number] = ""
            self._made[number] = False

    def have(self, word: str, numbers: Sequence[int]) -> bytes:
        """Tell of each row whether it has a word, as 1 and 0; none may be lacking."""
        if not numbers:
            return b""
        own = self._own
        first, stop = numbers[0], numbers[-1] + 1
        if stop - first == len(numbers):
            hits = bytes([word in text for text in own[first:stop]])
        else:
            hits = bytes([word in own[number] for number in numbers])
        for repeats in self._repeats:
            table = repeats.table(word, lambda text: word in text)
            if 1 in table:
                repeats.grow(len(own))
                hits = _either(hits, picked(repeats.codes, numbers).translate(table))
        return hits


def _either(one: bytes, other: bytes) -> bytes:
    """Return 1 wherever one of two has it."""
    return (int.from_bytes(one, "little") | int.from_bytes(other, "little")).to_bytes(len(one), "little")


def _joined(parts: tuple[str, ...]) -> str:
    """Join texts, but for those that stand within what came before: who looks for a part of one finds it there."""
    text = parts[0]
    for part in parts[1:]:
        if part not in text:
            text = f"{text}\n{part}"
    return text
