"""What `tui.completing` goes by: a parser's flags and words as plain data, small enough to be read at every Tab."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final, TypeAlias

from tui.describing.offers import offered
from tui.describing.parsers import help_of, metavar_of, repeats, shown, takes_of

__all__ = ["flags", "place"]

_Table: TypeAlias = dict[str, Any]

_THINGS: Final = {
    "CONNECTION": "connection",
    "COLLECTION": "collection",
    "ACTION": "action",
    "VIEW": "view",
    "LINK": "view",
}
"""What a metavar says that a value is."""


def place(parser: argparse.ArgumentParser, *, help: str) -> _Table:  # noqa: A002 - what argparse calls it
    """Return the words and flags that a parser reads.

    Args:
        parser: Has them.
        help: What is said of the command, collection or action itself.
    """
    words = [{**_value(each), "several": each.nargs in ("*", "+")} for each in shown(parser) if not each.option_strings]
    return {"help": " ".join(help.split()), "words": words, "flags": flags(parser)}


def flags(parser: argparse.ArgumentParser) -> _Table:
    """Return a parser's flags by each of their names."""
    return {name: _flag(each) for each in shown(parser) for name in each.option_strings}


def _flag(action: argparse.Action) -> _Table:
    names = list(action.option_strings)
    told = {"name": names[0], "names": names, "help": help_of(action), "repeats": repeats(action)}
    return {**told, "takes": takes_of(action), **_value(action)}


def _value(action: argparse.Action) -> _Table:
    offer = offered(action)
    return {"what": _what(action), "offers": offer.words, "by_commas": offer.by_commas, "downwards": offer.downwards}


def _what(action: argparse.Action) -> str:
    if action.type is Path:
        return "file"
    return "connection" if "--connection" in action.option_strings else _THINGS.get(metavar_of(action), "")
