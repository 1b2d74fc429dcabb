"""What the screens over sessions share: several views of one read, and figures that follow it calmly.

::

    page ──▶ the table's view, the gathering ──▶ (at the pace of all screens) ──▶ figures ──▶ curve, views, summary
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Page, Progress
from tui.core.text import cell_width
from tui.core.time.time_range import TimeRange
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.front import Front
from tui.screens.browse.states import WORKING_OUT
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.screens.attendance.figures import Gathering
from tui.vendors.virbela.screens.attendance.sessions_range import range_words
from tui.widgets.charts_rows import RowChart
from tui.widgets.head_line import HeadLine
from tui.widgets.state_view import StateKind, ViewState
from tui.widgets.top_line import TopLine
from tui.widgets.view_tabs import ViewTabs

__all__ = ["SessionsScreen"]

_MANY: Final = 5_000
"""Sessions from which the figures are worked out beside the screen: they take about 50 ms."""

_SHARE: Final = 5
"""A redraw that takes a second waits this many before the next, so that a million sessions leave the keys alone."""


class SessionsScreen(BrowserScreen):
    """A browser of sessions with several views of them."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("sessions.tcss")]

    VIEWS: ClassVar[Sequence[str]] = ()
    """What the views are called."""
    STEP: ClassVar[str] = "windows"
    """What the steps of the read are called."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_view(1)", "view", id="attendance.next-view", tooltip="The next view"),
        Binding("shift+tab", "next_view(-1)", "Previous view", show=False, id="attendance.previous-view"),
    ]

    @dataclass
    class WorkedOut(Message):
        """Posted when figures have been worked out beside the screen."""

        figures: Any
        span: TimeRange
        cost: float
        """Seconds that it took."""

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.gathering = Gathering()
        self._at_view = 0
        self._progress: Progress | None = None
        self._drawing = False
        """Whether figures are being worked out beside the screen."""
        self._stale = False
        """Whether something arrived after the figures that are being worked out."""
        self._behind = False
        """Whether the figures that are shown are of less than what has arrived."""
        self._read_at = ""

    def compose_body(self) -> ComposeResult:
        """Yield the names of the views, and the views: the browser's rows are one of them."""
        yield ViewTabs(self.VIEWS, id="views")
        yield from super().compose_body()

    def work_out(self, sessions: Sequence[AttendanceSession], span: TimeRange, now: datetime) -> Any:
        """Work figures out of sessions. Touches nothing of the screen: for very many it runs beside it."""

    def show_figures(self, figures: Any, span: TimeRange) -> None:
        """Hand figures to what shows them."""

    def summary(self) -> Sequence[str]:
        """Return the summary's clauses, the most telling first; nothing before anything has arrived."""
        return ()

    def charted(self) -> Front | None:
        """Return what the view in front draws otherwise than as the table of sessions; None for that table."""
        return None

    def draw_chart(self, front: Front) -> None:
        """Draw the rows of a front."""

    @property
    def front(self) -> Front:
        """What is in front: the sessions, or what was worked out of them."""
        return self.charted() or super().front

    @property
    def shown_view(self) -> str:
        """The name of the view in front."""
        return self.VIEWS[self._at_view]

    def action_next_view(self, by: int) -> None:
        """Go round the views."""
        self.go_to_view(self.VIEWS[(self._at_view + by) % len(self.VIEWS)])

    def on_view_tabs_chosen(self, message: ViewTabs.Chosen) -> None:
        """Go to the view that was clicked."""
        message.stop()
        self.go_to_view(self.VIEWS[message.index])

    def go_to_view(self, name: str) -> None:
        """Bring a view to the front, and the focus with it; each kind of rows has a filter of its own."""
        details = self.query_one("#details")
        if details.display:
            self.action_details()
        self.turn_filter_to("" if name == "Sessions" else "charts")  # all charts of a screen draw the same rows
        self._at_view = self.VIEWS.index(name)
        self.query_one("#views", ViewTabs).current = self._at_view
        front = self.front
        for widget in (self.table, *self.query(RowChart)):
            widget.display = widget is front.widget
        self.draw()
        front.widget.focus()
        self.show_all()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw what is in front, unless it is the table, which draws itself."""
        front = self.front
        if isinstance(front.widget, RowChart):
            front.settle()
            self.draw_chart(front)

    def show_rearranged(self) -> None:
        """Show the rows in front after their filter or their order has changed."""
        self.draw()
        super().show_rearranged()

    def on_row_chart_highlighted(self, message: RowChart.Highlighted) -> None:
        """Have the details follow the cursor."""
        message.stop()
        self.show_in_detail()

    # Reading.

    def action_refresh(self) -> None:
        """Ask again; the figures of the last read stay until the new ones are there."""
        self._progress = None
        self.notes = ()
        anew = not self.view.total
        if anew:
            self.gathering.clear()
        super().action_refresh()
        if anew:
            # The figures of another range would say what is not so of this one.
            self._draw()

    def take_page(self, page: Page[Any]) -> None:
        """Keep what a page brought; show it with the next redraw."""
        self.rows_read.update(dict.fromkeys(record.id for record in page.records))
        self.take_words(page)
        self._progress = page.progress or self._progress
        self.view.extend(page.records)
        self.gathering.take(page.records)
        self.show_soon()

    def show_pages(self) -> None:
        """Show the sessions that have come, and the figures that they make."""
        self._draw()

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended: what arrived stays, and what did not is said."""
        super().end_read(error, stopped=stopped)
        self._draw()

    def drop_gone(self) -> None:
        """Drop what the read did not bring, from the figures too."""
        self.gathering.retain(self.rows_read)
        super().drop_gone()

    # Showing.

    def view_state(self) -> ViewState | None:
        """Return what stands in place of the rows; of a time that is to come nobody can say that it was empty."""
        if self.view.total and not self.front.view.total:
            return None  # what is worked out of the sessions is not there yet
        state = super().view_state()
        to_come = self.span is not None and self.span.start >= self.view.now
        if state is not None and state.kind is StateKind.EMPTY and self.read_whole and to_come:
            return replace(state, text="This range has not begun yet.")
        return state

    def show_all(self) -> None:
        """Bring everything up to date; how far the read has come is said in the vendor's steps."""
        super().show_all()
        head, progress = self.query_one("#head-line", HeadLine), self._progress
        if self.reading:
            of = f" {progress.done:,} of {progress.of:,} {self.STEP}" if progress and progress.of else ""
            head.fact = f"reading{of}"
        else:
            # When it was read stands with the view: the line above belongs to the figures.
            self._read_at = head.fact or self._read_at
            head.fact = ""
            self.show_numbers()
        head.words = self.asked_words()

    def on_sessions_screen_worked_out(self, message: WorkedOut) -> None:
        """Show figures that were worked out beside the screen, unless they are of another range."""
        self._behind = self._drawing or self._stale
        if message.span is self.span:
            self._show(message.figures, message.span, message.cost)
        self.export_when_settled()

    def _draw(self) -> None:
        """Redraw: at once while that takes no time that anybody would notice, else beside the screen."""
        span = self.span
        if span is None:
            return
        if len(self.gathering) > _MANY:
            self._stale = True
            if not self._behind:
                self._behind = True
                self.show_numbers()
            if not self._drawing:
                self._drawing = True
                self.run_guarded(self._draw_beside(), group="figures")
            return
        self._behind = False
        before = self.app_state.timer()
        figures = self.work_out(self.gathering.sessions, span, self.view.now)
        self._show(figures, span, self.app_state.timer() - before)
        self.export_when_settled()

    async def _draw_beside(self) -> None:
        """Work the figures out until they are of all that has arrived; a thread cannot be stopped, so never in two."""
        try:
            while self._stale and (span := self.span) is not None:
                self._stale = False
                before = self.app_state.timer()
                figures = await asyncio.to_thread(self.work_out, self.gathering.sessions, span, self.view.now)
                self.post_message(self.WorkedOut(figures, span, self.app_state.timer() - before))
        finally:
            self._drawing = False

    def _show(self, figures: Any, span: TimeRange, cost: float) -> None:
        self.rest(_SHARE * cost)
        self.show_figures(figures, span)
        self.draw()
        self.show_all()

    @property
    def is_settling(self) -> bool:
        """Whether figures are still to come, of rows or of all of them."""
        return super().is_settling or (self._lags and self.shown_view != "Sessions")

    @property
    def _lags(self) -> bool:
        return self._behind or self.shows_soon

    @property
    def lacks(self) -> str:
        """Why what is here is not whole: what is worked out may be of less than what has come."""
        return super().lacks or ("The figures are still being worked out" if self.is_settling else "")

    def _incomplete(self) -> str:
        """Say how much of a read that broke off is there."""
        progress = self._progress
        if self.read_whole or self.reading or progress is None or not progress.of:
            return ""
        return f"{progress.done:,} of {progress.of:,} {self.STEP} complete"

    def asked_words(self) -> str:
        """Return the summary: as many of its clauses as fit, none cut in two."""
        head = self.query_one("#head-line", HeadLine)
        width = self.app.size.width
        if self.query_one("#filter").has_class("-open"):
            width //= 2
        space = width - len(head.fact) - 4
        words = ""
        summary = self.summary() if self.gathering or self.read_whole else ()
        for clause in (*summary, *self.notes):
            longer = f"{words}, {clause}" if words else clause
            if words and cell_width(longer) > space:
                break
            words = longer
        return words

    def show_numbers(self) -> None:
        """Say the range in the top line; how much the view shows and how it is sorted beside the views' names."""
        super().show_numbers()
        top = self.query_one("#top", TopLine)
        count, *others = top.facts or ("",)
        lags = self._lags and count != WORKING_OUT
        facts = [
            count,
            self._incomplete(),
            *others,
            "" if self.reading else WORKING_OUT if lags else self._read_at,
        ]
        self.query_one("#views", ViewTabs).facts = tuple(fact for fact in facts if fact)
        if self.span is not None:
            self.show_facts(range_words(self.span, self.zone, now=self.view.now))

    def on_resize(self, event: events.Resize) -> None:
        """Write the summary anew for the width."""
        self.query_one("#head-line", HeadLine).words = self.asked_words()
