"""A browser with other views of the same rows: the filter narrows all of them, Tab goes round.

The first view is the table. From another one Enter leads to the table, and Escape back from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final, Protocol, runtime_checkable

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.exporting import Exportable
from tui.screens.browse.front import Front
from tui.widgets.filter_bar import FilterBar
from tui.widgets.menu import Menu
from tui.widgets.record_table import RecordTable
from tui.widgets.view_tabs import ViewTabs

__all__ = ["Derived", "HasRowId", "ViewsScreen"]


Derived = tuple[Collection, Sequence[Record[Any]]]
"""Rows of our own making, and what they are."""


@runtime_checkable
class HasRowId(Protocol):
    """A widget whose cursor is on something with an id."""

    @property
    def row_id(self) -> str:
        """The id under the cursor; empty where there is none."""
        ...


_NO_FILTER: Final = ("", "", "")


class ViewsScreen(BrowserScreen):
    """Shows one collection as a table, and in ways of its own."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("views.tcss")]

    VIEWS: ClassVar[Sequence[str]] = ("List",)
    """What the views are called; the first is the table."""

    LIST_ONLY: ClassVar[frozenset[str]] = frozenset({"sort", "columns", "actions"})
    """The keys that only the table has: the other views have an order of their own."""
    OF_A_ROW: ClassVar[frozenset[str]] = frozenset({"details", "into_details", "copy"})
    """The keys that need a row under the cursor."""

    KEYS_OF = "A collection with several views"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_view(1)", "view", id="views.next", tooltip="The next view of the same rows"),
        Binding("shift+tab", "next_view(-1)", "Previous view", id="views.previous", show=False),
    ]

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self._at_view = 0
        self._widgets: Sequence[Widget] = ()
        self._came_from = 0
        """The view that Enter led from; 0 when nowhere."""
        self._filters: tuple[tuple[str, str, str], str] = (_NO_FILTER, "")
        """The filter before Enter added to it, and all of it after: on the way back the one stands in for the other."""

    def compose_body(self) -> ComposeResult:
        """Yield the names of the views, and the views: the browser's table is one of them."""
        yield ViewTabs(self.VIEWS, id="views")
        yield from super().compose_body()

    def compose_charts(self) -> Sequence[Widget]:
        """Make the widgets of the other views."""
        self._widgets = tuple(self.compose_views())
        for widget in self._widgets:
            widget.add_class("view")
        return self._widgets

    def compose_views(self) -> Sequence[Widget]:
        """Make the widgets of the other views, in the order of their names."""
        return ()

    def show_view(self, index: int, records: Sequence[Record[Any]]) -> str:
        """Hand what the filter lets through to the widget of a view; return what there is to say of it."""
        return ""

    def worked_out(self, index: int, records: Sequence[Record[Any]]) -> Derived | None:
        """Return what a view works out of the rows, for an export; None when it shows the rows themselves."""
        return None

    @property
    def front(self) -> Front:
        """The rows, with the cursor of the view in front; the line of a group is no row."""
        own, widget = super().front, self.view_widget
        if widget is self.table:
            return own
        return Front(own.collection, own.view, widget, lambda: self.view.get(_id_under_cursor(widget)))

    @property
    def rows_widget(self) -> Widget:
        """What draws the rows: while there are none the table keeps the place of every view."""
        return self.view_widget if self.view_state() is None else self.table

    def exportable(self) -> Exportable:
        """Return what there is to export: what the view in front works out, else the rows."""
        what = super().exportable()
        derived = self.worked_out(self._at_view, what.shown)
        if derived is None:
            return what
        collection, records = derived
        return replace(what, collection=collection, columns=collection.columns, shown=records, marked=(), whole=())

    @property
    def view_name(self) -> str:
        """What the view in front is called."""
        return self.VIEWS[self._at_view]

    @property
    def view_widget(self) -> Widget:
        """The widget of the view in front."""
        return self.table if self._at_view == 0 else self._widgets[self._at_view - 1]

    def focus_rows(self) -> None:
        """Go to the view in front; while it has no rows it is hidden, and the table keeps its place for it."""
        if self.focused is not self.view_widget:  # else it has rows, or will have, and then the focus
            self.rows_widget.focus()

    def go_to_view(self, index: int) -> None:
        """Bring a view to the front, and the focus with it."""
        if self.query_one("#details").display:
            self.action_details()
        self._at_view = index
        self.query_one(ViewTabs).current = index
        self.show_all()
        widget = self.view_widget
        widget.focus()
        if isinstance(widget, Menu):
            # It had no size while it was hidden, and has scrolled to its cursor, past the heading above it.
            self.call_after_refresh(widget.action_move, 0)
        self.refresh_bindings()

    def open_in_list(self, record_id: str) -> None:
        """Show one record in the table, with its details."""
        self._came_from = self._at_view
        self.go_to_view(0)
        if self.table.go_to(record_id):
            self.action_details()

    def filter_list(self, text: str, words: str) -> None:
        """Show the records in the table that a filter lets through, beside the one that is there already.

        Args:
            text: The filter.
            words: What is shown in its place.
        """
        bar = self.query_one("#filter", FilterBar)
        before = bar.state
        typed, inner, said = before
        self._came_from = self._at_view
        self.go_to_view(0)
        bar.set_text(typed, f"{inner} {text}".strip(), ", ".join(each for each in (said, words) if each))
        self._filters = (before, bar.text)

    def show_all(self) -> None:
        """Bring everything up to date; only the view in front is worked out."""
        super().show_all()
        some = self.view_state() is None
        over = self.query_one("#details").display and self.query_one("#details").has_class("-over")
        for widget in (self.table, *self._widgets):
            widget.display = widget is self.rows_widget and not over
            if isinstance(widget, Menu) and not some:
                widget.set_entries(())  # other rows begin at the top, wherever the cursor was among those before
        fact = self.show_view(self._at_view, self.view.shown_records()) if some and self._at_view else ""
        self.query_one(ViewTabs).facts = (fact,) if fact else ()
        if some and self._at_view:
            # While there were no rows the view was hidden, and could not have the focus; Textual takes it from what is
            # hidden a moment later.
            self.call_after_refresh(self._focus_front)

    def _focus_front(self) -> None:
        """Give the view in front the focus that the table kept for it."""
        if self.focused in (None, self.table) and self.rows_widget.display:
            self.rows_widget.focus()

    def on_record_table_changed(self, message: RecordTable.Changed) -> None:
        """Count anew; a filter that took a while changes the other views as well."""
        self.show_all()

    def on_view_tabs_chosen(self, message: ViewTabs.Chosen) -> None:
        """Go to the view that was clicked."""
        message.stop()
        self.go_to_view(message.index)

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Have the details follow the cursor."""
        message.stop()
        self.show_in_detail()

    def action_next_view(self, by: int) -> None:
        """Go round the views."""
        self._came_from, self._filters = 0, (_NO_FILTER, "")
        self.go_to_view((self._at_view + by) % len(self.VIEWS))

    async def action_back(self) -> None:
        """Go back to where Enter led from, else close, break off, leave: one step at a time."""
        if self._came_from and not self._at_view:
            came_from, self._came_from = self._came_from, 0
            bar, (before, after) = self.query_one("#filter", FilterBar), self._filters
            if after and bar.text == after:
                bar.set_text(*before)
            self._filters = (_NO_FILTER, "")
            self.go_to_view(came_from)
            return
        await super().action_back()

    def why_not(self, action: str) -> str:
        """Say which view a key belongs to."""
        if self._at_view and action in self.LIST_ONLY:
            own = "This view has an order of its own. " if action == "sort" else ""
            return f"{own}That is for the view {self.VIEWS[0]}; {self.shell.key_for('views.next')} leads there."
        if self._at_view and action in self.OF_A_ROW and len(self.view) and not self.check_action(action, ()):
            return f"This line stands for several {self.collection.noun[1]}; Enter shows them."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what only the table has."""
        if self._at_view and action in self.LIST_ONLY:
            return False
        if self._at_view and action in self.OF_A_ROW and self.front.current() is None:
            return action != "copy" and self.query_one("#details").display
        return super().check_action(action, parameters)


def _id_under_cursor(widget: Widget) -> str:
    """Return what the cursor of a view is on; empty where it is on nothing."""
    return widget.row_id if isinstance(widget, HasRowId) else ""
