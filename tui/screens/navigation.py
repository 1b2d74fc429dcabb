"""From one screen to the next: which screen shows a connection or a collection.

It knows the screens, so the screens that it knows do not know it: they ask the app (`Shell.open_collection`).

Importing a vendor's screens takes up to 200 ms, so a thread does it: it begins when the vendor's menu is there, and
whoever chooses before it has ended waits for it. Meanwhile everything else goes on, and keys typed ahead wait as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from tui.connections import Connection
from tui.core.collection import Collection, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.time.time_range import TimeRange
from tui.screens.app_state import AppState
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.vendor_code import catalog_of, screens_of

if TYPE_CHECKING:
    from tui.screens.browse.params import Given

__all__ = ["open_collection", "open_connection", "open_from_home", "screen_for", "tabs_of"]


def open_connection(screen: FrontdeskScreen, connection: Connection) -> None:
    """Go to a connection's collections."""
    from tui.screens.home.vendor import VendorScreen

    try:
        catalog_of(screen.app_state, connection)
    except FrontdeskError as broken:
        screen.say(one_line(broken))
    else:
        menu = VendorScreen(connection, crumbs=(connection.name,))
        screen.app.push_screen(menu)
        menu.call_after_refresh(_import_beforehand, menu, connection)


def open_from_home(app: App[Any], connection: Connection) -> None:
    """Leave everything that lies over home, and go to a connection's collections."""
    while len(app.screen_stack) > 1:
        app.pop_screen()
    if isinstance(app.screen, FrontdeskScreen):
        open_connection(app.screen, connection)


def _import_beforehand(menu: FrontdeskScreen, connection: Connection) -> None:
    """Import while the menu is read; what fails is said when something is chosen."""
    if connection.vendor.name not in menu.app_state.imported:
        importing = _import_screens(menu.app_state, connection)
        menu.run_guarded(importing, failed=lambda error: None, group="import")


async def _import_screens(app_state: AppState, connection: Connection) -> None:
    """Import what shows a vendor's collections; the event loop does other things meanwhile.

    Raises:
        Bug: when that fails.
    """

    def import_them() -> None:
        from tui.screens.browse import browser  # noqa: F401 - what shows whatever the vendor's own do not

        screens_of(app_state, connection)

    await asyncio.to_thread(import_them)
    app_state.imported.add(connection.vendor.name)


def open_collection(
    screen: FrontdeskScreen,
    connection: Connection,
    collection: Collection,
    *,
    values: Mapping[str, Value],
    crumbs: tuple[str, ...],
    range_text: str = "",
) -> None:
    """Go to a collection; what it must be asked with and nobody gave is asked for first, with what it may be given.

    A vendor's `screens.ASKED_THERE` names the collections whose own screen asks for that itself. Where the vendor's
    screens are not imported yet, this comes after that, and before what is called later on the screen.
    """
    go_on = partial(_open, screen, connection, collection, values, crumbs, range_text)
    if connection.vendor.name in screen.app_state.imported:
        go_on()
    else:
        # The screen takes no other message until then, so that a key typed ahead waits for what this one opens.
        screen.call_later(_open_once_imported, screen, connection, go_on)


async def _open_once_imported(screen: FrontdeskScreen, connection: Connection, go_on: Callable[[], None]) -> None:
    try:
        await _import_screens(screen.app_state, connection)
    except FrontdeskError as broken:
        screen.say(one_line(broken))
    else:
        go_on()


def _open(
    screen: FrontdeskScreen,
    connection: Connection,
    collection: Collection,
    values: Mapping[str, Value],
    crumbs: tuple[str, ...],
    range_text: str,
) -> None:
    from tui.screens.browse.asking import ask_params, asked_about, from_settings, span_for
    from tui.screens.browse.params import Given, remembered_params

    module = screens_of(screen.app_state, connection)
    known = {**from_settings(connection, collection), **values}
    if collection.range_use is RangeUse.REQUIRED:
        # A range once chosen stays for the next room.
        range_text = range_text or screen.app_state.ranges.get(f"{connection.name}/{collection.name}", "")

    def go(given: Given | None) -> None:
        if given is None:
            return
        try:
            span = span_for(collection, given.range_text, screen)
        except FrontdeskError as wrong:
            screen.say(str(wrong))
            return
        way = (*crumbs, asked_about(connection, collection, given.values)) if missing else crumbs
        screen.app.push_screen(screen_for(connection, collection, given.values, span, way))

    missing = () if collection.name in getattr(module, "ASKED_THERE", ()) else collection.missing(known)
    if not missing:
        go(Given(known, range_text))
        return
    last = remembered_params(screen.app_state, f"{connection.name}/{collection.name}")
    ask_params(
        screen,
        connection,
        collection,
        Given({**last.values, **known}, range_text or last.range_text),
        go,
        kept=values,
        at=next((param.name for param in missing if param.name not in last.values), missing[0].name),
    )


def screen_for(
    connection: Connection,
    collection: Collection,
    values: Mapping[str, Value],
    span: TimeRange | None,
    crumbs: tuple[str, ...],
) -> Screen[None]:
    """Make the screen that shows a collection: the vendor's own where it brings one, else ours for its kind."""
    from tui.screens.browse.browser import BrowserScreen
    from tui.screens.browse.report import ReportScreen

    module = connection.vendor.module("screens")
    own: Mapping[str, Callable[..., Screen[None]]] = getattr(module, "SCREENS", {}) if module is not None else {}
    make = own.get(collection.name, BrowserScreen if collection.report is None else ReportScreen)
    return make(connection, collection, values, span, crumbs)


def tabs_of(connection: Connection, collection: Collection, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what the views of a collection's rows are called; none where there is only one."""
    screen = screen_for(connection, collection, values, None, ())
    return tuple(getattr(screen, "VIEWS", ()))
