"""A one-line text field that costs nothing while nobody types: no blinking cursor, no box."""

from __future__ import annotations

from textual.widgets import Input

__all__ = ["LineInput"]


class LineInput(Input):
    """A text field, one row high."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: transparent;
    }
    """

    def on_mount(self) -> None:
        """Hold the cursor still: a blinking one sends 2,500 bytes a second."""
        self.cursor_blink = False
        # A stylesheet for everything would give it a scroll bar, on its only line, when the text is longer than that.
        self.styles.scrollbar_size_horizontal = 0
