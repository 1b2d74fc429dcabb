"""Find a person, a room, a serial number, a device or a contact over all connections at once.

frontdesk find lecture hall
frontdesk find 1234 --connection line4
frontdesk find --person asa.oberg@harbor.example --format json

Each connection says on stderr what was looked at, and how far back. When a part could not be looked at, that is said
as well, and the exit code is 3; it is 1 when nothing could be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

from tui.commands.narration import say, say_mistake
from tui.commands.session import open_session
from tui.connections import Connection
from tui.core.errors import FrontdeskError, UsageError
from tui.core.findable import Place
from tui.core.text import cell_width, clean, fit
from tui.export.spreadsheet import defused
from tui.export.writers import json_text
from tui.lookup.finder import Finder
from tui.lookup.person import Event, Whereabouts
from tui.lookup.reading import Clock
from tui.lookup.source import Source, State

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "find"
HELP: Final = "a person, room, serial number, device, contact over all connections"

_WHERE: Final[tuple[str, ...]] = ("collection", "values", "range", "filter")
_FOUND: Final[tuple[str, ...]] = ("connection", "vendor", "kind", "title", "email", "note", "fit", *_WHERE)
_DONE: Final[tuple[str, ...]] = ("connection", "vendor", "kind", "when", "what", "known_by", *_WHERE)
_SHOWN: Final = {
    _FOUND: (("Connection", "connection"), ("Kind", "kind"), ("Name", "title"), ("E-mail", "email"), ("What", "note")),
    _DONE: (("When", "when"), ("Connection", "connection"), ("Kind", "kind"), ("What", "what")),
}
"""What a table shows of each."""

_WIDEST: Final = 60
"""Cells of a table's column at the most."""

Row = Mapping[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is looked for, where, and how it is written."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="words of a name, an e-mail, an id")
    parser.add_argument("--person", metavar="EMAIL", help="where one person was and what they did, everywhere")
    parser.add_argument(
        "--connection", "--in", nargs="+", action="extend", metavar="NAME", help="only in these (default: all)"
    )
    parser.add_argument(
        "--format", choices=("table", "json", "jsonl", "csv"), default="table", help="how to write (default: table)"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="at most so many, the best or newest first")


async def run(args: argparse.Namespace) -> int:
    """Ask every connection side by side, then write what was found.

    Raises:
        UsageError: when it is not said what to find, or a connection is not configured.
    """
    text = " ".join(args.text).strip()
    if bool(text) == bool(args.person and args.person.strip()):
        raise UsageError("Say what to find.", way_out="Write frontdesk find TEXT, or frontdesk find --person EMAIL.")
    async with open_session(args) as session:
        names = dict.fromkeys(args.connection or ())
        connections = [session.connections.named(name) for name in names] or list(session.connections.all)
        clock = Clock(session.clock.now(), session.config.ui.zone)
        finder = Finder()
        if not text:
            person = Whereabouts(args.person, finder=finder)
            sources = await _ask_all(connections, lambda each: person.ask(each, clock), person.source, apart=False)
            broken = {source.connection for source in sources if source.mistaken}
            rows, keys = _events(person.events(but=broken), clock), _DONE
        else:
            sources = await _ask_all(
                connections,
                lambda each: finder.ask(text, each, clock),
                lambda each: finder.source(text, each),
                apart=True,
            )
            rows, keys = _hits(finder, text, connections, clock), _FOUND
        _write(rows[: args.limit], args.format, keys)
        if not rows:
            say(f"Nothing was found by “{clean(text or args.person)}”.")
        return _exit_code(sources)


async def _ask_all(
    connections: Sequence[Connection],
    ask: Callable[[Connection], AsyncGenerator[None, None]],
    source: Callable[[Connection], Source],
    *,
    apart: bool,
) -> list[Source]:
    """Ask side by side; no connection holds another up.

    Args:
        connections: Which.
        ask: Asks one.
        source: Says what came of one.
        apart: Whether nothing that another answers changes that: then it is said as soon as it is known.
    """

    async def one(connection: Connection) -> Source | None:
        async def asked() -> Source:
            async with aclosing(ask(connection)) as steps:
                async for _ in steps:
                    pass
            return source(connection)

        ended = await _guarded(connection, asked())
        if apart:
            _tell(ended)
        return ended if ended.mistaken else None

    async def said(connection: Connection) -> Source:
        return source(connection)

    broken = await asyncio.gather(*map(one, connections))
    pairs = zip(broken, connections, strict=True)
    sources = [failure or await _guarded(each, said(each)) for failure, each in pairs]
    for each in () if apart else sources:
        _tell(each)
    return sources


async def _guarded(connection: Connection, work: Awaitable[Source]) -> Source:
    """Return what came of a connection; a mistake in its vendor's folder must not cost the others."""
    try:
        return await work
    except FrontdeskError as failed:
        why = " ".join(str(failed).split())
    except Exception as mistake:
        say_mistake(mistake)
        why = "a mistake of Frontdesk’s own"
    return Source(connection.name, State.FAILED, missing=(why,), mistaken=True)


def _tell(source: Source) -> None:
    say(f"{source.connection}: {source.sentence}.")


def _exit_code(sources: Sequence[Source]) -> int:
    if all(source.is_whole for source in sources):
        return 0
    asked = [source for source in sources if source.state is not State.CANNOT]
    return 1 if all(source.state is State.FAILED for source in asked) else 3


def _hits(finder: Finder, text: str, connections: Sequence[Connection], clock: Clock) -> list[dict[str, Any]]:
    return [
        {
            "connection": hit.candidate.connection,
            "vendor": hit.candidate.vendor,
            "kind": hit.candidate.noun[0],
            "title": hit.candidate.title,
            "email": hit.candidate.email or None,
            "note": hit.candidate.note,
            "fit": hit.fit.name.lower(),
            **_where(hit.candidate.place, clock),
        }
        for hit in finder.hits(text, connections)
    ]


def _events(events: Sequence[Event], clock: Clock) -> list[dict[str, Any]]:
    return [
        {
            "connection": event.connection,
            "vendor": event.vendor,
            "kind": event.what,
            "when": event.when.astimezone(clock.zone).isoformat(timespec="seconds") if event.when else None,
            "what": event.says,
            "known_by": event.knowing.value,
            **_where(event.place, clock),
        }
        for event in events
    ]


def _where(place: Place | None, clock: Clock) -> dict[str, Any]:
    """Say where it is to be seen: what `get` and the app ask there."""
    if place is None:
        return dict.fromkeys(_WHERE)
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in place.values.items()}
    where = (place.collection, values, place.range_text(clock.zone) or None, place.filter or None)
    return dict(zip(_WHERE, where, strict=True))


def _write(rows: Sequence[Row], form: str, keys: tuple[str, ...]) -> None:
    stream = sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**({"errors": "replace"} if form == "table" else {"encoding": "utf-8"}))
    match form:
        case "json":
            stream.write(json_text(rows, indent=2) + "\n")
        case "jsonl":
            stream.writelines(json_text(row) + "\n" for row in rows)
        case "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(keys)
            writer.writerows([_cell(row[key]) for key in keys] for row in rows)
        case _:
            _write_table(rows, keys)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else json_text(value)


def _write_table(rows: Sequence[Row], keys: tuple[str, ...]) -> None:
    if not rows:
        return
    columns = _SHOWN[keys]
    lines = [[heading for heading, _ in columns]]
    lines += [[clean(str(row[key] or "")) for _, key in columns] for row in rows]
    widths = [min(_WIDEST, max(cell_width(line[place]) for line in lines)) for place in range(len(columns))]
    for line in lines:
        cells = [fit(cell, width) for cell, width in zip(line[:-1], widths[:-1], strict=True)]
        sys.stdout.write("  ".join([*cells, line[-1]]).rstrip() + "\n")


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of rows")
    return number
