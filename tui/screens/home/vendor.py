"""A connection: what can be looked at there, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.text import cell_width, fit
from tui.screens.base import FrontdeskScreen
from tui.screens.home.view_entries import view_entries
from tui.screens.saved import saved_views, told
from tui.screens.write.flow import start_action
from tui.storage.views import SavedView
from tui.widgets.help_lines import HelpLines
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["VendorScreen"]


SPARED: Final = ((24, 2), (20, 1))
"""From so many lines of terminal on, so many are spared for the help of one entry."""


class VendorScreen(FrontdeskScreen):
    """The menu of one connection."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("V", "views", "views", id="vendor.views", tooltip="The saved views", show=False),
    ]

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self.views: tuple[SavedView, ...] = ()
        """The saved views of this connection."""

    def compose_body(self) -> ComposeResult:
        """Yield the menu."""
        self.views = self._views()
        yield Menu(self._entries(), id="menu")
        yield HelpLines(id="help")

    def on_mount(self) -> None:
        """Say whose it is."""
        self.show_facts(self.here.vendor.title, self.here.vendor.what)
        self._show_help()

    def on_screen_resume(self) -> None:
        """Show the views that were saved meanwhile."""
        if self.is_mounted and (views := self._views()) != self.views:
            self.views = views
            self.query_one("#menu", Menu).set_entries(self._entries())

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
        if kind == "view":
            from tui.screens.home.following import open_view

            open_view(self, next(view for view in self.views if view.name == name))
            return
        collection = self.here.catalog.collection(name)
        self.shell.open_collection(self.here, name, values={}, crumbs=(*self.crumbs, collection.title))

    def _show_help(self) -> None:
        kind, _, name = self.query_one("#menu", Menu).chosen_id.partition(":")
        if kind == "view":
            link = next(view.link for view in self.views if view.name == name)
            self.query_one("#help", HelpLines).text = told(self.app_state, link)
            return
        catalog = self.here.catalog
        about = "" if not kind else (catalog.action(name) if kind == "action" else catalog.collection(name)).help
        self.query_one("#help", HelpLines).text = about

    def _entries(self) -> list[MenuEntry]:
        listed, reports = self._collections(reports=False), self._collections(reports=True)
        actions = [(f"action:{each.name}", each.title, each.help) for each in self.here.actions]
        views = view_entries(self, self.views)
        saved = [MenuEntry(""), heading("Saved views"), *views] if views else []
        return [*_group("Look at", listed), *saved, *_group("Do", actions), *_group("Reports", reports)]

    def _views(self) -> tuple[SavedView, ...]:
        return tuple(view for view in saved_views(self.app_state).all if view.link.connection == self.here.name)

    def action_views(self) -> None:
        """Go to the saved views."""
        from tui.screens.home.saved_views import SavedViewsScreen

        self.app.push_screen(SavedViewsScreen())

    def _collections(self, *, reports: bool) -> list[tuple[str, str, str]]:
        every = (each for each in self.here.catalog.collections if each.top_level)
        return [(f"collection:{each.name}", each.title, each.help) for each in every if bool(each.report) is reports]


def _group(title: str, lines: Sequence[tuple[str, str, str]]) -> list[MenuEntry]:
    if not lines:
        return []
    width = max(cell_width(text) for _, text, _ in lines) + 5
    made = [MenuEntry(key, ((fit(f"  {text}", width), "plain"), (note, "muted"))) for key, text, note in lines]
    return [MenuEntry(""), heading(title), *made]
