"""Decode long lists: in short steps between which a key goes first, and into sheaves where rows stay as they came."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

import msgspec

from tui.core.record import Record
from tui.core.sheaf import ROWS, SEPARATOR, Sheaf, record_in
from tui.core.turns import give_way
from tui.transport.decode import all_sound, decode_rows, position_id, rows_reader

__all__ = ["decode_many"]

T = TypeVar("T")

_AT_ONCE: Final = 128
"""Rows decoded at a stretch: some 1 ms. A key that is pressed meanwhile waits for no more."""


async def decode_many(
    rows: Sequence[msgspec.Raw],
    model: type[T],
    *,
    identify: Callable[[T], str],
    where: str = "data",
    first: int = 0,
    lean: bool = False,
    plain: type[T] | None = None,
) -> tuple[Record[T], ...]:
    """Decode rows as `decode_rows` does, some hundred at a time: between them keys and Ctrl+C get their turn.

    Args:
        rows: As for `decode_rows`.
        model: As for `decode_rows`.
        identify: As for `decode_rows`.
        where: As for `decode_rows`.
        first: As for `decode_rows`.
        lean: Whether what rows were decoded to is let go while nobody looks at it (`core.sheaf`): for lists that are
            kept as they came, of a model whose values nobody changes.
        plain: As for `decode_rows`.
    """
    decoded: list[Record[T]] = []
    step = _AT_ONCE // 2 if lean else _AT_ONCE  # to compress takes as long again
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        in_sheaves = _in_sheaves(some, model, identify, f"{where}[%d]", first + start) if lean else None
        if in_sheaves is None:
            decoded += decode_rows(some, model, identify=identify, where=where, first=first + start, plain=plain)
        else:
            decoded += in_sheaves
        await give_way()
    return tuple(decoded)


def _in_sheaves(
    rows: Sequence[msgspec.Raw], model: type[T], identify: Callable[[T], str], position: str, first: int
) -> list[Record[T]] | None:
    """Decode rows into sheaves; None when one of them does not decode as it is."""
    values = all_sound(rows, model)
    if values is None:
        return None
    reader = _reader(cast("Hashable", model))
    records: list[Record[T]] = []
    for start in range(0, len(rows), ROWS):
        some = values[start : start + ROWS]
        ids = [
            identify(value) or position_id(bytes(rows[index]), position % (first + index))
            for index, value in enumerate(some, start)
        ]
        text = SEPARATOR.join(rows[start : start + ROWS])
        reader.first = reader.first or text
        sheaf = Sheaf(text, some, reader.read, like=reader.first)
        records += [record_in(sheaf, place, record_id) for place, record_id in enumerate(ids)]
    return records


class _Reader:
    """Decodes sheaves of one model."""

    def __init__(self, model: Any) -> None:
        self._decoder = rows_reader(model)
        self.first = b""
        """The text of the first rows that came: all others are compressed by what they have in common with those."""

    def read(self, text: bytes) -> list[Any]:
        """Decode a sheaf's text."""
        decoded: list[Any] = self._decoder.decode(b"[" + text.replace(SEPARATOR, b",") + b"]")
        return decoded


_reader: Final = lru_cache(maxsize=32)(_Reader)
"""By model: all rows of it are compressed by the same first ones."""
