"""Read a collection of a connection and write its records: for eyes, for scripts, for spreadsheets.

Which flags there are depends on the collection: “frontdesk get CONNECTION” lists the collections, and
“frontdesk get CONNECTION COLLECTION --help” lists the flags of one.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Coroutine
from typing import Any, Final

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
    named, rest = _split(words)
    wants_help = any(word in ("-h", "--help") for word in rest)
    if not named:
        return parser.parse_args(words, args)

    from tui.commands.flags import collection_list, collection_parser, first_flags

    first_flags(rest, args)
    connection = _connection(args, named[0])
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


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the connection and the collection, as far as they are there, and the other words."""
    named: list[str] = []
    index = 0
    while index < len(words) and len(named) < 2:
        word = words[index]
        if not word.startswith("-"):
            named.append(word)
            words = [*words[:index], *words[index + 1 :]]
        elif word in _VALUED:
            index += 2
        elif word in ("-h", "--help") or word.partition("=")[0] in _VALUED:
            index += 1
        else:  # a collection's own flag: what follows it may be its value
            break
    return named, words


def _connection(args: argparse.Namespace, name: str) -> Any:
    from tui.config import load_config
    from tui.connections import Connections
    from tui.core.clock import SystemClock

    config = load_config(args.config, environ=os.environ)
    return Connections(config, clock=SystemClock()).named(name)
