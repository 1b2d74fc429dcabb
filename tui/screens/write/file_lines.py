"""How a file of rows is written on the screen: its columns and where they go, and every bad cell, to be read whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tui.core.text import ELLIPSIS, cell_width, clean, fit
from tui.widgets.line import TextPart
from tui.widgets.menu import EDGES, MenuEntry, heading
from tui.writing.csv_rows import CellProblem, Sheet

__all__ = ["column_lines", "problem_lines"]

PROBLEMS: Final = 200
"""So many bad cells are listed."""

PREVIEWED: Final = 3
"""So many values of a column are shown."""

_QUOTED: Final = 60
"""Characters of a bad cell that are shown: more than any good one has."""

_BESIDE: Final = EDGES + 5
"""Cells of a line that hold no words: its edges, the scroll bar, and what a line is set in by."""


def column_lines(sheet: Sheet, columns: Mapping[str, str]) -> Iterator[MenuEntry]:
    """Yield a line for each column: what it is called, which field it is for, and its first values."""
    width = min(30, max(map(cell_width, sheet.header), default=0))
    yield heading("   Column → field; Enter changes it")
    for place, column in enumerate(sheet.header):
        field = columns.get(column, "")
        seen = [row.cells[place] for row in sheet.rows[:PREVIEWED] if place < len(row.cells)]
        to: TextPart = (fit(field, 22), "strong") if field else (fit("not sent", 22), "muted")
        head: TextPart = (f"  {fit(clean(column), width)}  →  ", "plain")
        yield MenuEntry(f"column:{column}", (head, to, ("  " + clean(", ".join(seen)), "muted")))


def problem_lines(sheet: Sheet, problems: Sequence[CellProblem], *, width: int) -> Iterator[MenuEntry]:
    """Yield what is wrong, and with which value; what one line of the list has no room for goes on in the next.

    Args:
        sheet: The file.
        problems: Its bad cells.
        width: The cells of the list.
    """
    if not problems:
        return
    yield MenuEntry("")
    yield heading("   Bad cells")
    shown = problems[:PROBLEMS]
    bad = {each.line for each in shown}
    cells = {row.line: dict(zip(sheet.header, row.cells, strict=False)) for row in sheet.rows if row.line in bad}
    for number, each in enumerate(shown):
        said = clean(_with_value(each, cells.get(each.line, {}).get(each.column, "")))
        for at, line in enumerate(textwrap.wrap(said, max(width - _BESIDE, 20), break_on_hyphens=False)):
            # Every line can be gone to, so that none is out of reach.
            yield MenuEntry(f"bad:{number}:{at}", ((f"  {'  ' if at else ''}{line}", "plain"),))
    if len(problems) > PROBLEMS:
        yield heading(f"   and {len(problems) - PROBLEMS:,} more")


def _with_value(problem: CellProblem, cell: str) -> str:
    """Say what is wrong, and what stands there where that is not said yet."""
    value = cell.strip()
    if not value or f"“{value}”" in problem.text:
        return str(problem)
    shown = value if len(value) <= _QUOTED else f"{value[: _QUOTED - 1]}{ELLIPSIS}"
    return f"{problem} It says “{shown}”."
