"""Few different things, and which of them each row has: a byte a row, so that all rows are asked at the price of few.

A hundred thousand people have five roles. Whether a role has what is looked for is found out five times; the rows then
follow by one look into a table each, which Python does for all of them at once (`bytes.translate`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, islice
from typing import Final, Generic, TypeVar

__all__ = ["LAST", "Repeats", "picked"]

T = TypeVar("T")

LAST: Final = 254
"""The highest code of a thing: so many different ones are told apart. 0 and 255 stand for what the user of a code says,
and pass no test."""
_TABLES: Final = 8
"""Tests whose answers are remembered: those of one filter."""


class Repeats(Generic[T]):
    """The things, known by codes from 1, and the codes of rows by number."""

    def __init__(self) -> None:
        self.codes = bytearray()
        """By number."""
        self.things: list[T] = []
        """The first has the code 1."""
        self._tables: dict[Hashable, tuple[int, bytes]] = {}
        """By test, how many things were tested, and which codes pass."""

    def grow(self, count: int) -> None:
        """Have codes for so many rows; 0 for those that are new."""
        if (more := count - len(self.codes)) > 0:
            self.codes += bytes(more)

    def add(self, thing: T) -> int | None:
        """Return the code of a thing that has none yet; None when there are too many."""
        if len(self.things) == LAST:
            return None
        self.things.append(thing)
        return len(self.things)

    def table(self, key: Hashable, test: Callable[[T], bool]) -> bytes:
        """Tell by code which things pass a test, as 1 and 0; `key` is what the test is known again by."""
        known = self._tables.get(key)
        count = len(self.things)
        if known is not None and known[0] == count:
            return known[1]
        told, before = (0, b"\0") if known is None else (known[0], known[1][: known[0] + 1])
        table = bytes(chain(before, map(test, islice(self.things, told, None)))).ljust(256, b"\0")
        if known is None and len(self._tables) >= _TABLES:
            self._tables.clear()
        self._tables[key] = count, table
        return table


def picked(codes: bytearray, numbers: Sequence[int]) -> bytes:
    """Return the codes of some rows, whose numbers ascend: a copy where there is no gap between them."""
    if numbers and numbers[-1] - numbers[0] + 1 == len(numbers):
        return bytes(codes[numbers[0] : numbers[-1] + 1])
    return bytes(map(codes.__getitem__, numbers))
