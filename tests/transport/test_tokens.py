"""One token for a connection: fetched once, renewed early, renewed once when it is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.servers import Exchange, ScriptedServer, Step, answer
from tests.transport.support import NOON, READ, SetClock, opened
from tui.core.errors import Forbidden, SignedOut
from tui.core.secret import Secret
from tui.core.wire.http import Effect, Request, Token, TokenAuth, Transport
from tui.transport import Network

LOGIN = Request("POST", "/login", body={"username": "u", "password": "p"})


class Vendor:
    """A server that hands out numbered tokens and takes only those it calls good."""

    def __init__(self) -> None:
        self.handed_out = 0
        self.refused: set[str] = set()
        self.login: Step | None = None

    async def __call__(self, exchange: Exchange) -> None:
        if exchange.request.path == "/login":
            self.handed_out += 1
            await (self.login or answer(200, {"token": f"t{self.handed_out}"}))(exchange)
            return
        token = exchange.request.headers.get("authorization", "")
        await answer(401 if token in self.refused else 200, {"token": token})(exchange)


def token_auth(*, lasts: float | None = 3600, early: float = 60, clock: SetClock | None = None) -> TokenAuth:
    async def fetch(transport: Transport) -> Token:
        got = await transport.send(LOGIN)
        text = got.body.decode().split('"')[3]
        now = (clock or SetClock()).now()
        return Token(Secret(text), None if lasts is None else now + timedelta(seconds=lasts))

    return TokenAuth(fetch, early=early)


async def test_many_requests_at_once_share_one_login() -> None:
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=token_auth()) as transport:
        await asyncio.gather(*(transport.send(READ) for _ in range(12)))
        assert [seen.path for seen in server.seen].count("/login") == 1
        assert {seen.headers.get("authorization") for seen in server.seen[1:]} == {"Bearer t1"}
        assert "authorization" not in server.seen[0].headers


async def test_one_slot_is_enough_to_log_in() -> None:
    network = Network(proxy="none", max_concurrency=1)
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=token_auth(), network=network) as transport:
        await asyncio.wait_for(asyncio.gather(*(transport.send(READ) for _ in range(3))), timeout=5)


async def test_a_token_is_renewed_early_by_the_clock() -> None:
    clock = SetClock()
    auth = token_auth(clock=clock)
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=auth, clock=clock) as transport:
        await transport.send(READ)
        clock.advance(3600 - 61)
        await transport.send(READ)
        clock.advance(1)
        await transport.send(READ)
        assert [seen.headers.get("authorization", "login") for seen in server.seen] == [
            "login",
            "Bearer t1",
            "Bearer t1",
            "login",
            "Bearer t2",
        ]


async def test_a_token_that_lives_shorter_than_the_margin_is_used_all_the_same() -> None:
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=token_auth(lasts=30)) as transport:
        for _ in range(3):
            await transport.send(READ)
        assert [seen.path for seen in server.seen].count("/login") == 1


async def test_a_wrong_clock_does_not_mean_a_login_for_every_request() -> None:
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=token_auth(lasts=-9000)) as transport:
        for _ in range(3):
            await transport.send(READ)
        assert [seen.path for seen in server.seen].count("/login") == 1


async def test_a_refused_token_is_renewed_once_for_everybody() -> None:
    vendor = Vendor()
    async with ScriptedServer(vendor) as server, opened(server.url, auth=token_auth()) as transport:
        await transport.send(READ)
        vendor.refused.add("Bearer t1")
        await asyncio.gather(*(transport.send(READ) for _ in range(8)))
        assert vendor.handed_out == 2


async def test_a_write_that_was_refused_for_its_token_goes_again_with_a_new_one() -> None:
    vendor = Vendor()
    vendor.refused.add("Bearer t1")
    async with ScriptedServer(vendor) as server, opened(server.url, auth=token_auth()) as transport:
        assert (await transport.send(Request("POST", "/x", body={}, effect=Effect.ONCE))).status == 200


async def test_a_new_token_that_is_refused_too_is_the_end() -> None:
    vendor = Vendor()
    vendor.refused.update({"Bearer t1", "Bearer t2"})
    async with ScriptedServer(vendor) as server, opened(server.url, auth=token_auth()) as transport:
        with pytest.raises(SignedOut):
            await transport.send(READ)
        assert len(server.seen) == 4


async def test_a_wrong_password_is_sent_once_however_many_wait_for_it() -> None:
    vendor = Vendor()
    vendor.login = answer(403, {"message": "LOGIN_FAILED"})
    async with ScriptedServer(vendor) as server, opened(server.url, auth=token_auth()) as transport:
        ends = await asyncio.gather(*(transport.send(READ) for _ in range(6)), return_exceptions=True)
        assert all(isinstance(end, Forbidden) for end in ends)
        assert [seen.path for seen in server.seen] == ["/login"]
        vendor.login = None
        assert (await transport.send(READ)).status == 200


async def test_a_login_that_is_cancelled_leaves_the_next_one_free() -> None:
    vendor = Vendor()
    reached = asyncio.Event()

    async def stuck(exchange: Exchange) -> None:
        reached.set()
        await exchange.gone()

    vendor.login = stuck
    async with ScriptedServer(vendor) as server, opened(server.url, auth=token_auth()) as transport:
        first = asyncio.create_task(transport.send(READ))
        await reached.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        vendor.login = None
        assert (await transport.send(READ)).status == 200


async def test_a_token_that_never_expires_is_kept() -> None:
    clock = SetClock(NOON)
    auth = token_auth(lasts=None)
    async with ScriptedServer(Vendor()) as server, opened(server.url, auth=auth, clock=clock) as transport:
        await transport.send(READ)
        clock.advance(1e9)
        await transport.send(READ)
        assert [seen.path for seen in server.seen].count("/login") == 1
