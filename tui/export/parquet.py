"""Parquet: a file of typed columns, or a folder of them that DuckDB, Spark and their like read as one table.

Rows wait in unnamed files of the temp folder, typed already, and become a file at the end, some thousand at a time:
the memory that it takes does not depend on how many they are. The encoder (arro3) comes with the extra `parquet`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from types import ModuleType
from typing import IO, Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.export.parquet_columns import ParquetColumn, Type, parquet_columns, row_of
from tui.export.writers import Finishing

__all__ = ["ParquetSpool", "ParquetWriter", "is_available", "require"]

_EXTRA: Final = "Parquet needs the extra “parquet”, which is not installed."
_WAY_OUT: Final = "“pip install 'frontdesk[parquet]'” adds it; csv and jsonl need nothing."

_BATCH: Final = 4096
"""Rows that are made columns of at once."""

_GROUP: Final = 131_072
"""Rows of a row group: what a reader skips or reads as a whole."""

_SPOOL: Final = 4 * 1024 * 1024
"""Bytes of rows that are held in memory."""


def is_available() -> bool:
    """Tell whether Parquet can be written here."""
    return find_spec("arro3") is not None and all(find_spec(f"arro3.{name}") is not None for name in ("core", "io"))


def require() -> None:
    """Make sure that Parquet can be written here, before anybody is asked.

    Raises:
        UsageError: when it cannot.
    """
    if not is_available():
        raise UsageError(_EXTRA, way_out=_WAY_OUT)


class _Sink:
    """A file that keeps its failure to itself until it is asked: the encoder would take the process down with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write, or do as if."""
        if self.failed is None:
            try:
                self._file.write(data)
            except OSError as failed:
                self.failed = failed
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Refuse: the encoder asks for the method and does not call it, and a pipe could not."""
        raise OSError("Parquet is written from its beginning to its end")

    def flush(self) -> None:
        """Do nothing: whoever opened the file flushes it."""

    def check(self) -> None:
        """Raise what went wrong.

        Raises:
            OSError: what the file said.
        """
        if self.failed is not None:
            raise self.failed


class ParquetSpool:
    """Rows of one file that is still to be written."""

    def __init__(self, columns: Sequence[ParquetColumn], *, held: int = _SPOOL) -> None:
        """Begin without a row; `held` bytes of them stay in memory."""
        self._columns = columns
        self._rows = tempfile.SpooledTemporaryFile(held, mode="w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        self.count = 0
        """How many there are."""

    def add(self, row: Sequence[Any]) -> None:
        """Take a row, as `row_of` makes it."""
        self._rows.write(json.dumps(row) + "\n")
        self.count += 1

    def write_to(self, file: IO[bytes], *, about: dict[str, str]) -> None:
        """Write the file.

        Args:
            file: Where to; not closed.
            about: What the file says of itself.

        Raises:
            OSError: when it cannot be written, or the rows cannot be read back.
        """
        from arro3 import core, io

        schema = _schema(core, self._columns)
        sink = _Sink(file)
        batches = core.RecordBatchReader.from_batches(schema, self._batches(core, schema, sink))
        units = {column.name: column.unit for column in self._columns if column.unit}
        io.write_parquet(
            batches,
            sink,
            compression="zstd(3)",
            max_row_group_size=_GROUP,
            key_value_metadata={**about, "frontdesk.units": json.dumps(units)},
        )
        sink.check()

    def close(self) -> None:
        """Forget the rows."""
        self._rows.close()

    def _batches(self, core: ModuleType, schema: Any, sink: _Sink) -> Iterator[Any]:
        """Yield the rows, some thousand at a time, as long as there is any use in it."""
        try:
            self._rows.seek(0)
            while not sink.failed and (rows := [json.loads(line) for line in islice(self._rows, _BATCH)]):
                yield self._batch(core, schema, rows)
        except OSError as failed:
            sink.failed = failed

    def _batch(self, core: ModuleType, schema: Any, rows: list[list[Any]]) -> Any:
        values = zip(*rows, strict=True)
        arrays = [_array(core, column.type, each) for column, each in zip(self._columns, values, strict=True)]
        return core.RecordBatch.from_arrays(arrays, schema=schema)


class ParquetWriter(Finishing):
    """One Parquet file; everything is written at the end."""

    def __init__(self, stream: TextIO, collection: Collection, keys: Sequence[str] | None = None) -> None:
        """Begin without a row.

        Raises:
            UsageError: when the encoder is not there, or the stream takes nothing but text.
        """
        require()
        file: IO[bytes] | None = getattr(stream, "buffer", None)
        if file is None:
            raise UsageError("Parquet is not text and cannot be written here.", way_out="Write it to a file.")
        self._file = file
        self._collection = collection
        self._columns = parquet_columns(collection, keys)
        self._spool = ParquetSpool(self._columns)

    def write(self, record: Record[Any]) -> None:
        """Take a record."""
        self._spool.add(row_of(record, self._collection, self._columns))

    def finish(self) -> None:
        """Write the file."""
        self._spool.write_to(self._file, about={"frontdesk.collection": self._collection.name})
        self._spool.close()


def _schema(core: ModuleType, columns: Sequence[ParquetColumn]) -> Any:
    return core.Schema(
        [core.Field(each.name, _type(core, each.type), nullable=True, metadata=each.metadata) for each in columns]
    )


def _type(core: ModuleType, type_: Type) -> Any:
    kinds = core.DataType
    match type_:
        case Type.TEXT:
            return kinds.utf8()
        case Type.WHOLE:
            return kinds.int64()
        case Type.NUMBER:
            return kinds.float64()
        case Type.TIME:
            return kinds.timestamp("us", tz="UTC")
        case Type.FLAG:
            return kinds.bool()
        case Type.TEXTS:
            return kinds.list(core.Field("element", kinds.utf8(), nullable=True))


def _array(core: ModuleType, type_: Type, values: Sequence[Any]) -> Any:
    match type_:
        case Type.TIME:
            return core.Array(values, type=core.DataType.int64()).cast(_type(core, type_))
        case Type.TEXTS:
            return _lists(core, values)
        case _:
            return core.Array(values, type=_type(core, type_))


def _lists(core: ModuleType, values: Sequence[list[str] | None]) -> Any:
    offsets = [0]
    held: list[str] = []
    for each in values:
        held += each or ()
        offsets.append(len(held))
    return core.list_array(
        core.Array(offsets, type=core.DataType.int32()),
        core.Array(held, type=core.DataType.utf8()),
        type=_type(core, Type.TEXTS),
        mask=core.Array([each is None for each in values], type=core.DataType.bool()),
    )
