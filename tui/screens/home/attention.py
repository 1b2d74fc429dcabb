"""What the journal has for home: writes that may not have arrived, and bulks that were cut off.

For after the first paint: it opens the journal, when there is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.core.errors import FrontdeskError
from tui.core.present import count_text, time_text
from tui.findings import Finding, State
from tui.screens.app_state import AppState, PendingItem
from tui.screens.boundary import one_line
from tui.screens.dialogs.findings import FindingsScreen, findings_of

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["find_pending"]


async def find_pending(app_state: AppState) -> list[PendingItem]:
    """Return what waits for a person. Writes whose process has died are marked as unknown on the way."""
    wrong = await asyncio.to_thread(_wanting_a_look, app_state)
    if not app_state.keeps_journal:
        return wrong
    journal = app_state.journal
    try:
        await journal.mark_orphans_unknown()
        unknowns = await journal.unknowns()
        batches = await journal.interrupted_batches()
    except FrontdeskError as unreadable:
        more = Finding("journal", State.BAD, str(unreadable))
        return [*wrong, PendingItem(one_line(unreadable), opens=partial(FindingsScreen, more))]
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


def _of_doubts(app_state: AppState, entries: Sequence[JournalEntry]) -> PendingItem:
    newest = entries[0]
    what = f"{newest.action} {newest.target}" if len(entries) == 1 else f"{len(entries):,} × {newest.action}"
    when = time_text(newest.at, now=app_state.now(), zone=app_state.zone)
    opens = partial(_journal, at=f"entry:{newest.id}")
    return PendingItem(f"{what} may or may not have arrived ({when})", newest.connection, opens)


def _journal(at: str) -> Screen[None]:
    from tui.screens.journal.journal import JournalScreen  # with what undoes: 60 ms, for whoever goes there

    return JournalScreen(at=at)


def _of_batch(app_state: AppState, batch: Batch, doubts: Sequence[JournalEntry]) -> PendingItem:
    when = time_text(batch.at, now=app_state.now(), zone=app_state.zone)
    doubt = f", {len(doubts):,} in doubt" if doubts else ""
    opens = partial(_journal, at=f"batch:{batch.id}")
    return PendingItem(
        f"{batch.action}: {count_text(batch.total, 'row', 'rows')} from {batch.source} cut off{doubt} ({when})",
        batch.connection,
        opens,
    )


def _wanting_a_look(app_state: AppState) -> list[PendingItem]:
    """Name what `check` would find fault with; the page of findings has the sentences."""
    found = [each for each in findings_of(app_state) if each.state in (State.BAD, State.WARNING)]
    keys = sum(each.about == "config" for each in found)
    others = sorted({each.about for each in found} - {"config"})
    said = [_wrong(keys)] if keys else []
    said += [f"{' and '.join(others)}: there is something to put right"] if others else []
    return [PendingItem(text, opens=FindingsScreen) for text in said]


def _wrong(count: int) -> str:
    return "1 key of the config is wrong" if count == 1 else f"{count:,} keys of the config are wrong"
