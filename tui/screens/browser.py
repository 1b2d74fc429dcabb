"""The browser: any collection as a table, with filter, sort, columns, details, marks, export, copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from tui.connections import Connection
from tui.core.collection import Collection, Query, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.ranges import describe
from tui.core.record import Page, Record
from tui.core.span import Span
from tui.core.view import RecordView
from tui.screens.base import DeskScreen
from tui.screens.boundary import one_line, state_of
from tui.screens.browser_tools import ask_columns, ask_copy, ask_export, ask_range, ask_sort
from tui.screens.navigation import open_collection
from tui.screens.writing import choose_action
from tui.storage.state import Place
from tui.widgets.details import Details
from tui.widgets.filter_bar import FilterBar
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import Hint
from tui.widgets.record_table import RecordTable
from tui.widgets.state_view import StateKind, StateView, ViewState

__all__ = ["BrowserScreen"]

BESIDE = 110
"""Cells from which the details stand beside the table; below, they lie over it."""


class BrowserScreen(DeskScreen):
    """Shows one collection, asked one question."""

    CSS_PATH: ClassVar[list[str]] = ["base.tcss", "browser.tcss"]
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="table.filter", tooltip="Filter as you type"),
        Binding("s", "sort", "sort", id="table.sort", tooltip="Sort by a column"),
        Binding("d", "details", "details", id="table.details", tooltip="Details of the row"),
        Binding("a", "actions", "actions", id="table.actions", tooltip="What can be done with the row or the marked"),
        Binding("t", "range", "range", id="table.range", tooltip="Another date range"),
        Binding("x", "export", "export", id="table.export", tooltip="Export what is shown"),
        Binding("c", "columns", "columns", id="table.columns", tooltip="Choose columns", show=False),
        Binding("y", "copy", "copy", id="table.copy", tooltip="Copy from the row", show=False),
        Binding("r", "refresh", "refresh", id="table.refresh", tooltip="Ask again", show=False),
    ]

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: Span | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self.collection = collection
        self.query_values = dict(query_values)
        self.span = span
        self.view: RecordView
        self._fresh: dict[str, Record[Any]] = {}
        """The rows of the read under way, by id: what is not among them at its end is gone at the vendor."""
        self._error: FrontdeskError | None = None
        self._read_before = False

    def compose_head(self) -> ComposeResult:
        """Yield filter and facts in one line."""
        with Horizontal(id="head"):
            yield FilterBar(id="filter")
            yield HeadLine(id="head-line")

    def compose_body(self) -> ComposeResult:
        """Yield the table, what stands in its place, and the details."""
        self.view = RecordView(self.collection.columns, zone=self.zone, now=self.now())
        with Horizontal(id="rows"):
            yield RecordTable(self.view, id="table")
            yield Details(id="details")
        yield StateView(id="state")
