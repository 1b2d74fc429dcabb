"""Save what can be read of a damaged journal into a new one; the old one is kept beside it, byte by byte.

::

    hold the file ─▶ copy it ─▶ lend the copy a head and a tail ─▶ read every row that can be ─▶ write a new file
                                                  then the old one becomes <name>.damaged-<time>, the new one <name>

The copy is read by SQLite itself, a stretch of rows at a time and each stretch that fails in halves, so that a damaged
page costs the rows on it and no others.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Struct

from tui.core.errors import Refused
from tui.storage.database import BESIDE, Database, DatabaseUnusable, Trouble
from tui.storage.journal_file import SCHEMA

__all__ = ["Repaired", "repair"]

_TABLES: Final = {"batch": "id", "batch_row": "batch", "entry": "id"}
"""Each table, and the number that its rows are found by."""

_ROWS_ON_A_PAGE: Final = 50
"""More than fit: a row names a connection, a time, a person. Keeps damaged numbers from sending us far."""

_LOCKED_BY_READERS: Final = (510, 0x40000002)
"""How many bytes from where: what every open connection holds a lock on in WAL mode
(https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST and SHARED_SIZE)."""


class Repaired(Struct, frozen=True):
    """What became of a journal."""

    reason: str
    """What was wrong with it; empty when nothing was, and then nothing was changed."""
    kept: Path | None = None
    """Where the old file is now."""
    entries: int = 0
    """Writes in the new one."""
    batches: int = 0
    """Bulks in the new one."""
    lost: int = 0
    """Writes whose numbers were given and that could not be read: the least that is lost."""


def repair(path: Path, *, now: datetime) -> Repaired:
    """Put a journal right, if something is wrong with it. Takes its time: not for the event loop.

    Raises:
        Refused: when there is none, a newer Frontdesk made it, somebody uses it, or the disk has no room for a new one.
    """
    if not path.exists():
        raise Refused(f"There is no journal {path}.", way_out="The first write makes one.")
    try:
        with _held(path) as file:
            reason = _trouble(path, file)
            return _renewed(path, file, reason, now) if reason else Repaired("")
    except (OSError, sqlite3.Error) as failed:
        why = failed.strerror if isinstance(failed, OSError) else str(failed)
        raise Refused(
            f"The journal {path} cannot be repaired: {why or failed}. It stays as it is.",
            way_out="Make room on the disk, or make the folder writable, and try again.",
        ) from failed


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """Make sure that nobody has the file open, as well as can be told.

    Only what is yielded may read the file meanwhile: closing another handle would let go of the lock (fcntl(2)).
    """
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *_LOCKED_BY_READERS)
        except BlockingIOError as used:
            raise Refused(
                f"Another Frontdesk has the journal {path} open.", way_out="Quit it, and repair the journal then."
            ) from used
        yield file


def _trouble(path: Path, file: IO[bytes]) -> str:
    """Say what is wrong; empty when nothing is. Looks at a copy: SQLite mends and moves things when it opens a file."""
    with _copied(path, file) as copy:
        database = Database(copy, SCHEMA, "repair")
        try:
            return database.run(_found_by_sqlite)
        except DatabaseUnusable as unusable:
            if unusable.trouble is Trouble.NEWER:
                raise Refused(
                    f"Nothing is wrong with the journal {path}: a newer Frontdesk made it.", way_out="Use that one."
                ) from unusable
            if unusable.trouble in (Trouble.DAMAGED, Trouble.INCOMPLETE):
                return unusable.reason
            raise Refused(f"The journal {path} cannot be read: {unusable.reason}. It stays as it is.") from unusable
        finally:
            database.close()


def _found_by_sqlite(connection: sqlite3.Connection) -> str:
    (first,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if first == "ok" else " ".join(str(first).split())


def _renewed(path: Path, file: IO[bytes], reason: str, now: datetime) -> Repaired:
    """Write the new file beside the old one, and let them change places last."""
    fresh = path.with_name(f"{path.name}.repairing")
    _remove(fresh)
    database = Database(fresh, SCHEMA, "repair")
    try:
        with _copied(path, file) as copy:
            _lend_head_and_tail(copy)
            entries, batches, lost = database.run(lambda new: _save(copy, new))
    except DatabaseUnusable as unusable:
        _remove(fresh)
        raise Refused(f"A new journal cannot be written: {unusable.reason}. The old one stays as it is.") from unusable
    finally:
        database.close()  # which moves the log beside it into the file
    kept = _free_name(path, now)
    for beside in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).replace(kept.with_name(kept.name + beside))
    fresh.replace(path)
    return Repaired(reason, kept, entries, batches, lost)


# --- the copy ---------------------------------------------------------------------------------------------------


@contextmanager
def _copied(path: Path, file: IO[bytes]) -> Iterator[Path]:
    """Copy a journal with its log into a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        file.seek(0)
        with copy.open("wb") as whole:
            shutil.copyfileobj(file, whole)
        log = path.with_name(path.name + BESIDE[1])
        with suppress(FileNotFoundError):
            shutil.copyfile(log, copy.with_name(copy.name + BESIDE[1]))
        yield copy


def _lend_head_and_tail(copy: Path) -> None:
    """Give a copy whose first page is gone that of a new journal, and one that was cut the length that it had.

    Every journal is made by the same statements in the same order, so its tables begin on the same pages.
    """
    with closing(_opened(copy)) as damaged:
        whole = _can_be_read(damaged)
    if whole:
        return
    with tempfile.TemporaryDirectory(dir=copy.parent) as folder:
        pattern = Path(folder) / "new"
        database = Database(pattern, SCHEMA, "repair")
        database.opened()
        database.close()
        new = pattern.read_bytes()
    old = copy.read_bytes()
    size = int.from_bytes(new[16:18], "big")
    head = new[:size] if _is_lost(old, size) else old[:size]
    promised = int.from_bytes(head[28:32], "big") if head is not new[:size] else 0
    pages = max(len(new) // size, -(-len(old) // size), min(promised, 2**20))
    body = (head + old[size:]).ljust(pages * size, b"\0")
    copy.write_bytes(body[:28] + pages.to_bytes(4, "big") + body[32:])


def _is_lost(old: bytes, size: int) -> bool:
    """Tell whether a first page says nothing of the tables."""
    return not old.startswith(b"SQLite format 3\0") or b"CREATE TABLE entry" not in old[:size]


def _can_be_read(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'").fetchone()[0])
    except sqlite3.Error:
        return False


def _opened(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


# --- the rows ---------------------------------------------------------------------------------------------------


def _save(copy: Path, new: sqlite3.Connection) -> tuple[int, int, int]:
    """Copy every row that can be read; return how many writes and bulks, and how many writes are surely lost."""
    new.execute("PRAGMA foreign_keys = OFF")  # what a row refers to may be lost
    new.execute("BEGIN")
    with closing(_opened(copy)) as old:
        for table, key in _TABLES.items():
            columns = new.execute(f"PRAGMA table_info({table})").fetchall()
            names, gaps = ", ".join(each["name"] for each in columns), ", ".join("?" * len(columns))
            statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({gaps})"  # noqa: S608 - names of ours
            new.executemany(statement, (filled for row in _rows(old, table, key) if (filled := _filled(row, columns))))
        _keep_numbers(old, new)
    new.execute("COMMIT")
    entries, batches = (
        int(new.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names of ours
        for table in ("entry", "batch")
    )
    (last,) = new.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return entries, batches, max(0, (last or 0) - entries)  # numbers begin at 1, and none is left out


def _filled(row: sqlite3.Row, columns: Sequence[sqlite3.Row]) -> tuple[Any, ...] | None:
    """Return a row's values, with an empty one for a column that the old table lacks and that must be filled.

    None for a row of nothing: that is how an emptied page looks.
    """
    there = set(row.keys())
    if any(each["notnull"] and each["name"] in there and row[each["name"]] is None for each in columns):
        return None
    return tuple(_value(row, each, there) for each in columns)


def _value(row: sqlite3.Row, column: sqlite3.Row, there: set[str]) -> Any:
    if column["name"] in there:
        return row[column["name"]]
    if not column["notnull"]:
        return None
    return 0 if column["type"] == "INTEGER" else ""


def _keep_numbers(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Never give a number a second time, even when the row that had it is lost."""
    with suppress(sqlite3.Error):
        for row in old.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
            if row["name"] in _TABLES and isinstance(row["seq"], int) and row["seq"] <= _most(old):
                _keep_number(new, row["name"], row["seq"])


def _keep_number(new: sqlite3.Connection, table: str, number: int) -> None:
    changed = new.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, table)).rowcount
    if not changed:
        new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))


def _rows(old: sqlite3.Connection, table: str, key: str) -> Iterator[sqlite3.Row]:
    """Yield the rows of a table that can be read; some come twice."""

    def between(first: int, last: int, direction: str = "ASC") -> sqlite3.Cursor:
        order = "number" if table == "batch_row" else key
        statement = f"SELECT * FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {key}, {order} {direction}"  # noqa: S608
        return old.execute(statement, (first, last))

    stretches = [(0, _last(old, table, key))]
    while stretches:
        first, last = stretches.pop()
        try:
            yield from between(first, last).fetchall()
        except sqlite3.Error:
            if first < last:
                middle = (first + last) // 2
                stretches += [(middle + 1, last), (first, middle)]
            else:  # a bulk of many rows: those before the damage, and those behind it
                for direction in ("ASC", "DESC"):
                    with suppress(sqlite3.Error):
                        yield from between(first, last, direction)


def _most(old: sqlite3.Connection) -> int:
    """Return how many rows there is room for: a higher number is damage."""
    return _ROWS_ON_A_PAGE * int(old.execute("SELECT page_count FROM pragma_page_count").fetchone()[0])


def _last(old: sqlite3.Connection, table: str, key: str) -> int:
    """Return the highest number that a table may have."""
    most = _most(old)
    statements = (
        f"SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1",  # noqa: S608 - names of ours
        f"SELECT seq FROM sqlite_sequence WHERE name = '{'batch' if table == 'batch_row' else table}'",  # noqa: S608
    )
    for statement in statements:
        with suppress(sqlite3.Error):
            found = old.execute(statement).fetchone()
            if found is not None and isinstance(found[0], int):
                return min(found[0], most)
    return most


# --- names ------------------------------------------------------------------------------------------------------


def _free_name(path: Path, now: datetime) -> Path:
    name = f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}"
    return next(
        free for number in range(1000) if not (free := path.with_name(f"{name}-{number}" if number else name)).exists()
    )


def _remove(path: Path) -> None:
    for beside in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).unlink()
