"""How the lines of a record table are worded: headings, rows, rows that cannot be read. Text and roles, no colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final, Literal, TypeAlias

from tui.core.present import ABSENT, short
from tui.core.record import Record
from tui.core.text import cell_width, clean, fit
from tui.widgets.line import Role
from tui.widgets.table_layout import GAP, GUTTER, Layout

__all__ = ["LOOKS", "Piece", "PieceRole", "heading", "row"]

PieceRole: TypeAlias = Literal[
    "plain", "dim", "bar", "marked", "header", "problem", "muted", "danger", "warning", "success"
]
"""What a piece of a line is for; the widget knows the look."""

Piece: TypeAlias = tuple[str, PieceRole]

LOOKS: Final[Mapping[PieceRole, tuple[Role, ...]]] = {
    "plain": (),
    "dim": ("muted",),
    "bar": ("accent",),
    "marked": ("accent", "strong"),
    "header": ("muted",),
    "problem": ("warning",),
    "muted": ("muted",),
    "danger": ("danger",),
    "warning": ("warning",),
    "success": ("success",),
}
"""What the pieces of a row look like."""

_BAR: Final = "▎"
"""Stands before the row under the cursor, so that the row's colour is not all there is."""
_MARK: Final = "●"
_DOUBT: Final = "?"
"""Stands in the mark's place of a row that was written to, until it is read anew."""


def heading(layout: Layout, sort: tuple[str, bool]) -> list[Piece]:
    """Return the headings; the column that the rows are sorted by has an arrow."""
    key, descending = sort
    texts = []
    for placed in layout.placed:
        label = clean(placed.column.label)
        if placed.column.key == key:
            arrow = "↓" if descending else "↑"
            roomy = cell_width(label) + 2 <= placed.cells
            label = f"{label} {arrow}" if roomy else fit(label, placed.cells - 1).rstrip() + arrow
        texts.append(fit(label, placed.cells, right=placed.column.right_aligned))
    return [(" " * GUTTER + (" " * GAP).join(texts), "header")]


def row(
    record: Record[Any],
    layout: Layout,
    width: int,
    *,
    here: bool,
    marked: bool,
    now: datetime,
    zone: tzinfo,
    doubted: bool = False,
) -> list[Piece]:
    """Return a row: bar, mark, cells, absent ones dimmed; for a row that cannot be read, why not."""
    mark: Piece = (_DOUBT, "problem") if doubted else (_MARK if marked else " ", "marked")
    edge: list[Piece] = [(_BAR if here else " ", "bar"), mark, (" ", "plain")]
    if record.value is None:
        said = clean(f"! {record.id} cannot be read: {record.problem}")
        return [*edge, (fit(said, width - GUTTER), "problem")]
    cells: list[Piece] = []
    for placed in layout.placed:
        column = placed.column
        value = column.read(record.value)
        text = short(value, column, now=now, zone=zone, cells=placed.cells)
        cell = fit(text, placed.cells, right=column.right_aligned)
        tone: PieceRole = "plain" if column.tone is None else column.tone(value)
        cells += [(cell, "dim" if text == ABSENT else tone), (" " * GAP, "plain")]
    return _joined([*edge, *cells[:-1]])


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Put neighbours of the same role together, and blanks with their left neighbour: fewer pieces are fewer bytes."""
    joined: list[Piece] = []
    for text, role in pieces:
        if joined and (role == joined[-1][1] or text.isspace()):
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, role))
    return joined
