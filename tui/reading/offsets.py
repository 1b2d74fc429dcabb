"""Walk a list that comes in pages by offset, on servers that keep to their reference and on those that do not.

What may be different, and what we make of it:

- A server may send fewer rows than it was asked for. So a short page ends the list only when the same endpoint has been
  seen to send longer ones; else one more page is asked for, and an empty one ends it.
- A server may send more rows than it was asked for: some that it could not read, beside the others or among them. The
  next page begins where it would without them, never farther on, and what comes twice so is left out.
- Some lists come whole when no limit is asked for, so they are asked for like that, once. A server may have a limit of
  its own all the same (`Lengths.is_whole`), or fail at so much; then it is asked in pages.
- Rows that are added while a list is read come twice, and are left out once. Rows that are deleted before the offset
  move others up past it, and those do not come: an offset says nothing of what stood before it. Asking from the last
  known row on would show it, but that is another request for each list, or other offsets than the reference's in every
  one, paid by all reads for what the next one mends; so it is not done. Nor can rows of two kinds be told apart where a
  server caps its pages below our limit and mixes rows of the second kind in that decode as well.
- A server may ignore the offset. The same page again shows that; another spelling of the parameter is tried, and when
  that does not help either, the list ends and says that there may be more.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

from msgspec import Struct, field

from tui.core.errors import Arrival, Malformed, Rejected, Unreachable, VendorError, VendorFailed
from tui.core.record import Page, Progress, Record
from tui.reading.ahead import Ahead, Question
from tui.reading.paging import Sender, Sheet, Unseen, in_portions, is_again
from tui.transport.sent_rows import SentRows

__all__ = ["AskSheet", "Lengths", "OffsetList", "offset_pages"]

T = TypeVar("T")

_PROOFS: Final = 3
"""Lists of the very same length that had no more to give, after which that length is no limit of the server's: three
lists are not by chance all exactly as long as a limit that nobody knows of."""

AskSheet: TypeAlias = Callable[[int | None, str, int], Awaitable[Sheet[T]]]
"""Ask for the rows from an offset on: the limit or None for none, the offset's spelling, the offset."""


class OffsetList(Struct, frozen=True):
    """How a list's pages are asked for."""

    sender: Sender
    endpoint: str
    """What the lengths of answers are remembered under."""
    words: tuple[str, ...] = ("offset",)
    """How the offset may be called, the likeliest first."""
    limit: int = 1000
    """Rows asked for at once."""
    whole: bool = False
    """Whether the vendor promises all rows when no limit is asked for."""


class Lengths(Struct):
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

    def is_last(self, endpoint: str, count: int, *, limit: int, apart: int = 0) -> bool:
        """Tell whether a page of so many rows must be the last; takes note of it.

        Rows that came apart may have taken the place of others: with them a page is not as short as it looks.
        """
        widest = self.widest.get(endpoint, 0)
        self.widest[endpoint] = max(widest, min(count, limit))
        filled = count + apart
        return filled == 0 or (filled < limit and filled < widest)

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


async def offset_pages(
    ask: AskSheet[T], asked: OffsetList, *, lengths: Lengths, at_most: int | None = None, at_once: int = 1
) -> AsyncGenerator[Page[T], None]:
    """Yield a list's pages; every row once, those that do not decode too.

    Once the vendor has said that there are more rows than came, so many pages are asked for side by side. They are
    taken in their order all the same, and one that fails ends the list where it would have ended anyway.

    Args:
        ask: Asks for one page.
        asked: How the pages are asked for.
        lengths: What is known of the endpoint; grows.
        at_most: Ask for no more pages once so many rows came; None for all of them.
        at_once: How many pages may be asked for at the same time.

    Raises:
        VendorError: when a page cannot be had; those before it have been yielded.
    """
    walk = _Walk[T](asked, lengths, at_most)
    ahead = Ahead(ask, at_once=at_once)
    try:
        while not walk.ended:
            sheet = await walk.ask(ahead.ask)
            if sheet.rows:
                await walk.unseen.look_back()
            page = walk.take(sheet)
            ahead.begin(walk.coming())
            if page is not None:
                async for portion in in_portions(page):
                    yield portion
    finally:
        await ahead.aclose()


class _Walk(Generic[T]):
    """One list on its way in."""

    def __init__(self, asked: OffsetList, lengths: Lengths, at_most: int | None) -> None:
        self._asked = asked
        self._lengths = lengths
        self._at_most = at_most
        self._words = list(asked.words)
        self._limit = asked.limit if at_most is None else min(asked.limit, at_most)
        self._without_limit = asked.whole and asked.endpoint not in lengths.paged
        self._came_without = 0
        self._offset = self._answers = self._stale = self._apart = 0
        self._expected = self._step = 0
        self.unseen = Unseen[T]()
        self._before: Sequence[Record[T]] = ()
        self.ended = False

    async def ask(self, ask: AskSheet[T]) -> Sheet[T]:
        """Ask for the next page; with a limit where the server fails without."""
        word = self._words[0]
        if not self._without_limit:
            return await ask(self._limit, word, self._offset)
        try:
            return await ask(None, word, self._offset)
        except VendorError as failed:
            if not _may_be_too_much(failed):
                raise
        sheet = await ask(self._limit, word, 0)
        self._lengths.paged.add(self._asked.endpoint)
        self._without_limit = False
        return sheet

    def coming(self) -> Iterator[Question]:
        """Say what will be asked for next if the pages stay as long as the last one: nothing while the size is unknown.

        What came without a limit says nothing of the pages that are asked for with one.
        """
        if self.ended or not self._step:
            return
        stop = self._expected if self._at_most is None else min(self._expected, self._at_most)
        for offset in range(self._offset, stop, self._step):
            yield self._limit, self._words[0], offset

    def take(self, sheet: Sheet[T]) -> Page[T] | None:
        """Take an answer: return what is to be yielded, and know what comes next."""
        self._answers += 1
        self._expected = max(sheet.count or 0, sheet.expected or 0)
        if self._came_without:
            self._lengths.learn(self._asked.endpoint, self._came_without, more=len(sheet.records))
            self._came_without = 0
        rows = sheet.rows
        as_sent = isinstance(rows, SentRows) and not self.unseen.came
        news = self.unseen.unlooked(rows) if as_sent else self.unseen.among(rows)
        if rows and not news and not self._goes_on(sheet):
            return self._end(sheet, (), repeats=True) if not self._words else None
        self._before = rows
        if news:
            self._stale = 0
        if sheet.apart:
            apart = {id(row) for row in sheet.apart}
            self._apart += sum(id(row) in apart for row in news)
        last = self._is_last(sheet)
        if last or (self._at_most is not None and self.unseen.came >= self._at_most):
            return self._end(sheet, news, last=last)
        count = sheet.count
        total = count if count is not None and count > self.unseen.came else None
        return Page(news, total, Progress(self._answers))

    def _goes_on(self, sheet: Sheet[T]) -> bool:
        """Tell whether a page may well be without news; else try the next spelling.

        It may when it lies within what came, since rows of a second class kept the offset back, and once when others
        were pushed into it.
        """
        if not is_again(sheet.rows, self._before):
            self._stale += self._offset + len(sheet.records) > self.unseen.came
            if self._stale <= 1:
                return True
        self._words.pop(0)
        self._stale = 0
        return False

    def _is_last(self, sheet: Sheet[T]) -> bool:
        """Move on, and tell whether there is nothing more. A vendor that counts more than came has the last word."""
        count, endpoint = len(sheet.records), self._asked.endpoint
        # Never farther than was asked for: a longer page holds rows that the vendor's own offset may not count. Nor by
        # rows that came apart, unless there are no others.
        self._step = 0 if self._without_limit else min(count or len(sheet.apart), self._limit)
        self._offset += count if self._without_limit else self._step
        if self._without_limit:
            self._came_without, self._without_limit = self._offset, False
            last = self._lengths.is_whole(endpoint, self._offset)
        else:
            last = self._lengths.is_last(endpoint, count, limit=self._limit, apart=len(sheet.apart))
        return last and (not sheet.records or (sheet.count or 0) <= self.unseen.came)

    def _end(self, sheet: Sheet[T], news: Sequence[Record[T]], *, last: bool = True, repeats: bool = False) -> Page[T]:
        self.ended = True
        sender, progress = self._asked.sender, Progress(self._answers, self._answers)
        notes = (sender.could_not_read(self._apart),) if self._apart else ()
        if not last:
            return Page(news, sheet.count, progress, notes)
        missing: tuple[str, ...] = ()
        if sheet.count is not None and sheet.count > self.unseen.came:
            missing = (sender.counts_more(sheet.count, self.unseen.came),)
        elif repeats and self.unseen.came >= self._limit:
            missing = (_endless(sender, self.unseen.came),)
        return Page(news, self.unseen.came, progress, notes, missing)


def _may_be_too_much(failed: VendorError) -> bool:
    """Tell whether a request without a limit may have failed for want of one: no limit, or too long an answer.

    Silence is no sign of that: whoever waited for it once must not wait as long again.
    """
    if isinstance(failed, Unreachable):
        return failed.arrival is not Arrival.NO and not failed.stalled
    return isinstance(failed, Rejected | VendorFailed | Malformed)


def _endless(sender: Sender, sent: int) -> str:
    return (
        f"{sender.name} sent the same rows again when it was asked for more, so there may be others than these "
        f"{sent:,}."
    )
