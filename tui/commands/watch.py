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
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from tui.commands.shared.flags import collection_parser, read_query
from tui.commands.shared.narration import say
from tui.commands.shared.places import find_link
from tui.commands.shared.session import Session, open_session
from tui.core.collection import Collection, Query, Value
from tui.core.exit_codes import ExitCode
from tui.core.links import get_words
from tui.core.place import Place
from tui.core.record import Record
from tui.core.reports.as_asked import as_asked
from tui.core.rows.conditions import parse_condition
from tui.core.rows.filters import parse_filter
from tui.core.time.now_in_zone import NowInZone
from tui.reading.names import once_more_by_name, resolved_all
from tui.reading.watch import interval_text
from tui.reading.watching import Answer, Watching

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "watch"
HELP: Final = "ask for a view again and again; what changes, and until when"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is watched, how often, and what ends it."""
    parser.add_argument("place", metavar="VIEW", help="a saved view, or a link such as campus/rooms")
    parser.add_argument("--until", metavar="CONDITION", help='end with 5 when it holds: "minutes > 300"')
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
        if args.until is not None:
            parse_condition(args.until, collection.columns, now=now, zone=zone)
        until = f" until {args.until}" if args.until else ""
        say(f"Watching {args.place} every {interval_text(args.every)}{until}. Ctrl+C ends it.")
        watching = Watching(
            _Asking(session, link),
            every=args.every,
            until=args.until or "",
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


class _Read(NamedTuple):
    records: Sequence[Record[Any]]
    missing: tuple[str, ...]


class _Asking:
    """Asks what `get` would ask, again and again. What is called by name is looked up for the first answer alone."""

    def __init__(self, session: Session, link: Place) -> None:
        self._session, self._link = session, link
        self._connection = session.connections.named(link.connection)
        self._values: Mapping[str, Value] | None = None
        """What the first answer was asked with; None before it."""

    async def __call__(self, now: datetime) -> Answer:
        """Ask as of an instant: a relative range moves on with it."""
        link, zone, targets = self._link, self._session.config.ui.zone, self._session.config.targets
        described = self._connection.catalog.collection(link.collection)
        words = get_words(link, described, now=now, zone=zone)[3:]
        given = collection_parser(self._connection.name, described).parse_args(words)
        settings = self._connection.config.settings
        query = read_query(given, described, settings=settings, moment=NowInZone(now, zone), targets=targets)
        collection = as_asked(described, query.values, targets)
        passes = parse_filter(link.where, collection.columns, now=now, zone=zone)
        came = await self._came(collection, query, now)
        records = [record for record in came.records if not link.where or passes(record)]
        return Answer(records, collection, came.missing)

    async def _came(self, collection: Collection, query: Query, now: datetime) -> _Read:
        if self._values is not None:
            return await self._read(collection, query, self._values)
        asked: list[Mapping[str, Value]] = []

        async def ask(values: Mapping[str, Value]) -> _Read:
            asked.append(values)
            return await self._read(collection, query, values)

        values = await resolved_all(self._connection, collection.params, query.values, now=now)
        came = await once_more_by_name(
            self._connection, collection.params, values, ask, is_nothing=lambda came: not came.records, now=now
        )
        self._values = asked[-1]
        return came

    async def _read(self, collection: Collection, query: Query, values: Mapping[str, Value]) -> _Read:
        records: list[Record[Any]] = []
        missing: dict[str, None] = {}
        async with self._connection.pages(collection, replace(query, values=values)) as pages:
            async for page in pages:
                records += page.records
                missing.update(dict.fromkeys(page.missing))
        return _Read(records, tuple(missing))


def _tell(line: str) -> None:
    print(line, flush=True)


def _ring() -> None:
    sys.stderr.write("\a")
    sys.stderr.flush()


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds; write one such as 60")
    return int(text)
