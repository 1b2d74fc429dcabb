"""What a list says of saved views."""

from __future__ import annotations

from tui.core.text import cell_width, clean, fit
from tui.screens.base import FrontdeskScreen
from tui.screens.saved import told, why_not_open
from tui.storage.views import SavedView
from tui.widgets.line import TextPart
from tui.widgets.menu import MenuEntry

__all__ = ["view_entries"]


def view_entries(screen: FrontdeskScreen, views: tuple[SavedView, ...]) -> list[MenuEntry]:
    """Make a line for each view: its name, and where it leads or what no longer fits."""
    width = max((cell_width(clean(view.name)) for view in views), default=0) + 5
    made = []
    for view in views:
        wrong = why_not_open(screen.app_state, view)
        where = clean(told(screen.app_state, view.link))
        note: TextPart = (f"! {clean(wrong)}", "danger") if wrong else (where, "muted")
        made.append(MenuEntry(f"view:{view.name}", ((fit(f"  {clean(view.name)}", width), "plain"), note)))
    return made
