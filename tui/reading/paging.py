"""Walk through a list that comes in pages, without losing a row and without going round in circles.

What holds for every list, however its pages are asked for (`numbered_pages` here, `offset_pages` next door):

- A list moves while it is read. What comes again is left out (`Unseen`), and only what is new counts.
- A server may cap its pages, put rows of a second class beside the others, ignore what it is asked. So the rows of one
  page say little about the next; only an empty page is an end for certain.
- A vendor may count more than it sends. Then the whole is not whole, and the last page says so.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from tui.core.errors import Malformed
from tui.core.record import Page, Progress, Record
from tui.core.turns import give_way
from tui.transport.decode import decode

__all__ = ["Sender", "Sheet", "Unseen", "decode_page", "in_portions", "is_again", "numbered_pages"]

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

_AT_ONCE: Final = 4096
"""Rows handed on at a stretch."""
_LOOKED_AT_ONCE: Final = 256
"""Rows decoded at a stretch for nothing but their ids: less than 1 ms."""


class Sheet(Struct, Generic[T], frozen=True):
    """One answer: the rows of a page, those that were seen before among them."""

    records: Sequence[Record[T]]
    """The rows that the paging goes by, in the vendor's order; those that do not decode too."""
    count: int | None = None
    """How many rows there are in all, by the vendor's own words; None when it does not say."""
    apart: Sequence[Record[T]] = ()
    """Rows beside the others, which the vendor could not read itself. Whether its paging counts them nobody knows."""
    expected: int | None = None
    """How many rows there may be in all, by words that may as well mean something else: pages are asked for side by
    side by it, and nothing is judged by it. None when nothing says so."""
    may_have_more: bool = False
    """Whether there may be more although as many rows came as the vendor counts: a page as long as was asked for."""

    @property
    def rows(self) -> Sequence[Record[T]]:
        """All rows of the answer."""
        return (*self.records, *self.apart) if self.apart else self.records


class Sender(Struct, frozen=True):
    """Who sends a list, and what its rows are called: for the sentences about it."""

    name: str
    """The vendor's title."""
    rows: str = "rows"
    """What several of its rows are called."""

    def counts_more(self, count: int, sent: int) -> str:
        """Say that fewer rows came than the vendor counts."""
        return f"{self.name} counts {count:,} {self.rows}, and sent {sent:,}."

    def could_not_read(self, count: int) -> str:
        """Say that there are rows which the vendor itself could not read."""
        why = "its row says why" if count == 1 else "their rows say why"
        return f"{self.name} could not read {count:,} of the {self.rows}; {why}."


@dataclass
class Unseen(Generic[T]):
    """Leaves out rows that came before: a list may have moved while it was read.

    A row that does not decode goes by its place where it has no id, and that is another one in every page: it is new
    when no earlier page had its bytes.
    """

    came: int = 0
    """Rows that came so far, without those of earlier pages that came again. One that stands twice in a page counts
    twice, for so it does for the vendor."""
    _seen: set[str | bytes] = field(default_factory=set)
    _unlooked: Sequence[Record[T]] = ()
    """The first page's rows, while nobody has looked at them."""

    def unlooked(self, rows: Sequence[Record[T]]) -> Sequence[Record[T]]:
        """Let the rows of a first page by as they were sent: what is in them is looked at when others follow.

        Whoever takes them leaves out by itself what stands twice in them.
        """
        self.came += len(rows)
        self._unlooked = rows
        return rows

    async def look_back(self) -> None:
        """Look at rows that nobody has looked at, some at a time, before others are looked for among them."""
        rows, self._unlooked = self._unlooked, ()
        for start in range(0, len(rows), _LOOKED_AT_ONCE):
            for record in rows[start : start + _LOOKED_AT_ONCE]:
                self._seen.add(record.id)
                if record.value is None:
                    self._seen.add(record.raw)
            await give_way()

    def among(self, records: Sequence[Record[T]]) -> tuple[Record[T], ...]:
        """Return those of a page's rows that are new, each once."""
        if not self._seen:
            new = {record.id: record for record in records if record.value is not None}
            if len(new) == len(records):  # nearly always, and there is nothing to leave out
                self.came += len(records)
                self._seen.update(new)
                return tuple(records)
        new = {}
        for record in records:
            if record.id not in self._seen and (record.value is not None or record.raw not in self._seen):
                new.setdefault(record.id, record)
                self.came += 1
        self._seen.update(new)
        self._seen.update(record.raw for record in new.values() if record.value is None)
        return tuple(new.values())


def is_again(rows: Sequence[Record[T]], before: Sequence[Record[T]]) -> bool:
    """Tell whether a page is the one before it once more, to the byte."""
    return len(rows) == len(before) and all(row.raw == old.raw for row, old in zip(rows, before, strict=True))


def decode_page(body: bytes, kind: type[S], *, url: str) -> S:
    """Decode a page all of whose parts may be missing.

    Raises:
        Malformed: when it is something else; an object that has none of the parts, but others, is a health page or the
            like, and no empty list.
    """
    page = decode(body, kind, url=url)
    if page == kind():
        there = decode(body, dict[str, msgspec.Raw], url=url).keys()
        parts = [field.encode_name for field in msgspec.structs.fields(kind)]
        if there and there.isdisjoint(parts):
            raise Malformed(
                f"The answer cannot be read: it has none of {', '.join(parts)}.",
                way_out="Check the address in the config: something else may answer there.",
                url=url,
            )
    return page


async def in_portions(page: Page[T]) -> AsyncGenerator[Page[T], None]:
    """Yield a very long page as several, the last of which says what the whole does.

    Whoever takes them does with each what takes its time, a filter or a table, and between two of them others have
    their turn.
    """
    for portion in page.portions(_AT_ONCE):
        yield portion
        if portion is not page:
            await give_way()


async def numbered_pages(
    ask: Callable[[int], Awaitable[Sheet[T]]],
    *,
    sender: Sender,
    first: int = 1,
    at_most: int | None = None,
    unseen: Unseen[T] | None = None,
) -> AsyncGenerator[Page[T], None]:
    """Yield a list whose pages are asked for by their number, each row once.

    The end is an empty page, or as many rows as the vendor counts. Two pages in a row in which nothing is new, or the
    same page again, show a server that ignores the number.

    Args:
        ask: Asks for one page.
        sender: Who is asked, for what is said when fewer rows come than it counts.
        first: The first page's number: 0 or 1, as the vendor counts.
        at_most: Ask for no more pages once so many rows came; None for all of them.
        unseen: Tells which rows are new where an id alone does not.

    Raises:
        VendorError: when a page cannot be had; those before it have been yielded.
    """
    unseen = unseen or Unseen[T]()
    before: Sequence[Record[T]] = ()
    number, stale, count = first, 0, None
    while True:
        sheet = await ask(number)
        rows = sheet.rows
        count = sheet.count if sheet.count is not None else count
        news = unseen.among(rows)
        sent = unseen.came
        stale = 0 if news else stale + 1
        ends = not rows or stale > 1 or (stale and is_again(rows, before)) or _is_all(sheet, count, sent)
        missing = (sender.counts_more(count, sent),) if ends and count is not None and sent < count else ()
        if news or missing or number == first:
            page = Page(news, total=count, progress=Progress(number - first + 1), missing=missing)
            async for portion in in_portions(page):
                yield portion
        if ends or (at_most is not None and sent >= at_most):
            return
        number, before = number + 1, rows


def _is_all(sheet: Sheet[T], count: int | None, sent: int) -> bool:
    """Tell whether the count is reached. One that has been passed is wrong, and no end."""
    return count is not None and sent == count and not sheet.may_have_more
