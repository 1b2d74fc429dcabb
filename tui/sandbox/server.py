"""Serves an ASGI app on loopback: HTTP/1.1 with keep-alive, and faults as a network has them.

An app that raises `ConnectionResetError` before it has answered gets a real reset on the wire (RST); in the middle of
an answer, the connection ends before the promised length.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final
from urllib.parse import unquote

import h11

from tui.sandbox.http import AsgiApp

__all__ = ["HOST", "running", "serve"]

HOST: Final = "127.0.0.1"
"""Made-up data, but real writes: nobody else on the network is to find this."""

_CHUNK: Final = 65_536
_GRACE: Final = 2.0
"""Seconds that answers under way are given when the server stops."""


async def serve(app: AsgiApp, *, port: int, ready: Callable[[str], None] = lambda base: None) -> None:
    """Serve until cancelled.

    Args:
        app: what answers.
        port: where; 0 picks a free one.
        ready: called once with the address (`http://127.0.0.1:40123`) when connections are accepted.

    Raises:
        OSError: when the port is taken.
    """
    async with running(app, port=port) as base:
        ready(base)
        await asyncio.Event().wait()


@asynccontextmanager
async def running(app: AsgiApp, *, port: int = 0) -> AsyncIterator[str]:
    """Serve inside a `with` block and hand out the address; leaving it lets answers under way finish.

    Raises:
        OSError: when the port is taken.
    """
    exchanges: dict[asyncio.Task[None], _Connection] = {}

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        exchanges[task] = connection = _Connection(app, reader, writer)
        try:
            await connection.run()
        finally:
            del exchanges[task]

    server = await asyncio.start_server(accept, HOST, port)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task, connection in exchanges.items():
            connection.finish_up(task)
        if exchanges:
            _, late = await asyncio.wait(exchanges, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class _Connection:
    """One client's connection: exchanges one after the other."""

    def __init__(self, app: AsgiApp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._app = app
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER)
        self._busy = False
        self._last = False

    def finish_up(self, task: asyncio.Task[None]) -> None:
        """End after the exchange under way, or at once when there is none."""
        self._last = True
        if not self._busy:
            task.cancel()

    async def run(self) -> None:
        """Answer until either side has had enough."""
        try:
            while await self._exchange() and not self._last:
                self._http.start_next_cycle()
        except (h11.RemoteProtocolError, h11.LocalProtocolError):
            # A client that speaks no HTTP, or an app that sent less than it promised: both end here.
            pass
        except ConnectionResetError:
            if self._http.our_state is h11.SEND_RESPONSE:
                _reset(self._writer)
        except (BrokenPipeError, asyncio.CancelledError):
            pass
        finally:
            self._writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await self._writer.wait_closed()

    async def _exchange(self) -> bool:
        """Answer one request; return whether another may follow."""
        request = await self._next_event()
        if not isinstance(request, h11.Request):
            return False
        self._busy = True
        await self._app(_scope(request), self._receive, self._send)
        while self._http.their_state is h11.SEND_BODY:  # an app need not read what it was sent
            await self._next_event()
        self._busy = False
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _next_event(self) -> Any:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            self._http.receive_data(await self._reader.read(_CHUNK))

    async def _receive(self) -> MutableMapping[str, Any]:
        event = await self._next_event()
        if isinstance(event, h11.Data):
            return {"type": "http.request", "body": bytes(event.data), "more_body": True}
        if isinstance(event, h11.EndOfMessage):
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"], (b"server", b"frontdesk-sandbox")]
            # Not flushed yet: with the body's first piece it makes one packet.
            self._writer.write(self._bytes(h11.Response(status_code=message["status"], headers=headers)))
            return
        if body := message.get("body", b""):
            await self._write(h11.Data(data=body))
        if not message.get("more_body", False):
            await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Event) -> None:
        if written := self._bytes(event):
            self._writer.write(written)
        await self._writer.drain()

    def _bytes(self, event: h11.Event) -> bytes:
        return self._http.send(event) or b""


def _scope(request: h11.Request) -> dict[str, Any]:
    raw_path, _, query = request.target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": request.http_version.decode(),
        "method": request.method.decode(),
        "scheme": "http",
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query,
        "headers": list(request.headers),
    }


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN: what is left when a server process dies."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
