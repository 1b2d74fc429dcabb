"""Taking up a bulk that was cut off: done stays done, what never began is sent, what is in doubt is asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from tui.core.action import Verdict, WriteState
from tui.core.errors import Refused, VendorError
from tui.writing.bulk import Bulk, BulkRow, latest_entries, outcome_in, release
from tui.writing.fields import NowInZone
from tui.writing.undo import SETTLED, verify

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Batch, Journal, JournalEntry

__all__ = ["resume"]


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
    """Take up a bulk that was cut off; `run` on what is returned sends only the rows that nothing was sent for.

    A row whose end nobody knows is asked about where a read can tell. What surely did not arrive waits again; what
    cannot be told is left as unknown.

    Raises:
        Refused: when another Frontdesk has taken it up.
        UsageError: when the connection has no such action.
    """
    action = connection.catalog.action(batch.action)
    if not await journal.claim_batch(batch):
        raise Refused("Another Frontdesk has taken this up already.", way_out="Its outcome is in the journal.")
    try:
        rows, latest = await _where_it_stands(connection, batch, journal, settled)
    except BaseException:
        await release(journal, batch.id)  # broken off, or the journal fails: the next try must not find it taken
        raise
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
    bulk.resume(batch.id, [outcome for outcome in known if outcome.state is not WriteState.FAILED])
    return bulk


async def _where_it_stands(
    connection: Connection, batch: Batch, journal: Journal, settled: timedelta
) -> tuple[list[BulkRow], dict[int, JournalEntry]]:
    """Return the rows, and the last entry of each that has one, once what is in doubt was asked about."""
    await journal.mark_orphans_unknown()
    rows = [BulkRow(row.number, row.values, row.target) for row in await journal.batch_rows(batch.id)]
    latest = await latest_entries(journal, batch.id)
    for entry in latest.values():
        if entry.state is WriteState.UNKNOWN:
            await _ask(connection, entry, journal, settled)
    return rows, await latest_entries(journal, batch.id)


async def _ask(connection: Connection, entry: JournalEntry, journal: Journal, settled: timedelta) -> Verdict:
    try:
        return (await verify(connection, entry, journal=journal, settled=settled)).verdict
    except VendorError:
        return Verdict.CANNOT_TELL  # it stays unknown, and can be checked from the journal
