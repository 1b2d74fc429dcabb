"""Walk a list that comes in pages by offset, on servers that keep to the page and on those that do not.

What may be different from the page, and what we make of it:

- A server may send fewer rows than it was asked for. So a short page ends the list only when the same endpoint has been
  seen to send longer ones; else one more page is asked for, and an empty one ends it.
- The page says that attendance comes whole when no limit is asked for, so it is asked for like that, once for a window.
  A server may have a limit of its own all the same (`Lengths.is_whole`), or fail at so much; then it is asked in pages.
- A server may ignore the offset. A page in which nothing is new shows that; the other spelling is tried (the page says
  `skip` in one place and `offset` in another), and when that does not help either, the list ends with a note.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

from msgspec import Raw

from tui.core.errors import Arrival, Malformed, Rejected, Unreachable, VendorError, VendorFailed
from tui.core.http import Request, Response, Transport
from tui.core.record import Page, Progress, Record
from tui.transport.decode import decode_rows
from tui.vendors.virbela.api.calls import PAGE_SIZE

__all__ = ["Lengths", "Listing", "Rows", "walk"]

T = TypeVar("T")

_PROOFS: Final = 3
"""Lists of the very same length that had no more to give, after which that length is no limit of the server's: three
lists are not by chance all exactly as long as a limit that nobody knows of."""

_HEAD_START: Final = 0.001
"""Seconds that an answer waits before it is decoded, so that the next request, which was waiting for it to come, goes
out first: decoding thousands of rows would hold that up, and the vendor has time to work on it meanwhile."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one answer, not decoded yet."""

    rows: Sequence[Raw]
    count: int | None = None
    """What the vendor says there are; on the page it is the number of rows in the example, so it may be just these."""
    apart: Sequence[Raw] = ()
    """Rows that the vendor sent beside the others because it could not read them itself."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A list of the vendor's: what its rows are, and how its pages are asked for."""

    model: type[T]
    identify: Callable[[T], str]
    unwrap: Callable[[Response], Rows]
    """Take the rows out of an answer."""
    where: str = "data"
    """Where the rows are in an answer, for the path of a problem."""
    words: tuple[str, ...] = ("offset", "skip")
    """How the offset is called, the likeliest first."""
    limit: int = PAGE_SIZE
    whole: bool = False
    """Whether the page promises all rows when no limit is asked for."""


@dataclass(slots=True)
class Lengths:
    """What the lengths of answers have taught about each endpoint, for as long as the client lives."""

    widest: dict[str, int] = field(default_factory=dict)
    """The longest page that was sent when a limit was asked for."""
    longest: dict[str, int] = field(default_factory=dict)
    """The most rows that were sent when none was."""
    proofs: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many lists of a length, sent without a limit, turned out to have no more."""
    limited: set[str] = field(default_factory=set)
    """Endpoints that have sent less than everything although no limit was asked for."""
    paged: set[str] = field(default_factory=set)
    """Endpoints that must be asked with a limit, for they fail without."""

    def is_last(self, endpoint: str, count: int, *, limit: int) -> bool:
        """Tell whether a page of so many rows must be the last; takes note of it."""
        widest = self.widest.get(endpoint, 0)
        self.widest[endpoint] = max(widest, count)
        return count == 0 or (count < limit and count < widest)

    def is_whole(self, endpoint: str, count: int) -> bool:
        """Tell whether an answer of so many rows, asked for without a limit, must be everything; takes note of it.

        A limit of the server's own would cut answers at one length, so an answer that is shorter than another one was
        not cut. The longest ones are taken for whole once several of that very length were, and none was cut.
        """
        longest = self.longest.get(endpoint, 0)
        self.longest[endpoint] = max(longest, count)
        if count == 0 or count < longest:
            return True
        return endpoint not in self.limited and self.proofs.get((endpoint, count), 0) >= _PROOFS

    def learn(self, endpoint: str, count: int, *, more: int) -> None:
        """Take note of how many rows came when more was asked for after an answer without a limit."""
        if more:
            self.limited.add(endpoint)
        else:
            self.proofs[endpoint, count] = self.proofs.get((endpoint, count), 0) + 1


async def walk(
    transport: Transport,
    listing: Listing[T],
    call: Callable[[Sequence[tuple[str, str]]], Request],
    *,
    lengths: Lengths,
    endpoint: str,
) -> AsyncGenerator[Page[T], None]:
    """Yield a list's pages; every row once, those that do not decode too.

    Raises:
        VendorError: when a page cannot be had; those before it have been yielded.
    """
    words = list(listing.words)
    seen: set[str | bytes] = set()
    received = asked = 0
    without_limit = listing.whole and endpoint not in lengths.paged
    came_without = 0
    while True:
        limit = () if without_limit else (("limit", str(listing.limit)),)
        try:
            answer = await transport.send(call((*limit, (words[0], str(received)))))
        except VendorError as failed:
            if not without_limit or not _may_be_too_much(failed):
                raise
            answer = await transport.send(call((("limit", str(listing.limit)), (words[0], "0"))))
            lengths.paged.add(endpoint)
            without_limit = False
        asked += 1
        await asyncio.sleep(_HEAD_START)
        page = listing.unwrap(answer)
        if came_without:
            lengths.learn(endpoint, came_without, more=len(page.rows))
            came_without = 0
        records = _unseen(_decoded(page, listing, received), seen)
        if page.rows and not records:
            words.pop(0)
            if words:
                continue
            note = () if received < listing.limit else (_endless(received),)
            yield Page((), received, Progress(asked, asked), notes=note)
            return
        received += len(page.rows)
        if without_limit:
            last = lengths.is_whole(endpoint, received) and (page.count or 0) <= received
            came_without, without_limit = received, False
        else:
            last = lengths.is_last(endpoint, len(page.rows), limit=listing.limit)
        total = received if last else page.count if page.count is not None and page.count > received else None
        yield Page(records, total, Progress(asked, asked if last else None))
        if last:
            return


def _may_be_too_much(failed: VendorError) -> bool:
    """Tell whether a request without a limit may have failed for want of one: no limit, or too long an answer."""
    if isinstance(failed, Unreachable):
        return failed.arrival is not Arrival.NO
    return isinstance(failed, Rejected | VendorFailed | Malformed)


def _decoded(page: Rows, listing: Listing[T], received: int) -> tuple[Record[T], ...]:
    rows = decode_rows(page.rows, listing.model, identify=listing.identify, where=listing.where, first=received)
    if not page.apart:
        return rows
    apart = decode_rows(page.apart, listing.model, identify=listing.identify, where="unparsed")
    return (*rows, *(replace(row, problem=row.problem or "Virbela could not read this row itself.") for row in apart))


def _unseen(records: Sequence[Record[T]], seen: set[str | bytes]) -> tuple[Record[T], ...]:
    """Leave out rows that came before: the list may have moved while it was read.

    Rows that do not decode go by their place, which is another one in every page. A page that brings nothing else, and
    of them only such as came before to the byte, brings nothing new: else it would be asked for again for ever.
    """
    new: dict[str, Record[T]] = {}
    for record in records:
        if record.id not in seen:
            new.setdefault(record.id, record)
    is_news = any(record.value is not None or record.raw not in seen for record in new.values())
    seen.update(new)
    seen.update(record.raw for record in new.values() if record.value is None)
    return tuple(new.values()) if is_news else ()


def _endless(received: int) -> str:
    return (
        f"Virbela sent the same rows again when it was asked for more, so there may be others than these {received:,}."
    )
