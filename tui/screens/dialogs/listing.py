"""A small list over the screen: sort, columns, actions, a question with two answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.widgets.menu import Menu, MenuEntry
from tui.widgets.panel import PanelScreen

__all__ = ["ListScreen", "choice"]


def choice(id: str, text: str, note: str = "") -> MenuEntry:  # noqa: A002 - an entry's word
    """Make an entry of a text and a muted note at the right."""
    return MenuEntry(id, ((f" {text}", "plain"),), ((note, "muted"),) if note else ())


class ListScreen(PanelScreen[str | None]):
    """Asks for one of a few things; the answer is the entry's id, None when it was left."""

    AUTO_FOCUS = "Menu"

    KEYS_OF = "A small list over the screen"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "back", id="list.leave"),
    ]

    def __init__(
        self, title: str, entries: Sequence[MenuEntry], *, hint: str = "Enter choose   Esc back", at: str = ""
    ) -> None:
        super().__init__()
        self.panel_title = title
        self.entries: Sequence[MenuEntry] = tuple(entries)
        self.hint = hint
        self.at = at

    def compose(self) -> ComposeResult:
        """Lay out title, list, hint."""
        with Vertical(id="panel"):
            yield Static(self.panel_title, classes="panel-title", markup=False)
            yield from self.compose_field()
            yield Menu(id="choices")
            yield Static(self.hint, classes="panel-hint", markup=False)

    def compose_field(self) -> ComposeResult:
        """Yield what stands above the list; nothing at first."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the list."""
        self.menu.set_entries(self.entries, at=self.at)

    @property
    def menu(self) -> Menu:
        """The list."""
        return self.query_one("#choices", Menu)

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Take what was chosen."""
        message.stop()
        self.take(message.id)

    def take(self, entry_id: str) -> None:
        """Answer. Lists that do something else with a choice say so here: Textual runs every class's own handler."""
        self.dismiss(entry_id)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
