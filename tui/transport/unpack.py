"""Unpack an answer's body in small pieces: a megabyte that unpacks to a terabyte is stopped on the way."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["ACCEPTED", "CannotUnpack", "unpacker"]

ACCEPTED: Final = "gzip, deflate"
"""What we say we can unpack."""
_PIECE: Final = 1024 * 1024
"""Bytes that come out of one step at most."""
_LAYERS: Final = 3
"""Encodings on top of each other, at most; one is usual."""


class CannotUnpack(Exception):
    """The body is not packed as its header says, or in a way that we did not ask for."""


def unpacker(encodings: str) -> list[Layer]:
    """Make what unpacks a body, by its `Content-Encoding`.

    Raises:
        CannotUnpack: when it is packed in a way that we do not know.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > _LAYERS or not {*names} <= {"gzip", "x-gzip", "deflate"}:
        raise CannotUnpack(encodings)
    return [Layer() for _ in names]


class Layer:
    """One encoding: gzip, zlib, or bare deflate, whichever the first byte shows."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    def unpack(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what the pieces hold, at most a megabyte at a time.

        Raises:
            CannotUnpack: when they are not packed.
        """
        for piece in pieces:
            left = piece
            while left:
                if self._stream is None:
                    self._stream = zlib.decompressobj(_window(left))
                try:
                    out = self._stream.decompress(left, _PIECE)
                except zlib.error as broken:
                    raise CannotUnpack(str(broken)) from None
                left = self._stream.unconsumed_tail
                if self._stream.eof:  # another member may follow
                    left, self._stream = self._stream.unused_data, None
                    left = left if left[:1] == b"\x1f" else b""
                if out:
                    yield out


def _window(start: bytes) -> int:
    """Tell zlib what comes: gzip and zlib begin with bytes of their own, bare deflate (some servers) does not."""
    return 32 + zlib.MAX_WBITS if start[0] == 0x1F or start[0] & 0x0F == 8 else -zlib.MAX_WBITS
