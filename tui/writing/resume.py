"""Resuming a bulk that was interrupted: done stays done, what never began is sent, what is in doubt is asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tui.core.action import Verdict, WriteState
from tui.core.errors import Refused, VendorError
from tui.core.time.now_in_zone import NowInZone
from tui.writing.bulk import Bulk, release
from tui.writing.bulk_rows import BulkRow, RowOutcome, latest_entries, outcome_in
from tui.writing.undo import SETTLED, verify

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Batch, BatchRow, Journal, JournalEntry

__all__ = ["resume"]

_UNREADABLE: Final = "The journal cannot read any more what was to be sent. Nothing was sent."


async def resume(
    connection: Connection,
    batch: Batch,
    *,
    journal: Journal,
    settled: timedelta = SETTLED,
    concurrency: int | None = None,
    moment: NowInZone | None = None,
    changed: Callable[[], None] = lambda: None,
) -> Bulk:
    """Resume a bulk that was interrupted; `run` on what is returned sends only the rows that nothing was sent for.

    A row whose end nobody knows is asked about where a read can tell. What surely did not arrive waits again; what
    cannot be told is left as unknown. A row that the journal cannot read any more is not sent.

    Raises:
        Refused: when another Frontdesk has resumed it, or the journal cannot read it any more.
        UsageError: when the connection has no such action.
    """
    if batch.unreadable:
        raise Refused(
            f"The journal's entry of bulk {batch.id} cannot be read whole: its {' and its '.join(batch.unreadable)}.",
            way_out="Begin again from the file, with the rows that the journal does not call done.",
        )
    action = connection.catalog.action(batch.action)
    if not await journal.claim_batch(batch):
        raise Refused("Another Frontdesk has resumed this already.", way_out="Its outcome is in the journal.")
    try:
        kept, latest = await _where_it_stands(connection, batch, journal, settled)
    except BaseException:
        await release(journal, batch.id)  # broken off, or the journal fails: the next try must not find it taken
        raise
    rows = [BulkRow(row.number, row.values, row.target) for row in kept]
    lost = {row.number for row in kept if row.unreadable}
    bulk = Bulk(
        connection,
        action,
        rows,
        journal=journal,
        source=batch.source,
        concurrency=concurrency,
        moment=moment,
        changed=changed,
    )
    known = [outcome_in(row, latest[row.number]) for row in rows if row.number in latest]
    ended = {outcome.row.number: outcome for outcome in known if outcome.state is not WriteState.FAILED}
    lost -= ended.keys()
    unreadable = [RowOutcome(row, WriteState.FAILED, _UNREADABLE, final=True) for row in rows if row.number in lost]
    bulk.resume(batch.id, [*ended.values(), *unreadable])
    return bulk


async def _where_it_stands(
    connection: Connection, batch: Batch, journal: Journal, settled: timedelta
) -> tuple[tuple[BatchRow, ...], dict[int, JournalEntry]]:
    """Return the rows, and the last entry of each that has one, once what is in doubt was asked about."""
    await journal.mark_orphans_unknown()
    for entry in (await latest_entries(journal, batch.id)).values():
        if entry.state is WriteState.UNKNOWN:
            await _ask(connection, entry, journal, settled)
    return await journal.batch_rows(batch.id), await latest_entries(journal, batch.id)


async def _ask(connection: Connection, entry: JournalEntry, journal: Journal, settled: timedelta) -> Verdict:
    try:
        return (await verify(connection, entry, journal=journal, settled=settled)).verdict
    except VendorError:
        return Verdict.CANNOT_TELL  # it stays unknown, and can be checked from the journal
