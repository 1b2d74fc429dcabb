"""The cache's file: one SQLite database of closed stretches of the past. Everything here runs in the cache's thread.

The oldest used go first when it is full. Times are whole microseconds since 1970.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from tui.core.cache import Kept
from tui.storage.database import Schema, transaction

__all__ = ["SCHEMA", "CacheFile", "CacheUse"]

BUSY_SECONDS: Final = 1.0
"""How long one Frontdesk waits for another to write; then it does without."""

SCHEMA: Final = Schema(
    steps=(
        (
            """CREATE TABLE kept (
                id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, place TEXT NOT NULL,
                start INTEGER NOT NULL, stop INTEGER NOT NULL, at INTEGER NOT NULL, used INTEGER NOT NULL,
                count INTEGER NOT NULL, size INTEGER NOT NULL, rows BLOB NOT NULL
            )""",
            "CREATE INDEX kept_where ON kept (connection, place, start)",
            "CREATE INDEX kept_used ON kept (used, size)",
        ),
    ),
    busy_seconds=BUSY_SECONDS,
    durable=False,  # a power cut may take the last answers, which can be asked for again
    precious=False,
    own_folder=True,
    before=("PRAGMA auto_vacuum = INCREMENTAL", f"PRAGMA journal_size_limit = {4 * 1024 * 1024}"),
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_USED_ANEW: Final = 3_600_000_000
"""Microseconds after which it is noted once more that something was used: a read must not mean a write each time."""
_OVERHEAD: Final = 512
"""Bytes that a stretch takes beside its rows, at most: its columns and the indexes."""
_FAST: Final = 1
"""zlib's level: rows shrink to a seventh at the first one, and at the sixth to a tenth in five times the time."""


class CacheUse(Struct, frozen=True):
    """How much one connection has in the cache."""

    connection: str
    stretches: int
    rows: int
    size: int
    """Bytes."""


class CacheFile:
    """What can be asked of the open file, and put there.

    Every method raises `sqlite3.Error` when the file cannot be used.
    """

    def __init__(self, database: sqlite3.Connection, *, max_bytes: int) -> None:
        self._database = database
        self._max_bytes = max_bytes

    def find(self, connection: str, place: str, start: datetime, stop: datetime) -> tuple[Kept, ...]:
        """Return what touches a range, by start."""
        found = self._database.execute(
            "SELECT id, start, stop, at, count FROM kept"
            " WHERE connection = ? AND place = ? AND start <= ? AND stop >= ? ORDER BY start",
            (connection, place, _ticks(stop), _ticks(start)),
        )
        return tuple(kept for row in found if (kept := _kept(place, *row)) is not None)

    def rows(self, connection: str, kept: Kept, *, now: datetime) -> bytes | None:
        """Return the rows; None when they are gone, or are not what was put there."""
        found = self._database.execute("SELECT rows, used FROM kept WHERE id = ?", (kept.number,)).fetchone()
        if found is None:
            return None
        try:
            head, _, rows = zlib.decompress(found[0]).partition(b"\n")
        except (zlib.error, TypeError):  # a damaged row may hold anything
            head, rows = b"", b""
        if head != _head(connection, kept.place, _ticks(kept.start), _ticks(kept.stop)):
            with transaction(self._database):
                self._database.execute("DELETE FROM kept WHERE id = ?", (kept.number,))
            return None
        if not isinstance(found[1], int) or _ticks(now) - found[1] > _USED_ANEW:
            # Whoever holds the file, or a full disk, keeps nobody from reading.
            with suppress(sqlite3.OperationalError), transaction(self._database):
                self._database.execute("UPDATE kept SET used = ? WHERE id = ?", (_ticks(now), kept.number))
        return rows

    def keep(
        self,
        connection: str,
        place: str,
        start: datetime,
        stop: datetime,
        rows: Sequence[bytes],
        *,
        at: datetime,
        now: datetime,
    ) -> None:
        """Put rows in the place of all that overlaps them: the later answer is the better one."""
        begun, ended = _ticks(start), _ticks(stop)
        head = _head(connection, place, begun, ended)
        packed = zlib.compress(b"".join((head, b"\n[", b",".join(rows), b"]")), _FAST)
        size = len(packed) + _OVERHEAD
        if size > self._max_bytes // 4:
            return
        with transaction(self._database):
            self._database.execute(
                "DELETE FROM kept WHERE connection = ? AND place = ? AND start < ? AND stop > ?",
                (connection, place, ended, begun),
            )
            self._make_room(size)
            self._database.execute(
                "INSERT INTO kept (connection, place, start, stop, at, used, count, size, rows)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (connection, place, begun, ended, _ticks(at), _ticks(now), len(rows), size, packed),
            )
        self._shrink()

    def clear(self, connection: str | None) -> int:
        """Forget one connection's, or everything; returns how many stretches that were."""
        with transaction(self._database):
            if connection is None:
                forgotten = self._database.execute("DELETE FROM kept").rowcount
            else:
                forgotten = self._database.execute("DELETE FROM kept WHERE connection = ?", (connection,)).rowcount
        self._database.execute("VACUUM")
        # The log beside the file holds what was there before.
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return forgotten

    def uses(self) -> tuple[CacheUse, ...]:
        """Return what each connection has, by name."""
        found = self._database.execute(
            "SELECT connection, count(*), sum(count), sum(size) FROM kept GROUP BY connection ORDER BY connection"
        )
        return tuple(CacheUse(*row) for row in found)

    def _make_room(self, size: int) -> None:
        """Delete the longest unused until so many bytes fit, and a twentieth of all more, so as not to do it again."""
        pages, free, each = (self._pragma(name) for name in ("page_count", "freelist_count", "page_size"))
        excess = (pages - free) * each + size - self._max_bytes
        if excess <= 0:
            return
        excess += self._max_bytes // 20
        doomed = []
        with closing(self._database.execute("SELECT id, size FROM kept ORDER BY used, id")) as oldest:
            for number, freed in oldest:
                doomed.append((number,))
                excess -= freed
                if excess <= 0:
                    break
        self._database.executemany("DELETE FROM kept WHERE id = ?", doomed)

    def _shrink(self) -> None:
        """Give pages that nothing is in back to the disk."""
        if self._pragma("freelist_count") * 20 > self._pragma("page_count"):
            self._database.execute("PRAGMA incremental_vacuum").fetchall()

    def _pragma(self, name: str) -> int:
        return int(self._database.execute(f"PRAGMA {name}").fetchone()[0])


def _head(connection: str, place: str, start: int, stop: int) -> bytes:
    """Return what stands before the rows, under the same checksum: a damaged column must not pass for another time."""
    return f"{connection!r} {place!r} {start} {stop}".encode()


def _ticks(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _kept(place: str, number: int, begun: Any, ended: Any, at: Any, count: Any) -> Kept | None:
    """Read a stretch; None when one of its columns is damaged: it is asked for again."""
    try:
        return Kept(number, place, _instant(begun), _instant(ended), _instant(at), int(count))
    except (TypeError, ValueError, OverflowError):
        return None


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _MICROSECOND
