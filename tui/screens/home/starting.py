"""Going to a place as soon as the app is there, by the way that one would have walked."""

from __future__ import annotations

from tui.core.errors import FrontdeskError
from tui.core.place import Place
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.home.following import open_link
from tui.screens.navigation import open_connection

__all__ = ["open_start"]


def open_start(home: FrontdeskScreen, link: Place) -> None:
    """Go to a place from home by way of its connection's menu, where Escape leads back to."""
    try:
        connection = home.app_state.connections.named(link.connection)
    except FrontdeskError as gone:
        home.say(one_line(gone))
        return
    open_connection(home, connection)
    menu = home.app.screen
    if isinstance(menu, FrontdeskScreen) and menu is not home:
        menu.call_later(open_link, menu, link)
