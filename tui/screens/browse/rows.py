"""The rows in front of a screen, and what can be done with them: filter, sort, export, copy, details.

A screen with several views says which rows are in front, and how they are drawn; all of this follows::

    front ──▶ collection, view, widget      a table, bars, lanes, a heat map
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from textual.widget import Widget

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.time.time_range import TimeRange
from tui.screens.browse.exporting import Exportable, offer_export
from tui.screens.browse.front import Front
from tui.screens.browse.missing import lacking
from tui.screens.browse.question import QuestionScreen
from tui.screens.browse.states import ReadState
from tui.screens.browse.tools import ask_copy, ask_sort
from tui.screens.browse.with_details import WithDetails
from tui.widgets.filter_bar import FilterBar
from tui.widgets.record_table import RecordTable

__all__ = ["RowsScreen"]


class RowsScreen(QuestionScreen, WithDetails):
    """Shows the rows of an answer. What is in front at first is the table of them."""

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.is_laid_out = False
        """Whether there is something in front."""
        self._export_then = False
        """Whether to export once the read under way is over."""

    own_table: RecordTable
    """The table; there once the screen has been laid out, a moment before it can be looked up."""

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.own_table

    @property
    def front(self) -> Front:
        """What is in front: filter, sort, export, copy and details are for its rows."""
        return Front(self.collection, self.view, self.table, lambda: self.table.current)

    @property
    def rows_widget(self) -> Widget:
        """What draws the rows in front."""
        return self.front.widget

    def row_in_detail(self) -> tuple[Record[Any] | None, RecordView]:
        """Return the row under the cursor, and the view that it is of."""
        front = self.front
        return front.current(), front.view

    # Filter and order.

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter", FilterBar).open()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Filter as the user types; where a filter cannot be read the rows stay, and are said to be those of before."""
        message.stop()
        try:
            self.front.view.set_filter(message.text)
        except FrontdeskError as wrong:
            message.bar.show_problem(str(wrong))
            self.show_all()
            return
        message.bar.show_problem("")
        self.show_rearranged()

    def show_rearranged(self) -> None:
        """Show the rows in front after their filter or their order has changed."""
        if self.front.widget is not self.table:
            self.front.settle()
        self.show_all()

    def on_filter_bar_submitted(self, message: FilterBar.Submitted) -> None:
        """Go to the rows."""
        message.stop()
        self.focus_rows()

    def on_filter_bar_cancelled(self, message: FilterBar.Cancelled) -> None:
        """Go to the rows."""
        message.stop()
        self.focus_rows()

    def turn_filter_to(self, whose: str) -> None:
        """Show the filter of rows that come to the front; those that were there keep theirs as the bar has it now."""
        bar, view = self.query_one("#filter", FilterBar), self.front.view
        if view.filter_text != bar.text:  # the bar's message is still under way, and would meet other rows
            with suppress(FrontdeskError):
                view.set_filter(bar.text)
        bar.turn_to(whose)

    def action_sort(self) -> None:
        """Ask by which column to sort."""
        front = self.front

        def sort(key: str, descending: bool) -> None:  # noqa: FBT001 - called by the chooser
            front.view.set_sort(key, descending)
            self.show_rearranged()

        ask_sort(self, front.collection.columns, front.view.sort, sort)

    def focus_rows(self) -> None:
        """Go to what shows the rows."""
        self.front.widget.focus()

    # Export and copy.

    def action_export(self) -> None:
        """Export the rows in front: the marked ones, those that are shown, or all of them."""
        what = self.exportable()

        def wait() -> None:
            self._export_then = True
            self.export_when_settled()  # between question and answer the read may have ended

        offer_export(self, what, wait=wait if self.is_settling else None)

    def exportable(self) -> Exportable:
        """Return what there is to export."""
        front = self.front
        front.settle()  # what is exported as shown obeys the filter that stands there
        table = front.widget if isinstance(front.widget, RecordTable) else None
        return Exportable(
            front.collection,
            front.collection.columns if table is None else table.columns,
            shown=front.view.shown_records(),
            marked=front.view.marked_records(),
            whole=front.view.records() if len(front.view) < front.view.total else (),
            span=self.span,
            lacks=self.lacks,
        )

    @property
    def lacks(self) -> str:
        """Why what is here is not whole, as a sentence; empty when it is."""
        return lacking(self.gaps, ReadState(self.read_error, self.reading, self.read_whole, ""))

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended; then comes the export that waited for it."""
        self.table.needs.forget()
        super().end_read(error, stopped=stopped)
        self.export_when_settled()

    @property
    def is_settling(self) -> bool:
        """Whether the rows in front are still to change."""
        return self.reading

    def export_when_settled(self) -> None:
        """Export, where that waits for the last rows and these are there."""
        if self._export_then and not self.is_settling:
            self._export_then = False
            self.call_later(self._export_now)

    def _export_now(self) -> None:
        if self.is_settling:
            self._export_then = True
        elif self.is_current:
            self.action_export()

    def action_copy(self) -> None:
        """Copy from the marked rows, or from the one under the cursor."""
        if records := self.chosen_records():
            ask_copy(self, records, self.front.collection.columns)

    def chosen_records(self) -> list[Record[Any]]:
        """Return what a command is for: the marked rows, else the one under the cursor, else none."""
        front = self.front
        marked, current = front.view.marked_records(), front.current()
        return marked or ([current] if current is not None else [])
