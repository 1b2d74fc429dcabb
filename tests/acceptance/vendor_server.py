"""A vendor's server for acceptance tests: plain standard library, nothing in common with the sandbox.

A test hands in a function from a request to an answer; every request is kept, so that a test can say what was sent.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

__all__ = ["Asked", "Told", "VendorServer", "serving"]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    """As sent, still percent-encoded, without the query."""
    query: list[tuple[str, str]]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    def get(self, name: str, default: str = "") -> str:
        """Return the first query value of that name."""
        return next((value for key, value in self.query if key == name), default)

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    """One answer."""

    body: Any = None
    """Bytes as they are, anything else as JSON."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: Literal["", "reset", "cut", "silence"] = ""
    """Break the connection with a TCP reset, send half a body, or never answer."""


@dataclass
class VendorServer:
    """A server that is up."""

    url: str
    asked: list[Asked]

    def to(self, path: str) -> list[Asked]:
        """Return the requests to one path."""
        return [asked for asked in self.asked if asked.path == path]


@contextmanager
def serving(answer: Callable[[Asked], Told]) -> Iterator[VendorServer]:
    """Serve on loopback while the block runs."""
    kept: list[Asked] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = (
            -1
        )  # head and body in one packet: the second of two small ones waits 40 ms for the first one's receipt

        def handle_any(self) -> None:
            split = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            asked = Asked(
                method=self.command,
                path=split.path,
                query=parse_qsl(split.query, keep_blank_values=True),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            kept.append(asked)
            told = answer(asked)
            if told.fault in ("reset", "silence"):
                self.fail(told.fault)
                return
            body = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            body = b"" if told.body is None else body
            self.send_response(told.status)
            for name, value in {"Content-Type": "application/json", **told.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if told.fault == "cut" else body)
            self.close_connection = self.close_connection or told.fault == "cut"

        def fail(self, fault: str) -> None:
            if fault == "silence":
                over.wait()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()  # with this linger a close is a reset
            self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 - names of the base class

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield VendorServer(url=f"http://127.0.0.1:{server.server_address[1]}", asked=kept)
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
