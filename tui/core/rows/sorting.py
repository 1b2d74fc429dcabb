"""What values sort by: numbers as numbers, text without case and accents and with its numbers in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from tui.core.column import Column, Kind, Value
from tui.core.present import is_absent
from tui.core.record import Record
from tui.core.rows.arrangement import SortKey
from tui.core.rows.filter_tests import length_of, number_of
from tui.core.text import clean, fold

__all__ = ["in_order", "sort_key"]

_DIGITS: Final = re.compile(r"[0-9]+")

_LONGEST: Final = 12
"""Digits that a number within a text is filled up to; longer ones sort as text."""


def in_order(records: Iterable[Record[Any]], column: Column[Any], *, descending: bool) -> list[Record[Any]]:
    """Return records in the order in which a table shows them.

    Sorted, those that sort alike as they came; then those without a value, then those that cannot be read.
    """
    present: list[tuple[Any, Record[Any]]] = []
    absent: list[Record[Any]] = []
    unreadable: list[Record[Any]] = []
    for record in records:
        if record.value is None:
            unreadable.append(record)
        elif (key := sort_key(column.read(record.value), column)) is None:
            absent.append(record)
        else:
            present.append((key, record))
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(record for _, record in present), *absent, *unreadable]


def sort_key(value: Value, column: Column[Any]) -> SortKey | None:
    """Return what a value sorts by in its column; None for an absent one, and for one that is none of its kind."""
    if is_absent(value):
        return None
    match column.kind:
        case Kind.NUMBER | Kind.FLAG:
            return number_of(value)
        case Kind.DURATION:
            length = length_of(value)
            return None if length is None else length.total_seconds()
        case Kind.TIME:
            return _instant(value)
        case Kind.TEXT | Kind.LIST:
            return _in_order(" ".join(value) if isinstance(value, tuple) else str(value))


def _instant(value: Value) -> float | None:
    """Return seconds since 1970; a time without an offset is taken as UTC, which keeps its likes in order."""
    if not isinstance(value, datetime):
        return None
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return aware.timestamp()


def _in_order(text: str) -> str:
    """Return a text by which `Room 2` comes before `Room 10`."""
    folded = fold(clean(text))
    if folded.isalpha():
        return folded
    return _DIGITS.sub(lambda found: found[0].zfill(_LONGEST), folded)
