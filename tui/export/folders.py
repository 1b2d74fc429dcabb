"""A folder of Parquet files, one for each month, that other programs read as one table.

::

    attendance/month=2026-10/campus-attendance-….parquet     months of UTC, as the times in the files are
    attendance/month=2026-11/campus-attendance-….parquet
    attendance/month=__HIVE_DEFAULT_PARTITION__/…            rows without a time

The files are written beside the folder and put into it when all of them are whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.export.moments import moment_of
from tui.export.parquet import ParquetSpool, require
from tui.export.parquet_columns import parquet_columns, row_of

__all__ = ["PARTITIONS", "FolderWriter"]

PARTITIONS: Final = ("month",)
"""What a folder can be parted by."""

_HELD: Final = 256 * 1024
"""Bytes of each month's rows that are held in memory."""

_NO_TIME: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark and DuckDB take for null."""


class FolderWriter:
    """Writes records into a folder, all of them or none."""

    def __init__(
        self,
        folder: Path,
        collection: Collection,
        moment: Column[Any],
        *,
        name: str,
        keys: Sequence[str] | None = None,
        about: Mapping[str, str] | None = None,
        announce: Callable[[list[str]], None] | None = None,
    ) -> None:
        """Begin without a row.

        Args:
            folder: Where to; made if it is not there.
            collection: What the records are of.
            moment: The column that says when a row was.
            name: What each file is called, without its ending: no other export into the folder has it.
            keys: The columns that are written; None means all.
            about: What each file says of itself.
            announce: Called before the first file gets its place, with the paths of all within the folder: whoever
                finds some of them after a power cut knows that they are not whole. Without it the folder is a new one,
                or empty, and gets its place as a whole.

        Raises:
            UsageError: when the encoder is not there.
        """
        require()
        self._folder, self._collection, self._moment, self._name = folder, collection, moment, name
        self._columns = parquet_columns(collection, keys)
        self._about = {"frontdesk.collection": collection.name, **(about or {})}
        self._announce = announce
        self._months: dict[str, ParquetSpool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            for spool in self._months.values():
                spool.close()

    def write(self, record: Record[Any]) -> None:
        """Take a record."""
        at = moment_of(record, self._moment)
        month = f"{at:%Y-%m}" if at is not None else _NO_TIME
        if month not in self._months:
            self._months[month] = ParquetSpool(self._columns, held=_HELD)
        self._months[month].add(row_of(record, self._collection, self._columns))

    def finish(self) -> None:
        """Write the files, and put them into the folder.

        Raises:
            OSError: when they cannot be written; the folder is as it was, but for files that were announced.
        """
        with _staging(self._folder) as stage:
            paths = [self._write_month(stage, month) for month in sorted(self._months)]
            if self._announce is None:
                stage.rename(self._folder)  # in the place of an empty one too
                _sync(self._folder.absolute().parent)
                return
            self._announce(paths)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for path in paths:
                place = self._folder / path
                place.parent.mkdir(mode=0o700, exist_ok=True)
                (stage / path).rename(place)
                _sync(place.parent)
            _sync(self._folder)

    def _write_month(self, stage: Path, month: str) -> str:
        path = f"month={month}/{self._name}.parquet"
        (stage / path).parent.mkdir(mode=0o700)
        descriptor = os.open(stage / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            self._months[month].write_to(file, about=self._about)
            file.flush()
            os.fsync(file.fileno())
        return path


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Make a folder on the same disk that is gone afterwards, whatever happens, unless it became the one it is for."""
    beside, prefix = folder.absolute().parent, f".{folder.name}."
    with tempfile.TemporaryDirectory(dir=beside, prefix=prefix, ignore_cleanup_errors=True) as stage:
        yield Path(stage)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
