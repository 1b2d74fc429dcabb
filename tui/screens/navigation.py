"""From one screen to the next: which screen shows a collection, and what must be asked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.connections import Connection
from tui.core.collection import Collection, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.ranges import parse_range
from tui.core.text import clean
from tui.core.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.browse.params import (
    TOPIC,
    Given,
    ParamsScreen,
    params_in_words,
    remembered_params,
    to_remember,
    value_in_words,
)
from tui.screens.vendor_code import catalog_of, screens_of
from tui.storage.state import RecentPlace

__all__ = [
    "ask_params",
    "asked_about",
    "asked_with",
    "from_settings",
    "open_collection",
    "open_connection",
    "open_place",
    "screen_for",
    "span_for",
]


def open_connection(screen: FrontdeskScreen, connection: Connection) -> None:
    """Go to a connection's collections."""
    from tui.screens.home.vendor import VendorScreen

    try:
        catalog_of(screen.app_state, connection)
    except FrontdeskError as broken:
        screen.say(one_line(broken))
    else:
        screen.app.push_screen(VendorScreen(connection, crumbs=(connection.name,)))


def open_place(screen: FrontdeskScreen, place: RecentPlace) -> None:
    """Go to a place that was visited before."""
    try:
        connection = screen.app_state.connections.named(place.connection)
        collection = catalog_of(screen.app_state, connection).collection(place.collection)
    except FrontdeskError as gone:
        screen.say(one_line(gone))
        return
    crumbs = (place.connection, *(place.title or collection.title).split(" › "))
    open_collection(screen, connection, collection, values=place.values, crumbs=crumbs, range_text=place.range)


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

    A vendor's `screens.ASKED_THERE` names the collections whose own screen asks for that itself.
    """
    try:
        module = screens_of(screen.app_state, connection)
    except FrontdeskError as broken:
        screen.say(one_line(broken))
        return
    known = {**from_settings(connection, collection), **values}

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


def ask_params(
    screen: FrontdeskScreen,
    connection: Connection,
    collection: Collection,
    given: Given,
    then: Callable[[Given | None], None],
    *,
    at: str = "",
    kept: Mapping[str, Value] | None = None,
) -> None:
    """Ask what a collection is to be asked with, but for what is kept, and remember it for the next time."""
    app_state = screen.app_state

    def take(answer: Given | None) -> None:
        if answer is not None:
            whose = f"{connection.name}/{collection.name}"
            screen.run_guarded(app_state.remember(TOPIC, whose, to_remember(answer)), group="remember")
        then(answer)

    screen.app.push_screen(ParamsScreen(collection, given, now=screen.now, zone=screen.zone, at=at, kept=kept), take)


def screen_for(
    connection: Connection,
    collection: Collection,
    values: Mapping[str, Value],
    span: TimeRange | None,
    crumbs: tuple[str, ...],
) -> Screen[None]:
    """Make the screen that shows a collection: the vendor's own where it brings one, else the browser."""
    from tui.screens.browse.browser import BrowserScreen

    module = connection.vendor.module("screens")
    own: Mapping[str, Callable[..., Screen[None]]] = getattr(module, "SCREENS", {}) if module is not None else {}
    make = own.get(collection.name, BrowserScreen)
    return make(connection, collection, values, span, crumbs)


def span_for(collection: Collection, text: str, screen: FrontdeskScreen) -> TimeRange | None:
    """Read the range that a collection is asked for; None when it takes none or needs none.

    Raises:
        UsageError: when the text is no range.
    """
    if collection.range_use is RangeUse.NONE:
        return None
    if not text and collection.range_use is RangeUse.OPTIONAL:
        return None
    return parse_range(text or collection.default_range, now=screen.now(), zone=screen.zone)


def from_settings(connection: Connection, collection: Collection) -> dict[str, Value]:
    """Take the parameters that the connection's settings fill when nobody gives them."""
    settings: Mapping[str, Any] = connection.config.settings
    return {
        param.name: settings[param.setting]
        for param in collection.params
        if param.setting and isinstance(settings.get(param.setting), str) and settings[param.setting]
    }


def asked_about(connection: Connection, collection: Collection, values: Mapping[str, Value]) -> str:
    """Say what a collection is asked about, for the breadcrumb: what it needs, but for what the settings fill."""
    own = from_settings(connection, collection)
    needed = (param.name for param in collection.params if param.required and param.name not in own)
    return clean(", ".join(value_in_words(values[name]) for name in needed if name in values))


def asked_with(connection: Connection, collection: Collection, values: Mapping[str, Value]) -> str:
    """Say what else it is asked with, but for what the breadcrumb says and what the settings fill."""
    own = from_settings(connection, collection)
    return params_in_words((each for each in collection.params if not each.required and each.name not in own), values)
