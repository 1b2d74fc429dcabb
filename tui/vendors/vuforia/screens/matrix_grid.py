"""The grid of runs × steps: a glyph a cell, steps across, runs down, newest first. Scrolls both ways, heads stay.

::

                            1                        the tens
      steps 1–12   123456789012                      the ones
    run 4  Fri 03:35  v8.0  ✓ ✓ –‹✗›✓ …              the cursor in brackets
    ┄┄ v8.0 above, v7.0 below ┄┄
    run 3  Tue 09:14  v7.0  ✓ ✓ ✓ ✗ ✓ …
          failed            · · · 3 ·                in how many runs
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.text import fit
from tui.vendors.vuforia.api.models import Step
from tui.vendors.vuforia.matrix import Matrix
from tui.vendors.vuforia.outcomes import GLYPHS, is_telling, outcome
from tui.vendors.vuforia.runs import version_of
from tui.vendors.vuforia.screens.looks import glyph_role
from tui.widgets.line import LineWidget, TextPart

__all__ = ["MatrixGrid"]

_FOOT: Final = 2
_ABSENT: Final = " "
"""A run that has no such step."""


class MatrixGrid(LineWidget, can_focus=True):
    """Shows a matrix, with a cursor on one cell."""

    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "step", id="matrix.open", tooltip="Open the step"),
        Binding("left,h", "move(0,-1)", "Left", show=False, id="matrix.left"),
        Binding("right,l", "move(0,1)", "Right", show=False, id="matrix.right"),
        Binding("up,k", "move(-1,0)", "Up", show=False, id="matrix.up"),
        Binding("down,j", "move(1,0)", "Down", show=False, id="matrix.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="matrix.page-up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="matrix.page-down"),
        Binding("home", "end_of_row(0)", "First step", show=False, id="matrix.first-step"),
        Binding("end", "end_of_row(-1)", "Last step", show=False, id="matrix.last-step"),
        Binding("g", "end_of_column(0)", "Newest run", show=False, id="matrix.newest"),
        Binding("G", "end_of_column(-1)", "Oldest run", show=False, id="matrix.oldest"),
    ]

    @dataclass
    class Moved(Message):
        """Posted when the cursor comes to another cell."""

        row: int
        column: int

    @dataclass
    class Chosen(Message):
        """Posted when a cell is opened."""

        row: int
        column: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._matrix = Matrix((), (), (), frozenset())
        self._labels: Sequence[str] = ()
        self._label_width = 0
        self._lines: list[int] = []
        """For each line the row it shows; `~row` is the line that says that the version changed below a row."""
        self._line_of: list[int] = []
        self._row = self._column = 0
        self._top = self._left = 0

    def show(self, matrix: Matrix, labels: Sequence[str], *, row: int, column: int) -> None:
        """Show a matrix.

        Args:
            matrix: What to show.
            labels: What stands before each row, all of the same width.
            row: Where the cursor is at first.
            column: Where the cursor is at first.
        """
        self._matrix, self._labels = matrix, labels
        self._label_width = max(map(len, labels), default=0)
        self._lines, self._line_of = [], []
        for each in range(len(matrix.runs)):
            self._line_of.append(len(self._lines))
            self._lines.append(each)
            if each in matrix.version_starts:
                self._lines.append(~each)
        self._row, self._column = row, column
        self._bring_into_view()
        self.refresh()

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cell under the cursor."""
        return self._row, self._column

    def next_telling(self) -> tuple[int, int] | None:
        """Return the next cell that failed or was left out, along the rows and round; None when there is none."""
        rows, columns = len(self._matrix.runs), len(self._matrix.columns)
        here = self._row * columns + self._column
        for step in range(1, rows * columns + 1):
            row, column = divmod((here + step) % (rows * columns), columns)
            cell = self._matrix.cells[row][column]
            if cell is not None and is_telling(cell):
                return row, column
        return None

    def go(self, row: int, column: int) -> None:
        """Move the cursor to a cell, and bring it into view."""
        row = max(0, min(row, len(self._matrix.runs) - 1))
        column = max(0, min(column, len(self._matrix.columns) - 1))
        if (row, column) == (self._row, self._column):
            return
        self._row, self._column = row, column
        self._bring_into_view()
        self.refresh()
        self.post_message(self.Moved(row, column))

    # Keys and mouse.

    def action_choose(self) -> None:
        """Open the cell under the cursor."""
        if self._matrix.runs:
            self.post_message(self.Chosen(self._row, self._column))

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        self.go(self._row + rows, self._column + columns)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful of runs."""
        self.go(self._row + by * max(1, self._body_height - 1), self._column)

    def action_end_of_row(self, end: int) -> None:
        """Move the cursor to the first or the last step."""
        self.go(self._row, 0 if end == 0 else len(self._matrix.columns) - 1)

    def action_end_of_column(self, end: int) -> None:
        """Move the cursor to the newest or the oldest run."""
        self.go(0 if end == 0 else len(self._matrix.runs) - 1, self._column)

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that was clicked; open it when the cursor was there already."""
        line = event.y - self._head_height + self._top
        column = self._left + (event.x - self._label_width - 1) // 2
        inside = event.x > self._label_width and 0 <= line < len(self._lines) and column < len(self._matrix.columns)
        if event.y < self._head_height or not inside or self._lines[line] < 0:
            return
        if (self._lines[line], column) == self.cursor:
            self.action_choose()
        self.go(self._lines[line], column)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._bring_into_view()
        self.refresh()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draw one line: the numbers of the steps, a run, a change of version, or the foot."""
        width = self.size.width
        if y < self._head_height:
            return self.painted(self._head(y), width)
        foot = y - (self._head_height + min(self._body_height, len(self._lines)))
        if foot >= 0:
            return self.painted(self._foot(foot), width)
        line = self._lines[y - self._head_height + self._top]
        return self.painted(self._version_line(~line) if line < 0 else self._row_parts(line), width)

    @property
    def _head_height(self) -> int:
        """One line for each digit of the highest step number."""
        columns = self._matrix.columns
        return len(str(columns[-1].number)) if columns else 0

    @property
    def _body_height(self) -> int:
        return max(1, self.size.height - self._head_height - _FOOT)

    @property
    def _columns_shown(self) -> range:
        space = max(1, (self.size.width - self._label_width - 2) // 2)
        return range(self._left, min(len(self._matrix.columns), self._left + space))

    def _head(self, y: int) -> list[TextPart]:
        shown, columns = self._columns_shown, self._matrix.columns
        label = ""
        if y == self._head_height - 1 and len(shown) < len(columns):
            label = f" steps {columns[shown[0]].number}–{columns[shown[-1]].number} of {len(columns)}"
        parts: list[TextPart] = [(fit(label, self._label_width + 1), "muted")]
        for index in shown:
            number = columns[index].number
            digits = str(number).rjust(self._head_height)
            # The tens are said where they change: 1 2 3 … would drown in them.
            is_said = y == self._head_height - 1 or number % 10 == 0 or index == shown[0]
            here = index == self._column
            parts.append((f"{digits[y] if is_said or here else ' '} ", "accent" if here else "muted"))
        return parts

    def _row_parts(self, row: int) -> list[TextPart]:
        here = row == self._row
        shown = self._columns_shown
        parts: list[TextPart] = [(fit(self._labels[row], self._label_width), "strong" if here else "plain")]
        for index in shown:
            gap = "‹" if here and index == self._column else "›" if here and index == self._column + 1 else " "
            glyph = _glyph(self._matrix.cells[row][index])
            parts += [(gap, "accent"), (glyph, glyph_role(glyph))]
        last = here and len(shown) > 0 and self._column == shown[-1]
        return [*parts, ("›" if last else " ", "accent")]

    def _version_line(self, row: int) -> list[TextPart]:
        newer, older = (version_of(self._matrix.runs[each].procedure) or "another" for each in (row, row + 1))
        words = f" ┄┄ version changes: {newer} above, {older} below "
        return [(words + "┄" * max(0, self.size.width - len(words) - 1), "muted")]

    def _foot(self, y: int) -> list[TextPart]:
        if y >= _FOOT or not self._matrix.columns:
            return []
        parts: list[TextPart] = [
            (fit(("failed in", "omitted in")[y], self._label_width - 1, right=True) + " ", "muted")
        ]
        for index in self._columns_shown:
            column = self._matrix.columns[index]
            count = (column.failed, column.omitted)[y]
            said = "·" if not count else str(count) if count < 100 else "+"
            parts.append((f"{said:>2}", "muted" if not count else ("danger", "warning")[y]))
        return parts

    def _bring_into_view(self) -> None:
        if not self._line_of or self.size.width == 0:
            return
        line, height = self._line_of[self._row], self._body_height
        self._top = max(min(self._top, line), line - height + 1, 0)
        self._top = min(self._top, max(0, len(self._lines) - height))
        columns = max(1, (self.size.width - self._label_width - 2) // 2)
        self._left = max(min(self._left, self._column), self._column - columns + 1, 0)


def _glyph(step: Step | None) -> str:
    return _ABSENT if step is None else GLYPHS[outcome(step)]
