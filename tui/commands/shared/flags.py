"""From the description of a collection or an action to its flags, and back to what was given."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui.commands.shared.parser import ExactParser, YesNo, add_global_flags
from tui.config.secrets import SecretSource
from tui.connections import Connection
from tui.core.action import Action, Danger, Field, FieldKind, FieldProblem
from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse, Value
from tui.core.errors import UsageError
from tui.core.time.ranges import parse_bounds
from tui.core.words import one_of
from tui.describing.offers import offer

if TYPE_CHECKING:
    from tui.writing.fields import Given

__all__ = [
    "action_list",
    "action_parser",
    "add_common_flags",
    "add_output_flags",
    "collection_list",
    "collection_parser",
    "flag_problems",
    "given_fields",
    "read_query",
]

_ID: Final = "the id"
"""Where the word is kept that stands alone."""

_FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "markdown", "html", "parquet")

_OUTCOME_FORMATS: Final = ("table", "json", "jsonl", "csv")

_DANGERS: Final = {
    Danger.SAFE: "goes without a question",
    Danger.REVERSIBLE: "asks first; --yes answers",
    Danger.IRREVERSIBLE: "cannot be undone: asks for the target; a script needs --yes and --confirm",
}


# --- reading ----------------------------------------------------------------------------------------------------


def collection_list(connection: Connection) -> str:
    """Return the collections of a connection, one a line."""
    collections = connection.catalog.collections
    width = max((len(each.name) for each in collections), default=0)
    lines = [f"  {each.name:<{width}}  {each.help or each.title}" for each in collections]
    return "\n".join([f"collections of {connection.name} ({connection.vendor.title}):", *lines])


def collection_parser(connection: str, collection: Collection) -> argparse.ArgumentParser:
    """Make the parser of `get CONNECTION COLLECTION`, with what is usual for each flag noted on it."""
    parser = _parser(f"get {connection} {collection.name}", collection.help or collection.title)
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
        flag = own.add_argument(f"--{param.option}", dest=_dest(param), help=_help_of(param), **_how(param))
        if param.choices:
            offer(flag, param.choices)
        if param.name == collection.id_param:
            parser.add_argument(_ID, nargs="?", metavar="ID", type=_filled, help=f"the same as --{param.option}")
    return parser


def add_output_flags(parser: argparse.ArgumentParser, *, columns: Sequence[str] = ()) -> None:
    """Add what every collection takes: how, where and how much of it is written."""
    listed = f", of: {', '.join(columns)}".replace("%", "%%") if columns else ""  # argparse formats its help
    parser.add_argument("--format", choices=_FORMATS, default="table", help="how to write (default: table)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of stdout, all or nothing")
    parser.add_argument(
        "--where", metavar="FILTER", help="only rows that match: words, column:text, column>value, -word"
    )
    by_column = parser.add_argument("--sort", metavar="KEY", help="by a column; -KEY for downwards")
    offer(by_column, columns, downwards=True)
    parser.add_argument(
        "--with-meta", action="store_true", help="JSON with range, zone, how it is counted and what is missing"
    )
    parser.add_argument("--fresh", action="store_true", help="ask for what the cache holds as well")
    parser.add_argument("--limit", type=_count, metavar="N", help="at most so many rows")
    shown = parser.add_argument("--columns", metavar="A,B", help=f"only these columns, in this order{listed}")
    offer(shown, columns, by_commas=True)
    parser.add_argument("--count", action="store_true", help="only how many rows there are")
    group = parser.add_argument(
        "--group-by",
        metavar="COLUMN",
        help="how many rows of each value, their share, and the sum of their lengths of time; of a time its day counts",
    )
    offer(group, columns)
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
    now: datetime,
    zone: tzinfo,
    targets: Mapping[str, float],
) -> Query:
    """Return the question that the flags ask.

    Args:
        args: What the collection's parser read.
        collection: What is asked.
        settings: The connection's, which fill what was not given.
        now: The instant of asking.
        zone: The user's zone.
        targets: The configuration's.

    Raises:
        UsageError: when something required is missing, all of it named, or the range makes no sense.
    """
    values: dict[str, Value] = {}
    for param in collection.params:
        given = getattr(args, _dest(param), None)
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
    span = None
    if collection.range_use is not RangeUse.NONE:
        # Of an export that is continued the range is another one, which its state says.
        start, stop = (None, None) if getattr(args, "since_last", None) else (args.range_from, args.range_to)
        if collection.range_use is RangeUse.REQUIRED or start is not None or stop is not None:
            span = parse_bounds(start, stop, now=now, zone=zone, default=collection.default_range)
    fresh = bool(args.fresh)
    return Query(values=values, span=span, now=now, zone=zone, settled=True, fresh=fresh, targets=targets)


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


# --- writing ----------------------------------------------------------------------------------------------------


def action_list(connection: Connection) -> str:
    """Return the actions of a connection, one a line."""
    actions = connection.catalog.actions
    if not actions:
        return f"{connection.vendor.title} has no actions."
    width = max(len(action.name) for action in actions)
    lines = [f"  {action.name:<{width}}  {action.help or action.title}" for action in actions]
    note = ", read-only: all of them are refused" if connection.read_only else ""
    return "\n".join([f"actions of {connection.name} ({connection.vendor.title}{note}):", *lines])


def action_parser(connection: str, action: Action) -> argparse.ArgumentParser:
    """Make the parser of `do CONNECTION ACTION`."""
    about = f"{action.help or action.title} ({_DANGERS[action.danger]})"
    parser = _parser(f"do {connection} {action.name}", about)
    add_common_flags(parser, bulk=action.bulk)
    add_global_flags(parser, again=True)
    own = parser.add_argument_group(f"flags of {action.name}")
    for field in action.fields:
        flag = own.add_argument(f"--{field.option}", dest=_dest(field), help=_help_of(field), **_how(field))
        if field.choices and field.kind is not FieldKind.PAIRS:
            offer(flag, field.choices)
    return parser


def add_common_flags(parser: argparse.ArgumentParser, *, bulk: bool = True) -> None:
    """Add what every action takes; and what those take that can be done for many rows."""
    parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    parser.add_argument("--yes", action="store_true", help="answer the question beforehand")
    parser.add_argument(
        "--confirm", metavar="TEXT", help="what cannot be undone wants the target's name, or the number of rows"
    )
    parser.add_argument(
        "--format",
        choices=("table", "json", "jsonl", "csv"),
        default="table",
        help="how to write the outcome (default: table)",
    )
    if bulk:
        parser.add_argument(
            "--from", dest="source", type=Path, metavar="FILE", help="do it for every row of a CSV file with a heading"
        )
        parser.add_argument(
            "--encoding",
            metavar="NAME",
            help="what the file is written in, such as utf-8 or windows-1252 (default: found out)",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help='which column a field is in, such as --map email="Email Address", repeated; with nothing after the '
            "equals sign the field is not sent (default: found out)",
        )
        parser.add_argument(
            "--bad-rows",
            type=Path,
            metavar="FILE",
            help="send the good rows all the same, and write those with bad cells to this CSV file",
        )
        parser.add_argument("--resume", type=int, metavar="BATCH", help="take up a bulk that was cut off")


def given_fields(args: argparse.Namespace, action: Action) -> dict[str, Given]:
    """Return what the flags gave, by the vendor's field names."""
    given = {field.name: getattr(args, _dest(field), None) for field in action.fields}
    return {name: value for name, value in given.items() if value is not None}


def flag_problems(action: Action, problems: Iterable[FieldProblem]) -> UsageError:
    """Say what is wrong with the flags, all of it."""
    options = {field.name: f"--{field.option}" for field in action.fields}
    texts = [
        f"{options.get(problem.field, problem.field)}: {problem.text}" if problem.field else problem.text
        for problem in problems
    ]
    return UsageError("\n".join(texts), way_out="Nothing was sent.")


# --- one flag ---------------------------------------------------------------------------------------------------


def _parser(command: str, about: str) -> ExactParser:
    return ExactParser(
        prog=f"frontdesk {command}",
        description=about,
        allow_abbrev=False,
        conflict_handler="resolve",  # a vendor's own name wins over one of ours
    )


def _dest(each: Param | Field) -> str:
    return f"given {each.name}"


def _how(each: Param | Field) -> dict[str, Any]:
    metavar = each.option.upper().replace("-", "_")
    filled = _filled if isinstance(each, Param) else _filled_to_send
    match each.kind:
        case ParamKind.FLAG | FieldKind.FLAG:
            return {"action": YesNo}
        case ParamKind.LIST | FieldKind.LIST:
            return {"action": "extend", "nargs": "+", "metavar": metavar, "type": filled}
        case FieldKind.PAIRS:
            return {"action": "extend", "nargs": "+", "metavar": "NAME=VALUE", "type": filled}
        case ParamKind.NUMBER:
            return {"metavar": metavar, "type": _whole}
        case ParamKind.CHOICE:
            return {"metavar": metavar, "type": _chooser(each.choices)}
        case ParamKind.TEXT:
            return {"metavar": metavar, "type": filled}
        case _:  # appended too, so that a flag given twice is noticed rather than the last one taken
            return {"action": "append", "metavar": metavar, "type": filled}


def _help_of(each: Param | Field) -> str:
    parts = [each.help or each.title]
    if each.refers_to is not None and each.refers_to.listed:
        parts.append("(a name will do)")
    if each.required:
        parts.append(f"(required; default: the setting {each.setting})" if each.setting else "(required)")
    elif each.setting:
        parts.append(f"(default: the setting {each.setting})")
    elif isinstance(each, Field) and each.default:
        parts.append(f"(the vendor's default: {each.default})")
    if each.kind in (ParamKind.LIST, FieldKind.LIST, FieldKind.PAIRS):
        parts.append("(several may follow; may be repeated)")
    if each.choices:
        parts.append(f"({', '.join(each.choices)})")
    return " ".join(parts).replace("%", "%%")  # argparse formats its help


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty")
    return text


def _filled_to_send(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty; leave the flag out to send nothing")
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
        try:
            return one_of(text, choices)
        except UsageError as unknown:
            raise argparse.ArgumentTypeError(str(unknown)) from None

    return choose
