"""Walk a list that comes in pages by offset, on servers that keep to the page and on those that do not.

What may be different from the page, and what we make of it:

- A server may send fewer rows than it was asked for. So a short page ends the list only when the same endpoint has been
  seen to send longer ones; else one more page is asked for, and an empty one ends it.
- A server may ignore the offset. A page in which nothing is new shows that; the other spelling is tried (the page says
  `skip` in one place and `offset` in another), and when that does not help either, the list ends with a note.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from msgspec import Raw

from tui.core.record import Page, Progress, Record
from tui.core.wire import Answer, Request, Transport
from tui.transport.decode import decode_rows
from tui.vendors.virbela.calls import PAGE_SIZE

__all__ = ["Listing", "Rows", "Widest", "walk"]

T = TypeVar("T")


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
    unwrap: Callable[[Answer], Rows]
    """Take the rows out of an answer."""
    where: str = "data"
    """Where the rows are in an answer, for the path of a problem."""
    words: tuple[str, ...] = ("offset", "skip")
    """How the offset is called, the likeliest first."""
    limit: int = PAGE_SIZE


@dataclass(slots=True)
class Widest:
    """The longest page that each endpoint has been seen to send."""

    rows: dict[str, int] = field(default_factory=dict)

    def is_last(self, endpoint: str, count: int, *, limit: int) -> bool:
        """Tell whether a page of so many rows must be the last; takes note of it."""
        widest = self.rows.get(endpoint, 0)
        self.rows[endpoint] = max(widest, count)
        return count == 0 or (count < limit and count < widest)


async def walk(
    transport: Transport,
    listing: Listing[T],
    call: Callable[[Sequence[tuple[str, str]]], Request],
    *,
    widest: Widest,
    endpoint: str,
) -> AsyncGenerator[Page[T], None]:
    """Yield a list's pages; every row once, those that do not decode too.

    Raises:
        VendorError: when a page cannot be had; those before it have been yielded.
    """
    words = list(listing.words)
    seen: set[str] = set()
    received = asked = 0
    while True:
        paging = (("limit", str(listing.limit)), (words[0], str(received)))
        answer = await transport.send(call(paging))
        asked += 1
        page = listing.unwrap(answer)
        records = _unseen(_decoded(page, listing, received), seen)
        if page.rows and not records:
            words.pop(0)
            if words:
                continue
            note = () if received < listing.limit else (_endless(received),)
            yield Page((), received, Progress(asked, asked), notes=note)
            return
        received += len(page.rows)
        last = widest.is_last(endpoint, len(page.rows), limit=listing.limit)
        total = received if last else page.count if page.count is not None and page.count > received else None
        yield Page(records, total, Progress(asked, asked if last else None))
        if last:
            return


def _decoded(page: Rows, listing: Listing[T], received: int) -> tuple[Record[T], ...]:
    rows = decode_rows(page.rows, listing.model, identify=listing.identify, where=listing.where, first=received)
    if not page.apart:
        return rows
    apart = decode_rows(page.apart, listing.model, identify=listing.identify, where="unparsed")
    return (*rows, *(replace(row, problem=row.problem or "Virbela could not read this row itself.") for row in apart))


def _unseen(records: Sequence[Record[T]], seen: set[str]) -> tuple[Record[T], ...]:
    """Leave out rows that came before: the list may have moved while it was read."""
    new = []
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            new.append(record)
    return tuple(new)


def _endless(received: int) -> str:
    return (
        f"Virbela sent the same rows again when it was asked for more, so there may be others than these {received:,}."
    )
