"""The rows of the lists below that writes in the journal went to, to be read anew when such a write is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tui.connections import Connection
from tui.core.action import Action
from tui.core.record import Record
from tui.screens.base import FrontdeskScreen

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["rows_of_writes"]


def rows_of_writes(
    screen: FrontdeskScreen[Any], connection: Connection, action: Action, entries: Iterable[JournalEntry]
) -> dict[int, Record[Any]]:
    """Return by the journal's number of a write the row that it went to, where a list that is open has one.

    That is the row that it was started from; of a write from a file, or of an earlier start, the one with its target.

    Args:
        screen: Where one is.
        connection: Where the writes went.
        action: What they were.
        entries: The writes.
    """
    found: dict[int, Record[Any]] = {}
    unknown: dict[str, int] = {}
    for entry in entries:
        if (row := screen.app_state.row_of_write(entry)) is not None:
            found[entry.id] = row
        elif entry.target:
            unknown[entry.target] = entry.id
    if unknown:
        for each in screen.app.screen_stack:
            if isinstance(each, FrontdeskScreen):
                targets = each.rows_by_target(connection, action, unknown)
                found |= {unknown[target]: record for target, record in targets.items()}
    return found
