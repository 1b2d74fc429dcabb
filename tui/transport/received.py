"""What comes of one try: how far it got, and the answer's body, unpacked, as far as it is worth."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any, Final

from msgspec import Struct

from tui.transport.unpack import unpacker

__all__ = ["AnswerTooBig", "Stage", "read_body"]

_ENOUGH: Final = 64 * 1024
"""Bytes of a refusal or a redirect that are read: what a person is told of it is in the first of them."""
_MB: Final = 1_000_000


class AnswerTooBig(Exception):
    """An answer has more bytes than the config allows; the rest was not read."""


class Stage(Struct):
    """How far one try has come. Filled by the HTTP library as it goes: the only sure sign that nothing was sent."""

    sent: bool = False
    """Whether a byte of the request may have left."""
    answered: bool = False
    """Whether the head of an answer has come."""
    peer: str = ""
    """Host and port of the last connection made or tried: the proxy's, where there is one."""

    async def follow(self, event: str, about: dict[str, Any]) -> None:
        """Take note of an event; the library's `trace` extension calls this."""
        if event == "connection.connect_tcp.started":
            self.peer = f"{about['host']}:{about['port']}"
        elif event.endswith(".send_request_headers.started") and about["request"].method != b"CONNECT":
            self.sent = True


async def read_body(chunks: AsyncIterator[bytes], *, good: bool, packed: str, most_mb: int) -> bytes:
    """Read a body.

    Args:
        chunks: The body as it comes.
        good: Whether the status says that this is what was asked for.
        packed: Its `Content-Encoding`.
        most_mb: Megabytes that a good one may have, unpacked.

    Raises:
        AnswerTooBig: when a good one is larger than allowed.
        CannotUnpack: when it is not packed as it says.
    """
    limit = most_mb * _MB if good else _ENOUGH
    layers = unpacker(packed) if packed else []
    body = io.BytesIO()  # hands its bytes over without copying them
    async for chunk in chunks:
        pieces = iter((chunk,))
        for layer in reversed(layers):
            pieces = layer.unpack(pieces)
        for piece in pieces:
            body.write(piece[: limit + 1 - body.tell()])
            if body.tell() > limit:
                if good:
                    raise AnswerTooBig
                return body.getvalue()[:limit]
            if layers:
                await asyncio.sleep(0)
    return body.getvalue()
