"""A secret that is typed unseen, for a file that is not there yet."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.config.values import BadValue, read_text
from tui.widgets.line_input import LineInput
from tui.widgets.panel import PanelScreen

__all__ = ["UnseenScreen"]


class UnseenScreen(PanelScreen[str | None]):
    """Asks for a secret; the answer is its text, None when it was left."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "A secret that is typed unseen"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="unseen.leave"),
    ]

    def __init__(self, key: str, file: Path) -> None:
        super().__init__()
        self._key = key
        self._file = file

    def compose(self) -> ComposeResult:
        """Lay out what is asked, and the field."""
        with Vertical(id="panel"):
            yield Static(f"What is the {self._key}?", classes="panel-title", markup=False)
            yield LineInput(id="secret", password=True)
            said = f"It is kept in {self._file}, which only you can read, and nowhere else."
            yield Static(said, classes="help", markup=False)
            yield Static("", id="wrong", markup=False)
            yield Static("Enter go on   Esc back", classes="panel-hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, when there is something that a config can hold."""
        event.stop()
        try:
            text = read_text(event.value.strip(), Path())
        except BadValue as bad:
            self.query_one("#wrong", Static).update(f"{bad.wrong} {bad.right}")
            return
        if text:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
