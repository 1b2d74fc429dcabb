"""Read several things at once and take what comes in the order it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import suppress
from typing import Final, TypeVar

__all__ = ["merged"]

T = TypeVar("T")

_END: Final = object()


async def merged(sources: Iterable[AsyncIterator[T]], *, at_once: int) -> AsyncGenerator[T, None]:
    """Yield what the sources yield, as it comes; at most so many of them are under way.

    When one fails, the others are stopped; what had come before is yielded, and then the error is raised. Broken off,
    or cancelled, it stops all of them before it returns: close it (`contextlib.aclosing`).

    A task group must not stay open across a `yield`, for it would cancel whoever happens to run then; so it lives in a
    task of its own, and a queue leads out of it.
    """
    queue: asyncio.Queue[object] = asyncio.Queue()
    reading = asyncio.create_task(_read_all(iter(sources), at_once, queue))
    # Called when the task is over in any way, after everything it had put.
    reading.add_done_callback(lambda _: queue.put_nowait(_END))
    try:
        while (item := await queue.get()) is not _END:
            yield item  # type: ignore[misc]
        await reading
    except BaseExceptionGroup as failed:
        raise _first(failed) from None
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError, ExceptionGroup):
            await reading


async def _read_all(sources: Iterator[AsyncIterator[T]], at_once: int, queue: asyncio.Queue[object]) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(max(at_once, 1)):
            group.create_task(_read_in_turn(sources, queue))


async def _read_in_turn(sources: Iterator[AsyncIterator[T]], queue: asyncio.Queue[object]) -> None:
    for source in sources:
        try:
            async for item in source:
                queue.put_nowait(item)
        finally:
            if isinstance(source, AsyncGenerator):
                await source.aclose()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    leaf: BaseException = group
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf
