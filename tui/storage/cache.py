"""Answers about the past, kept between two starts. Whatever is wrong with the file means less speed, never an error.

::

    not there, cannot be opened, disk full, held by another  ──▶  asked for again, not kept
    damaged                                                  ──▶  set aside as <name>.damaged, begun anew
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tui.core.cache import Kept
from tui.core.clock import Clock

if TYPE_CHECKING:
    from tui.storage.cache_file import CacheFile, CacheUse

__all__ = ["FILE", "Cache", "OwnCache"]

T = TypeVar("T")

FILE: Final = "past.sqlite3"
"""Its name in the cache folder."""

_BESIDE: Final = ("", "-wal", "-shm")
"""What SQLite adds to the name for the files that belong to it."""

_DAMAGED: Final = frozenset({11, 26})
"""SQLITE_CORRUPT and SQLITE_NOTADB: https://www.sqlite.org/rescode.html"""


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
        # All of it happens in one thread: the event loop never waits for the disk, and SQLite has one user here.
        self._thread = _thread()
        self._file: CacheFile | None = None
        self._used = False
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
            for name in _BESIDE:
                with suppress(OSError):
                    self._aside(name).unlink(missing_ok=True)
        return await self.call(lambda file: file.clear(connection), nothing=None) if self._is_there() else 0

    async def aclose(self) -> None:
        """Wait until everything is written, and close the file."""
        if self._used:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)
        self._thread = _thread()  # nothing runs in it until the cache is used again

    async def call(self, work: Callable[[CacheFile], T], *, nothing: T) -> T:
        """Do something with the file, in its thread; returns `nothing` when that cannot be done."""
        self._used = True
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: self._run(work, nothing=nothing))

    def write_later(self, work: Callable[[CacheFile], None]) -> None:
        """Write something in the thread, after all that was asked of it before."""
        self._used = True
        self._thread.submit(self._write, work)

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now()

    def _is_there(self) -> bool:
        """Tell whether there is a file, or will be when the thread has come to it."""
        return self._used or self.path.exists()

    # --- in the thread ------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[CacheFile], None]) -> None:
        # Another Frontdesk that holds the file, or a full disk, must not be waited for a hundred times.
        def done(file: CacheFile) -> bool:
            work(file)
            return True

        if self._writable:
            self._writable = self._run(done, nothing=False)

    def _run(self, work: Callable[[CacheFile], T], *, nothing: T) -> T:
        import sqlite3  # here, for whoever never uses a cache

        if not self._usable:
            return nothing
        try:
            return work(self._opened())
        except sqlite3.Error as trouble:
            if getattr(trouble, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                self._set_aside()
            elif self._file is None:
                self._usable = False
        except OSError:
            self._usable = self._file is not None
        return nothing

    def _opened(self) -> CacheFile:
        from tui.storage.cache_file import CacheFile

        if self._file is None:
            self._file = CacheFile(self.path, max_bytes=self.max_bytes)
        return self._file

    def _set_aside(self) -> None:
        """Give a damaged file another name, once; unless another Frontdesk has done so and begun a new one."""
        damaged = self._file.inode if self._file is not None else None
        self._close()
        self._usable, self._may_begin_anew = self._may_begin_anew, False
        with suppress(OSError):
            if damaged is None or self.path.stat().st_ino == damaged:
                for name in _BESIDE:
                    with suppress(FileNotFoundError):
                        self.path.with_name(self.path.name + name).replace(self._aside(name))

    def _aside(self, name: str) -> Path:
        return self.path.with_name(f"{self.path.name}.damaged{name}")

    def _close(self) -> None:
        import sqlite3

        file, self._file = self._file, None
        if file is not None:
            with suppress(sqlite3.Error):
                file.close()


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache")


@dataclass(frozen=True, slots=True)
class OwnCache:
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
