"""One row of a collection, and the pages that rows come in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.core.wire.json_repair import repaired

__all__ = ["NOTHING", "Page", "Progress", "Record", "Table"]

T = TypeVar("T")

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
"""Nothing is derived. One for all rows: of a hundred thousand, an empty dict for each would take 6 MB."""


class Record(Struct, Generic[T], frozen=True, gc=False):
    """One row of a collection. It keeps every field that the vendor sent, known or not."""

    id: str
    """What this row is known by in its collection: marks, upserts and the selection hold on to it."""
    value: T | None
    """The decoded row; None when it does not decode, and then `problem` says why."""
    raw: bytes
    """The row's JSON as the vendor sent it."""
    problem: str = ""
    """Why the row does not decode, with the path (`hardware.ram`); empty for a good row."""
    derived: Mapping[str, Any] = NOTHING
    """Values that Frontdesk worked out, under snake_case names; exported after the vendor's own."""

    def fields(self) -> dict[str, Any]:
        """Return the vendor's own fields, decoded afresh; a row that is no JSON object comes as `{"value": …}`."""
        try:
            decoded = _decode(self.raw)
        except (ValueError, RecursionError):
            decoded = _mended(self.raw)
        return decoded if isinstance(decoded, dict) else {"value": decoded}


def _float(text: str) -> float | str:
    """Return a number; as it was written where it is beyond every number: `1e999`."""
    number = float(text)
    return number if isfinite(number) else text


_DECODER: Final = json.JSONDecoder(parse_float=_float)


def _decode(raw: bytes) -> Any:
    return _DECODER.decode(raw.decode("utf-8", "surrogatepass"))


def _mended(raw: bytes) -> Any:
    """Decode a row in which one value is none: it costs that value, not the others."""
    try:
        return _decode(repaired(raw, keep=True))
    except ValueError:
        return raw.decode("utf-8", "replace")


class Progress(Struct, frozen=True):
    """How far a read has come, in the vendor's requests."""

    done: int
    """Steps that have been answered."""
    of: int | None = None
    """Steps in all; None while nobody knows."""


class Table(Enum):
    """How much of an answer the rows of a page are worked out of."""

    SO_FAR = "so far"
    """What has been read; the same rows with other figures follow."""
    UNNAMED = "unnamed"
    """All that there was to read; names are still to come, and ids stand in for them."""
    WHOLE = "whole"
    """All that there was to read."""


class Page(Struct, Generic[T], frozen=True):
    """Some rows, in the order the vendor sent them. A row whose id was there before replaces that one in place."""

    records: Sequence[Record[T]]
    total: int | None = None
    """Rows that the whole answer will have, when the vendor says so."""
    progress: Progress | None = None
    notes: tuple[str, ...] = ()
    """Sentences for the user about this answer: names that could not be read, a figure that comes from the cache."""
    missing: tuple[str, ...] = ()
    """Sentences for the user about what is not in this answer though it should be: rooms that could not be read, rows
    that the vendor counts and did not send. A read with any of them is not whole: the command line ends with 3."""
    missing_ids: tuple[str, ...] = ()
    """What to put into `Query.only` to be sent just what is missing; empty where it cannot be asked for apart."""
    table: Table | None = None
    """Set when the rows are a table worked out of all that was read: they stand in place of all rows before."""

    def portions(self, size: int) -> Iterator[Page[T]]:
        """Yield the page in portions of at most so many rows; what it says besides comes with the last one.

        A table comes in one: half of one is none.
        """
        if self.table is not None:
            yield self
            return
        rows = self.records
        last = max(len(rows) - 1, 0) // size * size
        for start in range(0, last, size):
            yield Page(rows[start : start + size], self.total, self.progress)
        yield replace(self, records=rows[last:]) if last else self
