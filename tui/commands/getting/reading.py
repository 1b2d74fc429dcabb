"""One “get”, from the first page to the last row; and what is told of it besides the rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from tui.commands.getting.wanted import Wanted
from tui.commands.shared.narration import Narrator, say
from tui.connections import Connection
from tui.core.collection import Collection, Query, Value
from tui.core.errors import NotFound
from tui.core.record import Page, Record
from tui.core.rows.sorting import in_order
from tui.export import Format
from tui.export.writers import HasMeta, Writer

if TYPE_CHECKING:
    from tui.commands.getting.since_last import Continued

__all__ = ["Incomplete", "Part", "Reading"]


class Incomplete(Exception):
    """A part could not be read of what is of use only as a whole."""


class Part(Struct, frozen=True):
    """What is left of a read that broke off."""

    said: str = ""
    """How much it is, a sentence; empty when nothing had come."""
    is_written: bool = False
    """Whether rows are where they were to go."""


class Reading:
    """Reads a collection, once or for several ids, and hands its rows on."""

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        wanted: Wanted,
        continued: Continued | None = None,
        *,
        heading: Sequence[str] = (),
    ) -> None:
        """Read nothing yet.

        Args:
            connection: Whom to ask.
            collection: What.
            wanted: What is to be made of the rows.
            continued: The export that takes the rows of its window, and only if none is missing.
            heading: What is said once something comes: what is refused, or fails, is said alone.
        """
        self._connection, self._collection, self._wanted = connection, collection, wanted
        self._continued = continued
        self._heading = list(heading)
        self._narrator = Narrator()
        self.notes: dict[str, None] = {}
        """What is to be known of the rows, a sentence each."""
        self.missing: dict[str, None] = {}
        """What could not be read, a sentence each, in the order in which it turned out."""
        self._problems: list[str] = []
        self._kept = 0
        self._seen = 0
        self._written = 0

    async def run(self, query: Query, alone: str, writer: Writer, flush: Callable[[], None]) -> None:
        """Ask every question and write what comes; of one that fails, what had come by then.

        Args:
            query: What is wanted, as a whole.
            alone: The parameter each of whose values is asked for by itself, one after the other; empty for none.
            writer: Takes the rows; a context manager that is entered here.
            flush: Sends on what was written, after each page.

        Raises:
            VendorError: when it cannot be read.
            Incomplete: when a part of an export that is continued could not be read.
        """
        held: list[Record[Any]] = []
        sort = self._wanted.sort if self._wanted.group is None else None  # groups are sorted by their writer
        questions = [query]
        if alone:
            questions = [replace(query, values={**query.values, alone: each}) for each in query.texts(alone)]
        with writer:
            try:
                # Once more by name only where one thing is asked for: no list of names for each of many.
                ask = self._ask if query.values and len(questions) == 1 else self._ask_once
                for number, each in enumerate(questions, 1):
                    try:
                        if await ask(each, None if sort is None else held, writer, flush):
                            break
                    except NotFound as unknown:
                        if len(questions) == 1:
                            raise
                        self.missing[str(unknown.message)] = None
                    if len(questions) > 1:
                        self._narrator.tell(f"{number:,} of {len(questions):,} asked")
            finally:
                # Nothing of ours may stand in the line where the first row goes.
                self._narrator.clear()
                if sort is not None:
                    column, descending = sort
                    for record in in_order(held, column, descending=descending)[: self._wanted.limit]:
                        self._write(writer, record)
                if isinstance(writer, HasMeta):
                    writer.meta = self._meta(query)
            if self._continued is not None and self.missing:
                raise Incomplete

    async def _ask(
        self, query: Query, held: list[Record[Any]] | None, writer: Writer, flush: Callable[[], None]
    ) -> bool:
        """Ask one question, and once more by name where the vendor has nothing by what looked like an id."""
        if query.now is None:
            return await self._ask_once(query, held, writer, flush)
        from tui.reading.names import once_more_by_name

        async def ask(values: Mapping[str, Value]) -> bool:
            self.notes, self.missing = {}, {}  # what an answer without rows said is not of this one
            return await self._ask_once(replace(query, values=values), held, writer, flush)

        return await once_more_by_name(
            self._connection,
            self._collection.params,
            query.values,
            ask,
            is_nothing=lambda _: not self._seen,
            now=query.now,
        )

    async def _ask_once(
        self, query: Query, held: list[Record[Any]] | None, writer: Writer, flush: Callable[[], None]
    ) -> bool:
        """Ask one question; `held` keeps the rows that wait to be sorted. Return whether there are enough rows now."""
        async with self._connection.pages(self._collection, query) as pages:
            async for page in pages:
                self._tell_heading()
                rows = self._take(page)
                if held is not None:
                    held += rows
                else:
                    self._narrator.clear()
                    for record in rows:
                        self._write(writer, record)
                    flush()
                if self._kept == self._wanted.limit and not self._wanted.reads_all:
                    return True
                if not self._narrator.silent:
                    self._narrator.tell(self._progress(page))
        return False

    def _write(self, writer: Writer, record: Record[Any]) -> None:
        writer.write(record)
        self._written += 1

    def part(self) -> Part:
        """Return what is left of a read that broke off."""
        count, output = self._kept, self._wanted.output
        came = f"{count:,} {self._collection.noun[count != 1]} came before the reading broke off"
        if not count:
            return Part()
        if output is not None:
            return Part(f"{came}; {output} is as it was.")
        if self._wanted.count or self._wanted.group is not None:
            them = "is not counted: it is" if count == 1 else "are not counted: they are"
            return Part(f"{came}, and {them} a part.")
        written = "" if self._written == count else f", and {self._written:,} of them are written"
        return Part(f"What is written is a part: {came}{written}.", is_written=self._written > 0)

    def _tell_heading(self) -> None:
        """Say it before the first row, once."""
        if self._heading:
            self._narrator.clear()
        for line in self._heading:
            say(line)
        self._heading.clear()

    def _take(self, page: Page[Any]) -> list[Record[Any]]:
        """Note what a page says, and return those of its rows that are wanted."""
        self.notes.update(dict.fromkeys(page.notes))
        self.missing.update(dict.fromkeys(page.missing))
        self._seen += len(page.records)
        matches = self._wanted.matches
        rows = list(page.records) if matches is None else [record for record in page.records if matches(record)]
        if self._continued is not None:
            rows = [record for record in rows if self._continued.takes(record)]
        if self._wanted.limit is not None and not self._wanted.reads_all:
            rows = rows[: self._wanted.limit - self._kept]
        self._kept += len(rows)
        self._problems.extend(record.problem for record in rows if record.value is None)
        return rows

    def _meta(self, query: Query) -> dict[str, Any]:
        lacks = dict(self.missing)
        if (failed := sys.exception()) is not None:
            lacks[f"The reading broke off: {failed}"] = None
        from tui.core.reports.report_heading import metadata

        return metadata(
            self._wanted.collection,
            query,
            connection=self._connection.name,
            notes=self.notes,
            missing=lacks,
            unreadable=len(self._problems),
        )

    def _progress(self, page: Page[Any]) -> str:
        of = f" of {page.total:,}" if page.total else ""
        steps = ""
        if page.progress and page.progress.of:
            steps = f", {page.progress.done} of {page.progress.of} requests"
        return f"{self._seen:,}{of} {self._collection.noun[1]}{steps}"

    def tell(self) -> None:
        """Say what stdout does not: what is missing, and what the vendor's client noted."""
        self._narrator.clear()
        continued = self._continued.words() if self._continued is not None else ()
        for sentence in (*self.notes, *continued, *self.missing):
            say(sentence)
        if self._problems:
            count = len(self._problems)
            how = "row does not read as it should and came with what it has"
            hows = "rows do not read as they should and came with what they have"
            say(f"{count:,} {how if count == 1 else hows}: {self._problems[0]}")
        if not self._kept and self._wanted.form is Format.TABLE and not self._wanted.count and sys.exception() is None:
            nothing = self._collection.empty or f"There are no {self._collection.noun[1]}."
            say(f"None of the {self._seen:,} {self._collection.noun[1]} matches." if self._seen else nothing)
