"""A screen whose table has the details of a row beside it, or over it where there is no room for both."""

from __future__ import annotations

from typing import Final

from textual import events

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

    def on_record_table_highlighted(self, message: RecordTable.Highlighted) -> None:
        """Show the row under the cursor in the details."""
        if self.query_one("#details").display:
            self.query_one("#details", Details).show(message.record)

    def on_details_copied(self, message: Details.Copied) -> None:
        """Copy one value."""
        self.say(self.shell.copy_text(message.text, message.label))

    def on_details_find_asked(self, message: Details.FindAsked) -> None:
        """Ask for a text, and go to it."""
        ask_find(self, message.details)

    def action_details(self) -> None:
        """Show or hide the details of the row under the cursor."""
        details, table = self.query_one("#details", Details), self.table
        details.display = not details.display
        if details.display and table.current is not None:
            details.show(table.current)
        self.place_details()
        (table if table.display else details).focus()

    def action_into_details(self) -> None:
        """Go into the details, or back to the row; they are shown first where they are not."""
        details = self.query_one("#details", Details)
        if not details.display:
            self.action_details()
        (self.table if details.has_focus and self.table.display else details).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details beside the table, or over it."""
        self.place_details()

    def place_details(self) -> None:
        """Put the details beside the table, or over it."""
        over = self.app.size.width < BESIDE
        details = self.query_one("#details")
        details.set_class(over, "-over")
        self.query_one("#table").display = not (over and details.display)
