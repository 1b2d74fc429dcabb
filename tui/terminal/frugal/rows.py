"""Rows of cells: what a screen shows, and what becomes of a row when something is written over a part of it."""

from __future__ import annotations

from tui.terminal.frugal.cells import TAIL, UNKNOWN
from tui.terminal.frugal.styles import DEFAULT, Styles

__all__ = ["Row", "blank_row", "known", "overlaid", "resized", "unknown_row", "written"]

Row = tuple[str, str]
"""The cells of a row and their styles, both as long as the screen is wide. Rows are values: to change is to replace."""


def unknown_row(width: int) -> Row:
    """Return a row of which nothing is known."""
    return UNKNOWN * width, UNKNOWN * width


def blank_row(width: int, style: str = DEFAULT) -> Row:
    """Return an empty row."""
    return " " * width, style * width


def known(row: Row) -> bool:
    """Say whether every cell of a row is known."""
    return UNKNOWN not in row[0]


def resized(row: Row, width: int) -> Row:
    """Return the row as wide as asked: cut, or continued by unknown cells."""
    text, look = row
    if text[width : width + 1] == TAIL:
        text, look = text[: width - 1] + UNKNOWN, look[: width - 1] + UNKNOWN
    return text[:width].ljust(width, UNKNOWN), look[:width].ljust(width, UNKNOWN)


def written(row: Row, x: int, cells: str, look: str, styles: Styles) -> Row:
    """Return the row after cells were written at a column; what does not fit is cut off.

    Of a wide character that loses one half a blank is left.
    """
    text, had = row
    width = len(text)
    end = x + len(cells)
    if x == 0 and end == width:
        return cells, look
    if x >= width:
        return row
    if end > width:
        if cells[width - x] == TAIL:  # half of it would be outside
            cells = cells[: width - x - 1] + " "
        cells, look, end = cells[: width - x], look[: width - x], width
    before, after = text[:x], text[end:]
    had_before, had_after = had[:x], had[end:]
    if text[x] == TAIL:
        before, had_before = before[:-1] + " ", had_before[:-1] + styles.blank(had[x])
    if after[:1] == TAIL:
        after, had_after = " " + after[1:], styles.blank(had[end]) + had_after[1:]
    return before + cells + after, had_before + look + had_after


def overlaid(below: Row, above: Row) -> Row:
    """Return the upper row, and the lower one where nothing is known of the upper."""
    if known(above):
        return above
    text = "".join(b if a == UNKNOWN else a for a, b in zip(above[0], below[0], strict=True))
    look = "".join(b if a == UNKNOWN else a for a, b in zip(above[1], below[1], strict=True))
    return text, look
