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
from tui.screens.app_state import Desk, Need
from tui.screens.boundary import bugs_caught
from tui.screens.dialogs.settings import SettingsScreen
from tui.screens.journal.journal import JournalScreen
from tui.screens.write.write_base import open_store
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import Batch, Entry

__all__ = ["find_needs", "find_undoable"]

LOOKED_AT: Final = 20
"""So many of the newest writes are looked at for one that can be taken back."""


async def find_needs(desk: Desk) -> list[Need]:
    """Return what waits for a person. Writes whose process has died are marked as unknown on the way."""
    wrong = [Need(_wrong(len(desk.problems)), opens=SettingsScreen)] if desk.problems else []
    if desk.paths is None or not desk.paths.journal.exists():
        return wrong
    journal = open_store(desk)
    try:
        await journal.orphans()
        unknowns = await journal.unknowns()
        batches = await journal.cut_off_batches()
    except FrontdeskError as unreadable:
        return [*wrong, Need(unreadable.message)]
    finally:
        await journal.aclose()
    cut_off = {batch.id for batch in batches}
    single: dict[tuple[str, str], list[Entry]] = {}
    for entry in unknowns:
        if entry.batch not in cut_off:
            single.setdefault((entry.connection, entry.action), []).append(entry)
    return [
        *wrong,
        *(_of_batch(desk, batch, [entry for entry in unknowns if entry.batch == batch.id]) for batch in batches),
        *(_of_doubts(desk, entries) for entries in single.values()),
    ]


async def find_undoable(desk: Desk) -> Entry | None:
    """Return the newest write when it can be taken back: an older one would surprise whoever presses the key."""
    if desk.paths is None or not desk.paths.journal.exists():
        return None
    from tui.storage.journal import Wanted

    journal = open_store(desk)
    try:
        entries = await journal.entries(Wanted(states=(WriteState.DONE,), limit=LOOKED_AT))
    except FrontdeskError:
        return None  # `find_needs` says so
    finally:
        await journal.aclose()
    for entry in entries:
        if await _can_be_undone(desk, entry):
            return entry
    return None


async def _can_be_undone(desk: Desk, entry: Entry) -> bool:
    try:
        connection = desk.connections.named(entry.connection)
        if connection.read_only:
            return False
        with bugs_caught(desk):
            await asyncio.to_thread(lambda: connection.catalog)  # imports the vendor
            return undo_of(connection, entry) is not None
    except FrontdeskError:
        return False  # the connection is configured no more, or its vendor's folder is broken: nothing to offer


def _of_doubts(desk: Desk, entries: Sequence[Entry]) -> Need:
    newest = entries[0]
    what = f"{newest.action} {newest.target}" if len(entries) == 1 else f"{len(entries):,} × {newest.action}"
    when = time_text(newest.at, now=desk.now(), zone=desk.zone)
    opens = partial(JournalScreen, at=f"entry:{newest.id}")
    return Need(f"{what} may or may not have arrived ({when})", newest.connection, opens)


def _of_batch(desk: Desk, batch: Batch, doubts: Sequence[Entry]) -> Need:
    when = time_text(batch.at, now=desk.now(), zone=desk.zone)
    doubt = f", {len(doubts):,} in doubt" if doubts else ""
    opens = partial(JournalScreen, at=f"batch:{batch.id}")
    return Need(
        f"{batch.action}: {batch.total:,} rows from {batch.source} cut off{doubt} ({when})", batch.connection, opens
    )


def _wrong(count: int) -> str:
    return "1 key of the config is wrong" if count == 1 else f"{count:,} keys of the config are wrong"
