"""A text to select from with the mouse: the last way to copy, where no clipboard takes it, or the terminal did not."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Log

from tui.core.text import clean
from tui.screens.base import FrontdeskScreen
from tui.terminal.repaints import LeavesMouse

__all__ = ["SelectTextScreen"]


class SelectTextScreen(FrontdeskScreen):
    """Shows a text as it is, and leaves the mouse to the terminal until it is closed."""

    TITLE_CRUMB = "Select and copy"
    KEYS_OF = "A text to select from"
    AUTO_FOCUS = "Log"
    CSS_PATH = "select_text.tcss"

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, text: str, what: str, *, mouse: LeavesMouse | None, why: str = "") -> None:
        """Take what is to be copied.

        Args:
            text: The text.
            what: What it is, in words.
            mouse: Leaves the mouse to the terminal; None where nothing has it.
            why: A sentence on why it is shown; empty when it was asked for.
        """
        super().__init__(crumbs=(self.TITLE_CRUMB, what))
        self._text = text
        self._mouse = mouse
        self._why = why

    def compose_body(self) -> ComposeResult:
        """Yield the text, with nothing beside it that would be selected as well."""
        yield Log(id="text")

    def on_mount(self) -> None:
        """Write the text, and say what to do with it."""
        self.query_one(Log).write_lines([clean(line) for line in self._text.splitlines()], scroll_end=False)
        way_back = self.shell.key_for("app.back")
        self.say(f"{self._why} Select with the mouse, copy as your terminal does; {way_back} goes back.")
        if self._mouse is not None:
            self._mouse.leave_mouse(to_terminal=True)

    def on_unmount(self) -> None:
        """Take the mouse again, however this screen was left."""
        if self._mouse is not None:
            self._mouse.leave_mouse(to_terminal=False)
