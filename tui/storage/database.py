"""A SQLite file that one thread uses: opened when it is first needed, private, and proved to be what is expected.

::

    opened ──▶ its schema made or led on, under a lock ──▶ every table, column and unique index looked for ──▶ used
       └─────────────────────┴───────────────────────────────────────┴─▶ DatabaseUnusable: which trouble, in words

The event loop never waits for the disk, and SQLite has one user in this process. Several processes may share a file.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import Final, TypeVar

from msgspec import Struct

from tui.storage.atomic import make_folder

__all__ = ["BESIDE", "Database", "DatabaseUnusable", "Schema", "Trouble", "make_private", "transaction"]

T = TypeVar("T")

BESIDE: Final = ("", "-wal", "-shm")
"""What SQLite adds to a file's name for the files that belong to it."""


class Trouble(Enum):
    """Why a file cannot be used; each has another way out."""

    DAMAGED = "damaged"
    """It is no database, or parts of it are gone."""
    INCOMPLETE = "incomplete"
    """It is a database without the tables, columns or indexes that it must have."""
    NEWER = "newer"
    """A later Frontdesk made it."""
    BUSY = "busy"
    """Another process holds it for longer than we wait."""
    FULL = "full"
    """There is no room on the disk."""
    READ_ONLY = "read-only"
    """It may be read and not written."""
    OTHER = "other"


_TROUBLES: Final = {
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
}
"""By the primary part of SQLite's own code: https://www.sqlite.org/rescode.html"""


_NO_ROOM: Final = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""How SQLite tells of a quota, of a limit on files, and of a full disk on which it must make a file beside its own: as
errors of the device."""


class DatabaseUnusable(Exception):
    """The file cannot be used; the message says why, without the file's name."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason
        """What is wrong, for a sentence: no full stop, no way out."""


class Schema(Struct, frozen=True):
    """What must be in a file, and how it comes to be there."""

    steps: tuple[tuple[str, ...], ...]
    """The statements that lead from each version to the next; their number is the version."""
    before: tuple[str, ...] = ()
    """Pragmas that must come before anything is in the file."""
    own_folder: bool = False
    """Whether the folder holds nothing else, and so is made the user's alone when it is not."""
    busy_seconds: float = 10.0
    """How long to wait while another process writes."""
    durable: bool = True
    """Whether a commit survives a power cut. In WAL mode only FULL sees to that, at the price of a sync each time:
    https://www.sqlite.org/pragma.html#pragma_synchronous"""
    precious: bool = True
    """Whether what another version made is kept and led on, or refused; else it is begun anew."""

    @property
    def version(self) -> int:
        """The version that the last step leads to."""
        return len(self.steps)


@dataclass
class Database:
    """One file. `call` and `later` run work in its thread; `run` and what follows it are for that thread only."""

    path: Path
    """The file; its folder is made when it is opened."""
    schema: Schema
    name: str
    """What the thread is called."""
    _connection: sqlite3.Connection | None = field(default=None, init=False)
    _thread: ThreadPoolExecutor | None = field(default=None, init=False)
    _asked: int = field(default=0, init=False)
    """How often the thread was asked for something."""
    _one_at_a_time: RLock = field(default_factory=RLock, init=False)
    """SQLite ends the process when a file is closed while another thread reads it: one thread may still be closing
    when what comes later has begun another."""

    async def call(self, work: Callable[[], T]) -> T:
        """Run work in the thread, after all that was asked of it before."""
        return await asyncio.get_running_loop().run_in_executor(self._executor(), work)

    def later(self, work: Callable[[], object]) -> None:
        """Have work run in the thread, and do not wait for it."""
        self._executor().submit(work)

    async def aclose(self) -> None:
        """Wait until all work is done, close the file and end the thread; the next use opens it again."""
        thread, asked = self._thread, self._asked
        if thread is None:
            return
        await asyncio.get_running_loop().run_in_executor(thread, self.close)
        if self._thread is thread and self._asked == asked:  # else it is in use again
            self._thread = None
            thread.shutdown(wait=False)

    def _executor(self) -> ThreadPoolExecutor:
        self._asked += 1
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self.name)
        return self._thread

    # --- in the thread ------------------------------------------------------------------------------------------

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the open file.

        Raises:
            DatabaseUnusable: when it cannot be opened, read or written.
            sqlite3.IntegrityError: when a row may not be there; the caller knows what that means.
        """
        try:
            with self._one_at_a_time:
                return work(self.opened())
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, OSError) as trouble:
            raise _unusable(trouble) from trouble

    def opened(self) -> sqlite3.Connection:
        """Return the open file. Raises `DatabaseUnusable`, `sqlite3.Error` or `OSError`."""
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._connection is not None

    def close(self) -> None:
        """Close the file."""
        with self._one_at_a_time:
            connection, self._connection = self._connection, None
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()

    def _open(self) -> sqlite3.Connection:
        make_folder(self.path.parent)
        if self.schema.own_folder:
            _make_folder_private(self.path.parent)
        make_private(self.path)
        self._refuse_what_lost_its_head()
        connection = sqlite3.connect(
            self.path,
            timeout=self.schema.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=64,
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_what_lost_its_head(self) -> None:
        """Leave a file of no bytes alone when there is a log beside it, which SQLite would throw away."""
        log = self.path.with_name(self.path.name + BESIDE[1])
        with suppress(FileNotFoundError):
            if self.schema.precious and not self.path.stat().st_size and log.stat().st_size:
                raise DatabaseUnusable(Trouble.DAMAGED, f"it is empty, and {log.name} beside it is not")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        # A byte that is no UTF-8 spoils its own text and nothing else.
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        for statement in self.schema.before:
            connection.execute(statement).fetchall()
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute(f"PRAGMA synchronous = {'FULL' if self.schema.durable else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        self._lead_on(connection)
        if missing := _missing(connection, self.schema):
            raise DatabaseUnusable(Trouble.INCOMPLETE, missing)

    def _lead_on(self, connection: sqlite3.Connection) -> None:
        """Bring the schema to our version."""
        if _version(connection) == self.schema.version:
            return
        with transaction(connection):
            version = _version(connection)  # again, under the lock: another Frontdesk may have been faster
            if version == self.schema.version:
                return
            if not self.schema.precious:
                _drop_all(connection)
                version = 0
            elif version > self.schema.version:
                raise DatabaseUnusable(Trouble.NEWER, "a newer Frontdesk made it")
            elif not version and (tables := _tables(connection)):
                raise DatabaseUnusable(
                    Trouble.INCOMPLETE, f"it has a table “{tables[0]}” and does not say which version it is of"
                )
            for step in self.schema.steps[version:]:
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {self.schema.version}")


def make_private(path: Path) -> None:
    """Make a file, or one that is ours already, the user's alone; SQLite gives what it puts beside it the same mode."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        found = os.fstat(descriptor)
        if found.st_mode & 0o077 and found.st_uid == os.geteuid():
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _make_folder_private(folder: Path) -> None:
    found = folder.stat()
    if found.st_mode & 0o077 and found.st_uid == os.geteuid():
        folder.chmod(0o700)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of a block or nothing; when it ends well, it is on the disk."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # a full disk may have ended it by itself
            connection.execute("ROLLBACK")


# --- within -----------------------------------------------------------------------------------------------------


def _unusable(trouble: sqlite3.Error | OSError) -> DatabaseUnusable:
    if isinstance(trouble, OSError):
        return DatabaseUnusable(Trouble.OTHER, str(trouble.strerror or trouble))
    code = getattr(trouble, "sqlite_errorcode", 0)
    if code in _NO_ROOM:
        return DatabaseUnusable(
            Trouble.FULL, f"the disk, or a limit, has no room for what is written to it ({trouble})"
        )
    code &= 0xFF
    kind = _TROUBLES.get(code, Trouble.OTHER)
    if code == sqlite3.SQLITE_ERROR and "no such" in str(
        trouble
    ):  # a table or column that was there when it was opened
        kind = Trouble.INCOMPLETE
    return DatabaseUnusable(kind, str(trouble))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return [str(name) for (name,) in found]


def _drop_all(connection: sqlite3.Connection) -> None:
    for table in _tables(connection):
        connection.execute(f'DROP TABLE "{table}"')


def _missing(connection: sqlite3.Connection, schema: Schema) -> str:
    """Say what the file lacks of what the schema's steps make; empty when it has all."""
    with closing(sqlite3.connect(":memory:")) as whole:
        for step in schema.steps:
            for statement in step:
                whole.execute(statement)
        expected = {table: _columns(whole, table) for table in _tables(whole)}
        unique = _unique_indexes(whole)
    for table, columns in expected.items():
        there = _columns(connection, table)
        if not there:
            return f"it has no table “{table}”"
        if gone := [column for column in columns if column not in there]:
            return f"its table “{table}” has no column “{gone[0]}”"
    if gone := sorted(unique - _unique_indexes(connection)):
        return f"it has no index “{gone[0]}”, which keeps a write from being done twice"
    return ""


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]


def _unique_indexes(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'")
    return {name for (name,) in found}
