"""Read a collection of a connection and write its records: for eyes, for scripts, for spreadsheets.

Which flags there are depends on the collection: “frontdesk get CONNECTION” lists the collections, and
“frontdesk get CONNECTION COLLECTION --help” lists the flags of one.
"""

from __future__ import annotations

import argparse
from collections.abc import Coroutine
from typing import Any, Final

from tui.commands.words import first_two
from tui.core.errors import UsageError

__all__ = ["HELP", "NAME", "add_arguments", "parse", "run"]

NAME: Final = "get"
HELP: Final = "read a collection: rooms, users, reports …"

_VALUED: Final = ("--config", "--log", "--format", "--output", "--limit", "--where", "--columns", "--sort")
"""Flags of every collection that take a value, and so may stand before the two words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show the two words in the usage; `parse` makes the parser that reads them."""
    parser.add_argument("connection", metavar="CONNECTION", help="a connection of the config")
    parser.add_argument("collection", metavar="COLLECTION", help="what to read: see “frontdesk get CONNECTION”")


def parse(parser: argparse.ArgumentParser, words: list[str], args: argparse.Namespace) -> argparse.Namespace:
    """Find connection and collection, then read the rest with a parser made from the collection's description.

    Raises:
        UsageError: when there is no such connection or collection.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    named, rest = first_two(words, valued=_VALUED)
    wants_help = any(word in ("-h", "--help") for word in rest)
    if not named:
        return parser.parse_args(words, args)

    from tui.commands.flags import collection_list, collection_parser, find_connection, first_flags

    first_flags(rest, args)
    connection = find_connection(args, named[0])
    if len(named) == 1:
        text = collection_list(connection)
        if wants_help:
            print(text)
            raise SystemExit(0)
        raise UsageError(f"Say what to read from {connection.name}.", way_out=f"\n{text}")
    collection = connection.catalog.collection(named[1])
    exact = collection_parser(connection, collection)
    args = exact.parse_args(rest, args)
    args.connection, args.collection = named
    return args


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """Read and write."""
    from tui.commands.reading import read

    return read(args)
