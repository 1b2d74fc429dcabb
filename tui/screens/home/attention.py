"""What the journal has for home: writes that may not have arrived, bulks that were cut off, the one that can be undone.

For after the first paint: it opens the journal, when there is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.action import WriteState
from tui.core.errors import FrontdeskError
from tui.core.present import time_text
from tui.screens.app_state import AppState, PendingItem
from tui.screens.boundary import bugs_caught
from tui.screens.dialogs.settings import SettingsScreen
from tui.screens.journal.journal import JournalScreen
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["find_pending", "find_undoable"]

LOOKED_AT: Final = 20
"""So many of the newest writes are looked at for one that can be taken back."""


async def find_pending(app_state: AppState) -> list[PendingItem]:
    """Return what waits for a person. Writes whose process has died are marked as unknown on the way."""
    wrong = [PendingItem(_wrong(len(app_state.problems)), opens=SettingsScreen)] if app_state.problems else []
    if app_state.paths is None or not app_state.paths.journal.exists():
        return wrong
    journal = app_state.journal
    try:
        await journal.mark_orphans_unknown()
        unknowns = await journal.unknowns()
        batches = await journal.interrupted_batches()
    except FrontdeskError as unreadable:
        return [*wrong, PendingItem(unreadable.message)]
    interrupted = {batch.id for batch in batches}
    single: dict[tuple[str, str], list[JournalEntry]] = {}
    for entry in unknowns:
        if entry.batch not in interrupted:
            single.setdefault((entry.connection, entry.action), []).append(entry)
    return [
        *wrong,
        *(_of_batch(app_state, batch, [entry for entry in unknowns if entry.batch == batch.id]) for batch in batches),
        *(_of_doubts(app_state, entries) for entries in single.values()),
    ]


async def find_undoable(app_state: AppState) -> JournalEntry | None:
    """Return the newest write when it can be taken back: an older one would surprise whoever presses the key."""
    if app_state.paths is None or not app_state.paths.journal.exists():
        return None
    from tui.storage.journal import Wanted

    journal = app_state.journal
    try:
        entries = await journal.entries(Wanted(states=(WriteState.DONE,), limit=LOOKED_AT))
    except FrontdeskError:
        return None  # `find_pending` says so
    for entry in entries:
        if await _can_be_undone(app_state, entry):
            return entry
    return None


async def _can_be_undone(app_state: AppState, entry: JournalEntry) -> bool:
    try:
        connection = app_state.connections.named(entry.connection)
        if connection.read_only:
            return False
        with bugs_caught(app_state):
            await asyncio.to_thread(lambda: connection.catalog)  # imports the vendor
            return undo_of(connection, entry) is not None
    except FrontdeskError:
        return False  # the connection is configured no more, or its vendor's folder is broken: nothing to offer


def _of_doubts(app_state: AppState, entries: Sequence[JournalEntry]) -> PendingItem:
    newest = entries[0]
    what = f"{newest.action} {newest.target}" if len(entries) == 1 else f"{len(entries):,} × {newest.action}"
    when = time_text(newest.at, now=app_state.now(), zone=app_state.zone)
    opens = partial(JournalScreen, at=f"entry:{newest.id}")
    return PendingItem(f"{what} may or may not have arrived ({when})", newest.connection, opens)


def _of_batch(app_state: AppState, batch: Batch, doubts: Sequence[JournalEntry]) -> PendingItem:
    when = time_text(batch.at, now=app_state.now(), zone=app_state.zone)
    doubt = f", {len(doubts):,} in doubt" if doubts else ""
    opens = partial(JournalScreen, at=f"batch:{batch.id}")
    return PendingItem(
        f"{batch.action}: {batch.total:,} rows from {batch.source} cut off{doubt} ({when})", batch.connection, opens
    )


def _wrong(count: int) -> str:
    return "1 key of the config is wrong" if count == 1 else f"{count:,} keys of the config are wrong"
