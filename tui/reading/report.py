"""Reports: a table worked out of records, told anew while they are read, compared with the range before when asked.

::

    source ── pages ──▶ values, each once ── tabulate ──▶ Page(table=SO_FAR) … Page(table=WHOLE, notes, missing)

`tabulate` is a pure function over all values that have been read. It is called again only after what was read has grown
by half, so that all calls together take no more than three times as long as the last one. The command line, which
wants figures that are settled, has it called once.

A part that cannot be read is no reason to keep the rest back: the table is of what was read, and says what is missing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.core.collection import AGAINST, Query
from tui.core.errors import UsageError, VendorError
from tui.core.record import Page, Record, Table
from tui.core.reports.as_asked import Compared
from tui.core.time.range_before import range_before

__all__ = ["Fetch", "Tabulate", "Tabulated", "report", "table_record"]

V = TypeVar("V")

Fetch: TypeAlias = Callable[[Any, Query], AsyncIterator[Page[Any]]]
"""How a collection is read: its `fetch`."""

_GROWN: Final = 1.5
"""By how much what was read must grow before the figures are worked out anew."""

_AT_ONCE: Final = 2_000
"""Rows of a table that are handed on in one go."""


class Tabulated(Struct, frozen=True):
    """A report's table."""

    rows: Sequence[Record[Any]]
    """In the order in which they are first shown. An id is the group's name: with it, two ranges are compared."""
    notes: tuple[str, ...] = ()
    """What there is to say of the figures, a sentence each: what was left out, and why."""
    missing: tuple[str, ...] = ()
    """What should have been counted and could not be."""


Tabulate: TypeAlias = Callable[[Sequence[Any], Query], Tabulated]
"""Work a report's table out of values, which it must not change; no I/O."""


def table_record(record_id: str, row: Any) -> Record[Any]:
    """Make a report's row: it has nothing but what its columns, all of them derived, read out of it."""
    return Record(record_id, row, b"{}")


def report(
    source: Fetch, tabulate: Tabulate, *, noun: tuple[str, str], prepare: Callable[[Any], Any] | None = None
) -> Fetch:
    """Make a report's `fetch`.

    Args:
        source: How the records are read: another collection's `fetch`, asked the same question, or a function that
            turns the question into that collection's. A page of it that has a `table` and no rows has figures worked
            out at once, and says how whole they are.
        tabulate: Works the table out.
        noun: What one and several of the records are called.
        prepare: Called once with each record's value; what it returns is kept for `tabulate` in its place. A small
            tuple takes a tenth of a decoded row's memory.
    """

    async def fetch(client: Any, query: Query) -> AsyncGenerator[Page[Any], None]:
        before: Mapping[str, Record[Any]] | None = None
        missing: tuple[str, ...] = ()
        if query.text(AGAINST):
            earlier = await _last(_tables(client, _before(query)))
            before = {record.id: record for record in earlier.records}
            missing = tuple(f"In the range before: {sentence}" for sentence in earlier.missing)
        async for page in _tables(client, query):
            if before is not None:
                page = _against(page, before, missing)
            for part in _parts(page):
                yield part

    async def _tables(client: Any, query: Query) -> AsyncGenerator[Page[Any], None]:
        read = _Read(prepare)
        told_at = 0
        try:
            async with aclosing(_generator(source(client, replace(query, limit=None)))) as pages:
                async for page in pages:
                    read.take(page)
                    # A source's own word that it is time: names have come, or only they are still to come.
                    is_time = page.table is not None and read.values
                    if query.settled or not (is_time or len(read.values) >= max(told_at * _GROWN, 1)):
                        yield Page((), progress=page.progress)
                        continue
                    told_at = len(read.values)
                    so_far = tabulate(tuple(read.values.values()), query)
                    yield Page(tuple(so_far.rows), progress=page.progress, table=page.table or Table.SO_FAR)
        except VendorError as failed:
            if not read.values:
                raise
            read.missing[f"Not everything could be read: {failed.message}"] = None
        whole = tabulate(tuple(read.values.values()), query)
        missing = (*read.missing, *read.unreadable(noun), *whole.missing)
        yield Page(tuple(whole.rows), notes=(*read.notes, *whole.notes), missing=missing, table=Table.WHOLE)

    return fetch


class _Read:
    """What has been read for a report: each record's value once, and what was said beside."""

    def __init__(self, prepare: Callable[[Any], Any] | None) -> None:
        self.values: dict[str, Any] = {}
        self.notes: dict[str, None] = {}
        self.missing: dict[str, None] = {}
        self._bad: dict[str, str] = {}
        self._prepare = prepare

    def take(self, page: Page[Any]) -> None:
        """Take a page; a record that was there before takes that one's place."""
        prepare = self._prepare
        for record in page.records:
            if record.value is None:
                self._bad[record.id] = record.problem
            else:
                self.values[record.id] = record.value if prepare is None else prepare(record.value)
                self._bad.pop(record.id, None)
        self.notes |= dict.fromkeys(page.notes)
        self.missing |= dict.fromkeys(page.missing)

    def unreadable(self, noun: tuple[str, str]) -> tuple[str, ...]:
        """Say how many records are in no figure because they do not decode; nothing when all do."""
        count = len(self._bad)
        if not count:
            return ()
        what = f"{count:,} {noun[0] if count == 1 else noun[1]}"
        first = next(iter(self._bad.values()))
        return (f"{what} could not be read and {'is' if count == 1 else 'are'} in no figure: {first}",)


def _before(query: Query) -> Query:
    """Return the question about the range before.

    Raises:
        UsageError: when there is no range to be before.
    """
    if query.span is None or query.zone is None:
        raise UsageError("Without a range there is none before it.", way_out="Give one, such as --from 7d.")
    values = {name: value for name, value in query.values.items() if name != AGAINST}
    return replace(query, values=values, span=range_before(query.span, query.zone), settled=True, named=False)


async def _last(pages: AsyncGenerator[Page[Any], None]) -> Page[Any]:
    last: Page[Any] = Page(())
    async with aclosing(pages):
        async for page in pages:
            last = page
    return last


async def _generator(pages: AsyncIterator[Page[Any]]) -> AsyncGenerator[Page[Any], None]:
    """Have any iterator closed when the reading ends early."""
    try:
        async for page in pages:
            yield page
    finally:
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()


def _parts(page: Page[Any]) -> Iterable[Page[Any]]:
    """Yield a table that is too long for one go in two: what follows is read as rows of any other list."""
    if page.table is None or len(page.records) <= _AT_ONCE:
        yield page
        return
    yield replace(page, records=page.records[:_AT_ONCE])
    if page.table is not Table.SO_FAR:
        yield Page(page.records[_AT_ONCE:])


def _against(page: Page[Any], before: Mapping[str, Record[Any]], missing: tuple[str, ...]) -> Page[Any]:
    paired = replace(page, records=tuple(_pair(record, before) for record in page.records))
    if page.table is not Table.WHOLE:
        return paired
    return replace(paired, notes=(*page.notes, *_gone(before, page.records)), missing=(*page.missing, *missing))


def _pair(record: Record[Any], before: Mapping[str, Record[Any]]) -> Record[Any]:
    earlier = before.get(record.id)
    return replace(record, value=Compared(record.value, None if earlier is None else earlier.value))


def _gone(before: Mapping[str, Record[Any]], now: Iterable[Record[Any]]) -> tuple[str, ...]:
    """Say how many rows there were only before."""
    gone = len(before.keys() - {record.id for record in now})
    if not gone:
        return ()
    rows = "1 row of the range before is" if gone == 1 else f"{gone:,} rows of the range before are"
    return (f"{rows} not in this range, and not in the table.",)
