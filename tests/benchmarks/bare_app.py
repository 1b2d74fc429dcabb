"""The yardstick: as little as a Textual app can be that shows a table of 1,000 rows and 8 columns."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header


class BareApp(App[None]):
    """A heading, a table, the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Stack them."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*(f"Column {column}" for column in range(8)))
        table.add_rows([f"row {row} of {column}" for column in range(8)] for row in range(1000))


if __name__ == "__main__":
    BareApp().run()
