"""The browser: any collection as a table, with filter, sort, columns, details, marks, export, copy."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tui.connections import Connection
from tui.core.action import Action
from tui.core.collection import Collection, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.time.ranges import describe
from tui.core.time.time_range import TimeRange
from tui.core.time.typed import typed
from tui.screens.boundary import one_line
from tui.screens.browse.anew import Listed, read_written_anew
from tui.screens.browse.asking import ask_params, asked_about, asked_with, span_for
from tui.screens.browse.missing import missing_line
from tui.screens.browse.params import Given
from tui.screens.browse.rows import RowsScreen
from tui.screens.browse.states import ReadState, facts_of, spoken, state_without_rows
from tui.screens.browse.tools import ask_columns, ask_range
from tui.screens.write.flow import choose_action
from tui.widgets.details import Details
from tui.widgets.filter_bar import FilterBar
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import OPENING, Hint, brought_forward, relabelled
from tui.widgets.record_table import RecordTable
from tui.widgets.state_view import StateView, ViewState

__all__ = ["BrowserScreen"]

SEARCHED: Final = 5_000
"""A list of so many rows at the most is searched for the target of a write: some forty milliseconds."""

_COPIES: Final = "Copy a link to this, or the command that reads it"


class BrowserScreen(RowsScreen):
    """Shows one collection, asked one question."""

    AUTO_FOCUS = "RecordTable"

    KEYS_OF = "A collection"

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "report.against": "Only a report is compared with the range before; a connection's menu lists its reports.",
        "report.rules": "Only a report says how it is counted; a connection's menu lists its reports.",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="table.filter", tooltip="Filter as you type"),
        Binding("s", "sort", "sort", id="table.sort", tooltip="Sort by a column"),
        Binding("t", "range", "range", id="table.range", tooltip="Another date range"),
        Binding("f", "parameters", "parameters", id="table.parameters", tooltip="Ask with other parameters"),
        Binding("d", "details", "details", id="table.details", tooltip="Details of the row"),
        Binding(
            "D", "into_details", "into details", id="table.into-details", tooltip="Go into the details", show=False
        ),
        Binding("a", "actions", "actions", id="table.actions", tooltip="What can be done with the row or the marked"),
        Binding("x", "export", "export", id="table.export", tooltip="Export what is shown"),
        Binding("c", "columns", "columns", id="table.columns", tooltip="Choose columns", show=False),
        Binding("y", "copy", "copy", id="table.copy", tooltip="Copy from the row", show=False),
        Binding("Y", "copy_place", "copy a link", id="table.copy-link", tooltip=_COPIES, show=False),
        Binding("S", "save_view", "save as a view", id="table.save-view", tooltip="Save as a view", show=False),
        Binding("r", "refresh", "refresh", id="table.refresh", tooltip="Ask again", show=False),
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
        self._had_rows = (False, False)
        """Whether there were rows, and any that the filter lets through, when keys were last looked at."""
        self.sought = ""
        """The id of the row that the cursor goes to once it comes; empty when none is waited for."""

    def compose_head(self) -> ComposeResult:
        """Yield filter and facts in one line."""
        with Horizontal(id="head"):
            yield FilterBar(history=self.app_state.filters.setdefault(self.remembered_as, []), id="filter")
            yield HeadLine(id="head-line")
        yield HeadLine(id="missing-line")

    def compose_body(self) -> ComposeResult:
        """Yield the table, the details, and what stands in their place when there are no rows."""
        self.view = RecordView(self.collection.columns, zone=self.zone, now=self.now())
        self.own_table = self.make_table()
        with Horizontal(id="rows"):
            yield self.own_table
            yield from self.compose_charts()
            yield Details(self.view, id="details")
        self.is_laid_out = True
        yield StateView(id="state")

    def make_table(self) -> RecordTable:
        """Make the table of the rows; its id is `table`."""
        return RecordTable(self.view, id="table")

    def compose_charts(self) -> Sequence[Widget]:
        """Make what else draws rows, in the table's place."""
        return ()

    def on_mount(self) -> None:
        """Take up what was chosen before, and ask."""
        remembered = self.app_state.remembered("columns", self.remembered_as)
        if isinstance(remembered, list):
            self.show_columns([str(key) for key in remembered])
        if self.collection.sort:
            self.view.set_sort(self.collection.sort.lstrip("-"), self.collection.sort.startswith("-"))
        self.remember_place()
        self.action_refresh()

    def rows_written(self, records: Sequence[Record[Any]]) -> None:
        """Read anew what was written to."""
        listed = Listed(self.here, self.collection, self.view, self.rows_read, self.show_all, self.action_refresh)
        read_written_anew(self, listed, records)

    def rows_by_target(
        self, connection: Connection, action: Action, targets: Container[str]
    ) -> Mapping[str, Record[Any]]:
        """Look for the rows that the action, started from them, has such a target for; a long list is not searched."""
        if connection is not self.here or self.collection.name not in action.applies_to or self.view.total > SEARCHED:
            return {}
        found: dict[str, Record[Any]] = {}
        for record in self.view.records():
            target = action.target(action.fill(record))
            if target in targets:
                found[target] = record
        return found

    # Showing.

    def show_all(self) -> None:
        """Bring everything up to date with the view."""
        self.table.refresh_rows()
        if self.sought and self.table.go_to(self.sought):
            self.sought = ""
        state = self.view_state()
        self.query_one("#state", StateView).state = state
        self.query_one("#state").display = state is not None
        # The headings stay, so that nothing jumps when rows arrive, and the table keeps the focus.
        self.query_one("#rows").display = True
        self.query_one("#rows").set_class(state is not None, "-no-rows")
        head = self.query_one("#head-line", HeadLine)
        head.words = self.asked_words()
        head.problem = one_line(self.read_error) if self.read_error is not None and state is None else ""
        line = self.query_one("#missing-line", HeadLine)
        older = self.view.total > len(self.rows_read)
        line.problem = missing_line(self.gaps, older=older, key=self.shell.key_for("table.refresh"))
        line.display = bool(line.problem)
        self.show_numbers()
        rows = self.front.view
        if (has := (rows.total > 0, len(rows) > 0)) != self._had_rows:
            self._had_rows = has
            self.refresh_bindings()

    def show_numbers(self) -> None:
        """Say at the right of the top line how many rows there are, what is marked, how they are sorted."""
        front = self.front
        self.show_facts(*facts_of(front.view, front.collection, whole=self.read_whole))
        self.show_state_line()

    def state_words(self) -> str:
        """Say how many rows there are, and whether those are all."""
        front = self.front
        reading = ReadState(self.read_error, self.reading, self.read_whole, "", " ".join(self.gaps.sentences))
        return spoken(front.view, front.collection, reading)

    def view_state(self) -> ViewState | None:
        """Return what stands in place of the rows; None while there are rows."""
        front = self.front
        if len(front.view):
            return None
        return state_without_rows(
            front.collection if front.view.total else self.collection,
            self.here.name,
            ReadState(
                self.read_error, self.reading, self.read_whole, self.asked_words(), " ".join(self.gaps.sentences)
            ),
            held=front.view.total,
            ranged=self.span is not None,
            refused=front.view.filter_refused,
            pending=front.view.is_pending,
            key=self.shell.key_for,
        )

    def asked_words(self) -> str:
        """Return what was asked, for the line above the rows: the range, parameters, what the answers noted."""
        said = describe(self.span, self.zone, now=self.now()) if self.span is not None else ""
        asked = asked_with(self.here, self.collection, self.query_values)
        return ", ".join(part.removesuffix(".") for part in (said, asked, *self.notes) if part)

    # Where Enter leads.

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        """Drill down, or show the details when there is nothing below."""
        self.open_record(message.record)

    def open_record(self, record: Record[Any]) -> None:
        """Go to what is below a record; show its details when nothing is."""
        opens = self.collection.opens
        if opens is None or record.value is None:
            self.action_details()
            return
        try:
            below = self.here.catalog.collection(opens.collection)
        except FrontdeskError as missing:
            self.say(str(missing))
            return
        crumbs = (*self.crumbs, opens.crumb(record))
        text = opens.range(record)
        if not text and self.span is not None:
            text = self.span.text or typed(self.span, self.zone)
        values = opens.values(record)
        self.shell.open_collection(self.here, below.name, values=values, crumbs=crumbs, range_text=text)
        if filtered := opens.filter(record):
            self._filter_opened(filtered)

    def _filter_opened(self, text: str) -> None:
        """Narrow what was opened, as if it had been typed there: it can be taken off."""
        opened = self.app.screen
        if opened is not self and isinstance(opened, BrowserScreen):
            opened.call_after_refresh(lambda: opened.query_one("#filter", FilterBar).set_text(text))

    def on_record_table_changed(self, message: RecordTable.Changed) -> None:
        """Count anew what is marked, and what a filter left that took a while."""
        self.show_keys()
        if self.view_state() != self.query_one("#state", StateView).state:
            self.show_all()
        else:
            self.show_numbers()

    # Keys.

    def action_columns(self) -> None:
        """Ask which columns to show."""
        ask_columns(self, self.collection.columns, self.table, self.remembered_as, self.show_columns)

    def action_range(self) -> None:
        """Ask for another range."""

        def take(span: TimeRange) -> None:
            self.span = span
            self.app_state.ranges[self.remembered_as] = span.text
            self.view.clear()
            self.remember_place()
            self.action_refresh()
            self.focus_rows()

        ask_range(self, self.span.text if self.span else self.collection.default_range, take)

    def action_parameters(self) -> None:
        """Ask with which parameters, and for which range, to ask again."""

        def take(given: Given | None) -> None:
            if given is None:
                return
            about = asked_about(self.here, self.collection, given.values)
            if about != asked_about(self.here, self.collection, self.query_values):
                self.crumbs = (*self.crumbs[:-1], about)  # the last one named what was asked about
                self.show_crumbs()
            self.query_values = dict(given.values)
            self.span = span_for(self.collection, given.range_text, self)
            self.view.clear()
            self.remember_place()
            self.action_refresh()

        text = self.span.text if self.span is not None else ""
        ask_params(self, self.here, self.collection, Given(self.query_values, text), take)

    def action_actions(self) -> None:
        """Ask what to do with the marked rows, or with the one under the cursor."""
        choose_action(self, self.here, self.front.collection, self.chosen_records())

    def action_copy_place(self) -> None:
        """Ask what to copy of the place: a link, or what reads the same."""
        from tui.screens.browse.linking import ask_copy_place

        ask_copy_place(self)

    def action_save_view(self) -> None:
        """Ask for a name to save this under."""
        from tui.screens.browse.linking import ask_save_view

        ask_save_view(self)

    async def action_back(self) -> None:
        """Close what is open, then break off, then go back: one step at a time."""
        if self.query_one("#details").display:
            self.action_details()
        else:
            await super().action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what this collection has not (a range, parameters, actions), and what needs rows without any."""
        if not self.is_laid_out:
            return False  # the screen below may ask for the keys a moment before there is anything here
        front = self.front
        match action:
            case "range":
                return self.collection.range_use is not RangeUse.NONE
            case "parameters":
                return bool(self.collection.params)
            case "actions":
                own = any(front.collection.name in each.applies_to for each in self.here.actions)
                return own and len(front.view) > 0
            case "sort" | "filter":
                # Also while the first rows are awaited: what is typed ahead must not run as commands.
                return front.view.total > 0 or bool(front.view.filter_text) or self.reading
            case "columns":
                return front.widget is self.table
            case "details" | "into_details":
                return len(front.view) > 0 or self.query_one("#details").display
            case "export" | "copy":
                return len(front.view) > 0
            case _:
                return True

    def why_not(self, action: str) -> str:
        """Say why a key of the browser does nothing now."""
        if self.check_action(action, ()):
            return ""
        front = self.front
        match action:
            case "range":
                return f"{self.collection.title} cannot be asked for a stretch of time."
            case "parameters":
                return f"There is nothing to ask {self.collection.title} with."
            case "actions" if len(front.view):
                return f"Nothing can be done with {front.collection.noun[1]} here."
            case "columns" if len(front.view):
                return "What is drawn here are no columns to choose from; an export has all of them."
            case _ if self.is_settling and not front.view.total:
                return f"No {front.collection.noun[1]} have come yet: they are still being read."
            case _:
                return f"There are no {front.collection.noun[1]} for that."

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter opens here; without rows, which key asks again."""
        verb = self.collection.opens.verb if self.collection.opens is not None else "details"
        refresh = Hint("table.refresh", self.shell.key_for("table.refresh"), "ask again")
        again = () if self.view.total or self.reading else (refresh,)
        if self.front.view.marked:
            # What is marked waits for something to be done with it.
            hints = brought_forward(hints, ["table.actions"])
        return super().arrange_hints((*again, *relabelled(hints, OPENING, verb)))

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show columns by their keys; keys that the collection has not are passed over."""
        columns = [column for column in self.collection.columns if column.key in keys]
        if columns:
            self.table.show_columns(columns)

    @property
    def remembered_as(self) -> str:
        """Whose small choices, such as columns, these are in the state."""
        return f"{self.here.name}/{self.collection.name}"
