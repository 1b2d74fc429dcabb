"""The journal's file: what is in it, and its troubles in the journal's own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from tui.storage.database import Database, DatabaseUnusable, Schema, Trouble, transaction
from tui.storage.journal_entry import AlreadyWritten, JournalUnwritable

__all__ = ["SCHEMA", "JournalFile"]

T = TypeVar("T")

SCHEMA: Final = Schema(
    steps=(
        (
            """
            CREATE TABLE batch (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
                connection TEXT NOT NULL, vendor TEXT NOT NULL, action TEXT NOT NULL,
                source TEXT NOT NULL, total INTEGER NOT NULL, ended TEXT
            )""",
            """
            CREATE TABLE batch_row (
                batch INTEGER NOT NULL REFERENCES batch (id), number INTEGER NOT NULL,
                target TEXT NOT NULL, fields TEXT NOT NULL,
                PRIMARY KEY (batch, number)
            ) WITHOUT ROWID""",
            """
            CREATE TABLE entry (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
                connection TEXT NOT NULL, vendor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
                fields TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL,
                danger TEXT NOT NULL, state TEXT NOT NULL, finished TEXT,
                text TEXT NOT NULL DEFAULT '', request_id TEXT NOT NULL DEFAULT '',
                unchanged INTEGER NOT NULL DEFAULT 0, before TEXT,
                undo_of INTEGER REFERENCES entry (id), batch INTEGER REFERENCES batch (id), number INTEGER
            )""",
            "CREATE INDEX entry_open ON entry (state) WHERE state IN ('pending', 'unknown')",
            """
            CREATE UNIQUE INDEX entry_once ON entry (batch, number)
                WHERE batch IS NOT NULL AND state NOT IN ('refused', 'failed')""",
            """
            CREATE UNIQUE INDEX entry_undone_once ON entry (undo_of)
                WHERE undo_of IS NOT NULL AND state NOT IN ('refused', 'failed')""",
        ),
    ),
    busy_seconds=10.0,
)
"""The two unique indexes keep two Frontdesks that resume the same batch, or undo the same write, from doing it twice:
only what surely changed nothing may be tried again."""

_REPAIR: Final = "“frontdesk journal repair” saves what can be read into a new journal, and keeps this one beside it."

_WAYS_OUT: Final = {
    Trouble.DAMAGED: _REPAIR,
    Trouble.INCOMPLETE: _REPAIR,
    Trouble.NEWER: "Use that Frontdesk, or set another state folder.",
    Trouble.BUSY: "Another program holds it: end that, and try again.",
    Trouble.FULL: "Make room on the disk, and try again.",
    Trouble.READ_ONLY: "Make the file and its folder writable, and try again.",
    Trouble.OTHER: "Make room on the disk, or make the file writable, and try again.",
}


class JournalFile:
    """The file that writes are written down in."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, "journal")

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a read in the file's thread.

        Raises:
            JournalUnwritable: when the file cannot be opened or read.
        """
        return await self._database.call(lambda: self._run(work))

    async def write(self, work: Callable[[sqlite3.Connection], T], *, sends: bool = False) -> T:
        """Run work as one transaction in the file's thread; when this returns, it is on the disk.

        Args:
            work: What is to be done.
            sends: Whether something is sent once this is on the disk: an error says then that it was not.

        Raises:
            JournalUnwritable: when the disk is full, the file is read-only or another process holds it.
            AlreadyWritten: when one of the rows may exist once only and does.
        """

        def whole(connection: sqlite3.Connection) -> T:
            with transaction(connection):
                return work(connection)

        return await self._database.call(lambda: self._run(whole, sends=sends))

    async def aclose(self) -> None:
        """Close the file; the next use opens it again."""
        await self._database.aclose()

    def _run(self, work: Callable[[sqlite3.Connection], T], *, sends: bool = False) -> T:
        try:
            return self._database.run(work)
        except sqlite3.IntegrityError as twice:
            if twice.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise self._unwritable(DatabaseUnusable(Trouble.INCOMPLETE, str(twice)), sends=sends) from twice
            raise AlreadyWritten(
                "This has been written already, or is under way in another Frontdesk. It was not sent again.",
                way_out="The journal says how it ended.",
            ) from twice
        except DatabaseUnusable as trouble:
            raise self._unwritable(trouble, sends=sends) from trouble

    def _unwritable(self, trouble: DatabaseUnusable, *, sends: bool) -> JournalUnwritable:
        said = f"The journal {self._database.path} cannot be used: {trouble.reason}."
        return JournalUnwritable(
            f"{said} Nothing is sent that is not written down first." if sends else said,
            way_out=_WAYS_OUT[trouble.trouble],
        )
