"""From a collection's description to its flags, and from what was given back to the question."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from tui.commands.parser import ExactParser, YesNo, add_global_flags
from tui.config.secrets import SecretSource
from tui.connections import Connection
from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.ranges import parse_bounds
from tui.core.words import nearest

__all__ = ["add_output_flags", "collection_list", "collection_parser", "read_query"]

_ID: Final = "the id"
"""Where the word is kept that stands alone."""

_FORMATS: Final = ("table", "json", "jsonl", "csv", "parquet")


def collection_list(connection: Connection) -> str:
    """Return the collections of a connection, one a line."""
    collections = connection.catalog.collections
    width = max((len(each.name) for each in collections), default=0)
    lines = [f"  {each.name:<{width}}  {each.help or each.title}" for each in collections]
    return "\n".join([f"collections of {connection.name} ({connection.vendor.title}):", *lines])


def collection_parser(connection: Connection, collection: Collection) -> argparse.ArgumentParser:
    """Make the parser of `get CONNECTION COLLECTION`."""
    parser = ExactParser(
        prog=f"frontdesk get {connection.name} {collection.name}",
        description=collection.help or collection.title,
        allow_abbrev=False,
        conflict_handler="resolve",  # a vendor's own name wins over one of ours
    )
    add_output_flags(parser, columns=[column.key for column in collection.columns])
    add_global_flags(parser, again=True)
    own = parser.add_argument_group(f"flags of {collection.name}")
    if collection.range_use is not RangeUse.NONE:
        span = f"default {collection.default_range}" if collection.range_use is RangeUse.REQUIRED else "default: all"
        own.add_argument(
            "--from", dest="range_from", metavar="WHEN", help=f"2026-01-31, 2026-01-31T09:00, today, 7d, 12h ({span})"
        )
        own.add_argument("--to", dest="range_to", metavar="WHEN", help="the same; a date means its end (default: now)")
    for param in collection.params:
        own.add_argument(f"--{param.option}", dest=_dest(param), help=_help_of(param), **_how(param))
        if param.name == collection.id_param:
            parser.add_argument(_ID, nargs="?", metavar="ID", type=_given, help=f"the same as --{param.option}")
    return parser


def add_output_flags(parser: argparse.ArgumentParser, *, columns: Iterable[str] = ()) -> None:
    """Add what every collection takes: how, where and how much of it is written."""
    keys = ", ".join(columns).replace("%", "%%")  # argparse formats its help
    parser.add_argument("--format", choices=_FORMATS, default="table", help="how to write (default: table)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of stdout, all or nothing")
    parser.add_argument(
        "--where", metavar="FILTER", help="only rows that match: words, column:text, column>value, -word"
    )
    parser.add_argument("--sort", metavar="KEY", help="by a column; -KEY for downwards")
    parser.add_argument("--fresh", action="store_true", help="ask for what the cache holds as well")
    parser.add_argument("--limit", type=_count, metavar="N", help="at most so many rows")
    parser.add_argument("--columns", metavar="A,B", help=f"a table's columns, of: {keys}")


def _help_of(param: Param) -> str:
    parts = [param.help or param.title]
    if param.refers_to is not None and param.refers_to.listed:
        parts.append("(a name will do)")
    if param.required:
        parts.append(f"(required; default: the setting {param.setting})" if param.setting else "(required)")
    elif param.setting:
        parts.append(f"(default: the setting {param.setting})")
    if param.kind is ParamKind.LIST:
        parts.append("(several may follow; may be repeated)")
    if param.choices:
        parts.append(f"({', '.join(param.choices)})")
    return " ".join(parts).replace("%", "%%")  # argparse formats its help


def _dest(param: Param) -> str:
    return f"param {param.name}"


def _how(param: Param) -> dict[str, Any]:
    metavar = param.option.upper().replace("-", "_")
    match param.kind:
        case ParamKind.FLAG:
            return {"action": YesNo}
        case ParamKind.NUMBER:
            return {"type": _whole, "metavar": metavar}
        case ParamKind.CHOICE:
            return {"type": _chooser(param.choices), "metavar": metavar}
        case ParamKind.LIST:
            return {"type": _given, "action": "extend", "nargs": "+", "metavar": metavar}
        case ParamKind.TEXT:
            return {"type": _given, "metavar": metavar}


def _given(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty")
    return text


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number") from None


def _count(text: str) -> int:
    count = _whole(text)
    if count < 1:
        raise argparse.ArgumentTypeError("the number must be 1 or more")
    return count


def _chooser(choices: tuple[str, ...]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        for choice in choices:
            if choice.casefold() == text.casefold():
                return choice
        close = nearest(text, choices)
        hint = f"; did you mean “{close}”?" if close else ""
        raise argparse.ArgumentTypeError(f"“{text}” is not one of {', '.join(choices)}{hint}")

    return choose


def read_query(
    args: argparse.Namespace, collection: Collection, *, settings: Mapping[str, Any], now: datetime, zone: tzinfo
) -> Query:
    """Return the question that the flags ask.

    Args:
        args: What the collection's parser read.
        collection: What is asked.
        settings: The connection's, which fill what was not given.
        now: The instant of asking.
        zone: The user's zone.

    Raises:
        UsageError: when something required is missing, all of it named, or the range makes no sense.
    """
    values: dict[str, Value] = {}
    for param in collection.params:
        given = getattr(args, _dest(param), None)
        if given is None and param.name == collection.id_param:
            given = getattr(args, _ID, None)
        value = tuple(_known(given, param.choices)) if isinstance(given, list) else given
        if value is None and param.setting:
            value = _from_setting(param, settings.get(param.setting))
        if value is not None and value != "":
            values[param.name] = value
    if missing := collection.missing(values):
        flags = ["ID" if param.name == collection.id_param else f"--{param.option}" for param in missing]
        raise UsageError(
            f"Missing: {', '.join(flags)}.",
            way_out=" ".join(
                f"{flag}: {param.help or param.title}." for flag, param in zip(flags, missing, strict=True)
            ).replace("..", "."),
        )
    span = None
    if collection.range_use is not RangeUse.NONE:
        start, stop = args.range_from, args.range_to
        if collection.range_use is RangeUse.REQUIRED or start is not None or stop is not None:
            span = parse_bounds(start, stop, now=now, zone=zone, default=collection.default_range)
    return Query(values=values, span=span, now=now, zone=zone, settled=True, fresh=bool(args.fresh))


def _known(texts: Iterable[str], choices: tuple[str, ...]) -> Iterator[str]:
    """Write known values as the vendor does, `completed,Ongoing` too; what is not known goes as it is."""
    by_folded = {choice.casefold(): choice for choice in choices}
    for text in texts:
        parts = [part.strip().casefold() for part in text.split(",")]
        yield from (by_folded[part] for part in parts) if all(part in by_folded for part in parts) else (text,)


def _from_setting(param: Param, setting: Any) -> Value | None:
    if setting is None or isinstance(setting, SecretSource):
        return None
    if param.kind is ParamKind.LIST:
        return (str(setting),)
    if param.kind is ParamKind.NUMBER and isinstance(setting, str):
        return int(setting) if setting.lstrip("-").isdigit() else None
    return setting if isinstance(setting, (bool, int)) else str(setting)
