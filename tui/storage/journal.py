"""The local log of every write: written before it is sent, completed after.

::

    begin ──▶ pending ──▶ done ──▶ undone
                │  ├────▶ refused      the vendor said no
                │  ├────▶ failed       it surely did not arrive
                │  └────▶ unknown ──▶ done or failed, when a read could tell
                └─ its process died ─▶ unknown
"""

from __future__ import annotations

import getpass
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tui.core.time.clock import Clock, SystemClock
from tui.core.written import Danger, Values, WriteState
from tui.storage.journal_entry import (
    AlreadyWritten,
    Batch,
    BatchRow,
    JournalEntry,
    JournalUnwritable,
    RequestSummary,
    stamp,
    write_json,
    write_text,
)
from tui.storage.journal_file import JournalFile
from tui.storage.journal_process import NOBODY, Process, is_gone, this_process
from tui.storage.journal_rows import batch_in, batch_row_in, entry_in

__all__ = [
    "AlreadyWritten",
    "Batch",
    "BatchRow",
    "Journal",
    "JournalEntry",
    "JournalUnwritable",
    "RequestSummary",
    "Wanted",
]

OUT_OF_SIGHT: Final = timedelta(hours=1)
"""After this long, a pending write of another machine is unknown: no request is under way for an hour."""


_NO_NUMBER: Final = 2**63
"""SQLite's numbers end before it."""


class Wanted(Struct, frozen=True):
    """Which entries are asked for; what is left empty does not narrow."""

    connection: str = ""
    action: str = ""
    states: tuple[WriteState, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    batch: int | None = None
    row: int | None = None
    """One row of the batch."""
    alone: bool | None = None
    """Whether it belongs to no bulk; None takes both."""
    limit: int | None = None
    before_id: int | None = None
    """Only entries older than this one: the next page."""

    def clause(self) -> tuple[str, list[Any]]:
        """Return the SQL condition and what fills its gaps."""
        conditions: dict[str, Any] = {
            "connection = ?": self.connection or None,
            "action = ?": self.action or None,
            "at >= ?": None if self.since is None else stamp(self.since),
            "at < ?": None if self.until is None else stamp(self.until),
            "batch = ?": self.batch,
            "number = ?": self.row,
            "id < ?": self.before_id,
        }
        given = {text: value for text, value in conditions.items() if value is not None}
        texts, values = list(given), list(given.values())
        if self.alone is not None:
            texts.append("batch IS NULL" if self.alone else "batch IS NOT NULL")
        if self.states:
            texts.append(f"state IN ({','.join('?' * len(self.states))})")
            values += [state.value for state in self.states]
        return " AND ".join(texts) or "1", values


class Intent(Struct, frozen=True):
    """A write about to be sent."""

    connection: str
    vendor: str
    action: str
    target: str
    values: Values
    request: RequestSummary
    danger: Danger
    before: Mapping[str, Any] | None = None
    undo_of: int | None = None
    batch: int | None = None
    row: int | None = None


@dataclass
class Journal:
    """The journal of one user on one machine; several Frontdesks may share the file."""

    path: Path
    clock: Clock = field(default_factory=SystemClock)
    process: Process = field(default_factory=this_process)

    def __post_init__(self) -> None:
        self._file = JournalFile(self.path)

    async def aclose(self) -> None:
        """Close the file."""
        await self._file.aclose()

    # --- one write ----------------------------------------------------------------------------------------------

    async def begin(self, intent: Intent) -> int:
        """Write down what is about to be sent; when this returns, it is safe on the disk.

        Raises:
            JournalUnwritable: when it cannot be written down; then it must not be sent.
            AlreadyWritten: when this row of a batch, or this undo, was written or is under way.
        """
        row = {
            **self._who(),
            "connection": intent.connection,
            "vendor": intent.vendor,
            "action": intent.action,
            "target": write_text(intent.target),
            "fields": write_json(intent.values),
            "method": intent.request.method,
            "path": write_text(intent.request.path),
            "body": write_json(intent.request.body),
            "danger": intent.danger.value,
            "state": WriteState.PENDING.value,
            "before": None if intent.before is None else write_json(intent.before),
            "undo_of": intent.undo_of,
            "batch": intent.batch,
            "number": intent.row,
        }
        return await self._file.write(lambda database: _insert(database, "entry", row), sends=True)

    async def finish(
        self, entry: int, state: WriteState, text: str, *, request_id: str = "", unchanged: bool = False
    ) -> bool:
        """Write down how a write ended. What is known to be done is not made less: returns whether it was taken.

        Raises:
            JournalUnwritable: when it cannot be written; the entry stays pending and will count as unknown.
        """
        finished = None if state is WriteState.UNKNOWN else stamp(self.clock.now())
        source = ("done", "done") if state is WriteState.UNDONE else ("pending", "unknown")
        statement = (
            "UPDATE entry SET state = ?, finished = ?, text = ?, unchanged = ?, "
            "request_id = COALESCE(NULLIF(?, ''), request_id) "
            "WHERE id = ? AND state IN (?, ?)"
        )
        values = (state.value, finished, write_text(text), unchanged, write_text(request_id), entry, *source)
        return await self._file.write(lambda database: database.execute(statement, values).rowcount == 1)

    # --- looking back -------------------------------------------------------------------------------------------

    async def entries(self, wanted: Wanted | None = None) -> tuple[JournalEntry, ...]:
        """Return entries, newest first."""
        condition, values = (wanted or Wanted()).clause()
        limit = -1 if wanted is None or wanted.limit is None else wanted.limit
        statement = f"SELECT * FROM entry WHERE {condition} ORDER BY id DESC LIMIT ?"  # noqa: S608 - see Wanted.clause
        rows = await self._file.read(lambda database: database.execute(statement, [*values, limit]).fetchall())
        return tuple(map(entry_in, rows))

    async def entry(self, number: int) -> JournalEntry | None:
        """Return one entry; None when there is none of that number."""
        if abs(number) >= _NO_NUMBER:
            return None
        rows = await self._file.read(
            lambda database: database.execute("SELECT * FROM entry WHERE id = ?", (number,)).fetchall()
        )
        return entry_in(rows[0]) if rows else None

    async def connections(self) -> tuple[str, ...]:
        """Return the names of the connections that something was written to, those without writes left out."""
        statement = "SELECT DISTINCT connection FROM entry ORDER BY connection"
        rows = await self._file.read(lambda database: database.execute(statement).fetchall())
        return tuple(str(name) for (name,) in rows)

    async def unknowns(self) -> tuple[JournalEntry, ...]:
        """Return the writes that may or may not have arrived, newest first."""
        return await self.entries(Wanted(states=(WriteState.UNKNOWN,)))

    async def mark_orphans_unknown(self) -> tuple[JournalEntry, ...]:
        """Make the pending writes unknown whose process has ended, and return them; for the start of Frontdesk."""
        pending = await self.entries(Wanted(states=(WriteState.PENDING,)))
        orphaned = tuple(entry for entry in pending if self._is_orphaned(entry.process, entry.at))
        for entry in orphaned:
            await self.finish(entry.id, WriteState.UNKNOWN, "Frontdesk ended before the answer came.")
        return orphaned

    # --- batches ------------------------------------------------------------------------------------------------

    async def begin_batch(
        self, *, connection: str, vendor: str, action: str, source: str, rows: Sequence[BatchRow]
    ) -> int:
        """Write down a bulk before its first row is sent.

        Raises:
            JournalUnwritable: when it cannot be written down.
        """
        batch = {
            **self._who(),
            "connection": connection,
            "vendor": vendor,
            "action": action,
            "source": write_text(source),
            "total": len(rows),
        }

        def write(database: sqlite3.Connection) -> int:
            number = _insert(database, "batch", batch)
            database.executemany(
                "INSERT INTO batch_row (batch, number, target, fields) VALUES (?, ?, ?, ?)",
                ((number, row.number, write_text(row.target), write_json(row.values)) for row in rows),
            )
            return number

        return await self._file.write(write, sends=True)

    async def end_batch(self, batch: int) -> None:
        """Write down that a bulk ran to its end, or was cancelled: it is not offered again."""
        ended = stamp(self.clock.now())
        await self._file.write(
            lambda database: database.execute("UPDATE batch SET ended = ? WHERE id = ?", (ended, batch))
        )

    async def release_batch(self, batch: int) -> None:
        """Write down that a bulk of ours stopped before its end: whoever resumes it may have it, ourselves too."""
        values = (*_of(NOBODY), batch, *_of(self.process))
        statement = (
            "UPDATE batch SET host=?, pid=?, born=? WHERE id=? AND ended IS NULL AND host=? AND pid=? AND born=?"
        )
        await self._file.write(lambda database: database.execute(statement, values))

    async def reopen_batch(self, batch: int) -> bool:
        """Write down that a bulk of ours runs again; False when another Frontdesk has resumed it meanwhile."""
        values = (*_of(self.process), batch, *_of(self.process), *_of(NOBODY))
        statement = (
            "UPDATE batch SET ended=NULL, host=?, pid=?, born=?"
            " WHERE id=? AND (host=? AND pid=? AND born=? OR host=? AND pid=? AND born=?)"
        )
        return await self._file.write(lambda database: database.execute(statement, values).rowcount == 1, sends=True)

    async def claim_batch(self, batch: Batch) -> bool:
        """Take over a bulk that was interrupted; False when it still runs, or another Frontdesk was faster."""
        if batch.process != self.process and not self._is_orphaned(batch.process, batch.at):
            return False
        values = (*_of(self.process), batch.id, *_of(batch.process))
        statement = "UPDATE batch SET host=?, pid=?, born=?, ended=NULL WHERE id=? AND host=? AND pid=? AND born=?"
        return await self._file.write(lambda database: database.execute(statement, values).rowcount == 1, sends=True)

    async def batch(self, number: int) -> Batch | None:
        """Return one batch; None when there is none of that number."""
        if abs(number) >= _NO_NUMBER:
            return None
        rows = await self._file.read(
            lambda database: database.execute("SELECT * FROM batch WHERE id = ?", (number,)).fetchall()
        )
        return batch_in(rows[0]) if rows else None

    async def batches(
        self, *, since: datetime | None = None, until: datetime | None = None, limit: int = -1
    ) -> tuple[Batch, ...]:
        """Return the bulks that were begun within a time, newest first; a negative limit is none."""
        statement = (
            "SELECT * FROM batch WHERE (?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR at < ?2) ORDER BY id DESC LIMIT ?3"
        )
        values = (since and stamp(since), until and stamp(until), limit)
        rows = await self._file.read(lambda database: database.execute(statement, values).fetchall())
        return tuple(map(batch_in, rows))

    async def batch_counts(self, batches: Sequence[int]) -> dict[int, Counter[str]]:
        """Count how the rows of bulks ended: by state, each row once, as its newest entry has it."""
        gaps = ",".join("?" * len(batches))
        statement = (
            "SELECT batch, state, COUNT(*) FROM entry WHERE id IN "  # noqa: S608 - the gaps are question marks
            f"(SELECT MAX(id) FROM entry WHERE batch IN ({gaps}) GROUP BY batch, number) GROUP BY batch, state"
        )
        rows = await self._file.read(lambda database: database.execute(statement, [*batches]).fetchall())
        counts: dict[int, Counter[str]] = {batch: Counter() for batch in batches}
        for batch, state, count in rows:
            counts[batch][state] = count
        return counts

    async def interrupted_batches(self) -> tuple[Batch, ...]:
        """Return the bulks that stopped before their end, or whose process died, newest first."""
        rows = await self._file.read(
            lambda database: database.execute("SELECT * FROM batch WHERE ended IS NULL ORDER BY id DESC").fetchall()
        )
        return tuple(batch for batch in map(batch_in, rows) if self._is_orphaned(batch.process, batch.at))

    async def batch_rows(self, batch: int) -> tuple[BatchRow, ...]:
        """Return what a batch means to write, in its order."""
        statement = "SELECT number, target, fields FROM batch_row WHERE batch = ? ORDER BY number"
        rows = await self._file.read(lambda database: database.execute(statement, (batch,)).fetchall())
        return tuple(map(batch_row_in, rows))

    # --- within -------------------------------------------------------------------------------------------------

    def _who(self) -> dict[str, Any]:
        return {
            "at": stamp(self.clock.now()),
            "operator": _operator(),
            "host": self.process.host,
            "pid": self.process.pid,
            "born": self.process.born,
        }

    def _is_orphaned(self, process: Process, at: datetime) -> bool:
        if process in (self.process, NOBODY):
            return process == NOBODY
        gone = is_gone(process)
        return self.clock.now() - at > OUT_OF_SIGHT if gone is None else gone


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"


def _of(process: Process) -> tuple[str, int, str]:
    return process.host, process.pid, process.born


def _insert(database: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    names = ", ".join(row)
    gaps = ", ".join("?" * len(row))
    cursor = database.execute(f"INSERT INTO {table} ({names}) VALUES ({gaps})", tuple(row.values()))  # noqa: S608
    return int(cursor.lastrowid or 0)
