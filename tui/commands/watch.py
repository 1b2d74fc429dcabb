"""Ask for a saved view, or a link, again and again; tell what changes, and end when a condition holds.

frontdesk watch long-waits --until "minutes > 300" --bell
frontdesk watch campus/rooms --every 300
frontdesk watch 'line4/yield?from=today' --until "rows > 10"

A line a change goes to stdout: + new, - gone, ~ other than before; nothing while nothing changes. A condition is a
filter as in “get --where” (it holds when any row matches), or a number of rows (“rows > 10”); when it holds, a line
that begins with = says for which row, or how many there are, and the exit code is 5. What cannot be read is said, and
asked for again, less and less often; nothing is concluded from a part. Ctrl+C ends it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from tui.commands.shared.flags import collection_parser, read_query
from tui.commands.shared.narration import say
from tui.commands.shared.places import find_link
from tui.commands.shared.session import Session, open_session
from tui.core.exit_codes import ExitCode
from tui.core.links import get_words
from tui.core.place import Place
from tui.core.record import Record
from tui.core.reports.as_asked import as_asked
from tui.core.rows.conditions import parse_condition
from tui.core.rows.filters import parse_filter
from tui.core.time.now_in_zone import NowInZone
from tui.reading.names import resolved_all
from tui.reading.watch import interval_text
from tui.reading.watching import Answer, Watching

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "watch"
HELP: Final = "ask for a view again and again; what changes, and until when"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is watched, how often, and what ends it."""
    parser.add_argument("place", metavar="VIEW", help="a saved view, or a link such as campus/rooms")
    parser.add_argument("--until", metavar="CONDITION", default="", help='end with 5 when it holds: "minutes > 300"')
    parser.add_argument(
        "--every", metavar="SECONDS", type=_seconds, default=60, help="how often it is asked (default: 60)"
    )
    parser.add_argument("--bell", action="store_true", help="ring when it holds; without --until, when rows change")


async def run(args: argparse.Namespace) -> int:
    """Watch.

    Raises:
        UsageError: when there is no such place, or the condition cannot be read.
        VendorError: when the vendor refuses from the start, or no longer knows us.
    """
    async with open_session(args) as session:
        link = find_link(session, args.place)
        connection = session.connections.named(link.connection)
        collection = as_asked(connection.catalog.collection(link.collection), link.values, session.config.targets)
        now, zone = session.clock.now(), session.config.ui.zone
        if args.until:
            parse_condition(args.until, collection.columns, now=now, zone=zone)
        until = f" until {args.until}" if args.until else ""
        say(f"Watching {args.place} every {interval_text(args.every)}{until}. Ctrl+C ends it.")
        watching = Watching(
            partial(_ask, session, link),
            every=args.every,
            until=args.until,
            columns=link.columns,
            now=session.clock.now,
            zone=zone,
            pause=asyncio.sleep,
            tell=_tell,
            say=say,
            changed=_ring if args.bell and not args.until else lambda: None,
        )
        await watching.run()
        if args.bell:
            _ring()
        return ExitCode.HOLDS


async def _ask(session: Session, link: Place, now: datetime) -> Answer:
    """Ask what `get` would ask, as of an instant: a relative range moves on with it."""
    connection, zone, targets = (
        session.connections.named(link.connection),
        session.config.ui.zone,
        session.config.targets,
    )
    described = connection.catalog.collection(link.collection)
    words = get_words(link, described, now=now, zone=zone)[3:]
    given = collection_parser(connection.name, described).parse_args(words)
    settings = connection.config.settings
    query = read_query(given, described, settings=settings, moment=NowInZone(now, zone), targets=targets)
    collection = as_asked(described, query.values, targets)
    query = replace(query, values=await resolved_all(connection, collection.params, query.values, now=now))
    passes = parse_filter(link.where, collection.columns, now=now, zone=zone)
    records: list[Record[Any]] = []
    missing: dict[str, None] = {}
    async with connection.pages(collection, query) as pages:
        async for page in pages:
            records += [record for record in page.records if not link.where or passes(record)]
            missing.update(dict.fromkeys(page.missing))
    return Answer(records, collection, tuple(missing))


def _tell(line: str) -> None:
    print(line, flush=True)


def _ring() -> None:
    sys.stderr.write("\a")
    sys.stderr.flush()


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds; write one such as 60")
    return int(text)
