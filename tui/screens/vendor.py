"""A connection: what can be looked at there, and what can be done."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.connections import Connection
from tui.core.text import cell_width, fit
from tui.screens.base import DeskScreen
from tui.screens.navigation import open_collection
from tui.screens.writing import start_action
from tui.widgets.menu import Entry, Menu, heading

__all__ = ["VendorScreen"]


class VendorScreen(DeskScreen):
    """The menu of one connection."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection

    def compose_body(self) -> ComposeResult:
        """Yield the menu."""
        yield Menu(self._entries(), id="menu")

    def on_mount(self) -> None:
        """Say whose it is."""
        self.show_facts(f"{self.here.vendor.title}, {self.here.vendor.what}")

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Open a collection, or start an action."""
        kind, _, name = message.id.partition(":")
        if kind == "action":
            start_action(self, self.here, self.here.catalog.action(name))
            return
        collection = self.here.catalog.collection(name)
        open_collection(self, self.here, collection, values={}, crumbs=(*self.crumbs, collection.title))

    def _entries(self) -> list[Entry]:
        collections = [each for each in self.here.catalog.collections if each.top_level]
        actions = self.here.actions
        width = max((cell_width(each.title) for each in (*collections, *actions)), default=0) + 3
        entries = [Entry(""), heading("Look at")]
        entries += [
            Entry(f"collection:{each.name}", ((fit(f"  {each.title}", width + 2), "plain"), (each.help, "muted")))
            for each in collections
        ]
        if actions:
            entries += [Entry(""), heading("Do")]
            entries += [
                Entry(f"action:{each.name}", ((fit(f"  {each.title}", width + 2), "plain"), (each.help, "muted")))
                for each in actions
            ]
        return entries
