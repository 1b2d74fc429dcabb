"""From the journal's rows to its types. A row that cannot be read whole is shown as such; it ends nothing.

What cannot be read stands for as little as possible: a state nobody knows is a doubt, a time is the beginning of 1970,
a process has ended long ago. `unreadable` names it, and nothing is sent by such a row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from tui.core.written import Danger, Values, WriteState
from tui.storage.journal_entry import Batch, BatchRow, JournalEntry, RequestSummary, read_json, read_values
from tui.storage.journal_process import Process

__all__ = ["batch_in", "batch_row_in", "entry_in"]

T = TypeVar("T")

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that cannot be read; far from both ends of what a clock can show."""

_NOTHING: Final[Values] = {}

_CALLED: Final = {"fields": "values", "at": "time", "born": "process", "pid": "process", "number": "row"}
"""What a column is called where people read it, when that is not its name."""


def entry_in(row: sqlite3.Row) -> JournalEntry:
    """Read one write."""
    read = _Reading(row)
    entry = JournalEntry(
        id=row["id"],
        at=read.column("at", _instant, LONG_AGO),
        operator=read.text("operator"),
        process=read.process(),
        connection=read.text("connection"),
        vendor=read.text("vendor"),
        action=read.text("action"),
        target=read.text("target"),
        values=read.column("fields", read_values, _NOTHING),
        request=RequestSummary(read.text("method"), read.text("path"), read.column("body", read_json, None)),
        danger=read.column("danger", Danger, Danger.IRREVERSIBLE),
        state=read.column("state", WriteState, WriteState.UNKNOWN),
        finished=read.column("finished", _instant_if_any, None),
        request_id=read.text("request_id"),
        unchanged=bool(row["unchanged"]),
        before=read.column("before", _object_if_any, None),
        undo_of=read.column("undo_of", _number_if_any, None),
        batch=read.column("batch", _number_if_any, None),
        row=read.column("number", _number_if_any, None),
        text=read.text("text"),
        unreadable=read.unreadable,
    )
    return entry if not entry.unreadable else entry.with_doubt()


def batch_in(row: sqlite3.Row) -> Batch:
    """Read one bulk."""
    read = _Reading(row)
    return Batch(
        id=row["id"],
        at=read.column("at", _instant, LONG_AGO),
        operator=read.text("operator"),
        process=read.process(),
        connection=read.text("connection"),
        vendor=read.text("vendor"),
        action=read.text("action"),
        source=read.text("source"),
        total=read.column("total", _number, 0),
        ended=read.column("ended", _instant_if_any, None),
        unreadable=read.unreadable,
    )


def batch_row_in(row: sqlite3.Row) -> BatchRow:
    """Read one row of a bulk."""
    read = _Reading(row)
    target, values = read.text("target"), read.column("fields", read_values, _NOTHING)
    return BatchRow(row["number"], target, values, unreadable=read.unreadable)


class _Reading:
    """Reads a row column by column, and notes what it could not."""

    def __init__(self, row: sqlite3.Row) -> None:
        self._row = row
        self._wrong: dict[str, None] = {}

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What could not be read, as people call it."""
        return tuple(self._wrong)

    def column(self, name: str, reader: Callable[[Any], T], instead: T) -> T:
        """Return what a column holds, or what stands for it."""
        try:
            return reader(self._row[name])
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
            self._wrong[_CALLED.get(name, name)] = None
            return instead

    def text(self, name: str) -> str:
        """Return a text; an empty one for what is none."""
        return self.column(name, _text, "")

    def process(self) -> Process:
        """Return who wrote it; somebody who has ended when that cannot be read."""
        return Process(self.text("host"), self.column("pid", _number, 0), self.text("born"))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _number_if_any(value: object) -> int | None:
    return None if value is None else _number(value)


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None or not 1970 <= instant.year < 9999:  # a zone must not carry it over the calendar's edge
        raise ValueError(value)
    return instant


def _instant_if_any(value: str | None) -> datetime | None:
    return None if value is None else _instant(value)


def _object_if_any(value: str | None) -> Mapping[str, Any] | None:
    found = read_json(value)
    if found is not None and not isinstance(found, dict):
        raise TypeError(value)
    return found
