"""From an action's fields to its flags, and back to what was given for each."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tui.commands.parser import ExactParser, YesNo, add_global_flags
from tui.connections import Connection
from tui.core.action import Action, Danger, Field, FieldKind, FieldProblem
from tui.core.errors import UsageError
from tui.writing.fields import Given

__all__ = ["action_list", "action_parser", "add_common_flags", "flag_problems", "given_fields"]

FORMATS: Final = ("table", "json", "jsonl", "csv")

_DANGERS: Final = {
    Danger.SAFE: "goes without a question",
    Danger.REVERSIBLE: "asks first; --yes answers",
    Danger.IRREVERSIBLE: "cannot be undone: asks for the target; a script needs --yes and --confirm",
}


def action_list(connection: Connection) -> str:
    """Return the actions of a connection, one a line."""
    actions = connection.catalog.actions
    if not actions:
        return f"{connection.vendor.title} has no actions."
    width = max(len(action.name) for action in actions)
    lines = [f"  {action.name:<{width}}  {action.help or action.title}" for action in actions]
    note = ", read-only: all of them are refused" if connection.read_only else ""
    return "\n".join([f"actions of {connection.name} ({connection.vendor.title}{note}):", *lines])


def action_parser(connection: Connection, action: Action) -> argparse.ArgumentParser:
    """Make the parser of `do CONNECTION ACTION`."""
    parser = ExactParser(
        prog=f"frontdesk do {connection.name} {action.name}",
        description=f"{action.help or action.title} ({_DANGERS[action.danger]})",
        allow_abbrev=False,
        conflict_handler="resolve",  # a vendor's own name wins over one of ours
    )
    add_common_flags(parser, bulk=action.bulk)
    add_global_flags(parser, again=True)
    own = parser.add_argument_group(f"flags of {action.name}")
    for field in action.fields:
        own.add_argument(f"--{field.option}", dest=_dest(field), help=_help_of(field), **_how(field))
    return parser


def add_common_flags(parser: argparse.ArgumentParser, *, bulk: bool = True) -> None:
    """Add what every action takes; and what those take that can be done for many rows."""
    parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    parser.add_argument("--yes", action="store_true", help="answer the question beforehand")
    parser.add_argument(
        "--confirm", metavar="TEXT", help="what cannot be undone wants the target's name, or the number of rows"
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to write the outcome (default: table)")
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


def _dest(field: Field) -> str:
    return f"field {field.name}"


def _how(field: Field) -> dict[str, Any]:
    metavar = field.option.upper().replace("-", "_")
    match field.kind:
        case FieldKind.FLAG:
            return {"action": YesNo}
        case FieldKind.PAIRS:
            return {"action": "extend", "nargs": "+", "metavar": "NAME=VALUE", "type": _given}
        case FieldKind.LIST:
            return {"action": "extend", "nargs": "+", "metavar": metavar, "type": _given}
        case _:  # appended too, so that a flag given twice is noticed rather than the last one taken
            return {"action": "append", "metavar": metavar, "type": _given}


def _given(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty; leave the flag out to send nothing")
    return text


def _help_of(field: Field) -> str:
    parts = [field.help or field.title]
    if field.refers_to is not None and field.refers_to.listed:
        parts.append("(a name will do)")
    if field.required:
        parts.append(f"(required; default: the setting {field.setting})" if field.setting else "(required)")
    elif field.setting:
        parts.append(f"(default: the setting {field.setting})")
    elif field.default:
        parts.append(f"(the vendor's default: {field.default})")
    if field.kind in (FieldKind.LIST, FieldKind.PAIRS):
        parts.append("(several may follow; may be repeated)")
    if field.choices:
        parts.append(f"({', '.join(field.choices)})")
    return " ".join(parts).replace("%", "%%")  # argparse formats its help
