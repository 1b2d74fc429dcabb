"""Rows counted in place of rows: how many there are, or how many of each value of a column.

A count of a part would pass for one of the whole. So nothing is written when the reading breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import Any, Final, Self, TextIO

from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.collection import Collection, flag_name
from tui.core.column import Column, Kind, Value
from tui.core.present import is_absent
from tui.core.record import Record
from tui.core.report import percent, percent_column
from tui.core.rows.filter_tests import length_of
from tui.core.rows.sorting import in_order
from tui.core.time.lengths import total_length
from tui.core.time.local_time import in_zone
from tui.export.writers import HasMeta, Writer

__all__ = ["COUNT", "CountWriter", "GroupWriter", "grouped_by"]

COUNT: Final = "count"
"""The column that says how many rows a group has."""

_UNIT_WORDS: Final = re.compile(r"(^|-)(seconds|minutes|hours|days)(-|$)")


class _OnlyWhole:
    """A writer whose block writes nothing unless it ends well."""

    def finish(self) -> None:
        """Write what was counted."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()


class CountWriter(_OnlyWhole):
    """The number of records, and nothing else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._count = 0

    def write(self, record: Record[Any]) -> None:
        """Count a record."""
        self._count += 1

    def finish(self) -> None:
        """Write the number."""
        self._stream.write(f"{self._count}\n")


class _Group(Struct):
    """Rows of one value."""

    value: Value
    count: int = 0
    share: float | None = None
    """Percent of all rows."""
    lengths: dict[str, timedelta] = field(default_factory=dict)
    """The sum of each length of time that any of the rows has, by its column."""


def grouped_by(collection: Collection, column: Column[Any]) -> Collection:
    """Describe the groups that a collection's rows fall into by a column, so that they are written as rows are."""
    kind = Kind.TEXT if column.kind in (Kind.TIME, Kind.LIST) else column.kind
    group: Column[Any] = replace(column, read=lambda group: group.value, kind=kind, shown=True, rank=0, derived=True)
    if column.kind is Kind.TIME:
        group = replace(group, form=None, width=10)
    count: Column[Any] = Column(COUNT, "Count", lambda group: group.count, Kind.NUMBER, rank=0, derived=True)
    share = percent_column("share", "Share", lambda group: group.share, rank=1)
    sums = [_summed(each) for each in _lengths(collection) if each is not column]
    return Collection(
        name=f"{collection.name}-by-{flag_name(column.key)}",
        title=f"{collection.title} by {column.label}",
        columns=(group, count, share, *sums),
        fetch=collection.fetch,
        sort=f"-{COUNT}",
        noun=("group", "groups"),
        empty=collection.empty,
    )


def _lengths(collection: Collection) -> list[Column[Any]]:
    return [each for each in collection.columns if each.kind is Kind.DURATION]


def _summed(column: Column[Any]) -> Column[Any]:
    """Describe the sum of a length of time: in minutes, whatever the unit is of what is summed."""
    name = _UNIT_WORDS.sub(r"\1", flag_name(column.key)).strip("-").replace("-", "_")
    key = column.key
    return Column(
        f"{name}_sum_minutes",
        f"{column.label}, sum",
        lambda group: group.lengths.get(key),
        Kind.DURATION,
        width=max(10, len(column.label) + 5),
        rank=column.rank + 1,
        shown=column.shown,
        derived=True,
    )


class GroupWriter(_OnlyWhole):
    """The groups that records fall into by a column, the largest first."""

    def __init__(
        self,
        collection: Collection,
        column: Column[Any],
        make: Callable[[], Writer],
        *,
        zone: tzinfo,
        order: tuple[Column[Any], bool],
        limit: int | None = None,
    ) -> None:
        """Begin without a row.

        Args:
            collection: What the records are of.
            column: What they are grouped by; of a time, its day counts.
            make: Makes the writer of the groups, which are rows of what `grouped_by` describes.
            zone: The user's zone, in which days begin.
            order: The column of the groups to sort them by, and whether downwards.
            limit: At most so many groups.
        """
        self._column, self._lengths = column, [each for each in _lengths(collection) if each is not column]
        self._make, self._zone, self._order, self._limit = make, zone, order, limit
        self._groups: dict[Value, _Group] = {}
        self.meta: Mapping[str, Any] = {}
        """What was asked and what is missing, for a format that has room for it; set it before the end."""

    def write(self, record: Record[Any]) -> None:
        """Put a record to its group; one that cannot be read is in the group without a value."""
        readable = record.value is not None
        value = self._value(self._column.read(record.value)) if readable else None
        group = self._groups.setdefault(value, _Group(value))
        group.count += 1
        for column in self._lengths if readable else ():
            if (length := length_of(column.read(record.value))) is not None:
                group.lengths[column.key] = total_length(group.lengths.get(column.key, timedelta()), length)

    def _value(self, value: Value) -> Value:
        if is_absent(value):
            return None
        if isinstance(value, datetime):
            return f"{in_zone(value, self._zone) if value.tzinfo else value:%Y-%m-%d}"
        return ", ".join(value) if isinstance(value, tuple) else value

    def finish(self) -> None:
        """Write the groups."""
        total = sum(group.count for group in self._groups.values())
        records = []
        for group in self._groups.values():
            group.share = percent(group.count, total)
            records.append(Record(str(group.value), group, b"{}"))
        by_value: Column[Any] = replace(self._column, read=lambda group: group.value)
        if self._column.kind in (Kind.TIME, Kind.LIST):
            by_value = replace(by_value, kind=Kind.TEXT)
        column, downwards = self._order
        ordered = in_order(in_order(records, by_value, descending=False), column, descending=downwards)
        with self._make() as writer:
            if isinstance(writer, HasMeta):
                writer.meta = self.meta
            for record in ordered[: self._limit]:
                writer.write(record)
