"""The names of the views that one screen has of the same rows, the one in front standing out."""

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
    fact: reactive[str] = reactive("")
    """What there is to say of it."""

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._names = tuple(names)

    def render_line(self, y: int) -> Strip:
        """Draw the line. The name in front has a mark, so that it is told without colours."""
        left: list[TextPart] = []
        for index, name in enumerate(self._names):
            here = index == self.current
            left += [(" ▸" if here else "  ", "accent"), (name, "strong" if here else "muted"), (" ", "plain")]
        fact: list[TextPart] = [(f"{self.fact} ", "muted")]
        room = self.size.width - parts_width(left) - 2
        return self.painted(fitted(left, fact if parts_width(fact) <= room else [], self.size.width), self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Choose the name that was clicked."""
        edge = 0
        for index, name in enumerate(self._names):
            edge += cell_width(name) + 3
            if event.x < edge:
                self.post_message(self.Chosen(self, index))
                return
