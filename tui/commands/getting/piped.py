"""Ids that come on standard input, one a line, wherever “-” stands for one: what `jq -r .objectId` writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tui.commands.shared.narration import say
from tui.core.collection import Collection, Param, ParamKind, Query
from tui.core.errors import UsageError

__all__ = ["PIPED", "piped_names", "read_ids", "with_ids"]

PIPED: Final = "-"
"""The value that stands for standard input."""


def piped_names(values: Mapping[str, Any], takers: Iterable[str]) -> list[str]:
    """Return which of some fields or parameters are to come from standard input.

    Raises:
        UsageError: when it is more than one: nobody could tell whose line a line is.
    """
    found = [name for name in takers if _is_piped(values.get(name))]
    if len(found) > 1:
        raise UsageError(
            f"Only one value can come from standard input, and “-” stands for {', '.join(found)}.",
            way_out="Give the others as they are.",
        )
    return found


def _is_piped(value: Any) -> bool:
    return value == PIPED or (isinstance(value, list | tuple) and tuple(value) == (PIPED,))


def read_ids() -> tuple[str, ...]:
    """Read standard input: each line that is not empty, once.

    Raises:
        UsageError: when there is none, or it is no text.
    """
    if sys.stdin.isatty():
        say("One id a line; Ctrl+D ends.")
    try:
        lines = (line.strip() for line in sys.stdin)
        ids = tuple(dict.fromkeys(line for line in lines if line))
    except UnicodeDecodeError:
        raise UsageError("Standard input is no text in UTF-8.", way_out="Give one id a line.") from None
    if not ids:
        raise UsageError("Standard input has no ids.", way_out="Give one a line.")
    return ids


def with_ids(collection: Collection, query: Query) -> tuple[Query, str]:
    """Put the ids of standard input where “-” stands.

    Returns:
        The question, and the name of what must be asked for each id alone, for the vendor takes one; else empty.

    Raises:
        UsageError: when the ids cannot be read.
    """
    kinds = {param.name: param.kind for param in collection.params if _takes_ids(param)}
    for name in piped_names(query.values, kinds):
        filled = replace(query, values={**query.values, name: read_ids()})
        return filled, "" if kinds[name] is ParamKind.LIST else name
    return query, ""


def _takes_ids(param: Param) -> bool:
    return param.kind in (ParamKind.TEXT, ParamKind.LIST) and not param.choices
