"""Where commands are declared, so that keys can be checked before the first screen is drawn."""

from __future__ import annotations

from textual.dom import DOMNode

__all__ = ["command_places"]


def command_places() -> tuple[type[DOMNode], ...]:
    """Return the classes whose bindings the config may change."""
    from tui.screens.base import DeskScreen
    from tui.screens.browser import BrowserScreen
    from tui.screens.help import HelpScreen
    from tui.screens.home import HomeScreen
    from tui.screens.settings import SettingsScreen
    from tui.screens.vendor import VendorScreen
    from tui.widgets.menu import Menu
    from tui.widgets.record_table import RecordTable

    return (DeskScreen, HomeScreen, VendorScreen, BrowserScreen, HelpScreen, SettingsScreen, Menu, RecordTable)
