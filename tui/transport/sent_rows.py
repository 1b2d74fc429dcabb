"""An answer's rows as they were sent, decoded only when somebody takes them.

What waits to be taken is so a third as big, and whoever takes rows for their values alone pays for nothing else::

    SentRows ─▶ values()     what the rows say, decoded in one go; None when one of them needs care
             ├▶ raws         what they are
             └▶ iterated     records, as `decode_rows` makes them
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar, overload

from msgspec import Raw

from tui.core.record import Record
from tui.transport.decode import all_plain

__all__ = ["DecodeRows", "SentRows", "columns"]

T = TypeVar("T")

_AT_ONCE: Final = 128
"""Rows decoded at a stretch where they are wanted one by one."""


class DecodeRows(Protocol[T]):
    """Decodes rows one by one and never raises; `first` is how many came before them."""

    def __call__(self, rows: Sequence[Raw], *, first: int = 0) -> tuple[Record[T], ...]:
        """Decode rows."""
        ...


class SentRows(Sequence[Record[T]], Generic[T]):
    """Rows that are records for whoever looks at them, each time anew.

    They are all that came: one that stands twice in an answer is here twice.
    """

    __slots__ = ("_decode", "_first", "_plain", "raws")

    def __init__(self, raws: Sequence[Raw], decode: DecodeRows[T], *, plain: type[Any], first: int = 0) -> None:
        """Hold rows.

        Args:
            raws: The rows as the vendor sent them.
            decode: Makes records of them.
            plain: What a row is that is written by the letter: as for `decode_rows`.
            first: How many rows came before these.
        """
        self.raws = raws
        """Each row's bytes."""
        self._decode = decode
        self._plain = plain
        self._first = first

    def values(self) -> Sequence[T] | None:
        """Return what each row says; None when one of them is not written by the letter."""
        return all_plain(self.raws, self._plain)

    def __len__(self) -> int:
        return len(self.raws)

    @overload
    def __getitem__(self, place: int) -> Record[T]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record[T]]: ...
    def __getitem__(self, place: int | slice) -> Record[T] | Sequence[Record[T]]:
        if isinstance(place, int):
            at = range(len(self.raws))[place]
            return self._decode(self.raws[at : at + 1], first=self._first + at)[0]
        start, stop, step = place.indices(len(self.raws))
        if step != 1:
            return tuple(self)[place]
        return SentRows(self.raws[start:stop], self._decode, plain=self._plain, first=self._first + start)

    def __iter__(self) -> Iterator[Record[T]]:
        for start in range(0, len(self.raws), _AT_ONCE):
            yield from self._decode(self.raws[start : start + _AT_ONCE], first=self._first + start)


def columns(rows: Sequence[Record[T]]) -> tuple[Sequence[T | None], Sequence[bytes | Raw]]:
    """Return what each row says, None where it has a problem, and what it is; both as long as there are rows."""
    if isinstance(rows, SentRows) and (values := rows.values()) is not None:
        return values, rows.raws
    records = tuple(rows)
    return [record.value for record in records], [record.raw for record in records]
