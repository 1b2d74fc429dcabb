"""The names of the views that one screen has, the one in view standing out."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import cell_width
from tui.widgets.line import LineWidget, TextPart, fitted, parts_width

__all__ = ["TabLine"]


class TabLine(LineWidget):
    """Names at the left, how the view is sorted at the right."""

    current: reactive[int] = reactive(0)
    """Which view is shown, from 0."""
    fact: reactive[str] = reactive("")
    """What there is to say of it, parted by commas; where it is narrow the last goes first."""

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._names = tuple(names)

    def render_line(self, y: int) -> Strip:
        """Draw the line. The current name has a mark, so that it is told without colours."""
        left: list[TextPart] = []
        for index, name in enumerate(self._names):
            here = index == self.current
            left += [(" ▸" if here else "  ", "accent"), (name, "strong" if here else "muted"), (" ", "plain")]
        width, facts = self.size.width, self.fact.split(", ")
        while len(facts) > 1 and parts_width(left) + cell_width(", ".join(facts)) + 3 > width:
            facts.pop()
        return self.painted(fitted(left, [(f"{', '.join(facts)} ", "muted")], width), width)
