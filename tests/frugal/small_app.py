"""A Textual app that knows nothing of the frugal driver: a header, a table, a field, a footer, and what it was sent.

python -m tests.frugal.small_app [stock]
"""

from __future__ import annotations

import sys

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import DataTable, Footer, Header, Input, Static

from tui.terminal.frugal import FrugalDriver


class SmallApp(App[None]):
    """Shows keys and pastes as it gets them."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it for instances
        Binding("q", "quit", "Quit"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "Suspend", priority=True),
        Binding("ctrl+l", "repaint", "Repaint", priority=True),
        Binding("f2", "focus('field')", "Field", priority=True),
    ]
    CSS = "DataTable { height: 1fr; } #told { height: 1; }"

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Input(id="field", placeholder="漢字 and wíde", select_on_focus=False)
        yield Static("keys:", id="told", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.told = "keys:"
        self.query_one(Input).cursor_blink = False
        table = self.query_one(DataTable)
        table.add_columns("Name", "かな", "Number", "A long column")
        table.add_rows((f"row {n} é", "漢" * (n % 4), n * n, "x" * (n % 30)) for n in range(200))
        table.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key not in ("up", "down", "pagedown", "pageup", "home", "end"):
            self.tell(event.key)

    def on_paste(self, event: events.Paste) -> None:
        self.tell(f"paste({event.text!r})")

    def tell(self, what: str) -> None:
        self.told += f" {what}"
        self.query_one("#told", Static).update(self.told)

    def action_repaint(self) -> None:
        if isinstance(driver := self._driver, FrugalDriver):
            driver.repaint()


if __name__ == "__main__":
    app = SmallApp(driver_class=LinuxDriver if "stock" in sys.argv else FrugalDriver)
    app.run()
    sys.exit(app.return_code)
