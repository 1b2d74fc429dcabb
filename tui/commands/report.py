"""Write several reports and lists on one page with charts, for a mail, a printer or a folder.

frontdesk report monday.toml --output monday.html
frontdesk report monday.toml --format markdown

The file says what stands on it:

  title = "Monday"

  [[parts]]
  connection = "line4"
  collection = "failing-steps"
  range = "last week"
  parameters = { against = "previous" }

A part may also have title, text, filter, sort, columns, limit, chart and table; docs/reports.md has a whole one.

The same answers make the same page, byte for byte. What could not be read is said on the page and on stderr, and the
exit code is 3; when nothing at all could be read, nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tui.commands.getting.wanted import column_named
from tui.commands.report_file import PageFile, PartOfFile, read_page_file
from tui.commands.shared.flags import collection_parser, read_query
from tui.commands.shared.narration import Narrator, say
from tui.commands.shared.session import Session, open_session
from tui.connections import Connection
from tui.core.collection import Collection, ParamKind, Query, RangeUse, Value
from tui.core.column import Column
from tui.core.errors import UsageError, VendorError
from tui.core.exit_codes import ExitCode
from tui.core.record import Record
from tui.core.reports.as_asked import as_asked
from tui.core.reports.report_heading import heading_lines
from tui.core.rows.sorting import in_order
from tui.core.time.now_in_zone import NowInZone
from tui.core.words import did_you_mean
from tui.export.page import AnsweredPage, AnsweredPart, html_page, markdown_page
from tui.reading.names import once_more_by_name, resolved_all

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "report"
HELP: Final = "several reports and lists on one page with charts, for a mail or a printer"

_AT_ONCE: Final = 4
"""Connections that are asked at the same time."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and how the page is written."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the TOML file that says what stands on the page")
    parser.add_argument(
        "--format", choices=("html", "markdown"), help="how to write (default: by the name of --output, else html)"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of stdout, all or nothing")
    parser.add_argument("--dated", action="store_true", help="say on the page when it was made")
    parser.add_argument("--fresh", action="store_true", help="ask for what the cache holds as well")


async def run(args: argparse.Namespace) -> int:
    """Ask for all parts, then write the page.

    Raises:
        UsageError: with everything that is wrong in the file, before anybody is asked.
        VendorError: when no part at all could be read; a page that was there before stays.
    """
    file = read_page_file(args.file)
    if args.output is not None and not args.output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {args.output.absolute().parent}.", way_out="Make it, or name another.")
    async with open_session(args) as session:
        questions = _questions(file, session, fresh=bool(args.fresh), path=args.file)
        parts, failed = await _answers(questions)
    if failed and len(failed) == len(parts):
        raise failed[0]
    lacks = [f"{part.title}: {part.missing[0]}" for part in parts if part.missing]
    now, zone = session.clock.now(), session.config.ui.zone
    asked_at = questions[0].query.now or now
    page = AnsweredPage(file.title, file.text, parts, asked_at, zone, is_dated=args.dated, lacks=lacks)
    _write(page, args)
    for line in lacks:
        say(line)
    return ExitCode.PARTLY if lacks else ExitCode.DONE


class _Question(Struct, frozen=True):
    """A part of the file, with everything that it names found."""

    part: PartOfFile
    connection: Connection
    collection: Collection
    """As it is asked."""
    query: Query
    matches: Callable[[Record[Any]], bool] | None
    sort: tuple[Column[Any], bool] | None
    columns: Sequence[Column[Any]]

    @property
    def title(self) -> str:
        return self.part.title or f"{self.collection.title}, {self.connection.name}"


def _questions(file: PageFile, session: Session, *, fresh: bool, path: Path) -> list[_Question]:
    """Find all that the parts name.

    Raises:
        UsageError: with everything that is wrong, in how the file is written and in what it names.
    """
    now = session.clock.now()
    found: list[_Question] = []
    wrong = list(file.mistakes)
    for part in file.parts:
        try:
            question = _question(part, session, now=now)
            found.append(replace(question, query=replace(question.query, fresh=fresh)))
        except UsageError as mistake:
            wrong.append(f"{path}: part {part.place}, {mistake.message} {mistake.way_out}".rstrip())
    if wrong:
        raise UsageError("\n".join(wrong), way_out="Nothing was asked.")
    return found


def _question(part: PartOfFile, session: Session, *, now: Any) -> _Question:
    from tui.core.rows.filters import parse_filter
    from tui.core.time.ranges import parse_range

    zone, targets = session.config.ui.zone, session.config.targets
    connection = session.connections.named(part.connection)
    collection = connection.catalog.collection(part.collection)
    words = [word for name, value in part.parameters.items() for word in _words(collection, name, value)]
    args = collection_parser(connection.name, collection).parse_args(words)
    settings = connection.config.settings
    query = read_query(args, collection, settings=settings, moment=NowInZone(now, zone), targets=targets)
    if part.range:
        if collection.range_use is RangeUse.NONE:
            raise UsageError(f"{collection.name} takes no range.", way_out="Leave range out.")
        query = replace(query, span=parse_range(part.range, now=now, zone=zone))
    collection = as_asked(collection, query.values, targets)
    sort = part.sort or collection.sort
    column = column_named(sort.removeprefix("-"), collection) if sort else None
    if not part.filter and not part.sort:
        # The vendor's first rows are those that are wanted, unless a filter or an order says which.
        query = replace(query, limit=part.limit)
    shown = [each for each in collection.columns if each.shown]
    return _Question(
        part,
        connection,
        collection,
        query,
        parse_filter(part.filter, collection.columns, now=now, zone=zone) if part.filter else None,
        None if column is None else (column, sort.startswith("-")),
        [column_named(name, collection) for name in part.columns] or shown,
    )


def _words(collection: Collection, name: str, value: Any) -> Iterator[str]:
    """Write a parameter as its flag, so that it is read and checked as one.

    Raises:
        UsageError: when there is no such parameter, or its value is none that a flag can have.
    """
    known: Mapping[str, Any] = {each.option: each for each in collection.params}
    param = known.get(name) or next((each for each in collection.params if each.name == name), None)
    if param is None:
        way_out = did_you_mean(name, known) if known else "It takes none: leave parameters out."
        raise UsageError(f"{collection.name} has no parameter “{name}”.", way_out=way_out)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int) for each in values) or (
        len(values) != 1 and param.kind is not ParamKind.LIST
    ):
        raise UsageError(f"“{name}” has a value that cannot be.", way_out="Give a text, a number, true or false.")
    texts = ["yes" if each is True else "no" if each is False else str(each) for each in values]
    yield f"--{param.option}"
    yield from texts


class _Tried(NamedTuple):
    """What came of a part."""

    question: _Question
    part: AnsweredPart
    failure: VendorError | None


async def _answers(questions: Sequence[_Question]) -> tuple[list[AnsweredPart], list[VendorError]]:
    """Ask several connections at once, and each for its parts one after the other, in the order of the file.

    What an earlier part has read of a connection's past a later one takes from the cache, and says so: asked together,
    both would be asked for, or the page would say now the one, now the other.
    A part that fails says so, and keeps no other from being asked.
    """
    from tui.reading.side_by_side import merged

    narrator = Narrator()
    tried: dict[int, _Tried] = {}
    by_connection: dict[str, list[_Question]] = {}
    for question in questions:
        by_connection.setdefault(question.connection.name, []).append(question)
    sources = map(_one_after_the_other, by_connection.values())
    async with aclosing(merged(sources, at_once=_AT_ONCE)) as answers:
        async for each in answers:
            tried[each.question.part.place] = each
            if not narrator.silent:
                narrator.tell(f"{len(tried)} of {len(questions)}: {each.question.title}")
    narrator.clear()
    ordered = [tried[question.part.place] for question in questions]
    return [each.part for each in ordered], [each.failure for each in ordered if each.failure is not None]


async def _one_after_the_other(questions: Sequence[_Question]) -> AsyncGenerator[_Tried, None]:
    for question in questions:
        try:
            yield _Tried(question, await _answer(question), None)
        except VendorError as problem:
            yield _Tried(question, _part(question, (), (), (f"Could not be read: {problem.message}",)), problem)


async def _answer(question: _Question) -> AnsweredPart:
    query = question.query
    assert query.now is not None  # noqa: S101 - it was asked with one
    connection, params = question.connection, question.collection.params
    values = await resolved_all(connection, params, query.values, now=query.now)

    async def ask(values: Mapping[str, Value]) -> _Came:
        return await _read(replace(question, query=replace(query, values=values)))

    came = await once_more_by_name(
        connection, params, values, ask, is_nothing=lambda came: not came.seen, now=query.now
    )
    return came.part


class _Came(NamedTuple):
    """An answer, and how many rows it had before any was left out."""

    part: AnsweredPart
    seen: int


async def _read(question: _Question) -> _Came:
    seen = 0
    rows: dict[str, Record[Any]] = {}
    notes: dict[str, None] = {}
    missing: dict[str, None] = {}
    bad: dict[str, str] = {}
    limit = question.part.limit
    try:
        async with question.connection.pages(question.collection, question.query) as pages:
            async for page in pages:
                seen += len(page.records)
                notes |= dict.fromkeys(page.notes)
                missing |= dict.fromkeys(page.missing)
                bad |= {each.id: each.problem for each in page.records if each.value is None}
                rows |= {each.id: each for each in page.records if question.matches is None or question.matches(each)}
                if limit is not None and question.query.limit is not None and len(rows) >= limit:
                    break
    except VendorError as problem:
        if not rows:
            raise
        missing[f"Not everything could be read: {problem.message}"] = None
    if bad:
        count = f"{len(bad):,} {question.collection.noun[len(bad) != 1]}"
        missing[f"{count} could not be read as they should: {next(iter(bad.values()))}"] = None
    records = list(rows.values())
    if question.sort is not None:
        records = in_order(records, question.sort[0], descending=question.sort[1])
    return _Came(_part(question, records[:limit], notes, missing), seen)


def _part(
    question: _Question, records: Sequence[Record[Any]], notes: Mapping[str, None] | tuple[()], missing: Any
) -> AnsweredPart:
    part = question.part
    return AnsweredPart(
        title=question.title,
        text=part.text,
        collection=question.collection,
        columns=question.columns,
        records=records,
        heading=_heading(question),
        notes=tuple(notes),
        missing=tuple(missing),
        span=question.query.span,
        has_chart=part.chart,
        has_table=part.table,
    )


def _heading(question: _Question) -> list[str]:
    """Say what was asked: a report as it always does, another list by its range; and what was left out."""
    from tui.core.reports.report_heading import range_words

    query, part = question.query, question.part
    lines = heading_lines(question.collection, query)
    if not lines and query.span is not None and query.zone is not None:
        lines = [f"{range_words(query.span, query.zone)}."]
    if part.filter:
        lines.append(f"Only rows that match: {part.filter}")
    if part.limit is not None:
        lines.append(f"At most {part.limit:,} {question.collection.noun[part.limit != 1]}.")
    return lines


def _write(page: AnsweredPage, args: argparse.Namespace) -> None:
    output: Path | None = args.output
    by_name = "markdown" if output is not None and output.suffix.lower() in (".md", ".markdown") else "html"
    pieces = (markdown_page if (args.format or by_name) == "markdown" else html_page)(page)
    if output is None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.writelines(pieces)
        return
    from tui.storage.atomic import open_atomic

    try:
        with open_atomic(output) as file:
            file.writelines(pieces)
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise UsageError(f"{output} cannot be written: {reason}.", way_out="Name another file.") from None
