"""A screen whose table has the details of a row beside it, or over it where there is no room for both."""

from __future__ import annotations

from typing import Any, Final

from textual import events
from textual.widget import Widget

from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.tools import ask_find
from tui.widgets.details import Details
from tui.widgets.record_table import RecordTable

__all__ = ["WithDetails"]

BESIDE: Final = 110
"""Cells from which the details stand beside the table; below, they lie in its place."""


class WithDetails(FrontdeskScreen):
    """Shows a table, `#table`, and the details of the row under its cursor, `#details`."""

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one("#table", RecordTable)

    @property
    def rows_widget(self) -> Widget:
        """What draws the rows: the table, unless a screen draws them in another way as well."""
        return self.table

    def row_in_detail(self) -> tuple[Record[Any] | None, RecordView]:
        """Return the row whose details are wanted, and the view whose columns name its values."""
        return self.table.current, self.table.view

    def on_record_table_highlighted(self, message: RecordTable.Highlighted) -> None:
        """Show the row under the cursor in the details."""
        self.show_in_detail()

    def show_in_detail(self) -> None:
        """Have the details follow the cursor, where they are shown."""
        details = self.query_one("#details", Details)
        record, view = self.row_in_detail()
        if details.display and record is not None:
            details.show(record, view)

    def on_details_copied(self, message: Details.Copied) -> None:
        """Copy one value."""
        self.say(self.shell.copy_text(message.text, message.label))

    def on_details_find_asked(self, message: Details.FindAsked) -> None:
        """Ask for a text, and go to it."""
        ask_find(self, message.details)

    def action_details(self) -> None:
        """Show or hide the details of the row under the cursor."""
        details, rows = self.query_one("#details", Details), self.rows_widget
        details.display = not details.display
        self.show_in_detail()
        self.place_details()
        (rows if rows.display else details).focus()

    def action_into_details(self) -> None:
        """Go into the details, or back to the row; they are shown first where they are not."""
        details = self.query_one("#details", Details)
        if not details.display:
            self.action_details()
        rows = self.rows_widget
        (rows if details.has_focus and rows.display else details).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details beside the table, or over it."""
        self.place_details()

    def place_details(self) -> None:
        """Put the details beside the table, or over it."""
        over = self.app.size.width < BESIDE
        details = self.query_one("#details")
        details.set_class(over, "-over")
        self.rows_widget.display = not (over and details.display)
