"""A sentence in a fixed number of lines: another sentence repaints those lines and lays nothing out anew."""

from __future__ import annotations

import textwrap

from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.widgets.line import LineWidget

__all__ = ["HelpLines"]


class HelpLines(LineWidget):
    """Shows a sentence, wrapped; what the last line has no room for ends in an ellipsis."""

    text: reactive[str] = reactive("")
    """What is shown."""

    def render_line(self, y: int) -> Strip:
        """Draw one line, with a cell of air at both ends."""
        width = max(1, self.size.width - 2)
        lines = textwrap.wrap(clean(self.text), width)
        line = lines[y] if y < len(lines) else ""
        if y == self.size.height - 1 and len(lines) > y + 1:
            line = fit(f"{line} {lines[y + 1]}", width)
        return self.painted([(" ", "muted"), (line, "muted")], self.size.width)
