"""The rows of a file that “do” sends, and what is wrong with the others."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tui.commands.shared.narration import say
from tui.commands.shared.targets import with_ids_for_names
from tui.core.action import Action
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.reading.names import resolved_all
from tui.writing.bulk_rows import BulkRow
from tui.writing.csv_rows import CellProblem, Sheet, read_rows, read_sheet
from tui.writing.csv_text import UnclearEncoding
from tui.writing.fields import Given
from tui.writing.headings import is_own_name, mapped, suggest, unplaced

if TYPE_CHECKING:
    from tui.connections import Connection

__all__ = ["PlannedRows", "planned_rows", "read_file"]

_NOTHING_SENT: Final = (
    "\nNothing was sent. --bad-rows FILE sends the good rows all the same, and writes the others to FILE."
)

_SHOWN: Final = 50
"""So many bad cells are listed; a file with more has one thing wrong with it, not fifty."""


class PlannedRows(Struct, frozen=True):
    """The rows of a file that are sent, and what is wrong with those that are not."""

    rows: tuple[BulkRow, ...]
    sheet: Sheet
    problems: tuple[CellProblem, ...] = ()


async def planned_rows(
    args: argparse.Namespace,
    connection: Connection,
    action: Action,
    sheet: Sheet,
    fixed: dict[str, Given],
    *,
    moment: NowInZone,
) -> PlannedRows:
    """Read a file's rows; `fixed` is the same for each of them.

    Raises:
        UsageError: with every bad cell, unless the rows that have one are to be left out; nothing was sent.
    """
    columns = _columns(action, sheet, args.map)
    named, unclear = await with_ids_for_names(connection, action, sheet, columns, now=moment.now)
    reading = read_rows(
        action,
        named,
        columns,
        moment=moment,
        settings=connection.config.settings,
        fixed=await resolved_all(connection, action.fields, fixed, now=moment.now),
    )
    for note in reading.notes:
        say(note)
    problems = tuple(sorted((*reading.problems, *unclear), key=lambda problem: problem.line))
    if problems and (args.bad_rows is None or not reading.rows):
        shown = [str(problem) for problem in problems[:_SHOWN]]
        rest = len(problems) - len(shown)
        more = [f"… and {rest:,} more."] if rest else []
        raise UsageError("\n".join([f"{sheet.name} has bad cells:", *shown, *more]), way_out=_NOTHING_SENT)
    return PlannedRows(reading.rows, sheet, problems)


def _columns(action: Action, sheet: Sheet, said: Sequence[str]) -> dict[str, str]:
    """Find which field each column is for, and tell what is guessed by what it means, or not sent."""
    guessed = suggest(action, sheet.header)
    columns = mapped(action, sheet.header, guessed, said, file=sheet.name)
    told = {heading for text in said if (heading := text.partition("=")[2].strip())}
    for column, field in columns.items():
        if column not in told and not is_own_name(action, column):
            say(f"The column “{column}” is taken for {field}; --map says it otherwise.")
    unmapped = {text.partition("=")[0].strip() for text in said}
    for column, near in unplaced(action, sheet.header, columns).items():
        if near and near not in columns.values() and near not in unmapped:
            raise UsageError(
                f"{sheet.name} has a column “{column}”, which is no field.", way_out=f"Did you mean “{near}”?"
            )
        say(f"The column “{column}” is no field and is not sent.")
    return columns


def read_file(path: Path, encoding: str | None) -> Sheet:
    """Read the file; when nobody can tell its encoding, name the flag that does."""
    try:
        return read_sheet(path, encoding)
    except UnclearEncoding as unclear:
        or_say = "Or say what it is written in with --encoding, such as --encoding windows-1252."
        raise UsageError(unclear.message, way_out=f"{unclear.way_out} {or_say}") from unclear
