"""Going to a list that something points at: with its range, and filtered to what is meant."""

from __future__ import annotations

from tui.connections import Connection
from tui.core.findable import Place
from tui.screens.base import FrontdeskScreen
from tui.widgets.filter_bar import FilterBar

__all__ = ["open_found"]


def open_found(screen: FrontdeskScreen, connection: Connection, place: Place) -> None:
    """Go to a place of a connection."""
    collection = connection.catalog.collection(place.collection)
    screen.shell.open_collection(
        connection,
        collection.name,
        values=place.values,
        crumbs=(connection.name, place.crumb or collection.title),
        range_text=place.range_text(screen.zone),
    )

    def narrow() -> None:
        from tui.screens.browse.browser import BrowserScreen  # late: home paints sooner without it

        opened = screen.app.screen
        if opened is screen:
            return
        if isinstance(opened, BrowserScreen):
            opened.sought = place.record
        if place.filter:
            opened.call_after_refresh(
                lambda: opened.query_one("#filter", FilterBar).set_text("", place.filter, place.words)
            )

    screen.call_later(narrow)  # the list may open only once it has been imported
