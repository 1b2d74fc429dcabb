"""A one-line text field that costs nothing while nobody types: no blinking cursor, no box."""

from __future__ import annotations

from textual import events
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

    between_lines: str = " "
    """What parts the lines of a paste here: a field holds one line, and none of them is to be lost."""

    def on_paste(self, event: events.Paste) -> None:
        """Take every line of what is pasted: a column of a spreadsheet is several."""
        event.prevent_default()  # Textual would take the first line, and say nothing of the others
        event.stop()
        text = self.between_lines.join(line for each in event.text.splitlines() if (line := each.strip()))
        if len(event.text.splitlines()) < 2:
            text = event.text.rstrip("\r\n")
        self.replace(text, *self.selection)

    def on_mount(self) -> None:
        """Hold the cursor still: a blinking one sends 2,500 bytes a second."""
        self.cursor_blink = False
        # A stylesheet for everything would give it a scroll bar, on its only line, when the text is longer than that.
        self.styles.scrollbar_size_horizontal = 0
