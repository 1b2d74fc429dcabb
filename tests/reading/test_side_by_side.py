"""Several things read at once: in order or as they come, never more ahead than is good, and always stoppable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import pytest

from tui.reading.side_by_side import in_order, merged

Reading = Callable[..., AsyncGenerator[int, None]]


async def numbers(
    *given: int, after: asyncio.Event | None = None, then: asyncio.Event | None = None
) -> AsyncGenerator[int, None]:
    if after is not None:
        await after.wait()
    for number in given:
        yield number
    if then is not None:
        then.set()


async def test_what_comes_first_is_yielded_first() -> None:
    gate = asyncio.Event()

    assert [number async for number in merged([numbers(1, after=gate), numbers(2, then=gate)], at_once=2)] == [2, 1]


async def test_in_order_the_first_ones_come_first_whichever_answers_first() -> None:
    gate = asyncio.Event()
    sources = [numbers(1, 2, after=gate), numbers(3), numbers(4, then=gate)]

    assert [number async for number in in_order(sources, at_once=3)] == [1, 2, 3, 4]


@pytest.mark.parametrize("reading", [merged, in_order])
async def test_what_had_come_is_yielded_before_the_error_is_raised(reading: Reading) -> None:
    came = asyncio.Event()

    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        await came.wait()
        raise OSError("gone")

    async def waiting() -> AsyncGenerator[int, None]:
        yield 2
        came.set()
        await asyncio.Event().wait()

    taken: list[int] = []

    async def take() -> None:
        async for number in reading([failing(), waiting()], at_once=2):
            taken.append(number)  # noqa: PERF401 - what had come must be there although it fails

    with pytest.raises(OSError, match="gone"):
        await take()

    assert sorted(taken) == [1, 2]


@pytest.mark.parametrize("reading", [merged, in_order])
async def test_a_source_waits_when_nobody_takes_what_it_sends(reading: Reading) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[int, None]:
        nonlocal sent
        while sent < 10_000:
            sent += 1
            yield sent

    async with aclosing(reading([endless()], at_once=1)) as items:
        async for _ in items:
            for _ in range(200):
                await asyncio.sleep(0)
            break

    assert sent < 100


@pytest.mark.parametrize("reading", [merged, in_order])
async def test_a_cancellation_that_comes_while_it_stops_is_passed_on(reading: Reading) -> None:
    stopping, may_stop = asyncio.Event(), asyncio.Event()

    async def slow_to_stop() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            stopping.set()
            await may_stop.wait()

    async def read() -> None:
        async with aclosing(reading([slow_to_stop()], at_once=1)) as items:
            async for _ in items:
                break

    task = asyncio.create_task(read())
    await stopping.wait()
    task.cancel()
    await asyncio.sleep(0)
    may_stop.set()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("reading", [merged, in_order])
async def test_more_sources_than_may_be_under_way_are_all_read(reading: Reading) -> None:
    assert sorted([number async for number in reading([numbers(n) for n in range(50)], at_once=3)]) == list(range(50))
