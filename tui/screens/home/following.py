"""Going where a link or a saved view leads: asked, filtered, sorted and arranged as it says."""

from __future__ import annotations

from collections.abc import Mapping

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError
from tui.core.links import Link
from tui.reading.names import resolved_all
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.browse.asking import asked_about
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.linking import arrange
from tui.screens.saved import why_not_open
from tui.screens.vendor_code import catalog_of
from tui.storage.views import SavedView

__all__ = ["open_link", "open_view"]


def open_view(screen: FrontdeskScreen, view: SavedView) -> None:
    """Go to a saved view; says why when it no longer fits."""
    if wrong := why_not_open(screen.app_state, view):
        screen.say(f"“{view.name}” {wrong}")
        return
    open_link(screen, view.link, view.name)


def open_link(screen: FrontdeskScreen, link: Link, name: str = "") -> None:
    """Go to a place from a screen; a name in place of an id is looked up first.

    Args:
        screen: Where one is.
        link: The place; that it fits what there is was asked before.
        name: What the breadcrumb calls it: a saved view's name; empty for what it is.
    """
    try:
        connection = screen.app_state.connections.named(link.connection)
        collection = catalog_of(screen.app_state, connection).collection(link.collection)
    except FrontdeskError as gone:
        screen.say(one_line(gone))
        return

    def go(values: Mapping[str, Value]) -> None:
        _open_arranged(screen, connection, collection, link, values, name)

    if any(param.refers_to is not None for param in collection.params if param.name in link.values):
        screen.run_guarded(
            resolved_all(connection, collection.params, link.values, now=screen.now()), then=go, group="names"
        )
    else:
        go(link.values)


def _open_arranged(
    screen: FrontdeskScreen,
    connection: Connection,
    collection: Collection,
    link: Link,
    values: Mapping[str, Value],
    name: str,
) -> None:
    about = asked_about(connection, collection, link.values)  # the name that was given tells more than the id
    crumbs = (connection.name, name) if name else tuple(filter(None, (connection.name, collection.title, about)))
    screen.shell.open_collection(connection, collection.name, values=values, crumbs=crumbs, range_text=link.range)

    def look() -> None:
        opened = screen.app.screen
        if opened is not screen and isinstance(opened, BrowserScreen):
            opened.call_after_refresh(arrange, opened, link)

    screen.call_later(look)  # it may open only once it has been imported
