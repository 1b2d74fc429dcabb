"""Read a collection of a connection and write its records: for eyes, for scripts, for spreadsheets.

Which flags there are depends on the collection: “frontdesk get CONNECTION” lists the collections, and
“frontdesk get CONNECTION COLLECTION --help” lists the flags of one. When a part could not be read, what is missing is
said on stderr, and the exit code is 3.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TextIO, cast

from tui.commands.flags import add_output_flags, collection_list, collection_parser, read_query
from tui.commands.get_people import people_asked_for
from tui.commands.narration import Narrator, say
from tui.commands.session import Session, find_words, open_session
from tui.connections import Connection
from tui.core.as_asked import as_asked
from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.errors import UsageError, VendorError
from tui.core.garbage import spare_what_lives
from tui.core.record import Page, Record
from tui.core.report_heading import heading_lines, metadata
from tui.core.sorting import in_order
from tui.core.words import did_you_mean
from tui.export import Format, open_writer
from tui.export.writers import HasMeta
from tui.reading.names import resolved_all
from tui.storage.atomic import open_atomic

__all__ = ["HELP", "NAME", "add_arguments", "add_common_flags", "parse", "run"]

NAME: Final = "get"
HELP: Final = "read a collection: rooms, users, reports …"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show the two words in the usage; `parse` makes the parser that reads them."""
    parser.add_argument("connection", metavar="CONNECTION", help="a connection of the config")
    parser.add_argument("collection", metavar="COLLECTION", help="what to read: see “frontdesk get CONNECTION”")


def add_common_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that every collection takes."""
    add_output_flags(parser)


def parse(parser: argparse.ArgumentParser, words: list[str], args: argparse.Namespace) -> argparse.Namespace:
    """Find connection and collection, then read the rest with a parser made from the collection's description.

    Raises:
        UsageError: when there is no such connection or collection.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    if (people := people_asked_for(words, args)) is not None:
        return people
    return find_words(
        parser,
        words,
        args,
        flags=add_output_flags,
        listing=collection_list,
        asking="Say what to read from",
        exact=lambda connection, name: collection_parser(connection.name, connection.catalog.collection(name)),
    )


async def run(args: argparse.Namespace) -> int:
    """Read and write.

    Raises:
        FrontdeskError: when it cannot be read; what had come by then is written.
    """
    spare_what_lives()
    if not hasattr(args, "named"):
        from tui.commands import find

        return await find.run(args)
    async with open_session(args) as session:
        connection = session.connections.named(args.connection)
        collection = connection.catalog.collection(args.named)
        reading = _Reading(args, session, connection, collection)
        try:
            await reading.run()
        except VendorError as failed:
            if connection.name not in failed.message:
                failed.message = f"{connection.name}: {failed.message}"
            raise
        return 3 if reading.missing else 0


class _Reading:
    """One `get`, from the question to the last row. Everything that the user can get wrong is looked at first."""

    def __init__(
        self, args: argparse.Namespace, session: Session, connection: Connection, collection: Collection
    ) -> None:
        self._connection = connection
        self._zone = session.config.ui.zone
        self._now = session.clock.now()
        self._format = Format(args.format)
        self._output = _writable(args.output) if args.output is not None else None
        self._limit: int | None = args.limit
        self._with_meta = _with_meta(self._format, wanted=args.with_meta)
        targets = session.config.targets
        query = read_query(
            args,
            collection,
            settings=connection.config.settings,
            now=self._now,
            zone=self._zone,
            targets=targets,
        )
        self._collection = collection = as_asked(collection, query.values, targets)
        # The vendor's first rows are those that are wanted, unless a filter or an order says which.
        self._query = query if args.where or args.sort else replace(query, limit=self._limit)
        self._matches = self._filter(args.where) if args.where else None
        self._columns = _columns(args.columns, collection, self._format) if args.columns is not None else None
        self._sort: tuple[Column[Any], bool] | None = None
        """The column to sort by and whether downwards; None keeps the vendor's order."""
        self._reads_all = bool(args.sort)
        """Whether the first rows are known only when all are there. A table that is cut short is not worth that: it
        sorts the rows that it shows."""
        if sort := args.sort or (collection.sort if self._format is Format.TABLE else ""):
            name = sort.removeprefix("-")
            column = _column(name, collection) if args.sort else collection.column(name)
            self._sort = (column, sort.startswith("-")) if column is not None else None
        self._narrator = Narrator()
        self._notes: dict[str, None] = {}
        self.missing: dict[str, None] = {}
        """What could not be read, a sentence each, in the order in which it turned out."""
        self._problems: list[str] = []
        self._kept = 0
        self._seen = 0

    def _filter(self, text: str) -> Callable[[Record[Any]], bool]:
        from tui.core.filters import parse_filter

        return parse_filter(text, self._collection.columns, now=self._now, zone=self._zone)

    async def run(self) -> None:
        """Put ids in the place of names, read and write; then tell what stdout does not: what is missing, and what the
        vendor's client noted.

        Raises:
            UsageError: when a name is that of several, or nearly that of one.
        """
        values = await resolved_all(self._connection, self._collection.params, self._query.values, now=self._now)
        self._query = replace(self._query, values=values)
        try:
            with _stream(self._output, self._format) as stream:
                await self._write_to(stream)
        finally:
            self._narrator.clear()
            self._tell()

    async def _write_to(self, stream: TextIO) -> None:
        heading = heading_lines(self._collection, self._query)
        if self._format is Format.TABLE:
            for line in heading:
                say(line)
        writer = open_writer(
            self._format,
            stream,
            self._collection,
            zone=self._zone,
            now=self._now,
            columns=self._columns,
            width=shutil.get_terminal_size().columns if stream.isatty() else None,
            heading=heading,
            with_meta=self._with_meta,
        )
        held: list[Record[Any]] = []
        with writer:
            try:
                async with self._connection.pages(self._collection, self._query) as pages:
                    async for page in pages:
                        rows = self._take(page)
                        if self._sort is not None:
                            held += rows
                        else:
                            self._narrator.clear()
                            for record in rows:
                                writer.write(record)
                            stream.flush()
                        if self._kept == self._limit and not self._reads_all:
                            break
                        if not self._narrator.silent:
                            self._narrator.tell(self._progress(page))
            finally:
                # Nothing of ours may stand in the line where the first row goes.
                self._narrator.clear()
                if self._sort is not None:
                    column, descending = self._sort
                    for record in in_order(held, column, descending=descending)[: self._limit]:
                        writer.write(record)
                if isinstance(writer, HasMeta):
                    writer.meta = self._meta()

    def _meta(self) -> dict[str, Any]:
        lacks = dict(self.missing)
        if (failed := sys.exception()) is not None:
            lacks[f"The reading broke off: {failed}"] = None
        return metadata(
            self._collection,
            self._query,
            connection=self._connection.name,
            notes=self._notes,
            missing=lacks,
            unreadable=len(self._problems),
        )

    def _take(self, page: Page[Any]) -> list[Record[Any]]:
        """Note what a page says, and return those of its rows that are wanted."""
        self._notes.update(dict.fromkeys(page.notes))
        self.missing.update(dict.fromkeys(page.missing))
        self._seen += len(page.records)
        matches = self._matches
        rows = list(page.records) if matches is None else [record for record in page.records if matches(record)]
        if self._limit is not None and not self._reads_all:
            rows = rows[: self._limit - self._kept]
        self._kept += len(rows)
        self._problems.extend(record.problem for record in rows if record.value is None)
        return rows

    def _progress(self, page: Page[Any]) -> str:
        of = f" of {page.total:,}" if page.total else ""
        steps = ""
        if page.progress and page.progress.of:
            steps = f", {page.progress.done} of {page.progress.of} requests"
        return f"{self._seen:,}{of} {self._collection.noun[1]}{steps}"

    def _tell(self) -> None:
        for sentence in (*self._notes, *self.missing):
            say(sentence)
        if self._problems:
            count = len(self._problems)
            rows = "1 row does" if count == 1 else f"{count:,} rows do"
            say(f"{rows} not read as they should and came with what they have: {self._problems[0]}")
        if not self._kept and self._format is Format.TABLE and sys.exc_info()[0] is None:
            nothing = self._collection.empty or f"There are no {self._collection.noun[1]}."
            say(f"None of the {self._seen:,} {self._collection.noun[1]} matches." if self._seen else nothing)


@contextmanager
def _stream(output: Path | None, form: Format) -> Iterator[TextIO]:
    if output is None:
        if hasattr(sys.stdout, "reconfigure"):
            # Machine formats are UTF-8 whatever the locale; a table says what the terminal can show.
            sys.stdout.reconfigure(**({"errors": "replace"} if form is Format.TABLE else {"encoding": "utf-8"}))
        yield sys.stdout
        return
    try:
        with open_atomic(output) as file:
            yield cast("TextIO", file)
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise UsageError(f"{output} cannot be written: {reason}.", way_out="Name another file.") from None


def _writable(output: Path) -> Path:
    """Return where to write, looked at before anybody is asked: a long read must not end in a typing error."""
    if not output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {output.absolute().parent}.", way_out="Make it, or name another file.")
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is not a file.", way_out="Name another one, or leave --output out.")
    return output


def _with_meta(form: Format, *, wanted: bool) -> bool:
    if wanted and form is not Format.JSON:
        raise UsageError("--with-meta is for JSON.", way_out="Add --format json.")
    return wanted


def _columns(text: str, collection: Collection, form: Format) -> list[Column[Any]] | None:
    if form not in (Format.TABLE, Format.MARKDOWN, Format.HTML):
        raise UsageError("--columns is for tables.", way_out="The other formats write every field.")
    return [_column(name.strip(), collection) for name in text.split(",") if name.strip()] or None


def _column(name: str, collection: Collection) -> Column[Any]:
    by_name = {column.label.casefold(): column for column in collection.columns}
    by_name |= {column.key.casefold(): column for column in collection.columns}
    if column := by_name.get(name.casefold()):
        return column
    keys = [column.key for column in collection.columns]
    raise UsageError(f"There is no column “{name}”.", way_out=did_you_mean(name, keys))
