"""A connection costs nothing until it is used, keeps its pace, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import warnings

import pytest

from tests.servers import Exchange, ScriptedServer, answer, closing
from tests.transport.support import READ, opened
from tui.core.errors import Arrival, Unreachable, VendorError
from tui.core.wire.http import Effect, Request
from tui.core.wire.network import Message
from tui.transport import Network

GOOD = answer(200, {"data": []})


def test_importing_and_opening_a_transport_imports_no_http_library() -> None:
    code = """
import sys
from tui.core.time.clock import SystemClock
from tui.core.wire.http import NoAuth, Request
from tui.transport import Network, HttpTransport
transport = HttpTransport(connection="campus", bases={"api": "https://h"}, auth=NoAuth(), network=Network(),
                           read_only=False, clock=SystemClock())
transport.describe(Request("GET", "/x"))
print(sorted(name for name in ("httpx", "httpcore", "truststore", "textual", "rich") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


async def test_no_more_requests_are_under_way_than_allowed() -> None:
    together = asyncio.Event()

    async def gathered(exchange: Exchange) -> None:
        if server.busiest == 3:
            together.set()
        await together.wait()
        await GOOD(exchange)

    async with ScriptedServer(gathered) as server:
        async with opened(server.url, network=Network(proxy="none", max_concurrency=3)) as transport:
            await asyncio.gather(*(transport.send(READ) for _ in range(12)))
            assert transport.max_concurrency == 3
        assert server.busiest == 3
        assert server.connections == 3


async def test_connections_are_reused() -> None:
    async with ScriptedServer(GOOD) as server, opened(server.url) as transport:
        for _ in range(5):
            await transport.send(READ)
        assert server.connections == 1


async def test_a_cancelled_request_hangs_up_and_leaves_the_slot_free() -> None:
    reached, hung_up = asyncio.Event(), asyncio.Event()

    async def watched(exchange: Exchange) -> None:
        reached.set()
        await exchange.gone()
        hung_up.set()

    async with (
        ScriptedServer(watched, GOOD) as server,
        opened(server.url, network=Network(proxy="none", max_concurrency=1)) as transport,
    ):
        request = asyncio.create_task(transport.send(READ))
        await reached.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await asyncio.wait_for(hung_up.wait(), timeout=5)
        assert (await transport.send(READ)).status == 200


async def test_closing_twice_is_closing_once_and_nothing_is_sent_afterwards() -> None:
    async with ScriptedServer(GOOD) as server, opened(server.url) as transport:
        await transport.send(READ)
        await transport.aclose()
        await transport.aclose()
        with pytest.raises(Unreachable, match="has been closed"):
            await transport.send(READ)
        assert len(server.seen) == 1


async def test_closing_ends_what_is_under_way() -> None:
    reached = asyncio.Event()

    async def stuck(exchange: Exchange) -> None:
        reached.set()
        await exchange.gone()

    async with ScriptedServer(stuck) as server, opened(server.url) as transport:
        request = asyncio.create_task(transport.send(READ))
        await reached.wait()
        await transport.aclose()
        with pytest.raises(Unreachable):
            await asyncio.wait_for(request, timeout=5)


async def test_a_write_does_not_go_over_a_connection_that_the_vendor_has_closed() -> None:
    async with ScriptedServer(closing(answer(200, {})), answer(200, {})) as server, opened(server.url) as transport:
        for _ in range(2):
            assert (await transport.send(Request("POST", "/x", body={}, effect=Effect.ONCE))).status == 200
            await server.idle()
        assert (server.connections, len(server.seen)) == (2, 2)


async def test_closing_an_unused_transport_is_nothing() -> None:
    async with opened() as transport:
        await transport.aclose()


async def test_no_socket_is_left_open() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        async with ScriptedServer(GOOD) as server:
            async with opened(server.url) as transport:
                await asyncio.gather(*(transport.send(READ) for _ in range(4)))
            del transport
        gc.collect()


async def test_a_server_in_this_process_answers_instead_of_the_network() -> None:
    asked: list[tuple[str, bytes, bytes]] = []

    async def app(scope: Message, receive: object, send: object) -> None:
        assert callable(receive)
        assert callable(send)
        body = (await receive())["body"]
        asked.append((scope["method"], scope["raw_path"] + b"?" + scope["query_string"], body))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"b")]})
        await send({"type": "http.response.body", "body": b'{"a"', "more_body": True})
        await send({"type": "http.response.body", "body": b": 1}"})

    async with opened("http://sandbox/vendor", app=app) as transport:
        got = await transport.send(Request("POST", "/a%2Fb", params=[("x", "+")], body={"y": 1}))
    assert (got.status, got.body, got.headers["x-a"]) == (200, b'{"a": 1}', "b")
    assert asked == [("POST", b"/vendor/a%2Fb?x=%2B", b'{"y":1}')]


async def test_a_server_in_this_process_can_break_off_like_one_on_a_socket() -> None:
    endings = iter(["nothing", "reset", "half", "short", "late", "good"])

    async def app(scope: Message, receive: object, send: object) -> None:
        assert callable(send)
        ending = next(endings)
        if ending == "nothing":
            return
        if ending == "reset":
            raise ConnectionResetError
        if ending == "late":
            await asyncio.Event().wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        if ending == "short":
            await send({"type": "http.response.body", "body": b"{"})
        if ending == "good":
            await send({"type": "http.response.body", "body": b"{}"})

    once = Request("POST", "/x", effect=Effect.ONCE)
    async with opened("http://sandbox", app=app, network=Network(timeout=0.3)) as transport:
        for _ in range(5):
            with pytest.raises(VendorError) as caught:
                await transport.send(once)
            assert caught.value.arrival is Arrival.MAYBE
        assert (await transport.send(READ)).body == b"{}"
