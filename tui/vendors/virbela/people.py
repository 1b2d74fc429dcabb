"""The campus directory: who is behind a user id. Read once for each client, however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.core.errors import VendorError
from tui.core.record import Page, Record, Table
from tui.reading.side_by_side import merged

__all__ = ["Directory", "People", "Person", "joined", "names_beside"]

T = TypeVar("T")

_PAGE: Final = 2000
"""Rows that are given again at once."""


class Person(Struct, frozen=True, gc=False):
    """Somebody of the campus, as far as a list of sessions wants to know."""

    name: str
    email: str | None = None


People: TypeAlias = Mapping[str, Person]
"""The campus's people by user id. People with a pending invitation are not in it, nor are those who were deleted."""


class Directory:
    """Reads the people at the first call; everybody who asks meanwhile waits for the same answer.

    A failure is not kept: the next call tries again. When the last one who waits is cancelled, so is the reading.
    """

    def __init__(
        self, read: Callable[[], AsyncGenerator[Page[Any], None]], person: Callable[[Any], tuple[str, Person]]
    ) -> None:
        """Take note of how to read; reads nothing yet.

        Args:
            read: asks for the users, in pages.
            person: what to keep of one: the id, and the person.
        """
        self._read = read
        self._person = person
        self._people: People | None = None
        self._reading: asyncio.Task[People] | None = None
        self._waiting = 0

    @property
    def known(self) -> People | None:
        """The people, when they have been read; None before."""
        return self._people

    def forget(self) -> None:
        """Read anew at the next call: somebody joined, left or changed."""
        self._people = None

    async def people(self) -> People:
        """Return everybody.

        Raises:
            VendorError: when the users cannot be read.
        """
        if self._people is not None:
            return self._people
        if self._reading is None:
            self._reading = asyncio.create_task(self._load())
        reading = self._reading
        self._waiting += 1
        try:
            # Shielded: one who gives up must not take the answer from the others.
            return await asyncio.shield(reading)
        finally:
            self._waiting -= 1
            if self._waiting == 0:
                self._reading = None
                if not reading.done():
                    reading.cancel()

    async def _load(self) -> People:
        people: dict[str, Person] = {}
        async with aclosing(self._read()) as pages:
            async for page in pages:
                people.update(self._person(record.value) for record in page.records if record.value is not None)
        self._people = people
        return people


async def joined(
    pages: AsyncIterator[Page[T]],
    directory: Directory,
    complete: Callable[[Record[T], People], Record[T]],
    *,
    settled: bool,
) -> AsyncIterator[Page[T]]:
    """Join names to rows while both are still coming.

    Args:
        pages: the rows.
        directory: the names.
        complete: puts into a record what the directory knows; returns the same record when that is nothing.
        settled: hold rows back until the names are there; else rows come at once, and again when they have names.

    Raises:
        VendorError: when the rows cannot be read; those that came before have their names by then. When it is the names
            that cannot be read, the rows come without, and a note says so.
    """
    people = directory.known
    held: list[Record[T]] = []
    failure: VendorError | None = None
    told = _told(pages)
    sources: list[AsyncIterator[Page[T] | _Names | _BrokenOff]] = (
        [told] if people is not None else [_names(directory), told]
    )
    async with aclosing(merged(sources, at_once=2)) as items:
        async for item in items:
            if isinstance(item, _BrokenOff):
                if people is not None or not held:
                    raise item.failure
                failure = item.failure
            elif isinstance(item, _Names):
                people = item.people
                for page in _again(held, people, complete, settled=settled):
                    yield page
                held = []
                if item.failure:
                    yield Page((), notes=_notes_of(item))
            elif people is not None:
                yield replace(item, records=tuple([complete(record, people) for record in item.records]))
            else:
                held.extend(item.records)
                yield replace(item, records=()) if settled else item
    if failure is not None:
        raise failure


async def names_beside(
    pages: AsyncIterator[Page[T]], directory: Directory, take: Callable[[People], None]
) -> AsyncGenerator[Page[T], None]:
    """Yield pages as they come, without names, and hand the names over once they are there: for what is counted.

    A page without rows says `Table.SO_FAR` when the names have come, and before that `Table.UNNAMED` when only they are
    still to come.

    Raises:
        VendorError: when the rows cannot be read; of those that came before the names are there by then. When it is the
            names that cannot be read, a note says so.
    """
    if directory.known is not None:
        take(directory.known)
    waits, came = directory.known is None, False
    failure: VendorError | None = None
    sources: list[AsyncIterator[Page[T] | _Names | _BrokenOff | None]] = [
        *([_names(directory)] if waits else []),
        _to_the_end(pages),
    ]
    async with aclosing(merged(sources, at_once=2)) as items:
        async for item in items:
            if isinstance(item, _Names):
                waits = False
                take(item.people)
                yield Page((), notes=_notes_of(item), table=Table.SO_FAR)
            elif isinstance(item, _BrokenOff):
                failure = item.failure
                if not came:
                    raise failure
            elif item is not None:
                came = came or bool(item.records)
                yield item
            elif waits:
                yield Page((), table=Table.UNNAMED)
    if failure is not None:
        raise failure


def _notes_of(names: _Names) -> tuple[str, ...]:
    return (f"Names could not be read, so ids stand in for them. {names.failure}",) if names.failure else ()


async def _to_the_end(pages: AsyncIterator[Page[T]]) -> AsyncGenerator[Page[T] | _BrokenOff | None, None]:
    """Yield what comes, and None when nothing more does."""
    async with aclosing(_told(pages)) as told:
        async for item in told:
            yield item
    yield None


class _Names(Struct, frozen=True):
    """What came of reading the directory."""

    people: People
    failure: str = ""


class _BrokenOff(Struct, frozen=True):
    """The rows ended before their time."""

    failure: VendorError


async def _told(pages: AsyncIterator[Page[T]]) -> AsyncGenerator[Page[T] | _BrokenOff, None]:
    """Yield pages, and a failure as the last thing that comes: it must not stop the names of what came before."""
    try:
        async for page in pages:
            yield page
    except VendorError as failed:
        yield _BrokenOff(failed)
    finally:
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()


async def _names(directory: Directory) -> AsyncIterator[_Names]:
    try:
        names = _Names(await directory.people())
    except VendorError as failed:
        names = _Names({}, str(failed))
    yield names


def _again(
    held: list[Record[T]],
    people: People,
    complete: Callable[[Record[T], People], Record[T]],
    *,
    settled: bool,
) -> Iterator[Page[T]]:
    """Give rows again that have a name now, or that nobody has seen yet; in pages that a screen can take at once."""
    completed = ((complete(record, people), record) for record in held)
    records = tuple(new for new, old in completed if settled or new is not old)
    for start in range(0, len(records), _PAGE):
        yield Page(records[start : start + _PAGE])
