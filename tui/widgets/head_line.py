"""The line under the crumbs: what was asked, or what went wrong, and when it was read."""

from __future__ import annotations

from textual.reactive import reactive
from textual.strip import Strip

from tui.widgets.line import LineWidget, TextPart, fitted

__all__ = ["HeadLine"]


class HeadLine(LineWidget):
    """A sentence at the left, a fact at the right."""

    words: reactive[str] = reactive("")
    """What was asked for, in words."""
    problem: reactive[str] = reactive("")
    """What went wrong while rows stay on the screen; stands in place of the words."""
    fact: reactive[str] = reactive("")
    """When it was read, or how far the read has come."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        left: list[TextPart] = [(" ", "plain"), (self.words, "muted")]
        if self.problem:
            left = [(" ! ", "danger"), (self.problem, "plain")]
        return self.painted(fitted(left, [(f"{self.fact} ", "muted")], self.size.width), self.size.width)
