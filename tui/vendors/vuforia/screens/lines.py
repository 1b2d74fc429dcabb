"""A page of lines that scrolls when it is longer than the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Final

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.widgets.line import TextPart, painted, parts_width

__all__ = ["PageLines", "Write", "beside", "fact", "wrapped"]

TextLine = list[TextPart]

Write = Callable[[int], Sequence[TextLine]]
"""Writes the lines for a width."""

_LABEL: Final = 18
"""Cells of a fact's label."""


class PageLines(ScrollView, can_focus=False):
    """Shows lines; they are written anew when the width changes. The keys are the screen's."""

    DEFAULT_CSS = """
    PageLines {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._write: Write = lambda width: ()
        self._lines: Sequence[TextLine] = ()

    def show(self, write: Write) -> None:
        """Show other lines, from the first one on."""
        self._write = write
        self.scroll_to(y=0, animate=False, force=True)
        self._lay_out()
        self.refresh()

    def on_resize(self) -> None:
        """Write the lines for the new width."""
        self._lay_out()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        return painted(self, self._lines[index] if index < len(self._lines) else [], width)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width > 0:
            self._lines = self._write(width)
            self.virtual_size = Size(0, len(self._lines))


def fact(label: str, *parts: TextPart) -> TextLine:
    """Write a label and what there is to say."""
    return [(f"   {fit(label, _LABEL)}", "muted"), *parts]


def wrapped(text: str, width: int, *, role: str = "plain") -> list[TextLine]:
    """Wrap a vendor's text; its own line breaks stay."""
    lines = [line for part in text.splitlines() for line in textwrap.wrap(clean(part), max(10, width)) or [""]]
    return [[(f" {line}", "strong" if role == "strong" else "plain")] for line in lines]


def beside(left: Sequence[TextLine], right: Sequence[TextLine], width: int) -> list[TextLine]:
    """Set lines beside others, those at the left in so many cells."""
    joined: list[TextLine] = []
    for row in range(max(len(left), len(right))):
        parts = list(left[row]) if row < len(left) else []
        gap = width - parts_width([(clean(text), role) for text, role in parts])
        joined.append([*parts, (" " * max(0, gap), "plain"), *(right[row] if row < len(right) else [])])
    return joined
