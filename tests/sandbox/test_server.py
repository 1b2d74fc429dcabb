"""The sandbox on a real socket: HTTP/1.1 as a network delivers it, and faults as a network has them."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import h11
import pytest

from tests.sandbox.asgi import CREDENTIALS, NOW
from tui.core.time.clock import FrozenClock
from tui.sandbox import build
from tui.sandbox.faults import Faults
from tui.sandbox.http import Receive, Scope, Send
from tui.sandbox.server import HOST, running
from tui.sandbox.world import World


class Wire:
    """A client's end of one connection, one event at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.http = h11.Connection(h11.CLIENT)

    async def ask(self, method: str, target: str, body: bytes = b"") -> tuple[int, bytes]:
        """Send a request and return status and body.

        Raises:
            h11.RemoteProtocolError: when the answer breaks off.
            ConnectionResetError: when the server resets.
        """
        headers = [*CREDENTIALS.items(), ("Host", HOST), ("Content-Length", str(len(body)))]
        request = h11.Request(method=method, target=target, headers=headers)
        for part in (request, h11.Data(data=body), h11.EndOfMessage()):
            self.writer.write(self.http.send(part) or b"")
        status, received = 0, b""
        while True:
            event = self.http.next_event()
            if event is h11.NEED_DATA:
                self.http.receive_data(await self.reader.read(65_536))
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                received += event.data
            else:
                assert isinstance(event, h11.EndOfMessage)
                if self.http.our_state is h11.DONE:
                    self.http.start_next_cycle()
                return status, received


@asynccontextmanager
async def wire(base: str) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection(HOST, int(base.rpartition(":")[2]))
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()


def sandbox(faults: str = "") -> AbstractAsyncContextManager[str]:
    return running(build(World(7, FrozenClock(NOW)), faults=Faults.parse(faults)))


async def test_one_connection_carries_many_requests() -> None:
    async with sandbox() as base, wire(base) as client:
        for _ in range(3):
            status, body = await client.ask("GET", "/virbela/User?limit=2")
            assert status == 200
            assert body.count(b"objectId") == 2


async def test_a_body_arrives_and_an_error_keeps_the_connection() -> None:
    async with sandbox() as base, wire(base) as client:
        assert (await client.ask("POST", "/virbela/User/Invitation", b'{"email": "x"}'))[0] == 400
        assert (await client.ask("POST", "/virbela/User/Invitation", b'{"email": "x@y.example"}'))[0] == 200


async def test_a_reset_is_a_reset_on_the_wire() -> None:
    async with sandbox("reset=1") as base, wire(base) as client:
        with pytest.raises(ConnectionResetError):
            await client.ask("GET", "/virbela/User")


async def test_a_truncated_answer_ends_before_the_promised_length() -> None:
    async with sandbox("truncate=1") as base, wire(base) as client:
        with pytest.raises(h11.RemoteProtocolError):
            await client.ask("GET", "/virbela/User")


async def test_an_answer_without_a_length_goes_in_chunks() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"one ", b"two"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async with running(app) as base, wire(base) as client:
        assert await client.ask("GET", "/") == (200, b"one two")
        assert await client.ask("GET", "/") == (200, b"one two")


async def test_bytes_that_are_no_http_end_the_connection_and_nothing_else() -> None:
    async with sandbox() as base:
        async with wire(base) as client:
            client.writer.write(b"\x16\x03\x01 hello\r\n\r\n")
            assert await client.reader.read() == b""
        async with wire(base) as client:
            assert (await client.ask("GET", "/virbela/User?limit=1"))[0] == 200


async def test_a_stop_lets_an_answer_under_way_finish_and_ends_idle_connections() -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    server = running(app)
    base = await server.__aenter__()
    async with wire(base) as busy, wire(base) as idle:
        answer = asyncio.create_task(busy.ask("GET", "/"))
        await begun.wait()
        stopped = asyncio.create_task(server.__aexit__(None, None, None))
        assert await idle.reader.read() == b""
        go.set()
        assert await answer == (204, b"")
        await stopped


async def test_it_listens_on_loopback_alone() -> None:
    async with sandbox() as base:
        port = int(base.rpartition(":")[2])
        taken = socket.socket()
        with taken:
            taken.bind(("127.0.0.2", port))  # free, so nobody listens on every address


async def test_the_command_prints_a_config_and_ends_on_a_signal() -> None:
    command = (sys.executable, "-m", "tui", "sandbox", "--port", "0", "--faults", "5xx=0")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = (await process.stderr.readline()).decode()
    assert "1,200 people" in said
    base = next(word.rstrip(".") for word in said.split() if word.startswith("http://"))
    async with wire(base) as client:
        assert (await client.ask("GET", "/virbela/User?limit=1"))[0] == 200
    process.send_signal(signal.SIGTERM)
    printed, _ = await process.communicate()
    assert process.returncode == 0
    assert tomllib.loads(printed.decode())["connections"]["campus"]["base_url"] == f"{base}/virbela"


async def test_the_command_names_a_flag_that_makes_no_sense() -> None:
    command = (sys.executable, "-m", "tui", "sandbox", "--port", "0", "--faults", "teapot=1")
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 2
    assert "teapot" in said.decode()
