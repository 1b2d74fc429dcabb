"""The rows of a bulk: what is sent for each, and how each ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tui.core.action import Values, WriteState

if TYPE_CHECKING:
    from tui.storage.journal import Journal, JournalEntry
    from tui.writing.run import Written

__all__ = ["BulkRow", "RowOutcome", "is_undo", "latest_entries", "outcome_in", "outcome_of", "undo_source"]

_UNDO: Final = re.compile(r"undo of bulk \d+, \d+/\d+ rows")


def undo_source(batch: int, some: int, total: int) -> str:
    """Name the source of a bulk that takes rows of another one back. The slash is in no file's name."""
    return f"undo of bulk {batch}, {some}/{total} rows"


def is_undo(source: str) -> bool:
    """Tell whether a bulk takes another one back: then its rows have the numbers of the writes that they undo."""
    return _UNDO.fullmatch(source) is not None


class BulkRow(Struct, frozen=True):
    """One target, with everything that is sent for it."""

    number: int
    """What a person finds it by: the line of the file, or the place in the list."""
    values: Values
    target: str


class RowOutcome(Struct, frozen=True):
    """How one row ended."""

    row: BulkRow
    state: WriteState
    text: str
    request_id: str = ""
    entry: int | None = None
    """Its number in the journal; None when it was not even tried to send."""
    unchanged: bool = False
    """Done, and nothing was to do."""
    final: bool = False
    """Whether it cannot be tried again: nobody knows any more what was to be sent."""


def outcome_of(row: BulkRow, written: Written) -> RowOutcome:
    """Make a row's outcome of how its write ended.

    An end that the journal does not have is in doubt here too: both say the same, now and after a resume.
    """
    unchanged = written.outcome is not None and written.outcome.unchanged
    text = " ".join(part for part in (written.text, written.note) if part)
    state = WriteState.UNKNOWN if written.note else written.state
    return RowOutcome(row, state, text, written.request_id, written.entry, unchanged)


def outcome_in(row: BulkRow, entry: JournalEntry) -> RowOutcome:
    """Read a row's outcome out of the journal."""
    return RowOutcome(row, entry.state, entry.text, entry.request_id, entry.id, entry.unchanged)


async def latest_entries(journal: Journal, batch: int, row: int | None = None) -> dict[int, JournalEntry]:
    """Return the last entry of each row of a batch, or of one of them."""
    from tui.storage.journal import Wanted

    oldest_first = reversed(await journal.entries(Wanted(batch=batch, row=row)))
    return {entry.row: entry for entry in oldest_first if entry.row is not None}
