"""What home shows when there is no connection yet: two ways to go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tui.core.next_start import Then
from tui.screens.base import FrontdeskScreen
from tui.widgets.menu import MenuEntry

__all__ = ["go_on_from_welcome", "welcome_entries"]

_WAYS: Final = (
    ("setup", "Set up a connection", "asks what it needs, tries it, writes the config"),
    ("demo", "Look around first", "made-up data: no network, nothing is kept"),
)


def welcome_entries(config: Path) -> Iterator[MenuEntry]:
    """Yield the lines of the welcome."""
    yield MenuEntry("", ((" Welcome to Frontdesk: one terminal for the systems of a support desk.", "strong"),))
    yield MenuEntry("")
    yield MenuEntry("", ((" A connection is one account with one of them. There are none yet.", "plain"),))
    yield MenuEntry("")
    for way, title, what in _WAYS:
        yield MenuEntry(f"welcome:{way}", ((f" {title:<22}", "plain"), (what, "muted")))
    yield MenuEntry("")
    yield MenuEntry("", ((f" It will be in {config}.", "muted"),))
    yield MenuEntry("", ((" “frontdesk init” asks the same on the command line.", "muted"),))


def go_on_from_welcome(screen: FrontdeskScreen[Any], way: str) -> None:
    """Go the way that was chosen."""
    if way == "setup":
        from tui.screens.setup.setup import choose_vendor

        choose_vendor(screen)
    else:
        screen.app_state.then = Then.DEMO
        screen.app.exit(0)
