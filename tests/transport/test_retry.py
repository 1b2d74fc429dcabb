"""Two faults in a row pass unnoticed, and nothing that may have arrived is done twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers import (
    Exchange,
    ScriptedServer,
    Step,
    answer,
    closing,
    disconnect,
    hang,
    reset,
    truncate,
    unused_port,
)
from tests.transport.support import NOON, READ, Waits, opened
from tui.core.errors import (
    Arrival,
    Forbidden,
    Malformed,
    NotFound,
    RateLimited,
    Rejected,
    SignedOut,
    Unreachable,
    VendorError,
    VendorFailed,
)
from tui.core.secret import Secret
from tui.core.wire.http import Effect, Request, Token, TokenAuth, Transport
from tui.transport import Network, Retry
from tui.transport.retry import TryFailed, parse_retry_after

GOOD = answer(200, {"data": []})
ONCE = Request("POST", "/invite", body={}, effect=Effect.ONCE)
PUT = Request("PUT", "/profile", body={}, effect=Effect.REPEATABLE)
SHORT = Network(timeout=0.3, proxy="none")
BROKEN = [
    reset(),
    disconnect(),
    hang(),
    truncate({"data": []}),
    answer(502),
    answer(503),
    answer(504),
    answer(408),
    answer(429),
]


@pytest.mark.parametrize("fault", [*BROKEN, answer(500), answer(200, '{"data": [')])
async def test_a_read_survives_three_faults_in_a_row(fault: Step) -> None:
    async with ScriptedServer(fault, fault, fault, GOOD) as server:
        async with opened(server.url, network=SHORT) as transport:
            assert (await transport.send(READ)).status == 200
        assert len(server.seen) == 4


@pytest.mark.parametrize("fault", BROKEN)
async def test_a_put_survives_three_faults_in_a_row(fault: Step) -> None:
    async with ScriptedServer(fault, fault, fault, GOOD) as server:
        async with opened(server.url, network=SHORT) as transport:
            assert (await transport.send(PUT)).status == 200
        assert len(server.seen) == 4


@pytest.mark.parametrize("fault", [*BROKEN, answer(500)])
async def test_a_write_is_never_sent_twice_after_a_byte_has_left(fault: Step) -> None:
    async with ScriptedServer(fault, GOOD) as server:
        async with opened(server.url, network=SHORT) as transport:
            with pytest.raises(VendorError):
                await transport.send(ONCE)
        assert len(server.seen) == 1


async def test_a_write_goes_again_when_the_connection_was_refused() -> None:
    waits = Waits()
    async with opened(f"http://127.0.0.1:{unused_port()}", waits=waits) as transport:
        with pytest.raises(Unreachable):
            await transport.send(ONCE)
    assert waits.slept == [0.5, 1.0, 2.0]


async def test_a_write_goes_again_after_429_when_the_vendor_says_when() -> None:
    waits = Waits()
    async with (
        ScriptedServer(answer(429, headers={"Retry-After": "3"}), GOOD) as server,
        opened(server.url, waits=waits) as transport,
    ):
        assert (await transport.send(ONCE)).status == 200
    assert waits.slept == [3.0]


async def test_what_the_vendor_told_one_request_goes_for_all() -> None:
    waits = Waits()
    network = Network(proxy="none", max_concurrency=1)
    async with (
        ScriptedServer(answer(429, headers={"Retry-After": "5"}), GOOD) as server,
        opened(server.url, waits=waits, network=network) as transport,
    ):
        await asyncio.gather(transport.send(READ), transport.send(ONCE), transport.send(ONCE))
        assert len(server.seen) == 4
    assert waits.slept[0] == 5.0


async def test_retry_after_is_honoured_as_an_http_date_too() -> None:
    waits = Waits()
    when = format_datetime(NOON + timedelta(seconds=7), usegmt=True)
    async with (
        ScriptedServer(answer(503, headers={"Retry-After": when}), GOOD) as server,
        opened(server.url, waits=waits) as transport,
    ):
        await transport.send(READ)
    assert waits.slept == [7.0]


async def test_nobody_waits_for_ever_and_the_error_says_how_long_it_would_be() -> None:
    waits = Waits()
    async with (
        ScriptedServer(answer(429, headers={"Retry-After": "3600"})) as server,
        opened(server.url, waits=waits) as transport,
    ):
        with pytest.raises(RateLimited) as caught:
            await transport.send(READ)
        assert len(server.seen) == 1
    assert waits.slept == []
    assert caught.value.retry_after == 3600
    assert "It asks to wait 60 minutes, until 13:00 UTC." in str(caught.value)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Rejected), (401, SignedOut), (403, Forbidden), (404, NotFound), (501, VendorFailed)]
)
async def test_a_definite_no_is_not_asked_twice(status: int, kind: type[VendorError]) -> None:
    async with ScriptedServer(answer(status)) as server:
        async with opened(server.url) as transport:
            with pytest.raises(kind):
                await transport.send(READ)
        assert len(server.seen) == 1


async def test_a_put_that_the_vendor_broke_on_is_not_repeated() -> None:
    async with ScriptedServer(answer(500)) as server:
        async with opened(server.url) as transport:
            with pytest.raises(VendorFailed):
                await transport.send(PUT)
        assert len(server.seen) == 1


async def test_the_error_after_the_last_try_is_the_last_one() -> None:
    async with (
        ScriptedServer(reset(), answer(503), reset(), truncate({"data": []})) as server,
        opened(server.url) as transport,
    ):
        with pytest.raises(Unreachable, match="broke off in the middle"):
            await transport.send(READ)


def closing_the_door(step: Step, server: Callable[[], ScriptedServer]) -> Step:
    """Let a step happen, and nobody listen any more afterwards."""

    async def then_close(exchange: Exchange) -> None:
        server().stop_listening()
        await step(exchange)

    return then_close


@pytest.mark.parametrize("fault", [reset(), disconnect(), hang(), truncate({"data": []}), closing(answer(503))])
async def test_a_put_that_may_have_arrived_stays_in_doubt_when_the_last_try_surely_did_not(fault: Step) -> None:
    server = ScriptedServer(closing_the_door(fault, lambda: server))
    async with server, opened(server.url, network=SHORT) as transport:
        with pytest.raises(Unreachable, match="refused") as caught:
            await transport.send(PUT)
        assert len(server.seen) == 1
    assert caught.value.arrival is Arrival.MAYBE
    assert "An earlier try may have arrived." in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429])
async def test_a_put_that_may_have_arrived_stays_in_doubt_when_a_later_try_is_turned_away(status: int) -> None:
    async with ScriptedServer(reset(), answer(status)) as server, opened(server.url) as transport:
        with pytest.raises(VendorError) as caught:
            await transport.send(PUT)
    assert caught.value.arrival is Arrival.MAYBE
    assert caught.value.status == status


async def test_a_put_that_never_left_is_not_in_doubt() -> None:
    async with opened(f"http://127.0.0.1:{unused_port()}") as transport:
        with pytest.raises(Unreachable) as caught:
            await transport.send(PUT)
    assert caught.value.arrival is Arrival.NO


async def test_a_put_in_doubt_stays_so_when_no_new_token_is_to_be_had() -> None:
    tokens = iter([Token(Secret("t1"))])

    async def fetch(transport: Transport) -> Token:
        for token in tokens:
            return token
        raise SignedOut("No more tokens.", arrival=Arrival.NO)

    auth = TokenAuth(fetch)
    async with ScriptedServer(reset(), answer(401)) as server, opened(server.url, auth=auth) as transport:
        with pytest.raises(SignedOut, match="No more tokens") as caught:
            await transport.send(PUT)
    assert caught.value.arrival is Arrival.MAYBE


async def test_a_read_leaves_nothing_in_doubt() -> None:
    async with ScriptedServer(reset(), answer(404)) as server, opened(server.url) as transport:
        with pytest.raises(NotFound) as caught:
            await transport.send(READ)
    assert caught.value.arrival is Arrival.YES


errors = st.one_of(
    st.builds(TryFailed, st.builds(Unreachable, st.just("x"), arrival=st.sampled_from(Arrival))),
    st.builds(TryFailed, st.just(Malformed("x", arrival=Arrival.MAYBE))),
    st.builds(
        TryFailed,
        st.just(RateLimited("x")),
        status=st.just(429),
        wait=st.none() | st.floats(0, 1e6),
    ),
    st.builds(
        TryFailed,
        st.just(VendorFailed("x")),
        status=st.integers(500, 511),
        wait=st.none() | st.floats(0, 1e6),
    ),
)
retries = st.builds(
    Retry,
    tries=st.integers(1, 12),
    budget=st.floats(0, 300),
    first_wait=st.floats(0, 5),
    longest_wait=st.floats(0, 20),
    longest_asked=st.floats(0, 60),
)


@given(retries, st.lists(errors, min_size=12, max_size=12), st.sampled_from(Effect), st.floats(0, 1), st.floats(0, 40))
def test_tries_and_budget_are_never_exceeded(
    retry: Retry, failures: list[TryFailed], effect: Effect, chance: float, each_takes: float
) -> None:
    elapsed = 0.0
    for tries in itertools.count(1):
        elapsed += each_takes
        failed = failures[tries - 1]
        wait = retry.wait_after(failed, effect=effect, tries=tries, elapsed=elapsed, chance=lambda: chance)
        if wait is None:
            break
        assert 0 <= wait <= max(retry.longest_wait, retry.longest_asked)
        assert failed.wait is not None or wait <= retry.longest_wait
        elapsed += wait
        assert elapsed <= retry.budget
    assert tries <= retry.tries


@given(errors, st.floats(0, 1))
def test_what_may_have_arrived_is_done_once(failed: TryFailed, chance: float) -> None:
    wait = Retry().wait_after(failed, effect=Effect.ONCE, tries=1, elapsed=0, chance=lambda: chance)
    surely_not = failed.error.arrival is Arrival.NO and isinstance(failed.error, Unreachable)
    turned_away = failed.status == 429 and failed.wait is not None and failed.wait <= Retry().longest_asked
    assert (wait is not None) == (surely_not or turned_away)


@given(st.integers(1, 3), st.floats(0, 1))
def test_the_wait_doubles_and_is_drawn_from_nothing_up(tries: int, chance: float) -> None:
    failed = TryFailed(Unreachable("x", arrival=Arrival.NO))
    wait = Retry().wait_after(failed, effect=Effect.READ, tries=tries, elapsed=0, chance=lambda: chance)
    assert wait == chance * (0.5 * 2 ** (tries - 1))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(text: str, seconds: float | None) -> None:
    assert parse_retry_after(text, now=NOON) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_breaks_us(text: str) -> None:
    seconds = parse_retry_after(text, now=NOON)
    assert seconds is None or seconds >= 0
