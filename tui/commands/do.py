"""Write: do an action of a connection, once or for every row of a file.

Which flags there are depends on the action: “frontdesk do CONNECTION” lists the actions, and
“frontdesk do CONNECTION ACTION --help” lists the flags of one. Everything that is sent is in “frontdesk journal”.
"""

from __future__ import annotations

import argparse
from collections.abc import Coroutine
from typing import Any, Final

from tui.commands.words import first_two
from tui.core.errors import UsageError

__all__ = ["HELP", "NAME", "add_arguments", "parse", "run"]

NAME: Final = "do"
HELP: Final = "write: do an action, once or for every row of a file"

_VALUED: Final = ("--config", "--log", "--from", "--confirm", "--format", "--resume", "--encoding")
"""Flags of every action that take a value, and so may stand before the two words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show the two words in the usage; `parse` makes the parser that reads them."""
    parser.add_argument("connection", metavar="CONNECTION", help="a connection of the config")
    parser.add_argument("action", metavar="ACTION", help="what to do: see “frontdesk do CONNECTION”")


def parse(parser: argparse.ArgumentParser, words: list[str], args: argparse.Namespace) -> argparse.Namespace:
    """Find connection and action, then read the rest with a parser made from the action's fields.

    Raises:
        UsageError: when there is no such connection or action.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    named, rest = first_two(words, valued=_VALUED, alone=("--yes", "--dry-run"))
    if not named:
        return parser.parse_args(words, args)

    from tui.commands.do_flags import action_list, action_parser
    from tui.commands.flags import find_connection, first_flags

    first_flags(rest, args)
    connection = find_connection(args, named[0])
    if len(named) == 1:
        text = action_list(connection)
        if any(word in ("-h", "--help") for word in rest):
            print(text)
            raise SystemExit(0)
        raise UsageError(f"Say what to do with {connection.name}.", way_out=f"\n{text}")
    exact = action_parser(connection, connection.catalog.action(named[1]))
    args = exact.parse_args(rest, args)
    args.connection, args.action = named
    return args


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """Write, and say how it ended."""
    from tui.commands.doing import do

    return do(args)
