"""Going to a place that something points at: asked as it says, then filtered, sorted and arranged."""

from __future__ import annotations

from tui.connections import Connection
from tui.core.collection import Collection
from tui.core.errors import FrontdeskError
from tui.core.place import Place
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.vendor_code import catalog_of

__all__ = ["named_by", "open_place"]


def open_place(screen: FrontdeskScreen, place: Place) -> None:
    """Go to a place from a screen; says why when it is not there any more."""
    if (named := named_by(screen, place)) is None:
        return
    connection, collection = named
    screen.shell.open_collection(
        connection,
        collection.name,
        values=place.values,
        crumbs=(connection.name, *(place.title or collection.title).split(" › ")),
        range_text=place.range_text(screen.zone),
    )
    screen.call_later(_arrange, screen, place)  # it may open only once it has been imported


def named_by(screen: FrontdeskScreen, place: Place) -> tuple[Connection, Collection] | None:
    """Return what a place names; None when it is not there any more, and the screen says why."""
    try:
        connection = screen.app_state.connections.named(place.connection)
        return connection, catalog_of(screen.app_state, connection).collection(place.collection)
    except FrontdeskError as gone:
        screen.say(one_line(gone))
        return None


def _arrange(screen: FrontdeskScreen, place: Place) -> None:
    from tui.screens.browse.browser import BrowserScreen  # late: home paints sooner without them
    from tui.screens.browse.linking import arrange

    opened = screen.app.screen
    if opened is not screen and isinstance(opened, BrowserScreen):
        opened.sought = place.record
        opened.call_after_refresh(arrange, opened, place)
