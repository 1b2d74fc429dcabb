"""The typed columns of a Parquet file, and what a row is in them.

The columns go by the description of the collection alone, never by what happens to be in the rows: so every file of a
table has the same ones, whenever it was made.

::

    text                  string                 an object or a list as JSON text
    number                int64 where the vendor sends whole numbers, and where we count; else double
    length of time        double, in the unit that the column's metadata name
    time                  timestamp, microseconds, UTC
    yes or no             boolean
    several texts         list of strings

A number that we worked out and that has no unit is a count.

What no column has, and a value that is none of its column's kind, is in `other_fields` as JSON: nothing is lost. Where
columns were chosen, there is no such column.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Final

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.column import Kind
from tui.core.record import Record
from tui.export.values import machine_fields, unit_of_length
from tui.export.whole import whole_fields

__all__ = ["OTHER_FIELDS", "ParquetColumn", "Type", "parquet_columns", "row_of"]

OTHER_FIELDS: Final = "other_fields"
"""The column of all that has none of its own."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST: Final = 2**63


class Type(Enum):
    """What a column of a Parquet file holds."""

    TEXT = "string"
    WHOLE = "int64"
    NUMBER = "double"
    TIME = "timestamp"
    FLAG = "boolean"
    TEXTS = "list"


class ParquetColumn(Struct, frozen=True):
    """A column of a Parquet file."""

    name: str
    type: Type
    title: str = ""
    """What the table calls it."""
    unit: str = ""
    """The unit of its numbers."""

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of the column besides its type."""
        return {key: value for key, value in (("title", self.title), ("unit", self.unit)) if value}


_TYPES: Final = {
    Kind.TEXT: Type.TEXT,
    Kind.NUMBER: Type.NUMBER,
    Kind.DURATION: Type.NUMBER,
    Kind.TIME: Type.TIME,
    Kind.FLAG: Type.FLAG,
    Kind.LIST: Type.TEXTS,
}


def parquet_columns(collection: Collection, keys: Sequence[str] | None = None) -> list[ParquetColumn]:
    """Return the columns of a collection's Parquet files; only those of some keys where they are given."""
    whole = whole_fields(collection)
    found: dict[str, ParquetColumn] = {}
    for column in sorted(collection.columns, key=lambda column: column.derived):
        if "[]" in column.key:
            continue
        counts = column.derived and not column.unit
        is_whole = column.kind is Kind.NUMBER and (counts or column.key in whole)
        type_ = Type.WHOLE if is_whole else _TYPES[column.kind]
        unit = column.unit
        if not unit and column.kind is Kind.DURATION:
            unit = unit_of_length(column.key) if column.derived else "min"
        found[column.key] = ParquetColumn(column.key, type_, column.label, unit)
    for name, kind in collection.exported.items():
        unit = unit_of_length(name) if kind is Kind.DURATION else ""
        found.setdefault(name, ParquetColumn(name, Type.WHOLE if kind is Kind.NUMBER else _TYPES[kind], unit=unit))
    if keys is None:
        return [*found.values(), ParquetColumn(OTHER_FIELDS, Type.TEXT, "Other fields, as JSON")]
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def row_of(record: Record[Any], collection: Collection, columns: Iterable[ParquetColumn]) -> list[Any]:
    """Return a record's values in the order of the columns; of a time, the microseconds since 1970."""
    fields = machine_fields(record, collection)
    row: list[Any] = []
    for column in columns:
        if column.name == OTHER_FIELDS:  # the last one: what the others took is gone by then
            others = {name: value for name, value in fields.items() if value is not None}
            row.append(_json(others) if others else None)
            continue
        value, take = _found(fields, column.name)
        typed = None if value is None else _TYPED[column.type](value)
        row.append(typed)
        if typed is not None or value is None:
            take()
    return row


def _found(fields: dict[str, Any], path: str) -> tuple[Any, Callable[[], None]]:
    """Return the value at a path, and how to take it out, with the objects that are empty then."""
    if path in fields:
        return fields[path], lambda: fields.pop(path, None)
    head, dot, rest = path.partition(".")
    inner = fields.get(head)
    if not dot or not isinstance(inner, dict):
        return None, lambda: None
    value, take = _found(inner, rest)

    def take_out() -> None:
        take()
        if not inner:
            fields.pop(head, None)

    return value, take_out


def _text(value: Any) -> str:
    return _whole_characters(value) if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def _whole_characters(text: str) -> str:
    """Return a text that is Unicode: half of a surrogate pair is not."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    except OverflowError:
        return None
    return number if number is not None and math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST else None


def _micros(value: Any) -> int | None:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if instant is None or instant.tzinfo is None:
        return None
    try:
        return (instant - _EPOCH) // timedelta(microseconds=1)
    except OverflowError:
        return None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: Any) -> list[str] | None:
    return [_text(each) for each in value] if isinstance(value, list) else None


_TYPED: Final[Mapping[Type, Callable[[Any], Any]]] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.WHOLE: _whole,
    Type.TIME: _micros,
    Type.FLAG: _flag,
    Type.TEXTS: _texts,
}
"""What becomes of a value; None where it is none of the kind."""
