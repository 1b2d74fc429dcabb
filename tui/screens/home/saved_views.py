"""The room of the saved views: open, rename, delete."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.core.text import clean
from tui.screens.base import FrontdeskScreen
from tui.screens.home.following import open_view
from tui.screens.home.view_entries import view_entries
from tui.screens.saved import ask_delete, ask_rename, saved_views
from tui.storage.views import SavedView, Views
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["SavedViewsScreen"]


class SavedViewsScreen(FrontdeskScreen):
    """Every saved view, of all files."""

    TITLE_CRUMB = "Saved views"

    KEYS_OF = "The saved views"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "rename", "rename", id="views.rename", tooltip="Give the view another name"),
        Binding("D,delete", "delete", "delete", id="views.delete", tooltip="Delete the view; asks first"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.views = Views()

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield Menu(id="menu")

    def on_mount(self) -> None:
        """Show what there is."""
        self.show_views()

    def on_screen_resume(self) -> None:
        """Show what has changed meanwhile."""
        if self.is_mounted:
            self.show_views()

    def show_views(self) -> None:
        """Read the files, and write the list anew."""
        self.views = saved_views(self.app_state)
        count = len(self.views.all)
        self.show_facts(f"{count:,} view{'' if count == 1 else 's'}")
        entries = view_entries(self, self.views.all)
        if not entries:
            key = self.shell.key_for("table.save-view")
            entries = [MenuEntry("", ((f"  There are none yet. {key} on a list saves what it shows.", "plain"),))]
        wrong = [MenuEntry("", ((f"  ! {clean(each)}", "danger"),)) for each in self.views.problems]
        self.query_one("#menu", Menu).set_entries(
            [MenuEntry(""), *entries, *([MenuEntry(""), heading("Not read"), *wrong] if wrong else [])]
        )
        self.refresh_bindings()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go there."""
        if (view := self._chosen()) is not None:
            open_view(self, view)

    def action_rename(self) -> None:
        """Ask for another name."""
        if (view := self._chosen()) is not None:
            ask_rename(self, view, self.show_views)

    def action_delete(self) -> None:
        """Ask whether to delete it."""
        if (view := self._chosen()) is not None:
            ask_delete(self, view, self.show_views)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is for a view while there is one."""
        return action not in ("rename", "delete") or bool(self.views.all)

    def _chosen(self) -> SavedView | None:
        return self.views.find(self.query_one("#menu", Menu).chosen_id.removeprefix("view:"))
