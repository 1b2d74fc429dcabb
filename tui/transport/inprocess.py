"""Speak to a server in this process, as strictly as over a socket: an answer that breaks off is an error.

The HTTP library has no part in it, unless something fails: importing it takes longer than what a demo asks at first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from tui.core.wire.http import Response
from tui.core.wire.network import AsgiApp, Network
from tui.core.wire.redact import shown_url
from tui.transport.http_call import HttpCall, merged
from tui.transport.received import AnswerTooBig, Stage, read_body
from tui.transport.unpack import ACCEPTED, CannotUnpack

__all__ = ["InProcess"]


class InProcess:
    """One connection's client for an ASGI callable.

    A server that returns without having answered, or raises an `OSError`, has broken the connection; its own
    mistakes (any other exception) come through as they are.
    """

    def __init__(self, app: AsgiApp, *, connection: str, network: Network, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._connection = connection
        self._network = network
        self._monotonic = monotonic

    async def exchange(self, call: HttpCall, *, patience: float) -> Response:
        """Send once and read the answer, whatever its status.

        Args:
            call: What is sent.
            patience: Seconds to wait for the answer.

        Raises:
            TryFailed: when there was no complete answer.
        """
        stage = Stage(sent=True)
        started = self._monotonic()
        try:
            async with asyncio.timeout(self._network.longest):
                received = await self._answered(call, patience)
                stage.answered = True
                body = await read_body(
                    received.body(head=call.method == "HEAD"),
                    good=received.status // 100 == 2,
                    packed=received.headers.get("content-encoding", ""),
                    most_mb=self._network.max_answer_mb,
                )
        except (_Broken, TimeoutError, CannotUnpack, AnswerTooBig) as failed:
            from tui.transport.failures import no_answer

            cause = failed.cause if isinstance(failed, _Broken) else failed
            raise no_answer(self._connection, call.url, cause, stage, network=self._network) from failed
        return Response(
            status=received.status,
            headers=received.headers,
            body=body,
            url=shown_url(call.url),
            elapsed=self._monotonic() - started,
        )

    async def aclose(self) -> None:
        """Do nothing: there is no socket."""

    async def _answered(self, call: HttpCall, patience: float) -> _Received:
        """Run the application for one request."""
        received = _Received(call.content or b"")
        try:
            async with asyncio.timeout(patience):
                await self._app(_scope(call), received.receive, received.send)
        except TimeoutError as slow:
            raise _Broken("ReadTimeout") from slow
        except OSError as broken:
            raise _Broken("ReadError", str(broken)) from broken
        if not received.status:
            raise _Broken("RemoteProtocolError")
        return received


class _Broken(Exception):
    """There was no answer, or not all of it."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(text)
        self._kind = kind

    @property
    def cause(self) -> Exception:
        """What the HTTP library calls it."""
        import httpx as http

        made: Exception = getattr(http, self._kind)(str(self))
        return made


class _Received:
    """What an application has said so far."""

    def __init__(self, body: bytes) -> None:
        self._request_body: bytes | None = body
        self.status = 0
        """0 until it has answered."""
        self.headers: dict[str, str] = {}
        """By names in lower case."""
        self._chunks: list[bytes] = []
        self._complete = False

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
            for name, value in message.get("headers", ()):
                key, text = _text(name).lower(), _text(value)
                self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))
            self._complete = not message.get("more_body", False)

    async def body(self, *, head: bool) -> AsyncIterator[bytes]:
        """Yield the answer's body, which ends in an error when the application stopped short."""
        for chunk in self._chunks:
            yield chunk
        promised = self.headers.get("content-length", "")
        short = promised.isdigit() and int(promised) != sum(map(len, self._chunks))
        if not head and (short or not self._complete):
            raise _Broken("RemoteProtocolError", "peer closed connection without sending complete message body")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _scope(call: HttpCall) -> dict[str, Any]:
    parts = urlsplit(call.url)
    path = parts.path or "/"
    ours = {"Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": ACCEPTED}
    if call.content is not None or call.method in ("POST", "PUT", "PATCH"):
        ours["Content-Length"] = str(len(call.content or b""))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "headers": [
            (name.lower().encode("ascii"), value.encode("latin-1"))
            for name, value in merged(ours, call.headers).items()
        ],
        "scheme": parts.scheme,
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "server": (parts.hostname, parts.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
