"""Walk through a list that comes in pages, without losing a row and without going round in circles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

__all__ = ["numbered_pages", "offset_pages"]

T = TypeVar("T")


def offset_pages(
    fetch: Callable[[int], Awaitable[Sequence[T]]], *, identify: Callable[[T], str], start: int = 0
) -> AsyncIterator[Sequence[T]]:
    """Iterate over pages that are asked for by the number of rows to skip. Each row comes once.

    Only an empty page ends the list: a server may cap the page below the limit that was asked for, so a short page
    says nothing, and the next offset is what has come so far. A server that ignores the offset is noticed by pages
    that bring nothing new.

    Args:
        fetch: Asks for the rows from an offset on.
        identify: How a row's id is read.
        start: The first offset.
    """
    return _pages(fetch, identify, start, lambda position, received: position + received)


def numbered_pages(
    fetch: Callable[[int], Awaitable[Sequence[T]]], *, identify: Callable[[T], str], start: int = 1
) -> AsyncIterator[Sequence[T]]:
    """Iterate over pages that are asked for by their number. Each row comes once; only an empty page ends the list.

    Args:
        fetch: Asks for one page.
        identify: How a row's id is read.
        start: The first page's number: 0 or 1, as the vendor counts.
    """
    return _pages(fetch, identify, start, lambda position, received: position + 1)


async def _pages(
    fetch: Callable[[int], Awaitable[Sequence[T]]],
    identify: Callable[[T], str],
    position: int,
    following: Callable[[int, int], int],
) -> AsyncIterator[Sequence[T]]:
    seen: set[str] = set()
    last: list[str] = []
    stale = 0
    while rows := await fetch(position):
        ids = [identify(row) for row in rows]
        news = _unseen(rows, ids, seen)
        # A row that was added at the front meanwhile pushes an old one into the next page: one page without news is
        # no proof that the server goes round in circles unless it is the same page again, and not of one row only.
        stale = 0 if news else stale + 1
        if stale > 1 or (stale and ids == last and len(ids) > 1):
            return
        if news:
            yield news
        last = ids
        position = following(position, len(rows))


def _unseen(rows: Sequence[T], ids: Sequence[str], seen: set[str]) -> list[T]:
    news = []
    for row, identity in zip(rows, ids, strict=True):
        if identity not in seen:
            seen.add(identity)
            news.append(row)
    return news
