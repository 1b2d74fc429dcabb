"""The names of the views that one screen has, the one in front standing out."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.core.text import cell_width
from tui.widgets.line import LineWidget, TextPart, fitted, parts_width

__all__ = ["ViewTabs"]


class ViewTabs(LineWidget):
    """Names at the left, what there is to say of the view in front at the right."""

    class Chosen(Message):
        """Posted when a name is clicked."""

        def __init__(self, tabs: ViewTabs, index: int) -> None:
            super().__init__()
            self.tabs = tabs
            self.index = index
            """Which name, from 0."""

        @property
        def control(self) -> ViewTabs:
            """The line it came from."""
            return self.tabs

    current: reactive[int] = reactive(0)
    """Which view is in front, from 0."""
    facts: reactive[tuple[str, ...]] = reactive(())
    """What there is to say of it, the most telling first: where it is narrow the last goes first."""

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._names = tuple(names)

    def render_line(self, y: int) -> Strip:
        """Draw the line. The name in front has a mark, so that it is told without colours."""
        left: list[TextPart] = []
        for index, name in enumerate(self._names):
            here = index == self.current
            left += [(" ▸" if here else "  ", "accent"), (name, "strong" if here else "muted"), (" ", "plain")]
        width, facts = self.size.width, list(self.facts)
        while facts and parts_width(left) + cell_width(", ".join(facts)) + 3 > width:
            facts.pop()
        return self.painted(fitted(left, [(f"{', '.join(facts)} ", "muted")], width), width)

    def on_click(self, event: events.Click) -> None:
        """Choose the name that was clicked."""
        edge = 0
        for index, name in enumerate(self._names):
            edge += cell_width(name) + 3
            if event.x < edge:
                self.post_message(self.Chosen(self, index))
                return
