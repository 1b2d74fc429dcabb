"""What the palette lists: commands in force, collections and actions of every connection, themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.dom import DOMNode

from tui.connections import Connection
from tui.core.action import Action
from tui.core.collection import Collection
from tui.core.errors import FrontdeskError
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.palette import PaletteItem
from tui.screens.navigation import open_collection, open_connection
from tui.screens.saved import saved_views
from tui.screens.vendor_code import catalog_of
from tui.screens.write.flow import start_action
from tui.storage.views import SavedView
from tui.terminal.keymap import key_label
from tui.themes import AUTO

__all__ = ["palette_items"]

_NOT_LISTED = ("Up", "Down", "Page up", "Page down", "First", "Last", "palette")


def palette_items(screen: FrontdeskScreen) -> tuple[PaletteItem, ...]:
    """List everything, what is nearest first."""
    return (*_commands(screen), *_here(screen), *_views(screen), *_elsewhere(screen), *_themes(screen))


def _commands(screen: FrontdeskScreen) -> Iterator[PaletteItem]:
    seen: set[str] = set()
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.id is None or binding.id in seen or not active.enabled or binding.description in _NOT_LISTED:
            continue
        seen.add(binding.id)
        title = binding.tooltip or binding.description
        yield PaletteItem(
            title[:1].upper() + title[1:], "key", _runs(screen, binding.action, active.node), key_label(key)
        )


def _here(screen: FrontdeskScreen) -> Iterator[PaletteItem]:
    if screen.connection is not None:
        yield from _of(screen, screen.connection)


def _views(screen: FrontdeskScreen) -> Iterator[PaletteItem]:
    for view in saved_views(screen.app_state).all:
        yield PaletteItem(view.name, "view", _shows_view(screen, view), view.link.connection)


def _elsewhere(screen: FrontdeskScreen) -> Iterator[PaletteItem]:
    for connection in screen.app_state.connections.all:
        yield PaletteItem(connection.name, "connection", _opens(screen, connection), connection.vendor.title)
        if connection is not screen.connection:
            yield from _of(screen, connection)


def _of(screen: FrontdeskScreen, connection: Connection) -> Iterator[PaletteItem]:
    try:
        catalog = catalog_of(screen.app_state, connection)
    except FrontdeskError:
        return  # going to the connection says why
    for collection in catalog.collections:
        if collection.top_level:
            yield PaletteItem(collection.title, "collection", _shows(screen, connection, collection), connection.name)
    for action in connection.actions:
        yield PaletteItem(action.title, "action", _starts(screen, connection, action), connection.name)


def _themes(screen: FrontdeskScreen) -> Iterator[PaletteItem]:
    for name, title in screen.app_state.themes.titles.items():
        yield PaletteItem(f"Theme: {title}", "theme", _wears(screen, name), name)
    yield PaletteItem("Theme: as the terminal", "theme", _wears(screen, AUTO), AUTO)


def _runs(screen: FrontdeskScreen, action: str, node: DOMNode) -> Callable[[], object]:
    return lambda: screen.run_guarded(screen.app.run_action(action, node), group="palette")


def _opens(screen: FrontdeskScreen, connection: Connection) -> Callable[[], object]:
    return lambda: open_connection(screen, connection)


def _shows(screen: FrontdeskScreen, connection: Connection, collection: Collection) -> Callable[[], object]:
    crumbs = (connection.name, collection.title)
    return lambda: open_collection(screen, connection, collection, values={}, crumbs=crumbs)


def _shows_view(screen: FrontdeskScreen, view: SavedView) -> Callable[[], object]:
    from tui.screens.home.following import open_view

    return lambda: open_view(screen, view)


def _starts(screen: FrontdeskScreen, connection: Connection, action: Action) -> Callable[[], object]:
    return lambda: start_action(screen, connection, action)


def _wears(screen: FrontdeskScreen, name: str) -> Callable[[], object]:
    return lambda: screen.shell.choose_theme(name)
