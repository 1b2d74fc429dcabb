"""From the description of a collection to its flags, and back to the question that they ask."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui.commands.shared.parser import ExactParser, YesNo, add_global_flags, whole_number
from tui.config.secrets import SecretSource
from tui.connections import Connection
from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.core.time.ranges import parse_bounds
from tui.core.words import one_of
from tui.describing.offers import offer

if TYPE_CHECKING:
    from tui.core.action import Field

__all__ = [
    "VendorParser",
    "add_output_flags",
    "collection_list",
    "collection_parser",
    "dest",
    "filled",
    "help_of",
    "offering_parser",
    "read_query",
    "row_count",
]

_ID: Final = "the id"
"""Where the word is kept that stands alone."""

_FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "markdown", "html", "parquet")

VendorParser: Final = partial(ExactParser, allow_abbrev=False, conflict_handler="resolve")
"""A vendor's own name wins over one of ours."""


def collection_list(connection: Connection) -> str:
    """Return the collections of a connection, one a line."""
    collections = connection.catalog.collections
    width = max((len(each.name) for each in collections), default=0)
    lines = [f"  {each.name:<{width}}  {each.help or each.title}" for each in collections]
    return "\n".join([f"collections of {connection.name} ({connection.vendor.title}):", *lines])


def collection_parser(connection: str, collection: Collection) -> argparse.ArgumentParser:
    """Make the parser of `get CONNECTION COLLECTION`."""
    about = collection.help or collection.title
    parser = VendorParser(prog=f"frontdesk get {connection} {collection.name}", description=about)
    add_output_flags(parser, columns=[column.key for column in collection.columns])
    add_global_flags(parser)
    own = parser.add_argument_group(f"flags of {collection.name}")
    if collection.range_use is not RangeUse.NONE:
        span = f"default {collection.default_range}" if collection.range_use is RangeUse.REQUIRED else "default: all"
        own.add_argument(
            "--from", dest="range_from", metavar="WHEN", help=f"2026-01-31, 2026-01-31T09:00, today, 7d, 12h ({span})"
        )
        own.add_argument("--to", dest="range_to", metavar="WHEN", help="the same; a date means its end (default: now)")
    else:
        parser.absent = dict.fromkeys(("--from", "--to"), f"{collection.name} takes no range")
    for param in collection.params:
        own.add_argument(
            f"--{param.option}",
            dest=dest(param),
            help=help_of(param, several=param.kind is ParamKind.LIST),
            **_how(param),
        )
        if param.name == collection.id_param:
            parser.add_argument(_ID, nargs="?", metavar="ID", type=filled, help=f"the same as --{param.option}")
    return parser


def offering_parser(collection: Collection) -> argparse.ArgumentParser:
    """Make the parser of a collection's flags with what is usual noted on each: for those who list them."""
    parser = collection_parser("", collection)
    columns = [column.key for column in collection.columns]
    choices = {dest(param): param.choices for param in collection.params}
    for flag in parser._actions:
        match flag.dest:
            case "sort":
                offer(flag, columns, downwards=True)
            case "columns":
                offer(flag, columns, by_commas=True)
            case "group_by":
                offer(flag, columns)
            case given if choices.get(given):
                offer(flag, choices[given])
    return parser


def add_output_flags(parser: argparse.ArgumentParser, *, columns: Sequence[str] = ()) -> None:
    """Add what every collection takes: how, where and how much of it is written."""
    listed = f", of: {', '.join(columns)}".replace("%", "%%") if columns else ""  # argparse formats its help
    parser.add_argument("--format", choices=_FORMATS, default="table", help="how to write (default: table)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of stdout, all or nothing")
    parser.add_argument(
        "--where", metavar="FILTER", help="only rows that match: words, column:text, column>value, -word"
    )
    parser.add_argument("--sort", metavar="KEY", help="by a column; -KEY for downwards")
    parser.add_argument(
        "--with-meta", action="store_true", help="JSON with range, zone, how it is counted and what is missing"
    )
    parser.add_argument("--fresh", action="store_true", help="ask for what the cache holds as well")
    parser.add_argument("--limit", type=row_count, metavar="N", help="at most so many rows")
    parser.add_argument("--columns", metavar="A,B", help=f"only these columns, in this order{listed}")
    parser.add_argument("--count", action="store_true", help="only how many rows there are")
    parser.add_argument(
        "--group-by",
        metavar="COLUMN",
        help="how many rows of each value, their share, and the sum of their lengths of time; of a time its day counts",
    )
    parser.add_argument(
        "--partition", choices=("month",), help="with --format parquet: --output is a folder with a file for each month"
    )
    parser.add_argument(
        "--since-last",
        metavar="NAME",
        help="only what came since the last export of this name, until ten minutes ago or --to; the first needs --from",
    )


def read_query(
    args: argparse.Namespace,
    collection: Collection,
    *,
    settings: Mapping[str, Any],
    moment: NowInZone,
    targets: Mapping[str, float],
) -> Query:
    """Return the question that the flags ask.

    Args:
        args: What the collection's parser read.
        collection: What is asked.
        settings: The connection's, which fill what was not given.
        moment: The instant of asking, and the user's zone.
        targets: The configuration's.

    Raises:
        UsageError: when something required is missing, all of it named, or the range makes no sense.
    """
    values = _values(args, collection, settings) if collection.params else {}
    span = None
    if collection.range_use is not RangeUse.NONE:
        # Of an export that is continued the range is another one, which its state says.
        start, stop = (None, None) if getattr(args, "since_last", None) else (args.range_from, args.range_to)
        if collection.range_use is RangeUse.REQUIRED or start is not None or stop is not None:
            span = parse_bounds(start, stop, now=moment.now, zone=moment.zone, default=collection.default_range)
    fresh = bool(args.fresh)
    return Query(values=values, span=span, now=moment.now, zone=moment.zone, settled=True, fresh=fresh, targets=targets)


def _values(args: argparse.Namespace, collection: Collection, settings: Mapping[str, Any]) -> dict[str, Value]:
    """Return what the parameters are set to.

    Raises:
        UsageError: when something required is missing; all of it is named.
    """
    values: dict[str, Value] = {}
    for param in collection.params:
        given = getattr(args, dest(param), None)
        if given is None and param.name == collection.id_param:
            given = getattr(args, _ID, None)
        value = _each(given, param) if isinstance(given, list) else given
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
    return values


def _each(texts: Iterable[str], param: Param) -> tuple[str, ...]:
    """Return the values of a list; those of a fixed set as the vendor writes them, `completed,Ongoing` too.

    Raises:
        UsageError: when one is not of the fixed set.
    """
    if not param.choices:
        return tuple(texts)
    try:
        return tuple(one_of(part.strip(), param.choices) for text in texts for part in text.split(","))
    except UsageError as unknown:
        raise UsageError(f"--{param.option}: {unknown.message}", way_out=unknown.way_out) from None


def _from_setting(param: Param, setting: Any) -> Value | None:
    if setting is None or isinstance(setting, SecretSource):
        return None
    if param.kind is ParamKind.LIST:
        return (str(setting),)
    if param.kind is ParamKind.NUMBER and isinstance(setting, str):
        return int(setting) if setting.lstrip("-").isdigit() else None
    return setting if isinstance(setting, (bool, int)) else str(setting)


def dest(each: Param | Field) -> str:
    """Return where argparse keeps what was given: a vendor's name may be one of ours."""
    return f"given {each.name}"


def help_of(each: Param | Field, *, several: bool, default: str = "") -> str:
    """Return what `--help` says of a flag.

    Args:
        each: What the flag is for.
        several: Whether it takes several values.
        default: What the vendor takes when it is not given; empty where nothing is known of that.
    """
    parts = [each.help or each.title]
    if each.refers_to is not None and each.refers_to.listed:
        parts.append("(a name will do)")
    if each.required:
        parts.append(f"(required; default: the setting {each.setting})" if each.setting else "(required)")
    elif each.setting:
        parts.append(f"(default: the setting {each.setting})")
    elif default:
        parts.append(f"(the vendor's default: {default})")
    if several:
        parts.append("(several may follow; may be repeated)")
    if each.choices:
        parts.append(f"({', '.join(each.choices)})")
    return " ".join(parts).replace("%", "%%")  # argparse formats its help


def filled(text: str) -> str:
    """Take a text that is not empty.

    Raises:
        argparse.ArgumentTypeError: when it is.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty")
    return text


def _how(param: Param) -> dict[str, Any]:
    metavar = param.option.upper().replace("-", "_")
    match param.kind:
        case ParamKind.FLAG:
            return {"action": YesNo}
        case ParamKind.LIST:
            return {"action": "extend", "nargs": "+", "metavar": metavar, "type": filled}
        case ParamKind.NUMBER:
            return {"metavar": metavar, "type": whole_number}
        case ParamKind.CHOICE:
            return {"metavar": metavar, "type": _chooser(param.choices)}
        case ParamKind.TEXT:
            return {"metavar": metavar, "type": filled}


def row_count(text: str) -> int:
    """Read how many rows are wanted at most.

    Raises:
        argparse.ArgumentTypeError: when it is no whole number, or less than 1.
    """
    count = whole_number(text)
    if count < 1:
        raise argparse.ArgumentTypeError("the number must be 1 or more")
    return count


def _chooser(choices: tuple[str, ...]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        try:
            return one_of(text, choices)
        except UsageError as unknown:
            raise argparse.ArgumentTypeError(str(unknown)) from None

    return choose
