"""`get` at work: ask, narrow down, write, and tell on stderr what stdout does not say."""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from tui.commands.flags import read_query
from tui.commands.narration import Narrator, say
from tui.commands.session import Session, open_session
from tui.config.findings import nearest
from tui.connections import Connection
from tui.core.collection import Collection, Query
from tui.core.column import Column
from tui.core.errors import UsageError, VendorError
from tui.core.record import Page, Record
from tui.export import Format, open_writer
from tui.storage.atomic import open_atomic

__all__ = ["read"]


async def read(args: argparse.Namespace) -> int:
    """Read what the flags say and write it.

    Raises:
        FrontdeskError: when it cannot be read; what had come by then is written.
    """
    # Rows live until they are written: looking through them for garbage again and again takes longer than decoding.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    async with open_session(args) as session:
        connection = session.connections.named(args.connection)
        collection = connection.catalog.collection(args.collection)
        reading = _Reading(args, session, connection, collection)
        try:
            await reading.run()
        except VendorError as failed:
            if connection.name not in failed.message:
                failed.message = f"{connection.name}: {failed.message}"
            raise
        return 0


class _Reading:
    """One `get`, from the question to the last row. Everything that the user can get wrong is looked at first."""

    def __init__(
        self, args: argparse.Namespace, session: Session, connection: Connection, collection: Collection
    ) -> None:
        self._connection = connection
        self._collection = collection
        self._zone = session.zone
        self._now = session.clock.now()
        self._format = Format(args.format)
        self._output = _writable(args.output)
        self._limit: int | None = args.limit
        self._query = read_query(
            args, collection, settings=connection.config.settings, now=self._now, zone=session.zone
        )
        self._matches: Callable[[Record[Any]], bool] = self._filter(args.where) if args.where else lambda record: True
        self._columns = _columns(args.columns, collection, self._format)
        default_sort = collection.sort if self._format is Format.TABLE else ""
        self._sort = _sort(args.sort or default_sort, collection, given=bool(args.sort))
        self._narrator = Narrator()
        self._notes: dict[str, None] = {}
        self._problems: list[str] = []
        self._written = 0
        self._seen = 0

    def _filter(self, text: str) -> Callable[[Record[Any]], bool]:
        from tui.core.filters import parse_filter

        return parse_filter(text, self._collection.columns, now=self._now, zone=self._zone)

    async def run(self) -> None:
        """Read and write; then tell about rows that could not be read and what the vendor's client noted."""
        try:
            with self._stream() as stream:
                await self._write_to(stream)
        finally:
            self._narrator.clear()
            self._tell()

    async def _write_to(self, stream: TextIO) -> None:
        writer = open_writer(
            self._format,
            stream,
            self._collection,
            zone=self._zone,
            now=self._now,
            columns=self._columns,
            width=_terminal_width(stream),
        )
        with writer:
            if self._sort is None:
                async for page in self._pages():
                    for record in page:
                        writer.write(record)
                    self._narrator.clear()
                    stream.flush()
                return
            held: list[Record[Any]] = []
            try:
                async for page in self._pages():
                    held.extend(page)
            finally:
                for record in _sorted(held, *self._sort)[: self._limit]:
                    writer.write(record)

    async def _pages(self) -> AsyncIterator[list[Record[Any]]]:
        """Yield what is to be written, page by page; break off the reading when the limit is reached."""
        client = await self._connection.client()
        limit = None if self._sort else self._limit
        async with aclosing(_fetched(self._collection, client, self._query)) as pages:
            async for page in pages:
                self._notes.update(dict.fromkeys(page.notes))
                self._seen += len(page.records)
                kept = [record for record in page.records if self._matches(record)]
                kept = kept if limit is None else kept[: limit - self._written]
                self._written += len(kept)
                self._problems.extend(record.problem for record in kept if record.value is None)
                self._narrator.tell(self._progress(page))
                yield kept
                if limit is not None and self._written >= limit:
                    return

    def _progress(self, page: Page[Any]) -> str:
        of = f" of {page.total:,}" if page.total else ""
        steps = ""
        if page.progress and page.progress.of:
            steps = f", {page.progress.done} of {page.progress.of} requests"
        return f"{self._seen:,}{of} {self._collection.noun[1]}{steps}"

    def _tell(self) -> None:
        for note in self._notes:
            say(note)
        if self._problems:
            count = len(self._problems)
            rows = "1 row does" if count == 1 else f"{count:,} rows do"
            say(f"{rows} not read as they should and came with what they have: {self._problems[0]}")
        if not self._written and self._format is Format.TABLE and sys.exc_info()[0] is None:
            say(self._nothing())

    def _nothing(self) -> str:
        if self._seen:
            return f"None of the {self._seen:,} {self._collection.noun[1]} matches."
        return self._collection.empty or f"There are no {self._collection.noun[1]}."

    @contextmanager
    def _stream(self) -> Iterator[TextIO]:
        if self._output is not None:
            try:
                with open_atomic(self._output) as file:
                    yield cast("TextIO", file)
            except OSError as failed:
                reason = failed.strerror or str(failed)
                raise UsageError(f"{self._output} cannot be written: {reason}.", way_out="Name another file.") from None
            return
        stream = sys.stdout
        if hasattr(stream, "reconfigure"):
            # Machine formats are UTF-8 whatever the locale; a table says what the terminal can show.
            for_eyes = self._format is Format.TABLE
            stream.reconfigure(**({"errors": "replace"} if for_eyes else {"encoding": "utf-8"}))
        yield stream


async def _fetched(collection: Collection, client: Any, query: Query) -> AsyncGenerator[Page[Any], None]:
    """Pass the pages on, as a generator that can be closed whatever the vendor's iterator is."""
    pages = collection.fetch(client, query)
    try:
        async for page in pages:
            yield page
    finally:
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()


def _writable(output: Path | None) -> Path | None:
    """Return where to write, looked at before anybody is asked: a long read must not end in a typing error."""
    if output is not None and not output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {output.absolute().parent}.", way_out="Make it, or name another file.")
    if output is not None and output.exists() and not output.is_file():
        raise UsageError(f"{output} is not a file.", way_out="Name another one, or leave --output out.")
    return output


def _terminal_width(stream: TextIO) -> int | None:
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _columns(text: str | None, collection: Collection, form: Format) -> list[Column[Any]] | None:
    if text is None:
        return None
    if form is not Format.TABLE:
        raise UsageError("--columns is for tables.", way_out="The other formats write every field.")
    return [_column(name.strip(), collection) for name in text.split(",") if name.strip()] or None


def _column(name: str, collection: Collection) -> Column[Any]:
    by_name = {column.label.casefold(): column for column in collection.columns}
    by_name |= {column.key.casefold(): column for column in collection.columns}
    if column := by_name.get(name.casefold()):
        return column
    known = [column.key for column in collection.columns]
    close = nearest(name, known)
    way_out = f"Did you mean “{close}”?" if close else f"There are: {', '.join(known)}."
    raise UsageError(f"There is no column “{name}”.", way_out=way_out)


def _sort(text: str, collection: Collection, *, given: bool) -> tuple[Column[Any], bool] | None:
    """Return the column to sort by and whether downwards; None keeps the vendor's order."""
    if not text:
        return None
    name = text.removeprefix("-")
    if not given and collection.column(name) is None:
        return None
    return _column(name, collection), text.startswith("-")


def _sorted(records: list[Record[Any]], column: Column[Any], descending: bool) -> list[Record[Any]]:  # noqa: FBT001
    """Sort, stably; what has no value comes last either way."""
    keyed = [(None if record.value is None else column.read(record.value), record) for record in records]
    absent = [record for value, record in keyed if value is None]
    present = [(_sort_key(value), record) for value, record in keyed if value is not None]
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(record for _, record in present), *absent]


def _sort_key(value: Any) -> tuple[str, Any]:
    """Return what compares: texts without regard to case, and never two sorts of value with each other."""
    if isinstance(value, str):
        return ("text", value.casefold())
    if isinstance(value, (bool, int, float)):
        return ("number", value)
    return (type(value).__name__, value)
