"""Answers about the past, kept between two starts. Whatever is wrong with the file means less speed, never an error.

::

    not there, cannot be opened, disk full, held by another  ──▶  asked for again, not kept
    damaged                                                  ──▶  set aside as <name>.damaged, begun anew
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from tui.core.cache import Kept
from tui.core.time.clock import Clock

if TYPE_CHECKING:
    from sqlite3 import Connection

    from tui.storage.cache_file import CacheFile, CacheUse
    from tui.storage.database import Database

__all__ = ["FILE", "Cache", "OwnCache"]

T = TypeVar("T")

FILE: Final = "past.sqlite3"
"""Its name in the cache folder."""


class Cache:
    """The cache of one user on one machine; several Frontdesks may share the file. Costs nothing until it is used."""

    def __init__(self, folder: Path, *, max_mb: int, clock: Clock) -> None:
        """Take note of where it is; opens nothing.

        Args:
            folder: The cache folder; it is made at the first use.
            max_mb: How big the file may grow, in millions of bytes.
            clock: What tells how long ago something was used.
        """
        self.path = folder / FILE
        """The file."""
        self.max_bytes = max_mb * 1_000_000
        """How big it may grow."""
        self._clock = clock
        self._store: Database | None = None
        self._inode: int | None = None  # which file it is, for another Frontdesk may set it aside
        self._usable = self._writable = self._may_begin_anew = True

    def of(self, connection: str) -> OwnCache:
        """Return one connection's part of it."""
        return OwnCache(self, connection)

    async def uses(self) -> tuple[CacheUse, ...]:
        """Return what each connection has in it; nothing when there is no file."""
        return await self.call(lambda file: file.uses(), nothing=()) if self._is_there() else ()

    async def clear(self, connection: str | None = None) -> int | None:
        """Forget one connection's answers, or all; returns how many stretches that were, None when it is impossible."""
        if connection is None:
            for name in _names_beside():
                with suppress(OSError):
                    self._aside(name).unlink(missing_ok=True)
        return await self.call(lambda file: file.clear(connection), nothing=None) if self._is_there() else 0

    async def aclose(self) -> None:
        """Wait until everything is written, and close the file; the next use opens it again."""
        if self._store is not None:
            await self._store.aclose()

    async def call(self, work: Callable[[CacheFile], T], *, nothing: T) -> T:
        """Do something with the file, in its thread; returns `nothing` when that cannot be done."""
        return await self._database.call(lambda: self._run(work, nothing=nothing))

    def write_later(self, work: Callable[[CacheFile], None]) -> None:
        """Write something in the thread, after all that was asked of it before."""
        self._database.later(lambda: self._write(work))

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now()

    def _is_there(self) -> bool:
        """Tell whether there is a file, or will be when the thread has come to it."""
        return self._store is not None or self.path.exists()

    @property
    def _database(self) -> Database:
        if self._store is None:
            from tui.storage.cache_file import SCHEMA  # here, for whoever never uses a cache
            from tui.storage.database import Database

            self._store = Database(self.path, SCHEMA, "cache")
        return self._store

    # --- in the thread ------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[CacheFile], None]) -> None:
        # Another Frontdesk that holds the file, or a full disk, must not be waited for a hundred times.
        def done(file: CacheFile) -> bool:
            work(file)
            return True

        if self._writable:
            self._writable = self._run(done, nothing=False)

    def _run(self, work: Callable[[CacheFile], T], *, nothing: T) -> T:
        from tui.storage.cache_file import CacheFile
        from tui.storage.database import DatabaseUnusable, Trouble

        if not self._usable:
            return nothing
        try:
            return self._database.run(lambda opened: work(CacheFile(self._known(opened), max_bytes=self.max_bytes)))
        except DatabaseUnusable as unusable:
            if unusable.trouble in (Trouble.DAMAGED, Trouble.INCOMPLETE):
                self._set_aside()
            elif not self._database.is_open:
                self._usable = False
        return nothing

    def _known(self, opened: Connection) -> Connection:
        """Note which file it is when it was opened just now."""
        if self._inode is None:
            self._inode = self.path.stat().st_ino
        return opened

    def _set_aside(self) -> None:
        """Give a damaged file another name, once; unless another Frontdesk has done so and begun a new one."""
        damaged, self._inode = self._inode, None
        self._database.close()
        self._usable, self._may_begin_anew = self._may_begin_anew, False
        with suppress(OSError):
            if damaged is None or self.path.stat().st_ino == damaged:
                for name in _names_beside():
                    with suppress(FileNotFoundError):
                        self.path.with_name(self.path.name + name).replace(self._aside(name))

    def _aside(self, name: str) -> Path:
        return self.path.with_name(f"{self.path.name}.damaged{name}")


def _names_beside() -> Sequence[str]:
    """Return what SQLite adds to the file's name for those that belong to it."""
    from tui.storage.database import BESIDE

    return BESIDE


class OwnCache(Struct, frozen=True):
    """One connection's part of the cache: a `PastCache`."""

    cache: Cache
    connection: str

    async def find(self, place: str, start: datetime, stop: datetime) -> Sequence[Kept]:
        """Return the stretches of a place that touch a range, by their start."""
        return await self.cache.call(lambda file: file.find(self.connection, place, start, stop), nothing=())

    async def rows(self, kept: Kept) -> bytes | None:
        """Return the rows of a stretch as a JSON list; None when they are gone."""
        now = self.cache.now()
        return await self.cache.call(lambda file: file.rows(self.connection, kept, now=now), nothing=None)

    def keep(self, place: str, start: datetime, stop: datetime, rows: Sequence[bytes], *, at: datetime) -> None:
        """Keep rows; returns at once."""
        now = self.cache.now()
        self.cache.write_later(
            lambda file: file.keep(self.connection, place, start, stop, rows, at=at, now=now),
        )
