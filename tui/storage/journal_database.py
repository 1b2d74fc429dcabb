"""The journal's file: one SQLite database, one thread that touches it, a schema with a version."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from tui.storage.journal_entry import AlreadyWritten, JournalUnwritable

__all__ = ["Database"]

T = TypeVar("T")

BUSY_SECONDS: Final = 10.0
"""How long one Frontdesk waits while another one writes; a commit takes milliseconds."""

SCHEMA: Final = (
    """
    CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
        connection TEXT NOT NULL, vendor TEXT NOT NULL, action TEXT NOT NULL,
        source TEXT NOT NULL, total INTEGER NOT NULL, ended TEXT
    );
    CREATE TABLE batch_row (
        batch INTEGER NOT NULL REFERENCES batch (id), number INTEGER NOT NULL,
        target TEXT NOT NULL, fields TEXT NOT NULL,
        PRIMARY KEY (batch, number)
    ) WITHOUT ROWID;
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
        connection TEXT NOT NULL, vendor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
        fields TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL, danger TEXT NOT NULL,
        state TEXT NOT NULL, finished TEXT, text TEXT NOT NULL DEFAULT '', request_id TEXT NOT NULL DEFAULT '',
        unchanged INTEGER NOT NULL DEFAULT 0, before TEXT,
        undo_of INTEGER REFERENCES entry (id), batch INTEGER REFERENCES batch (id), number INTEGER
    );
    CREATE INDEX entry_open ON entry (state) WHERE state IN ('pending', 'unknown');
    CREATE UNIQUE INDEX entry_once ON entry (batch, number)
        WHERE batch IS NOT NULL AND state NOT IN ('refused', 'failed');
    CREATE UNIQUE INDEX entry_undone_once ON entry (undo_of)
        WHERE undo_of IS NOT NULL AND state NOT IN ('refused', 'failed');
    """,
)
"""The statements that lead from each version to the next. The two unique indexes keep two Frontdesks that resume the
same batch, or undo the same write, from doing it twice: only what surely changed nothing may be tried again."""


class Database:
    """A database that is opened when it is first needed and used by one thread only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        """The file; its folder is made when it is opened."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._connection: sqlite3.Connection | None = None

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a read in the thread.

        Raises:
            JournalUnwritable: when the file cannot be opened or read.
        """
        return await self._call(work)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work as one transaction in the thread; when this returns, it is on the disk.

        Raises:
            JournalUnwritable: when the disk is full, the file is read-only or another process holds it.
            AlreadyWritten: when one of the rows may exist once only and does.
        """

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            with _rolled_back_on_failure(connection):
                result = work(connection)
                connection.execute("COMMIT")
            return result

        return await self._call(transaction)

    async def aclose(self) -> None:
        """Close the file and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self._open()
            return work(self._connection)
        except sqlite3.IntegrityError as twice:
            if twice.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            raise AlreadyWritten(
                "This has been written already, or is under way in another Frontdesk. It was not sent again.",
                way_out="The journal says how it ended.",
            ) from twice
        except (sqlite3.Error, OSError) as trouble:
            raise self._unwritable(trouble) from trouble

    def _unwritable(self, trouble: Exception) -> JournalUnwritable:
        reason = str(trouble.strerror or trouble) if isinstance(trouble, OSError) else str(trouble)
        return JournalUnwritable(
            f"The journal {self.path} cannot be used: {reason}. Nothing is sent that is not written down first.",
            way_out="Make room on the disk, or make the file writable, and try again.",
        )

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its -wal and -shm the mode of the database, so making that first is enough.
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_mode & 0o077 and os.fstat(descriptor).st_uid == os.geteuid():
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: in WAL mode NORMAL leaves the last commits to the mercy of a power cut, and a write that was sent
            # must never be missing here (https://www.sqlite.org/pragma.html#pragma_synchronous).
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        if _version(connection) == len(SCHEMA):
            return
        connection.execute("BEGIN IMMEDIATE")
        with _rolled_back_on_failure(connection):
            version = _version(connection)  # again, under the lock: another Frontdesk may have been faster
            if version > len(SCHEMA):
                raise JournalUnwritable(
                    f"The journal {self.path} was written by a newer Frontdesk. Nothing was sent.",
                    way_out="Use that one, or set another state folder.",
                )
            for step in SCHEMA[version:]:
                for statement in step.split(";\n"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(SCHEMA)}")
            connection.execute("COMMIT")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _rolled_back_on_failure(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    finally:
        if connection.in_transaction:  # a full disk may have ended the transaction by itself
            connection.execute("ROLLBACK")
