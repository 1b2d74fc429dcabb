"""Read a collection of a connection and write its records: for eyes, for scripts, for spreadsheets, for databases.

Which flags there are depends on the collection: “frontdesk get CONNECTION” lists the collections, and
“frontdesk get CONNECTION COLLECTION --help” lists the flags of one. In place of an id “-” takes ids from standard
input, one a line. When a part could not be read, what is missing is said on stderr, and the exit code is 3.

“frontdesk get VIEW” reads a saved view; flags behind it win over its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.commands.getting.destination import opened
from tui.commands.getting.reading import Incomplete, Reading
from tui.commands.getting.wanted import Wanted, wanted
from tui.commands.shared.flags import add_output_flags, collection_list, collection_parser, read_query
from tui.commands.shared.narration import say
from tui.commands.shared.session import Session, find_words, open_session
from tui.connections import Connection
from tui.core.collection import Collection, Query
from tui.core.errors import VendorError
from tui.core.exit_codes import ExitCode
from tui.core.time.now_in_zone import NowInZone
from tui.core.vendor import Catalog
from tui.export import Format

if TYPE_CHECKING:
    from tui.commands.getting.since_last import Continued, Into

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


def parse(
    usage: Callable[[], argparse.ArgumentParser], words: list[str], args: argparse.Namespace
) -> argparse.Namespace:
    """Find connection and collection, then read the rest with a parser made from the collection's description.

    Raises:
        UsageError: when there is no such connection or collection.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    if "people" in words:
        from tui.commands.getting.people import people_asked_for

        if (people := people_asked_for(words, args)) is not None:
            return people
    return find_words(
        usage,
        words,
        args,
        flags=add_output_flags,
        listing=collection_list,
        asking="Say what to read from",
        exact=lambda connection, name: collection_parser(connection.name, connection.catalog.collection(name)),
        otherwise=_view_words,
    )


def _view_words(session: Session, words: Sequence[str]) -> Sequence[str]:
    """Return what is asked where the first word is no connection: perhaps it is a saved view."""
    from tui.commands.shared.places import with_view

    return with_view(session, words, flags=add_output_flags)


async def run(args: argparse.Namespace) -> int:
    """Read and write.

    Raises:
        FrontdeskError: when it cannot be read; what had come by then is written.
    """
    if not hasattr(args, "named"):
        from tui.commands import find

        return await find.run(args)
    async with open_session(args) as session:
        connection = session.connections.named(args.connection)
        try:
            return await _get(args, session, connection)
        except VendorError as failed:
            if connection.name not in failed.message:
                failed.message = f"{connection.name}: {failed.message}"
            raise


class _Asked(Struct, frozen=True):
    """One question, with everything that it names found."""

    connection: Connection
    collection: Collection
    """As it is asked."""
    query: Query
    alone: str
    """The parameter each of whose values is asked for by itself; empty for none."""
    wanted: Wanted
    moment: NowInZone
    """The instant of asking, and the user's zone."""


async def _get(args: argparse.Namespace, session: Session, connection: Connection) -> int:
    asked = await _asked(args, session, connection)
    if asked.wanted.since_last:
        return await _continue(args, session, asked)
    return await _read(asked)


async def _asked(args: argparse.Namespace, session: Session, connection: Connection) -> _Asked:
    """Read the flags; the vendor is asked for nothing but the ids of what is called by name."""
    moment, targets = NowInZone(session.clock.now(), session.config.ui.zone), session.config.targets
    collection = connection.catalog.collection(args.named)
    query = read_query(args, collection, settings=connection.config.settings, moment=moment, targets=targets)
    if collection.report is not None:
        from tui.core.reports.as_asked import as_asked

        collection = as_asked(collection, query.values, targets)
    referred = partial(_is_referred_to, connection.catalog, collection.name)
    asked_for = wanted(args, collection, moment=moment, is_referred_to=referred)
    # The vendor's first rows are those that are wanted, unless a filter, an order or groups say which.
    if not args.where and not asked_for.reads_all:
        query = replace(query, limit=asked_for.limit)
    alone = ""
    if query.values:  # among them may be “-”, and names in place of ids
        from tui.commands.getting.piped import with_ids
        from tui.reading.names import resolved_all

        query, alone = with_ids(collection, query)
        query = replace(query, values=await resolved_all(connection, collection.params, query.values, now=moment.now))
    return _Asked(connection, collection, query, alone, asked_for, moment)


def _is_referred_to(catalog: Catalog, collection: str) -> bool:
    """Tell whether a parameter or a field asks for the ids of a collection's rows."""
    params = (param.refers_to for each in catalog.collections for param in each.params)
    fields = (field.refers_to for action in catalog.actions for field in action.fields)
    return any(
        refers is not None and refers.listed and refers.collection == collection for refers in chain(params, fields)
    )


async def _continue(args: argparse.Namespace, session: Session, asked: _Asked) -> int:
    """Read what came since the last export of a name."""
    from tui.commands.getting.since_last import continued
    from tui.storage.exports import ExportFile

    export, moment = ExportFile(session.paths.exports, asked.wanted.since_last), asked.moment
    with export.held():
        bounds = getattr(args, "range_from", None), getattr(args, "range_to", None)
        window = continued(
            export,
            asked.collection,
            _question(args, asked),
            bounds,
            now=moment.now,
            zone=moment.zone,
            into=_into(asked.wanted),
        )
        if window is None:
            say(f"There is nothing new for “{export.name}” yet.")
            return 0
        return await _read(replace(asked, query=replace(asked.query, span=window.window)), window)


def _question(args: argparse.Namespace, asked: _Asked) -> dict[str, Any]:
    """Return what an export that is continued asks every time."""
    values = {name: list(each) if isinstance(each, tuple) else each for name, each in asked.query.values.items()}
    named = {"connection": asked.connection.name, "collection": asked.collection.name, "parameters": values}
    return {**named, "where": args.where or "", "columns": args.columns or ""}


def _into(asked_for: Wanted) -> Into:
    from tui.commands.getting.since_last import Into

    form, output = asked_for.form.value, asked_for.output
    if output is not None and asked_for.moment is not None:
        return Into(f"as {form} into {output.absolute()}", folder=output)
    return Into(f"as {form} {'to standard output' if output is None else 'into files'}")


async def _read(asked: _Asked, window: Continued | None = None) -> int:
    collection, asked_for = asked.collection, asked.wanted
    heading: Sequence[str] = ()
    if collection.report is not None:
        from tui.core.reports.report_heading import heading_lines

        heading = heading_lines(collection, asked.query)
    told = heading if asked_for.form is Format.TABLE and not asked_for.count else ()
    reading = Reading(asked.connection, collection, asked_for, window, heading=told)
    try:
        with opened(asked_for, collection, window, heading=heading, moment=asked.moment) as destination:
            await reading.run(asked.query, asked.alone, destination.writer, destination.flush)
    except Incomplete:
        kept = "" if asked_for.output is None else f", and {asked_for.output} is as it was"
        say(f"“{asked_for.since_last}” stays where it was{kept}: the next export asks for the same again.")
    except VendorError as failed:
        part = reading.part()
        failed.left_a_part = part.is_written
        if part.said:
            say(part.said)
        raise
    finally:
        reading.tell()
    return ExitCode.PARTLY if reading.missing else ExitCode.DONE
