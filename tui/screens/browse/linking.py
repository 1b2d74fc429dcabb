"""Between what a screen shows and a link that says it: range, parameters, filter, order, columns, the view in front."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.links import Link
from tui.screens.browse.asking import from_settings
from tui.screens.browse.browser import BrowserScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.view_tabs import ViewTabs

__all__ = ["arrange", "link_of"]


def link_of(screen: BrowserScreen) -> Link:
    """Return the place that a screen shows. What was worked out of the rows has a filter of its own: that stays out."""
    collection, view = screen.collection, screen.view
    own = from_settings(screen.here, collection)
    key, descending = view.sort
    sort = f"-{key}" if descending else key
    shown = tuple(column.key for column in screen.table.columns) if screen.table.view is view else ()
    usual = tuple(column.key for column in collection.columns if column.shown)
    return Link(
        screen.here.name,
        collection.name,
        {name: value for name, value in screen.query_values.items() if own.get(name) != value and value != ()},
        range=screen.span.text if screen.span is not None else "",
        where=view.filter_text.strip(),
        sort="" if sort == collection.sort else sort,
        columns=() if shown == usual else shown,
        tab=_tab(screen),
    )


def arrange(screen: BrowserScreen, link: Link) -> None:
    """Show what has just been opened as a link says."""
    if link.columns:
        screen.show_columns(link.columns)
    if link.sort:
        screen.view.set_sort(link.sort.removeprefix("-"), link.sort.startswith("-"))
        screen.show_rearranged()
    if link.where:
        screen.query_one("#filter", FilterBar).set_text(link.where)
    tabs = _tabs(screen)
    if link.tab in tabs[1:]:
        line = screen.query_one(ViewTabs)
        line.post_message(ViewTabs.Chosen(line, tabs.index(link.tab)))


def _tabs(screen: BrowserScreen) -> Sequence[str]:
    return tuple(getattr(screen, "VIEWS", ()))


def _tab(screen: BrowserScreen) -> str:
    """Return what the view in front is called; empty for the first one."""
    tabs = _tabs(screen)
    at = screen.query_one(ViewTabs).current if tabs else 0
    return tabs[at] if 0 < at < len(tabs) else ""
