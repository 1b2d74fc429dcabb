"""A connection: what can be looked at there, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.connections import Connection
from tui.core.collection import Collection
from tui.core.text import cell_width, fit
from tui.screens.base import FrontdeskScreen
from tui.screens.write.flow import start_action
from tui.widgets.help_lines import HelpLines
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["VendorScreen"]


SPARED: Final = ((28, 2), (20, 1))
"""From so many lines of terminal on, so many are spared for the help of one entry."""


class VendorScreen(FrontdeskScreen):
    """The menu of one connection."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection

    def compose_body(self) -> ComposeResult:
        """Yield the menu."""
        yield Menu(self._entries(), id="menu")
        yield HelpLines(id="help")

    def on_mount(self) -> None:
        """Say whose it is."""
        self.show_facts(self.here.vendor.title, self.here.vendor.what)
        self._show_help()

    def on_resize(self, event: events.Resize) -> None:
        """Spare lines for the help where there are enough."""
        lines = next((lines for least, lines in SPARED if event.size.height >= least), 0)
        self.query_one("#help").display = lines > 0
        self.query_one("#help").styles.height = lines

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Say in full what the entry under the cursor is: its own line may have no room for that."""
        self._show_help()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Open a collection, or start an action."""
        kind, _, name = message.id.partition(":")
        if kind == "action":
            start_action(self, self.here, self.here.catalog.action(name))
            return
        collection = self.here.catalog.collection(name)
        self.shell.open_collection(self.here, name, values={}, crumbs=(*self.crumbs, collection.title))

    def _show_help(self) -> None:
        kind, _, name = self.query_one("#menu", Menu).chosen_id.partition(":")
        catalog = self.here.catalog
        about = "" if not kind else (catalog.action(name) if kind == "action" else catalog.collection(name)).help
        self.query_one("#help", HelpLines).text = about

    def _entries(self) -> list[MenuEntry]:
        collections = [(f"collection:{each.name}", each.title, each.help) for each in self._collections()]
        actions = [(f"action:{each.name}", each.title, each.help) for each in self.here.actions]
        return [*_group("Look at", collections), *_group("Do", actions)]

    def _collections(self) -> list[Collection]:
        return [each for each in self.here.catalog.collections if each.top_level]


def _group(title: str, lines: Sequence[tuple[str, str, str]]) -> list[MenuEntry]:
    if not lines:
        return []
    width = max(cell_width(text) for _, text, _ in lines) + 5
    made = [MenuEntry(key, ((fit(f"  {text}", width), "plain"), (note, "muted"))) for key, text, note in lines]
    return [MenuEntry(""), heading(title), *made]
