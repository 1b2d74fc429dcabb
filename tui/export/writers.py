"""Writers of records: the JSON family, and what all writers share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self, TextIO, runtime_checkable

from tui.core.collection import Collection
from tui.core.record import Record
from tui.core.text import escaped_json
from tui.export.values import machine_fields, plain_value, selected

__all__ = ["HasMeta", "JsonLinesWriter", "JsonWithMetaWriter", "JsonWriter", "Writer", "json_text"]


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return JSON in which nothing can move a cursor: such characters are escaped, so the value is the same."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    except ValueError:  # `1e999` reads as infinity, which JSON cannot say
        text = json.dumps(plain_value(value), ensure_ascii=False, indent=indent)
    return escaped_json(text)


class Writer(Protocol):
    """Something that records are written to, one after the other."""

    def write(self, record: Record[Any]) -> None:
        """Take one record."""
        ...

    def finish(self) -> None:
        """Write what is still to be written; call it once, also after a failure of the source."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@runtime_checkable
class HasMeta(Protocol):
    """A writer whose output has room for what was asked and what is missing; it is told before the end."""

    meta: Mapping[str, Any]


class Finishing:
    """A writer that finishes when its block ends, however it ends, unless nobody reads it any more."""

    def finish(self) -> None:
        """Write what is still to be written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, OSError):
            self.finish()


class JsonLinesWriter(Finishing):
    """One JSON object a line, written at once: any number of records in the memory of one."""

    def __init__(self, stream: TextIO, collection: Collection, keys: Sequence[str] | None = None) -> None:
        self._stream = stream
        self._collection = collection
        self._keys = keys

    def write(self, record: Record[Any]) -> None:
        """Write a line."""
        fields = machine_fields(record, self._collection)
        self._stream.write(json_text(fields if self._keys is None else selected(fields, self._keys)) + "\n")


class JsonWriter(Finishing):
    """One JSON array, an element at a time; it is closed even when the source fails."""

    def __init__(self, stream: TextIO, collection: Collection, keys: Sequence[str] | None = None) -> None:
        self._stream = stream
        self._collection = collection
        self._keys = keys
        self._begun = False

    def write(self, record: Record[Any]) -> None:
        """Write an element."""
        self._stream.write(",\n" if self._begun else "[\n")
        self._begun = True
        fields = machine_fields(record, self._collection)
        element = json_text(fields if self._keys is None else selected(fields, self._keys), indent=2)
        self._stream.write("  " + element.replace("\n", "\n  "))

    def finish(self) -> None:
        """Close the array."""
        self._stream.write("\n]\n" if self._begun else "[]\n")


class JsonWithMetaWriter(JsonWriter):
    """One JSON object: the rows, then what was asked and what is not in the answer, which is known at the end."""

    def __init__(self, stream: TextIO, collection: Collection, keys: Sequence[str] | None = None) -> None:
        super().__init__(stream, collection, keys)
        self.meta: Mapping[str, Any] = {}
        """What `core.report_heading.metadata` says; set it before the end."""
        stream.write('{"rows":\n')

    def finish(self) -> None:
        """Close the array, and write the rest."""
        rows_end = "\n]" if self._begun else "[]"
        self._stream.write(f'{rows_end},\n"meta": {json_text(self.meta, indent=2)}}}\n')
