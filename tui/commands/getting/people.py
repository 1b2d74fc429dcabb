"""`get people TEXT` and `get CONNECTION people TEXT`: what somebody types who looks for a person. It is `find`.

A connection or a collection that is called so comes first.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from tui.commands.shared.flags import add_output_flags
from tui.commands.shared.parser import ExactParser, add_global_flags, global_flags, named_words
from tui.commands.shared.session import load_session
from tui.core.errors import UsageError

__all__ = ["people_asked_for"]

PEOPLE: Final = "people"


def people_asked_for(words: Sequence[str], args: argparse.Namespace) -> argparse.Namespace | None:
    """Return what `find` is asked when people are asked for; None for anything else.

    Raises:
        UsageError: when a flag is none of `find`'s.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    named, rest = named_words(words, 2, flags=add_output_flags)
    if PEOPLE not in named:
        return None
    global_flags(rest, args)
    connections = load_session(args).connections
    asked = named[1:]
    if named[0] != PEOPLE:
        if any(each.name == PEOPLE for each in connections.named(named[0]).catalog.collections):
            return None
        rest, asked = [*rest, "--connection", named[0]], []
    elif _is_connection(args):
        return None
    from tui.commands import find

    parser = ExactParser(prog="frontdesk find", description=find.__doc__, allow_abbrev=False)
    add_global_flags(parser)
    find.add_arguments(parser)
    return parser.parse_args([*asked, *rest], args)


def _is_connection(args: argparse.Namespace) -> bool:
    try:
        load_session(args).connections.named(PEOPLE)
    except UsageError:
        return False
    return True
