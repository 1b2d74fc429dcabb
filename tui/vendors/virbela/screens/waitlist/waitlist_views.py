"""The waitlist's views: a board of figures, and the three lists that they come from, read once for all of them.

::

    read ──▶ pages ──▶ what has arrived ──▶ (at the pace of all screens) ──▶ board, agents, three tables
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.collection import Collection, Query, RangeUse, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Page, Progress, Record
from tui.core.rows.view import RecordView
from tui.core.time.ranges import describe
from tui.core.time.time_range import TimeRange
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.states import WORKING_OUT
from tui.vendors.virbela.screens.waitlist.waitlist_lines import board_lines
from tui.vendors.virbela.waitlist.board import board_of
from tui.vendors.virbela.waitlist.waitlist_read import KINDS, DeskEvents, agent_record, desk_events
from tui.widgets.confirm import QuestionLines
from tui.widgets.head_line import HeadLine
from tui.widgets.view_tabs import ViewTabs

__all__ = ["ROOM", "WaitlistViews"]

ROOM: Final = "sfsRoom"
"""The vendor's word for one room only."""

_VIEWS: Final[Mapping[str, str]] = {
    "Board": "waitlist-agents",
    "Called": "waitlist-called",
    "Helped": "waitlist-helped",
    "Shifts": "waitlist-shifts",
}
"""What the views are called, and the collection that each shows."""

_DESK: Final = Collection(
    name="waitlist-desk",
    title="Waitlist",
    columns=(),
    fetch=desk_events,
    range_use=RangeUse.REQUIRED,
)
"""All three lists as one read; nobody can ask for it by name."""


class WaitlistViews(BrowserScreen):
    """Four views of one read."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("waitlist.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_view(1)", "view", id="waitlist.next-view", tooltip="The next view"),
        Binding("shift+tab", "next_view(-1)", "Previous view", show=False, id="waitlist.previous-view"),
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
        self.gathered = DeskEvents()
        """What has arrived of all three lists."""
        self._brought: dict[str, Record[Any]] = {}
        """What the read under way, or the last one, has brought."""
        self.rooms_seen: set[str] = set()
        """The server names of the rooms that had something in any of the lists."""
        self._range_read = ""
        """The range of the last read, as it was typed: `7d` stays the same while time goes on."""
        self._collections: dict[str, Collection] = {}
        self._view_of: dict[str, RecordView] = {}
        self._columns_of: dict[str, Sequence[Any]] = {}

    def compose_body(self) -> ComposeResult:
        """Yield the names of the views, the board, and the table that shows one list at a time."""
        catalog = self.here.catalog
        for name, own in _VIEWS.items():
            collection = self._collections[name] = catalog.collection(own)
            view = self._view_of[name] = RecordView(collection.columns, zone=self.zone, now=self.now())
            if collection.sort:
                view.set_sort(collection.sort.lstrip("-"), collection.sort.startswith("-"))
        yield ViewTabs(tuple(_VIEWS), id="views")
        yield QuestionLines(id="board")
        yield from super().compose_body()
        # The browser made a view for the collection that it was opened with: that is one of ours.
        self.view = self._view_of[self.shown_view]

    def on_mount(self) -> None:
        """Begin with the view that was asked for."""
        self.go_to_view(self.shown_view)

    # Views.

    @property
    def shown_view(self) -> str:
        """The name of the view in front."""
        return next(name for name, own in _VIEWS.items() if own == self.collection.name)

    def action_next_view(self, by: int) -> None:
        """Go round the views."""
        names = list(_VIEWS)
        self.go_to_view(names[(names.index(self.shown_view) + by) % len(names)])

    def on_view_tabs_chosen(self, message: ViewTabs.Chosen) -> None:
        """Go to the view that was clicked."""
        message.stop()
        self.go_to_view(list(_VIEWS)[message.index])

    def go_to_view(self, name: str) -> None:
        """Show a view: the table takes its rows and its columns; each list has a filter of its own."""
        table = self.table
        self.turn_filter_to(name)
        if name in self._view_of and table.view is not self._view_of[name]:
            self._columns_of[self.shown_view] = table.columns
            self.collection, self.view = self._collections[name], self._view_of[name]
            table.view = self.view
            remembered = self.app_state.remembered("columns", self.remembered_as)
            keys = [str(key) for key in remembered] if isinstance(remembered, list) else []
            default = [column for column in self.collection.columns if column.shown]
            chosen = [column for column in self.collection.columns if column.key in keys]
            table.show_columns(self._columns_of.get(name) or chosen or default)
            self.show_in_detail()
        self.query_one("#views", ViewTabs).current = list(_VIEWS).index(name)
        self.query_one("#board").display = name == "Board"
        table.focus()
        self.show_all()
        self.refresh_bindings()

    # Reading.

    def run_read(self, collection: Collection, query: Query) -> None:
        """Read all three lists, whichever is in front; what was read of another range goes."""
        asked = (query.span.text or str(query.span)) if query.span is not None else ""
        if asked != self._range_read:
            self._range_read = asked
            self.show_events(DeskEvents())
        super().run_read(_DESK, query)

    def take_page(self, page: Page[Any]) -> None:
        """Keep what a page brought; show it with the next redraw."""
        if not self.rows_read:  # a read has begun
            self._brought = {}
        self._brought.update({record.id: record for record in page.records})
        self.rows_read.update(dict.fromkeys(record.id for record in page.records))
        self.take_words(page)
        self.gathered.take(page.records)
        self.query_one("#head-line", HeadLine).fact = _steps(page.progress)
        self.show_soon()

    def show_pages(self) -> None:
        """Show what has arrived."""
        self._draw()

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended."""
        super().end_read(error, stopped=stopped)
        self._draw()

    def drop_gone(self) -> None:
        """Drop what the read did not bring; the views follow what is gathered, for agents come of our own sums."""
        self.gathered = DeskEvents(dict(self._brought) if self.rows_read else {})
        self._fill()

    def show_events(self, events: DeskEvents) -> None:
        """Show other events in all views."""
        self.gathered = events
        self._draw()

    def _draw(self) -> None:
        """Work everything out anew, and show it."""
        self._fill()
        self.show_all()

    def _fill(self) -> None:
        """Put what has arrived into the views."""
        for name, kind in zip(("Called", "Helped", "Shifts"), KINDS, strict=True):
            records = self.gathered.of(kind)
            view = self._view_of[name]
            view.extend(records)
            view.keep_only(record.id for record in records)
            self.rooms_seen.update(event.room for event in self.gathered.events(kind) if event.room)
        called, helped, shifts = (self.gathered.events(kind) for kind in KINDS)
        board = board_of(called, helped, shifts, self.zone)
        self._view_of["Board"].replace([*map(agent_record, board.agents)])
        self._show_board(board_lines(board, self.app.size.width - 1, self.app.size.height))

    def _show_board(self, lines: Sequence[Sequence[Any]]) -> None:
        shown = self.query_one("#board", QuestionLines)
        fresh = tuple(tuple(line) for line in lines)
        if fresh != shown.lines:
            shown.set_lines(fresh)

    # Showing.

    def show_all(self) -> None:
        """Bring everything up to date; the board is there once there is something on it."""
        if self.view is not self.table.view:
            return
        super().show_all()
        if self.shown_view == "Board":
            self.query_one("#board").display = bool(self.gathered.records)

    def asked_words(self) -> str:
        """Return which room was asked about, and what there is to note."""
        room = str(self.query_values.get(ROOM, ""))
        unreadable = self.gathered.unreadable
        bad = f"{unreadable:,} {'row' if unreadable == 1 else 'rows'} cannot be read" if unreadable else ""
        return ", ".join(part for part in (f"Room {room}" if room else "All rooms", bad, *self.notes) if part)

    def show_numbers(self) -> None:
        """Count beside the names of the views; the top line has the range."""
        super().show_numbers()
        key, descending = self.view.sort
        column = self.collection.column(key)
        shown, total = len(self.view), self.view.total
        one, many = self.collection.noun
        count = f"{shown:,} of {total:,} {many}" if shown != total else f"{total:,} {one if total == 1 else many}"
        by = f"by {column.label.lower()} {'↓' if descending else '↑'}" if column is not None else ""
        facts = (WORKING_OUT,) if self.view.is_pending else (count, by)
        self.query_one("#views", ViewTabs).facts = tuple(part for part in facts if part)
        if self.span is not None:
            said = describe(self.span, self.zone, now=self.now())
            relative = self.span.text not in ("", said) and " – now" in said
            self.show_facts(f"{said}   {self.span.text}" if relative else said)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the board out for the width."""
        if self.gathered.records:
            self._fill()


def _steps(progress: Progress | None) -> str:
    return f"reading ({progress.done:,} of {progress.of:,})" if progress is not None and progress.of else "reading"
