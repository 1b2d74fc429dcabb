"""Rows of one answer that take little room until somebody looks at them.

Of a hundred thousand people a screen shows forty. So what was decoded is let go again, and what the vendor sent is
compressed, some rows at a time; whoever looks at a row has it decoded once more, and its neighbours with it::

    open   the text and what it was decoded to     the newest, and those that were looked at last
    shut   the text, compressed                    all others

Nobody sees the difference: a row is a `Record` like others, with every byte that was sent.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar
from weakref import ref

from tui.core.record import NOTHING, Record

__all__ = ["ROWS", "SEPARATOR", "Sheaf", "record_in", "where_it_lies"]

T = TypeVar("T")

ROWS: Final = 32
"""Rows in a sheaf: as few as compress well. Looking at one costs some 60 µs, and a screen full of them 2 ms."""
SEPARATOR: Final = b"\x1e"
"""Parts the rows of a text; JSON has it nowhere."""

_OPEN_AT_ONCE: Final = 80
"""Sheaves that are open at the same time: some pages on their way to the screen, and what it shows."""
_LEVEL: Final = 2
_WINDOW: Final = -15
"""Without a header; a sheaf and what it is like fit in."""

_open: Final[deque[ref[Sheaf[Any]]]] = deque()
"""Those that are open, the longest first. Who holds no row of a sheaf any more need not have it compressed."""


class Sheaf(Generic[T]):
    """Some rows of an answer."""

    __slots__ = ("__weakref__", "_like", "_raws", "_read", "_shut", "_text", "_values")

    def __init__(
        self, text: bytes, values: Sequence[T], read: Callable[[bytes], Sequence[T]], *, like: bytes = b""
    ) -> None:
        """Begin open.

        Args:
            text: The rows' JSON, parted by `SEPARATOR`.
            values: What they were decoded to.
            read: Decodes the text as `values` were.
            like: The text of other rows of the list: what stands there as well takes little room.
        """
        self._like = like
        self._text: bytes | None = text
        self._shut: bytes | None = None
        self._values: Sequence[T] | None = values
        self._raws: list[bytes] | None = None
        self._read = read
        self._count_as_open()

    def value(self, place: int) -> T:
        """Return what a row was decoded to."""
        values = self._values
        if values is None:
            values = self._read(self._all())
            if self._raws is None:
                self._count_as_open()
            self._values = values
        return values[place]

    def raw(self, place: int) -> bytes:
        """Return a row as it was sent."""
        raws = self._raws
        if raws is None:
            raws = self._all().split(SEPARATOR)
            if self._values is None:
                self._count_as_open()
            self._raws = raws
        return raws[place]

    def shut(self) -> None:
        """Let go of what can be had again."""
        if self._shut is None:
            press = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, zdict=self._like)
            self._shut = press.compress(self._all()) + press.flush()
        self._text = self._values = self._raws = None

    def _all(self) -> bytes:
        text = self._text
        return zlib.decompressobj(_WINDOW, self._like).decompress(self._shut or b"") if text is None else text

    def _count_as_open(self) -> None:
        _open.append(ref(self))
        while len(_open) > _OPEN_AT_ONCE:
            oldest = _open.popleft()()
            if oldest is not None:
                oldest.shut()


class _SheafRecord(Record[T]):
    """A row that lies in a sheaf: what it was decoded to, and its bytes, are the sheaf's."""

    __slots__ = ("_place", "_sheaf")

    _place: int
    _sheaf: Sheaf[T]

    def __new__(  # type: ignore[misc] # what `dataclasses.replace` makes of one lies in no sheaf
        cls,
        id: str,  # noqa: A002 - the field's name
        value: T | None,
        raw: bytes,
        problem: str = "",
        derived: Mapping[str, Any] = NOTHING,
    ) -> Record[T]:
        return Record(id, value, raw, problem, derived)

    @property
    def value(self) -> T | None:
        return self._sheaf.value(self._place)

    @property
    def raw(self) -> bytes:
        return self._sheaf.raw(self._place)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        # The same text is decoded to the same value, and to compare texts is cheaper.
        return (self.id, self.raw, self.problem, self.derived) == (other.id, other.raw, other.problem, other.derived)

    __hash__ = None  # type: ignore[assignment] # as for every row: what is derived has no hash


# What a frozen class writes by itself takes several times as long.
_blank: Final = object.__new__
_begin: Final = Record.__init__
_set_sheaf, _set_place = (getattr(_SheafRecord, name).__set__ for name in ("_sheaf", "_place"))


def record_in(sheaf: Sheaf[T], place: int, record_id: str) -> Record[T]:
    """Return a row of a sheaf as a record."""
    record: _SheafRecord[T] = _blank(_SheafRecord)
    _begin(record, record_id, None, b"")
    _set_sheaf(record, sheaf)
    _set_place(record, place)
    return record


def where_it_lies(record: Record[T]) -> tuple[Sheaf[T], int] | None:
    """Return the sheaf of a record and its place there, of which the same can be made again; None for other ones."""
    return (record._sheaf, record._place) if isinstance(record, _SheafRecord) else None
