"""No answer costs more memory or time than the config allows, and the sentence names the limit and its key."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers import Exchange, ScriptedServer, answer, hang
from tests.transport.support import READ, Waits, opened
from tui.core.errors import Arrival, Malformed, Rejected, Unreachable, VendorError
from tui.core.wire.http import Effect, Request, Response
from tui.transport import Network, Retry, Timing, decode_rows, portions
from tui.transport.bodies import LONG, parts, readable

ONE_MB = Network(proxy="none", max_answer_mb=1)
ONCE = Request("POST", "/x", body={}, effect=Effect.ONCE)


def bomb(layers: int) -> bytes:
    """Pack a list of a hundred million spaces, several times over."""
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(stream.compress(b" " * 1_000_000) for _ in range(100)) + stream.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body)
    return body


@pytest.mark.parametrize("layers", [1, 2])
async def test_what_unpacks_without_end_is_stopped_at_the_limit_and_not_asked_for_again(layers: int) -> None:
    packed = answer(200, bomb(layers), headers={"Content-Encoding": ", ".join(["gzip"] * layers)})
    async with ScriptedServer(packed) as server, opened(server.url, network=ONE_MB) as transport:
        tracemalloc.start()
        try:
            with pytest.raises(Malformed, match="larger than 1 MB: the rest was not read") as caught:
                await transport.send(READ)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(server.seen) == 1
    assert "max_answer_mb under [network]" in caught.value.way_out
    assert peak < 20_000_000


@pytest.mark.parametrize(("request_", "arrival"), [(READ, Arrival.MAYBE), (ONCE, Arrival.MAYBE)])
async def test_an_answer_that_is_too_long_leaves_a_write_in_doubt(request_: Request, arrival: Arrival) -> None:
    long = answer(200, b'"' + b"x" * 1_000_001 + b'"')
    async with ScriptedServer(long) as server, opened(server.url, network=ONE_MB) as transport:
        with pytest.raises(Malformed, match="larger than 1 MB") as caught:
            await transport.send(request_)
    assert caught.value.arrival is arrival


async def test_an_answer_as_long_as_the_limit_is_read() -> None:
    long = answer(200, b'"' + b"x" * 999_998 + b'"')
    async with ScriptedServer(long) as server, opened(server.url, network=ONE_MB) as transport:
        assert len((await transport.send(READ)).body) == 1_000_000


async def test_a_refusal_is_read_only_as_far_as_it_is_shown() -> None:
    left: list[bool] = []

    async def endless(exchange: Exchange) -> None:
        await exchange.write(b"HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nNope. \r\n")
        try:
            while True:
                await exchange.write(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        except ConnectionError:
            left.append(True)

    async with ScriptedServer(endless) as server, opened(server.url) as transport:
        with pytest.raises(Rejected, match="Nope") as caught:
            await transport.send(READ)
        await server.idle()
    assert len(caught.value.message) < 300


async def test_a_drip_ends_after_the_time_for_one_answer_and_is_not_asked_for_again() -> None:
    async def drip(exchange: Exchange) -> None:
        await exchange.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not exchange.reader.at_eof():
            await exchange.write(b" ")
            await asyncio.sleep(0.01)

    network = Network(proxy="none", timeout=30, max_answer_seconds=0.1)
    async with ScriptedServer(drip) as server, opened(server.url, network=network) as transport:
        with pytest.raises(Unreachable, match=r"not complete after 0\.1 s: the rest was not read") as caught:
            await transport.send(READ)
        assert len(server.seen) == 1
    assert "max_answer_seconds under [network]" in caught.value.way_out
    assert Network(timeout=30).longest == 120


@given(st.floats(0.5, 600))
def test_all_tries_at_a_vendor_that_says_nothing_cost_less_than_twice_the_timeout(timeout: float) -> None:
    waits = [timeout, *(Retry.patience(timeout) for _ in range(Retry().tries - 1))]
    assert min(waits) >= 0.2
    assert sum(waits) <= max(1.3 * timeout, timeout + 0.6) + 1e-6


@pytest.mark.parametrize(("request_", "tries"), [(READ, 4), (ONCE, 1)])
async def test_a_vendor_that_says_nothing_is_asked_again_at_once(request_: Request, tries: int) -> None:
    waits = Waits()
    network = Network(proxy="none", timeout=0.3)
    async with ScriptedServer(hang()) as server, opened(server.url, network=network, waits=waits) as transport:
        with pytest.raises(Unreachable, match=r"took longer than 0\.3 s") as caught:
            await transport.send(request_)
        assert len(server.seen) == tries
    assert sum(waits.slept) == 0
    assert "raise timeout under [network]" in caught.value.way_out


async def test_those_who_wait_for_their_turn_at_a_silent_vendor_are_not_sent_any_more() -> None:
    network = Network(proxy="none", timeout=0.2, max_concurrency=1)
    async with ScriptedServer(hang()) as server, opened(server.url, network=network, pace=Timing()) as transport:
        ends = await asyncio.gather(*(transport.send(READ) for _ in range(8)), return_exceptions=True)
        assert len(server.seen) == 4
    assert all(isinstance(end, Unreachable) for end in ends)
    assert sorted(end.arrival.value for end in ends if isinstance(end, VendorError)) == ["maybe"] + ["no"] * 7
    assert "this was not sent any more" in str(ends[-1])


# --- in portions -----------------------------------------------------------------------------------------------


class Row(msgspec.Struct):
    id: str


@cache
def many_rows() -> list[Any]:
    return [
        {"id": f"r{number}", "text": "}, {" * (number % 7), "deep": {"a": [{"b": 1}, {"c": '"],'}]}}
        for number in range(32_000)
    ]


SHAPES: dict[str, Callable[[list[Any]], Any]] = {
    "list": lambda rows: rows,
    "data": lambda rows: {"count": len(rows), "none": [], "data": rows, "detail": "32000 rows, [all] of them"},
    "below": lambda rows: {"responseCode": "success", "data": {"count": 2, "results": rows, "more": [{"x": 1}]}},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("shape", list(SHAPES))
def test_a_long_answer_comes_in_portions_of_the_same_shape_and_loses_no_row(shape: str, indent: int | None) -> None:
    whole = SHAPES[shape](many_rows())
    body = json.dumps(whole, indent=indent).encode()

    read = [json.loads(part) for part in parts(body)]

    assert len(read) >= len(body) // LONG > 1
    rows = [row for part in read for row in rows_in(part)]
    assert rows == many_rows()
    assert {**last} == {**whole, "data": last["data"]} if isinstance(last := read[-1], dict) else True


def rows_in(part: Any) -> list[Any]:
    if isinstance(part, list):
        return part
    data = part["data"]
    rows: list[Any] = data["results"] if isinstance(data, dict) else data
    return rows


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"data": [1, 2]}',
        b'"' + b"x" * 3 * LONG + b'"',
        b'{"a": "' + b"x" * 3 * LONG + b'"}',
        b'{"data": [1, 2',
        b"[" + b"x," * 2 * LONG,
        b"x" * 3 * LONG,
    ],
    ids=range(8),
)
def test_what_cannot_be_parted_comes_whole(body: bytes) -> None:
    assert list(parts(body)) == [body]


def test_a_row_longer_than_a_portion_is_kept_whole() -> None:
    rows = [1, {"text": "x" * 3 * LONG}, 2, {"text": "y"}] * 3
    assert [row for part in parts(json.dumps(rows).encode()) for row in json.loads(part)] == rows


async def test_a_long_answer_is_mended_too() -> None:
    sound = b'{"id": "sound", "name": "%b"},' % (b"x" * 1000)
    body = b"[" + sound * 9_000 + rb'{"id": "hurt", "x": NaN, "y": "\ud83d", "z": "' + b'\xff"}]'
    response, is_data = await readable(Response(200, {}, body, "https://host/x"))
    assert is_data
    assert json.loads(response.body)[-1] == {"id": "hurt", "x": None, "y": "\ufffd", "z": "\ufffd"}
    assert response.body.startswith(b"[" + sound * 9_000)


async def test_others_get_their_turn_while_a_long_answer_is_looked_at() -> None:
    body = b"[" + b",".join([b'{"id":"a1","n":1,"text":"%b"}' % (b"x" * 40)] * 140_000) + b"]"
    longest, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not over.is_set():
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    watching = asyncio.create_task(watch())
    response, sound = await readable(Response(200, {}, body, "https://host/x"))
    count = 0
    async for portion in portions(response):
        rows = msgspec.json.decode(portion.body, type=list[msgspec.Raw])
        count += len(decode_rows(rows, Row, identify=lambda row: row.id, first=count))
    over.set()
    await watching
    assert (sound, count) == (True, 140_000)
    assert longest < 0.3  # of this thread's own time, so that other processes do not count
