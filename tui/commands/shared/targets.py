"""What a bulk is for: the rows of a file, or ids on standard input; and ids in the place of names in either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tui.commands.getting.piped import piped_names, read_ids
from tui.core.action import Action, FieldKind
from tui.core.collection import RefersTo
from tui.core.errors import UsageError, VendorError
from tui.reading.names import Named, is_id, named_rows, resolved
from tui.writing.csv_rows import CellProblem, Sheet, SheetRow

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.writing.fields import Given

__all__ = ["piped_field", "piped_sheet", "with_ids_for_names"]

_TAKERS: Final = (FieldKind.TEXT, FieldKind.EMAIL)


def piped_field(action: Action, given: Mapping[str, Given]) -> str:
    """Return the field whose values come from standard input, one a line; empty when there is none.

    Raises:
        UsageError: when they are several, or the action is for one target alone.
    """
    takers = [field.name for field in action.fields if field.kind in _TAKERS and not field.choices]
    for name in piped_names(given, takers):
        if not action.bulk:
            raise UsageError(f"“{action.title}” is done for one at a time.", way_out="Give the value itself.")
        return name
    return ""


def piped_sheet(field: str) -> Sheet:
    """Read standard input as a file with one column.

    Raises:
        UsageError: when it has nothing.
    """
    return Sheet("standard input", (field,), tuple(SheetRow(line, (each,)) for line, each in enumerate(read_ids(), 1)))


async def with_ids_for_names(
    connection: Connection, action: Action, sheet: Sheet, columns: Mapping[str, str], *, now: datetime
) -> tuple[Sheet, tuple[CellProblem, ...]]:
    """Put ids in the place of names in those columns that are for ids.

    Returns:
        The sheet, without the rows that have a name that may be that of several or is nearly that of one; and these.
    """
    refers = {field.name: field.refers_to for field in action.fields if field.refers_to is not None}
    asked = {at: refers[columns[heading]] for at, heading in enumerate(sheet.header) if columns.get(heading) in refers}
    named = {at: await _named(connection, sheet, at, each, now=now) for at, each in asked.items()}
    rows: list[SheetRow] = []
    problems: list[CellProblem] = []
    for row in sheet.rows:
        cells, wrong = list(row.cells), False
        for at, known in named.items():
            if at >= len(cells) or not known or is_id(cells[at].strip(), asked[at]):
                continue
            try:
                cells[at] = resolved(cells[at].strip(), known, what=sheet.header[at])
            except UsageError as unclear:
                wrong = True
                text = f"{unclear.message.partition(': ')[2]} {unclear.way_out}"
                problems.append(CellProblem(row.line, sheet.header[at], text))
        if not wrong:
            rows.append(replace(row, cells=tuple(cells)))
    return replace(sheet, rows=tuple(rows)), tuple(problems)


async def _named(
    connection: Connection, sheet: Sheet, at: int, refers: RefersTo, *, now: datetime
) -> tuple[Named, ...]:
    """Read what there is, unless every cell is an id."""
    cells = (row.cells[at].strip() for row in sheet.rows if at < len(row.cells))
    if all(not cell or is_id(cell, refers) for cell in cells):
        return ()
    try:
        return await named_rows(connection, refers, now=now)
    except VendorError:
        return ()  # whoever may not see the list may still know an id
