"""A scripted server on loopback: it answers each request with the next step of a script, well or badly.

::

    async with ScriptedServer(reset(), answer(503), answer(200, {"data": []})) as server:
        transport = HttpTransport(bases={"api": server.url}, …)
        …
        assert [request.target for request in server.seen] == ["/a", "/a", "/a"]

The last step repeats. A step is any coroutine function of an `Exchange`, so a test can write its own. Nothing here
waits for time to pass: `hang` ends when the client has gone.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

__all__ = [
    "Exchange",
    "ScriptedServer",
    "Seen",
    "Step",
    "answer",
    "by_path",
    "closing",
    "disconnect",
    "hang",
    "raw",
    "redirect",
    "reset",
    "truncate",
    "unused_port",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came over the wire."""

    method: str
    target: str
    """Path and query exactly as sent, still encoded."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, decoded."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def json(self) -> Any:
        """Decode the body."""
        return json.loads(self.body)


@dataclass(slots=True)
class Exchange:
    """One request, and the connection to answer it on."""

    request: Seen
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, content: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(content)
        await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the client has hung up."""
        while await self.reader.read(4096):
            pass

    def abort(self) -> None:
        """Break the connection with a TCP reset."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Step: TypeAlias = Callable[[Exchange], Awaitable[None]]


def answer(
    status: int = 200,
    body: Any = None,
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> Step:
    """Answer properly: bytes and text go as they are, anything else as JSON, None as an empty body."""
    content = _content(body)
    fields = {"Content-Type": content_type, "Content-Length": str(len(content)), **(headers or {})}

    async def step(exchange: Exchange) -> None:
        await exchange.write(_head(status, fields) + content)

    return step


def closing(step: Step) -> Step:
    """Close the connection after a step, without having said so."""

    async def then_close(exchange: Exchange) -> None:
        await step(exchange)
        exchange.writer.close()

    return then_close


def redirect(to: str, status: int = 302) -> Step:
    """Send the client elsewhere."""
    return answer(status, headers={"Location": to})


def reset() -> Step:
    """Break the connection with a TCP reset once the request has been read."""

    async def step(exchange: Exchange) -> None:
        exchange.abort()

    return step


def disconnect() -> Step:
    """Close the connection in good order, without an answer."""

    async def step(exchange: Exchange) -> None:
        exchange.writer.close()

    return step


def truncate(body: Any, *, keep: int = 5) -> Step:
    """Promise a whole body, send its first bytes, and close."""
    content = _content(body)

    async def step(exchange: Exchange) -> None:
        fields = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        await exchange.write(_head(200, fields) + content[:keep])
        exchange.writer.close()

    return step


def hang() -> Step:
    """Never answer; ends when the client gives up."""

    async def step(exchange: Exchange) -> None:
        await exchange.gone()

    return step


def raw(content: bytes) -> Step:
    """Send bytes that need not be HTTP, and close."""

    async def step(exchange: Exchange) -> None:
        await exchange.write(content)
        exchange.writer.close()

    return step


def by_path(steps: Mapping[str, Step]) -> Step:
    """Choose the step by the request's path; 404 for any other."""

    async def step(exchange: Exchange) -> None:
        await steps.get(exchange.request.path, answer(404))(exchange)

    return step


def unused_port() -> int:
    """Return a loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ScriptedServer:
    """A server that follows a script, one step for each request, whichever connection it comes on."""

    def __init__(self, *script: Step, tls: ssl.SSLContext | None = None) -> None:
        self.script = list(script)
        """The steps; a test may change them while the server runs."""
        self.seen: list[Seen] = []
        """Every request, in the order in which they came."""
        self.connections = 0
        """How many connections were made."""
        self.busiest = 0
        """How many requests were under way at once, at most."""
        self.port = 0
        """The port it listens on, once it does."""
        self._tls = tls
        self._under_way = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        """Its address, without a closing slash."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def stop_listening(self) -> None:
        """Refuse every connection from now on; those that are there live on."""
        assert self._server is not None
        self._server.close()

    async def idle(self) -> None:
        """Wait until every connection that the server closed is closed on the wire as well."""
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers if writer.is_closing()))

    async def __aenter__(self) -> ScriptedServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.append(writer)
        self.connections += 1
        try:
            while (request := await _request(reader)) is not None and not writer.is_closing():
                await self._step(Exchange(request, reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _step(self, exchange: Exchange) -> None:
        number = len(self.seen)
        self.seen.append(exchange.request)
        self._under_way += 1
        self.busiest = max(self.busiest, self._under_way)
        try:
            await self.script[min(number, len(self.script) - 1)](exchange)
        finally:
            self._under_way -= 1


async def _request(reader: asyncio.StreamReader) -> Seen | None:
    """Read one request; None when the client has hung up."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body)


def _head(status: int, fields: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _content(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
