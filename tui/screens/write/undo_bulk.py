"""Taking back all of a bulk that can be: a bulk of its own, reviewed as any other, that says what stays and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tui.connections import Connection
from tui.core.errors import Refused
from tui.screens.base import FrontdeskScreen
from tui.screens.write.steps import ManyWrites, begin, work, write_many
from tui.screens.write.written_rows import rows_of_writes
from tui.writing.bulk_rows import BulkRow, latest_entries, undo_source
from tui.writing.undo import undo_of, why_not_undone

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["start_undo_of_bulk"]


def start_undo_of_bulk(screen: FrontdeskScreen[Any], batch: Batch) -> None:
    """Ask whether to take back what a bulk did, as far as that can be."""
    begin(screen, _undo(screen, batch), what="Looking at what can be taken back …")


async def _undo(screen: FrontdeskScreen[Any], batch: Batch) -> None:
    connection = screen.app_state.connections.named(batch.connection)
    entries = await work(screen, latest_entries(screen.app_state.journal, batch.id))
    screen.say("")
    rows: list[BulkRow] = []
    taken: list[JournalEntry] = []
    actions: set[str] = set()
    left: Counter[str] = Counter()
    for entry in entries.values():
        back = undo_of(connection, entry) if not connection.read_only else None
        if back is None or (actions and back.action not in actions):
            left[why_not_undone(connection, entry) or "It is taken back in another way."] += 1
        else:
            actions.add(back.action)
            rows.append(BulkRow(entry.id, back.values, entry.target))
            taken.append(entry)
    if not rows:
        raise Refused(f"Nothing to take back: {_reasons(left)}")
    action = connection.catalog.action(actions.pop())
    note = f"Takes back {len(rows):,} of {batch.total:,} rows of bulk {batch.id}."
    notes = (note, *((f"What stays: {_reasons(left)}",) if left else ()))
    source = undo_source(batch.id, len(rows), batch.total)
    records = rows_of_writes(screen, connection, connection.catalog.action(batch.action), taken)
    await write_many(screen, ManyWrites(connection, action, rows, source, _crumbs(connection, batch), notes, records))


def _crumbs(connection: Connection, batch: Batch) -> tuple[str, ...]:
    return (connection.name, f"Undo of bulk {batch.id}")


def _reasons(left: Counter[str]) -> str:
    return " ".join(f"{count:,} × {why}" for why, count in left.most_common()) or "Nothing was sent for any row."
