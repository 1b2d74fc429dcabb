"""Between what a screen shows and a link that says it: range, parameters, filter, order, columns, the view in front."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from tui.core.collection import Query
from tui.core.links import get_words, link_text
from tui.core.place import Place
from tui.core.text import clean
from tui.screens.browse.asking import from_settings
from tui.screens.browse.rows import RowsScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.saved import ask_save
from tui.widgets.filter_bar import FilterBar
from tui.widgets.view_tabs import ViewTabs

__all__ = ["arrange", "ask_copy_place", "ask_save_view", "place_shown"]


_SAID: Final = 36
"""Cells of a link that the list shows."""


def place_shown(screen: RowsScreen) -> Place:
    """Return the place that a screen shows. What was worked out of the rows has a filter of its own: that stays out."""
    collection, view = screen.collection, screen.view
    own = from_settings(screen.here, collection)
    key, descending = view.sort
    sort = f"-{key}" if descending else key
    shown = tuple(column.key for column in screen.table.columns) if screen.table.view is view else ()
    usual = tuple(column.key for column in collection.columns if column.shown)
    return Place(
        screen.here.name,
        collection.name,
        {name: value for name, value in screen.query_values.items() if own.get(name) != value and value != ()},
        range=screen.span.text if screen.span is not None else "",
        where=view.filter_text.strip(),
        sort="" if sort == collection.sort else sort,
        columns=() if shown == usual else shown,
        tab=_tab(screen),
    )


def arrange(screen: RowsScreen, place: Place) -> None:
    """Show what has just been opened as its place says."""
    if columns := [column for column in screen.collection.columns if column.key in place.columns]:
        screen.table.show_columns(columns)
    if place.sort:
        screen.view.set_sort(place.sort.removeprefix("-"), place.sort.startswith("-"))
        screen.show_rearranged()
    if place.where:
        # Where words say what it shows, it stands behind them: what is typed narrows it further.
        hidden = ("", place.where, place.words) if place.words else (place.where,)
        screen.query_one("#filter", FilterBar).set_text(*hidden)
    tabs = _tabs(screen)
    if place.tab in tabs[1:]:
        line = screen.query_one(ViewTabs)
        line.post_message(ViewTabs.Chosen(line, tabs.index(place.tab)))


def _tabs(screen: RowsScreen) -> Sequence[str]:
    return tuple(getattr(screen, "VIEWS", ()))


def _tab(screen: RowsScreen) -> str:
    """Return what the view in front is called; empty for the first one."""
    tabs = _tabs(screen)
    at = screen.query_one(ViewTabs).current if tabs else 0
    return tabs[at] if 0 < at < len(tabs) else ""


def ask_copy_place(screen: RowsScreen) -> None:
    """Ask what to copy: a link, the command that opens it, or the one that reads the same rows."""
    place, collection = place_shown(screen), screen.collection
    words = get_words(place, collection, now=screen.now(), zone=screen.zone)
    text = link_text(place, collection)
    texts = {
        "link": (text, "the link"),
        "open": (shlex.join(["frontdesk", "open", text]), "the command"),
        "get": (shlex.join(["frontdesk", *words]), "the command"),
    }
    entries = [
        choice("link", "Link", clean(text)[:_SAID]),
        choice("open", "Command that opens it here", "frontdesk open"),
        choice("get", "Command that reads these rows", "frontdesk get"),
        choice("curl", "Requests that read them, as curl", "secrets as variables"),
    ]

    def take(chosen: str | None) -> None:
        if chosen == "curl":
            _copy_curl(screen)
        elif chosen is not None:
            screen.say(screen.shell.copy_text(*texts[chosen]))

    screen.app.push_screen(ListScreen("Copy what leads here", entries), take)


def _copy_curl(screen: RowsScreen) -> None:
    targets = screen.app_state.config.targets
    query = Query(screen.query_values, screen.span, screen.now(), screen.zone, fresh=True, targets=targets)

    def copy(commands: str) -> None:
        screen.say(screen.shell.copy_text(commands, "the commands") if commands else "This is read by no request.")

    screen.run_guarded(screen.here.curl(screen.collection, query), then=copy, group="curl")


def ask_save_view(screen: RowsScreen) -> None:
    """Ask for a name, and save what is shown under it."""
    place = place_shown(screen)
    ask_save(screen, place, facts=tuple(_said(place, screen)))


def _said(place: Place, screen: RowsScreen) -> Iterator[str]:
    """Say what a view keeps, a line each."""
    yield f"What      {' › '.join(screen.crumbs)}"
    if place.range:
        yield f"Range     {place.range}"
    if place.where:
        yield f"Filter    {place.where}"
    if place.sort:
        yield f"Sorted    {_label(place.sort.removeprefix('-'), screen)}{', downwards' if place.sort[0] == '-' else ''}"
    if place.columns:
        yield f"Columns   {', '.join(_label(key, screen) for key in place.columns)}"
    if place.tab:
        yield f"View      {place.tab}"


def _label(key: str, screen: RowsScreen) -> str:
    column = screen.collection.column(key)
    return column.label if column is not None else key
