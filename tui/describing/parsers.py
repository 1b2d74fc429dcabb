"""From argparse's parsers to the flags and words of the document."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tui.describing.document import Flag, Takes, Word
from tui.describing.offers import offered

__all__ = ["flags_of", "help_of", "metavar_of", "repeats", "shown", "takes_of", "words_of"]


def flags_of(parser: argparse.ArgumentParser) -> list[Flag]:
    """Describe a parser's flags, but for those that are hidden and for `--help`, which all have."""
    return [_flag(action) for action in shown(parser) if action.option_strings]


def words_of(parser: argparse.ArgumentParser) -> list[Word]:
    """Describe the words that stand by themselves."""
    return [
        Word(
            name=metavar_of(action),
            help=help_of(action),
            choices=list(offered(action).words),
            required=action.nargs not in ("?", "*"),
            several=action.nargs in ("*", "+"),
        )
        for action in shown(parser)
        if not action.option_strings
    ]


def shown(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield what a parser reads, but for what is hidden and for `--help`."""
    # argparse has no public way to list a parser's flags, and has kept this one since 2006.
    for action in parser._actions:
        if action.help != argparse.SUPPRESS and not isinstance(action, argparse._HelpAction):
            yield action


def _flag(action: argparse.Action) -> Flag:
    takes = takes_of(action)
    return Flag(
        names=list(action.option_strings),
        takes=takes,
        value="" if takes == "nothing" else metavar_of(action),
        help=help_of(action),
        choices=list(offered(action).words),
        default=action.default if isinstance(action.default, str | int | float) and not _silent(action) else None,
        repeats=repeats(action),
        is_file=action.type is Path,
    )


def _silent(action: argparse.Action) -> bool:
    return bool(action.default == argparse.SUPPRESS)


def repeats(action: argparse.Action) -> bool:
    """Tell whether a flag can be given several times."""
    return isinstance(action, argparse._AppendAction | argparse._ExtendAction)


def takes_of(action: argparse.Action) -> Takes:
    """Return how many values a flag takes."""
    match action.nargs:
        case 0:
            return "nothing"
        case "?":
            return "one or nothing"
        case "+" | "*":
            return "several"
        case _:
            return "one"


def metavar_of(action: argparse.Action) -> str:
    """Return what a flag's value, or a word, is called."""
    return action.metavar if isinstance(action.metavar, str) else action.dest.upper().replace("_", "-")


def help_of(action: argparse.Action) -> str:
    """Return what is said of a flag or a word, on one line."""
    return " ".join((action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%").split())
