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
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar
from weakref import ref

from tui.core.record import Record

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


class _SheafRecord(Record[T], frozen=True, gc=False, kw_only=True):
    """A row that lies in a sheaf: what it was decoded to, and its bytes, are the sheaf's, unless they were replaced."""

    sheaf: Sheaf[T]
    place: int

    @property  # type: ignore[misc] # what other rows have as it is, this one has when somebody looks
    def value(self) -> T | None:
        own = _own_value(self)
        return self.sheaf.value(self.place) if own is _IN_SHEAF else own

    @property  # type: ignore[misc] # as above
    def raw(self) -> bytes:
        own = _own_raw(self)
        return self.sheaf.raw(self.place) if own is _IN_SHEAF else own

    def __repr__(self) -> str:
        return repr(Record(self.id, self.value, self.raw, self.problem, self.derived))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        if (self.id, self.raw, self.problem, self.derived) != (other.id, other.raw, other.problem, other.derived):
            return False
        # The same text is decoded to the same value, and to have compared texts is cheaper.
        return all(where_it_lies(record) for record in (self, other)) or self.value == other.value

    __hash__ = None  # type: ignore[assignment] # as for every row: what is derived has no hash


_IN_SHEAF: Final[Any] = object()
"""Stands in a row for what is in its sheaf."""
_own_value, _own_raw = (getattr(Record, name).__get__ for name in ("value", "raw"))


def record_in(sheaf: Sheaf[T], place: int, record_id: str) -> Record[T]:
    """Return a row of a sheaf as a record."""
    return _SheafRecord(record_id, _IN_SHEAF, _IN_SHEAF, sheaf=sheaf, place=place)


def where_it_lies(record: Record[T]) -> tuple[Sheaf[T], int] | None:
    """Return the sheaf of a record and its place there, of which the same can be made again; None for other ones."""
    if not isinstance(record, _SheafRecord) or record.problem or record.derived:
        return None
    as_sent = _own_value(record) is _own_raw(record) is _IN_SHEAF
    return (record.sheaf, record.place) if as_sent else None
