"""Find a person, a room, a serial number, a device or a contact over all connections at once.

frontdesk find lecture hall
frontdesk find 1234 --connection line4
frontdesk find --person asa.oberg@harbor.example --format json

“frontdesk get people TEXT” and “frontdesk get CONNECTION people TEXT” mean the same.

Each connection says on stderr what was looked at, and how far back. When a part could not be looked at, that is said
as well, and the exit code is 3; it is 1 when nothing could be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Final

from tui.commands.find_rows import DoneFields, FoundFields, event_rows, hit_rows, write_rows
from tui.commands.shared.narration import say, say_mistake
from tui.commands.shared.session import open_session
from tui.connections import Connection
from tui.core.errors import FrontdeskError, UsageError
from tui.core.text import clean
from tui.lookup.finder import Finder
from tui.lookup.person import Whereabouts
from tui.lookup.reading import Clock
from tui.lookup.source import Source, State

__all__ = ["HELP", "NAME", "add_arguments", "json_schema", "run"]

NAME: Final = "find"
HELP: Final = "a person, room, serial number, device, contact over all connections"


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
        if not text and not args.person and len(args.connection or ()) > 1:
            # --in takes all the words that follow it.
            raise UsageError(
                f"“{args.connection[-1]}” behind --in is taken for a connection, and nothing is said to find.",
                way_out="Write the text first: frontdesk find TEXT --in NAME.",
            )
        raise UsageError("Say what to find.", way_out="Write frontdesk find TEXT, or frontdesk find --person EMAIL.")
    async with open_session(args) as session:
        names = dict.fromkeys(args.connection or ())
        connections = [session.connections.named(name) for name in names] or list(session.connections.all)
        if not connections:
            raise UsageError("There are no connections yet.", way_out="“frontdesk init” adds one.")
        clock = Clock(session.clock.now(), session.config.ui.zone)
        finder = Finder()
        rows: list[FoundFields] | list[DoneFields]
        if not text:
            person = Whereabouts(args.person, finder=finder)
            sources = await _ask_all(connections, lambda each: person.ask(each, clock), person.source, apart=False)
            broken = {source.connection for source in sources if source.mistaken}
            rows = event_rows(person.events(but=broken)[: args.limit], clock)
        else:
            sources = await _ask_all(
                connections,
                lambda each: finder.ask(text, each, clock),
                lambda each: finder.source(text, each),
                apart=True,
            )
            rows = hit_rows(finder.hits(text, connections)[: args.limit], clock)
        write_rows(rows, args.format, sys.stdout, person=not text)
        if not rows:
            say(f"Nothing was found by “{clean(text or args.person)}”.")
        return _exit_code(sources)


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of what `--format json` prints: things found, or what a person did."""
    from tui.describing.schemas import schema_of_ours

    return {"anyOf": [schema_of_ours(list[FoundFields]), schema_of_ours(list[DoneFields])]}


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


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of rows")
    return number
