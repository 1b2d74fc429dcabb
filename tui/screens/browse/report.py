"""A report on the screen: its question and rules above, its table and its chart, the reading under the cursor.

While it is read, its figures fill in and are marked as partial. Figures of a part never take the place of whole ones:
those of an earlier read stay until the new ones are whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.connections import Connection
from tui.core.collection import AGAINST, Collection, RangeUse, Value
from tui.core.record import Page, Record, Table
from tui.core.reports.as_asked import as_asked
from tui.core.reports.report_heading import rule_lines, zone_name
from tui.core.text import clean
from tui.core.time.time_range import TimeRange
from tui.screens.browse.front import Front
from tui.screens.browse.report_charts import (
    chart_widget,
    reading_of,
    record_under_cursor,
    show_chart,
)
from tui.screens.browse.views import ViewsScreen
from tui.widgets.charts_rows import RowChart
from tui.widgets.curve import Curve
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import Hint, brought_forward
from tui.widgets.record_table import RecordTable
from tui.widgets.view_tabs import ViewTabs

__all__ = ["ReportScreen"]

_SO_FAR: Final[Mapping[Table | None, str]] = {
    Table.SO_FAR: "PARTIAL: figures of what has been read",
    Table.UNNAMED: "NAMES STILL COMING: ids stand in for them",
}
"""What is said of figures while they fill in."""


class ReportScreen(ViewsScreen):
    """Shows a report: any collection that has one."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(__file__).with_name("views.tcss"),
        Path(__file__).with_name("report.tcss"),
    ]

    KEYS_OF = "A report"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "against", "compare", id="report.against", tooltip="Compare with the range before, or no more"),
        Binding("o", "rules", "how counted", id="report.rules", tooltip="Show or hide how it is counted"),
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
        self._described = collection
        """The report as its vendor describes it; `collection` is as it was asked."""
        self._so_far: Table | None = None
        """How whole the figures are that are shown while they are read; None where they are whole, or are none."""
        self._stands = False
        """Whether whole figures of an earlier read are shown."""
        self._passes_over = False
        """Whether the rows that come now are of a part, and older ones of the whole stay."""
        chart = collection.report.chart if collection.report is not None else None
        if chart is None:
            self.VIEWS = ("Table",)  # type: ignore[misc]  # what views there are is the collection's to say here
        else:
            self.VIEWS = ("Table", "Chart")  # type: ignore[misc]

    def compose_head(self) -> ComposeResult:
        """Yield filter and facts, then how it is counted."""
        yield from super().compose_head()
        yield Static("", id="report-rules", markup=False)

    def compose_body(self) -> ComposeResult:
        """Yield the views, and the line that says what the cursor is on."""
        self.collection = self._as_asked()
        yield from super().compose_body()
        yield HeadLine(id="reading")

    def compose_views(self) -> Sequence[Widget]:
        """Make the chart's widget."""
        report = self.collection.report
        return () if report is None or report.chart is None else (chart_widget(report.chart, zone=self.zone),)

    def action_refresh(self) -> None:
        """Ask again, with the columns that the question has."""
        self._stands, self._passes_over = self.is_complete and self.view.total > 0, False
        asked = self._as_asked()
        if [column.key for column in asked.columns] != [column.key for column in self.view.columns]:
            self.collection = asked
            self.view.set_columns(asked.columns)
            self.table.show_columns([column for column in asked.columns if column.shown])
        super().action_refresh()

    def take_page(self, page: Page[Any]) -> None:
        """Take figures: those of all that was read take the place of what stood there, the others fill in."""
        if page.table is None:  # how far it is; or what follows of a long table
            super().take_page(replace(page, records=()) if self._passes_over else page)
            return
        is_whole = page.table is Table.WHOLE
        self._so_far = None if is_whole or self._stands else page.table
        self._passes_over = self._stands and (not is_whole or bool(page.missing))
        self.rows_read = {}
        if self._passes_over:
            super().take_page(replace(page, records=()))
            return
        self.view.clear()  # so that the rows stand in the table's own order; cursor and marks go by their ids
        super().take_page(page)

    @property
    def front(self) -> Front:
        """The rows, with the cursor of the view in front: what a bar or a cell stands for."""
        own, widget = super().front, self.view_widget
        return own if widget is self.table else Front(own.collection, own.view, widget, self._under_cursor)

    def show_view(self, index: int, records: Sequence[Record[Any]]) -> str:
        """Draw the chart."""
        return show_chart(self.view_widget, self.collection, records, span=self.span, now=self.now(), zone=self.zone)

    def show_all(self) -> None:
        """Bring everything up to date, the rules and the reading as well."""
        super().show_all()
        self.query_one(ViewTabs).display = len(self.VIEWS) > 1
        lines = rule_lines(self.collection, self.query_values, targets=self.app_state.config.targets)
        self.query_one("#report-rules", Static).update(clean(" ".join(lines)))
        self._show_reading()

    def asked_words(self) -> str:
        """Say what was asked, in which zone days and hours are, and what of the figures is still to come."""
        partial = _SO_FAR.get(self._so_far, "") if self.reading else ""
        return ", ".join(part for part in (partial, super().asked_words(), zone_name(self.zone, self.now())) if part)

    def on_record_table_changed(self, message: RecordTable.Changed) -> None:
        """Say what the cursor is on."""
        super().on_record_table_changed(message)
        self._show_reading()

    def on_row_chart_highlighted(self, message: RowChart.Highlighted) -> None:
        """Say what the cursor is on."""
        message.stop()
        self._show_reading()

    def on_curve_chosen(self, message: Curve.Chosen) -> None:
        """Ask for the stretch of time that the cursor is on."""
        message.stop()
        self.span = message.span
        self.view.clear()
        self.action_refresh()

    def on_row_chart_chosen(self, message: RowChart.Chosen) -> None:
        """Go to the rows behind a figure."""
        message.stop()
        record = self._under_cursor()
        if record is not None:
            self.open_record(record)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Let what only a report has stand where no narrow screen cuts it."""
        own = ("views.next", "report.against", "report.rules", "table.filter")
        return super().arrange_hints(brought_forward(hints, own))

    def action_against(self) -> None:
        """Compare with the range before, or no more."""
        if self.query_values.get(AGAINST):
            self.query_values = {name: value for name, value in self.query_values.items() if name != AGAINST}
        else:
            self.query_values = {**self.query_values, AGAINST: "previous"}
        self.view.clear()
        self.action_refresh()

    def action_rules(self) -> None:
        """Show or hide how it is counted."""
        rules = self.query_one("#report-rules")
        rules.display = not rules.display

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out a comparison where there is nothing to compare with."""
        if action == "against":
            report = self.collection.report
            compares = report is not None and bool(report.compares)
            return compares and self.span is not None and self.collection.range_use is not RangeUse.NONE
        if action == "next_view":
            return len(self.VIEWS) > 1
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """Say why nothing can be compared."""
        if action == "against" and not self.check_action(action, ()):
            key = self.shell.key_for("table.range")
            report = self.collection.report
            can = report is not None and bool(report.compares) and self.span is None
            if can:
                return f"A range is needed to compare with the one before; {key} gives one."
            return f"{self.collection.title} cannot be compared with the range before."
        return super().why_not(action)

    def _as_asked(self) -> Collection:
        return as_asked(self._described, self.query_values, self.app_state.config.targets)

    def _under_cursor(self) -> Record[Any] | None:
        return record_under_cursor(
            self.view_widget, self.collection, self.view.shown_records(), now=self.now(), zone=self.zone
        )

    def _show_reading(self) -> None:
        """Say what the cursor is on; a curve says it itself."""
        line, widget = self.query_one("#reading", HeadLine), self.view_widget
        record = self._under_cursor()
        said = "" if record is None else reading_of(self.collection, record, now=self.now(), zone=self.zone)
        line.words = said or ("Nothing there." if isinstance(widget, RowChart) else "")
        line.display = bool(line.words) and self.view_state() is None
