"""The state of a screen as one sentence, for those who have the screen read out."""

from __future__ import annotations

from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.widgets.line import LineWidget

__all__ = ["StateLine"]


class StateLine(LineWidget):
    """A sentence that is written again only when it says something else than before."""

    sentence: reactive[str] = reactive("")
    """Where one is, how much there is, what is marked, and whether that is all."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return self.painted([(fit(clean(self.sentence), self.size.width), "plain")], self.size.width)
