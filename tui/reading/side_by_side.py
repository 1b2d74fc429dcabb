"""Read several things at once: what comes is taken as it comes, or in the order of those who were asked.

::

    sources ─▶ a task each, so many at once ─▶ lane ─▶ whoever iterates
                                               └ a source waits when so much of it has not been taken yet
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import aclosing
from typing import Final, Generic, TypeVar

__all__ = ["in_order", "merged"]

T = TypeVar("T")

_END: Final = object()

_UNTAKEN: Final = 32
"""Items that may wait to be taken before their sources wait as well: pages, so there is no need for many."""

_AHEAD: Final = 4
"""For each source under way so many may be begun before their turn; what they send is held until then."""


class _Lane(Generic[T]):
    """A queue that makes those who fill it wait, and loses nothing when they are stopped while they wait."""

    def __init__(self) -> None:
        self._items: asyncio.Queue[object] = asyncio.Queue()
        self._room = asyncio.Semaphore(_UNTAKEN)

    async def put(self, item: T) -> None:
        """Hand an item over, and only then wait for there to be room for the next."""
        self._items.put_nowait(item)
        await self._room.acquire()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._items.put_nowait(_END)

    async def taken(self) -> AsyncGenerator[T, None]:
        """Yield what was put, until the end."""
        while (item := await self._items.get()) is not _END:
            self._room.release()
            yield item  # type: ignore[misc]


async def merged(sources: Iterable[AsyncIterator[T]], *, at_once: int) -> AsyncGenerator[T, None]:
    """Yield what the sources yield, as it comes; at most so many of them are under way.

    When one fails, the others are stopped; what had come before is yielded, and then the error is raised. Broken off,
    or cancelled, it stops all of them before it returns: close it (`contextlib.aclosing`).

    A task group must not stay open across a `yield`, for it would cancel whoever happens to run then; so it lives in a
    task of its own, and a lane leads out of it.
    """
    lane = _Lane[T]()
    remaining = iter(sources)

    async def read_in_turn() -> None:
        for source in remaining:
            await _drain(source, lane)

    reading = asyncio.create_task(_at_once(read_in_turn, at_once))
    # Called when the task is over in any way, after everything it had put.
    reading.add_done_callback(lambda _: lane.end())
    try:
        async with aclosing(lane.taken()) as items:
            async for item in items:
                yield item
        await reading
    except BaseExceptionGroup as failed:
        raise _first(failed) from None
    finally:
        await _stop(reading)


async def in_order(sources: Iterable[AsyncIterator[T]], *, at_once: int) -> AsyncGenerator[T, None]:
    """Yield all of the first source, then all of the second, and so on, while several are under way.

    So two runs yield the same in the same order, whichever answer comes first. A failure is as in `merged`: what had
    come of any source is yielded before it.
    """
    lanes: asyncio.Queue[_Lane[T] | None] = asyncio.Queue()
    begun: list[_Lane[T]] = []
    ahead = asyncio.Semaphore(_AHEAD * max(at_once, 1))
    remaining = iter(sources)

    async def read_in_turn() -> None:
        while True:
            await ahead.acquire()
            source = next(remaining, None)
            if source is None:
                ahead.release()
                return
            lane = _Lane[T]()
            begun.append(lane)
            lanes.put_nowait(lane)
            await _drain(source, lane)
            lane.end()

    def ended(_: object) -> None:
        for lane in begun:
            lane.end()
        lanes.put_nowait(None)

    reading = asyncio.create_task(_at_once(read_in_turn, at_once))
    reading.add_done_callback(ended)
    try:
        while (lane := await lanes.get()) is not None:
            async with aclosing(lane.taken()) as items:
                async for item in items:
                    yield item
            begun.remove(lane)
            ahead.release()
        await reading
    except BaseExceptionGroup as failed:
        raise _first(failed) from None
    finally:
        await _stop(reading)


async def _at_once(work: Callable[[], Coroutine[None, None, None]], count: int) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(max(count, 1)):
            group.create_task(work())


async def _drain(source: AsyncIterator[T], lane: _Lane[T]) -> None:
    try:
        async for item in source:
            await lane.put(item)
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()


async def _stop(reading: asyncio.Task[None]) -> None:
    """Stop what is still under way, and see it end; a cancellation that comes meanwhile is passed on after that."""
    reading.cancel()
    cancelled: asyncio.CancelledError | None = None
    while not reading.done():
        try:
            await asyncio.wait([reading])
        except asyncio.CancelledError as broken_off:
            cancelled = broken_off
    if not reading.cancelled():
        reading.exception()  # looked at, so that nobody complains that it was not
    if cancelled is not None:
        raise cancelled


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    leaf: BaseException = group
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf
