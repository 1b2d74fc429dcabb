"""What opens over any screen, by keys that work everywhere; each is imported when it is first asked for."""

from __future__ import annotations

from tui.screens.base import FrontdeskScreen

__all__ = [
    "open_find",
    "open_help",
    "open_journal",
    "open_palette",
    "open_requests",
    "open_settings",
    "undo_newest",
]


def open_palette(screen: FrontdeskScreen) -> None:
    """Offer everything that can be done on a screen, and do what is chosen."""
    from tui.screens.dialogs.palette import PaletteScreen
    from tui.screens.dialogs.palette_items import palette_items

    items = palette_items(screen)

    def go(index: str | None) -> None:
        if index is not None:
            items[int(index)].run()

    screen.app.push_screen(PaletteScreen(items), go)


def open_help(screen: FrontdeskScreen) -> None:
    """Show a screen's keys."""
    from tui.screens.dialogs.help import HelpScreen

    if not isinstance(screen, HelpScreen):
        screen.app.push_screen(HelpScreen(screen))


def open_settings(screen: FrontdeskScreen) -> None:
    """Show the settings in force."""
    from tui.screens.dialogs.settings import SettingsScreen

    if not isinstance(screen, SettingsScreen):
        screen.app.push_screen(SettingsScreen())


def open_requests(screen: FrontdeskScreen) -> None:
    """Show what was asked of the vendors."""
    from tui.screens.requests.requests import RequestsScreen

    if not isinstance(screen, RequestsScreen):
        screen.app.push_screen(RequestsScreen())


def open_journal(screen: FrontdeskScreen) -> None:
    """Show what was written."""
    from tui.screens.journal import journal

    journal.open_journal(screen)


def open_find(screen: FrontdeskScreen) -> None:
    """Find something over all connections."""
    from tui.screens.home import find

    find.open_find(screen)


def undo_newest(screen: FrontdeskScreen) -> None:
    """Ask whether to take the newest write back."""
    from tui.screens.write import flow

    flow.undo_newest(screen)
