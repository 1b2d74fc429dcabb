"""The progress along a run: a glyph for each step, the current one in brackets, and how many came out how."""

from __future__ import annotations

from textual.strip import Strip

from tui.core.text import cell_width
from tui.vendors.vuforia.outcomes import tally
from tui.vendors.vuforia.runs import Run
from tui.vendors.vuforia.screens.looks import strip_parts
from tui.widgets.line import LineWidget, TextPart, fitted

__all__ = ["StripLine"]


class StripLine(LineWidget):
    """One line for one run."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._run: Run | None = None
        self._at: int | None = None

    def show(self, run: Run, at: int | None) -> None:
        """Show a run with one of its steps marked."""
        self._run, self._at = run, at
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        run, width = self._run, self.size.width
        if run is None or not run.steps:
            return self.painted([], width)
        words = f"{tally(run.counts)}, of {len(run.steps)}"
        strip = strip_parts(run.outcomes, self._at, width - cell_width(words) - 4)
        right: list[TextPart] = [(f"{words} ", "muted")]
        return self.painted(fitted(strip, right, width), width)
