"""Speak to a server in this process, as strictly as over a socket: an answer that breaks off is an error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx as http

from tui.core.network import AsgiApp

__all__ = ["InProcess"]


class InProcess(http.AsyncBaseTransport):
    """A transport for an ASGI callable.

    A server that returns without having answered, or raises an `OSError`, has broken the connection; its own
    mistakes (any other exception) come through as they are.
    """

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def handle_async_request(self, request: http.Request) -> http.Response:
        """Run the application for one request.

        Raises:
            RemoteProtocolError: when it does not answer.
            ReadTimeout: when it takes too long.
            ReadError: when it breaks the connection.
        """
        body = await request.aread()
        received = _Received(body)
        patience = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(patience):
                await self._app(_scope(request), received.receive, received.send)
        except TimeoutError as slow:
            raise http.ReadTimeout("", request=request) from slow
        except OSError as broken:
            raise http.ReadError(str(broken), request=request) from broken
        if received.status is None:
            raise http.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        return http.Response(received.status, headers=received.headers, stream=_Body(received, request))


class _Received:
    """What an application has said so far."""

    def __init__(self, body: bytes) -> None:
        self._request_body: bytes | None = body
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.chunks: list[bytes] = []
        self.complete = False

    async def receive(self) -> dict[str, Any]:
        """Hand the request's body over; after it, nothing more ever comes."""
        if self._request_body is None:
            await asyncio.Event().wait()
        body, self._request_body = self._request_body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Any) -> None:
        """Take a piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.chunks.append(message.get("body", b""))
            self.complete = not message.get("more_body", False)


class _Body(http.AsyncByteStream):
    """An answer's body, which ends in an error when the application stopped short."""

    def __init__(self, received: _Received, request: http.Request) -> None:
        self._received = received
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._received.chunks:
            yield chunk
        promised = dict(self._received.headers).get(b"content-length", b"")
        short = promised.isdigit() and int(promised) != sum(map(len, self._received.chunks))
        if self._request.method != "HEAD" and (short or not self._received.complete):
            raise http.RemoteProtocolError("peer closed connection without sending complete message body")


def _scope(request: http.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
