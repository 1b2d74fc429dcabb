"""From the description of an action to its flags, and back to what was given."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui.commands.shared.flags import VendorParser, dest, filled, help_of
from tui.commands.shared.parser import YesNo, add_global_flags, whole_number
from tui.connections import Connection
from tui.core.action import Action, Danger, Field, FieldKind, FieldProblem
from tui.core.errors import UsageError
from tui.describing.offers import offer

if TYPE_CHECKING:
    from tui.writing.fields import Given

__all__ = ["action_list", "action_parser", "add_common_flags", "flag_problems", "given_fields"]

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


def action_parser(connection: str, action: Action) -> argparse.ArgumentParser:
    """Make the parser of `do CONNECTION ACTION`."""
    about = f"{action.help or action.title} ({_DANGERS[action.danger]})"
    parser = VendorParser(prog=f"frontdesk do {connection} {action.name}", description=about)
    add_common_flags(parser, bulk=action.bulk)
    add_global_flags(parser)
    own = parser.add_argument_group(f"flags of {action.name}")
    for field in action.fields:
        flag = own.add_argument(f"--{field.option}", dest=dest(field), help=_help_of(field), **_how(field))
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
            help="send the good rows all the same, write those with bad cells to this CSV file, and end with 3",
        )
        parser.add_argument("--resume", type=whole_number, metavar="BATCH", help="take up a bulk that was cut off")


def given_fields(args: argparse.Namespace, action: Action) -> dict[str, Given]:
    """Return what the flags gave, by the vendor's field names."""
    given = {field.name: getattr(args, dest(field), None) for field in action.fields}
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


def _how(field: Field) -> dict[str, Any]:
    metavar = field.option.upper().replace("-", "_")
    match field.kind:
        case FieldKind.FLAG:
            return {"action": YesNo}
        case FieldKind.LIST:
            return {"action": "extend", "nargs": "+", "metavar": metavar, "type": _filled_to_send}
        case FieldKind.PAIRS:
            return {"action": "extend", "nargs": "+", "metavar": "NAME=VALUE", "type": _filled_to_send}
        case _:  # appended too, so that a flag given twice is noticed rather than the last one taken
            return {"action": "append", "metavar": metavar, "type": _filled_to_send}


def _help_of(field: Field) -> str:
    default = str(field.default) if field.default else ""
    return help_of(field, several=field.kind in (FieldKind.LIST, FieldKind.PAIRS), default=default)


def _filled_to_send(text: str) -> str:
    try:
        return filled(text)
    except argparse.ArgumentTypeError as empty:
        raise argparse.ArgumentTypeError(f"{empty}; leave the flag out to send nothing") from None
