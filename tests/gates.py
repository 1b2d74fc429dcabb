"""Gates before the sandbox: requests wait at them until a test has seen what it wants to see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tui.sandbox.http import AsgiApp, Receive, Scope, Send

__all__ = ["Gate"]


class Gate:
    """Holds some requests until it is opened, so that what ends first is the test's to say."""

    def __init__(self, holds: Callable[[str, str], bool], *, then: int = 0) -> None:
        """Build a closed gate.

        Args:
            holds: Told a path and a query, says whether the request waits here.
            then: The status that it is answered with once the gate is open; 0 lets it through.
        """
        self._holds = holds
        self._then = then
        self._open = asyncio.Event()
        self._reached = asyncio.Event()

    def open(self) -> None:
        """Let them through, and all that come later."""
        self._open.set()

    def before(self, app: AsgiApp) -> AsgiApp:
        """Return the app with the gate before it."""

        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            if not self._holds(scope["path"], scope["query_string"].decode("ascii")):
                await app(scope, receive, send)
                return
            self._reached.set()
            await self._open.wait()
            await (_refused(send, self._then) if self._then else app(scope, receive, send))

        return gated

    async def reached(self) -> None:
        """Wait until a request has come here."""
        await self._reached.wait()


async def _refused(send: Send, status: int) -> None:
    head: dict[str, Any] = {"type": "http.response.start", "status": status}
    await send({**head, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"title": "Not you", "detail": "Said the gate."}'})
