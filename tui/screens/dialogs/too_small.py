"""What is shown on a terminal that is too small to work on: it swallows every key but quit."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

__all__ = ["MINIMUM", "TooSmallScreen", "is_too_small"]

MINIMUM: Final = Size(60, 15)
"""Below this, tables and forms would show so little that a key might hit what nobody sees."""


def is_too_small(size: Size) -> bool:
    """Say whether a terminal has too few cells."""
    return size.width < MINIMUM.width or size.height < MINIMUM.height


class TooSmallScreen(ModalScreen[None]):
    """Lies over everything until the terminal has grown."""

    CSS_PATH = "too_small.tcss"

    KEYS_OF = "A terminal that is too small"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,ctrl+q", "app.ask_quit", "quit", priority=True)]

    def compose(self) -> ComposeResult:
        """Say what is wrong and what helps."""
        yield Static(id="words", markup=False)

    def on_mount(self) -> None:
        """Write the size."""
        self._write()

    def on_resize(self, event: events.Resize) -> None:
        """Write the size anew."""
        self._write()

    def _write(self) -> None:
        size = self.app.size
        self.query_one("#words", Static).update(
            f"This terminal is {size.width}×{size.height}. Frontdesk needs {MINIMUM.width}×{MINIMUM.height}.\n"
            "Make it larger, or press q to quit."
        )
