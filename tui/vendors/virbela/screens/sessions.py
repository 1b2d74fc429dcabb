"""What the screens over sessions share: several views of one read, and figures that follow it calmly.

::

    page ──▶ the table's view, the gathering ──▶ (at most four times a second) ──▶ figures ──▶ curve, views, summary
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError
from tui.core.ranges import describe
from tui.core.record import Page, Progress
from tui.core.span import Span
from tui.core.text import cell_width
from tui.screens.browser import BrowserScreen
from tui.vendors.virbela.screens.figures import Gathering
from tui.vendors.virbela.screens.tab_line import TabLine
from tui.widgets.head_line import HeadLine
from tui.widgets.top_line import TopLine

__all__ = ["SessionsScreen"]

_CALM: Final = 0.25
"""Seconds between two redraws while pages come: more often would only flicker, and over SSH cost."""

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

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: Span | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self.gathering = Gathering()
        self._at_view = 0
        self._progress: Progress | None = None
        self._redraw: Timer | None = None
        self._cost = 0.0

    def compose_body(self) -> ComposeResult:
        """Yield the names of the views, and the views: the browser's rows are one of them."""
        yield TabLine(self.VIEWS, id="views")
        yield from super().compose_body()

    def work_out(self, span: Span) -> None:
        """Work the figures out of what has arrived, and hand them to what shows them."""

    def summary(self) -> Sequence[str]:
        """Return the summary's clauses, the most telling first; nothing before anything has arrived."""
        return ()

    def show_view(self, name: str) -> None:
        """Bring a view to the front, and the focus with it."""

    @property
    def shown_view(self) -> str:
        """The name of the view in front."""
        return self.VIEWS[self._at_view]

    def action_next_view(self, by: int) -> None:
        """Go round the views."""
        self.go_to_view(self.VIEWS[(self._at_view + by) % len(self.VIEWS)])

    def go_to_view(self, name: str) -> None:
        """Show a view."""
        self._at_view = self.VIEWS.index(name)
        self.query_one("#views", TabLine).current = self._at_view
        self.show_view(name)
        self.show_all()
        self.refresh_bindings()

    # Reading.

    def action_refresh(self) -> None:
        """Ask again; the figures of the last read stay until the new ones are there."""
        self._progress = None
        super().action_refresh()

    def take_page(self, page: Page[Any]) -> None:
        """Keep what a page brought; show it with the next redraw."""
        self._fresh.update({record.id: record for record in page.records})
        self._notes = (*self._notes, *(note for note in page.notes if note not in self._notes))
        self._progress = page.progress or self._progress
        self.view.extend(page.records)
        self.gathering.take(page.records)
        if self._redraw is None:
            self._redraw = self.set_timer(max(_CALM, _SHARE * self._cost), self._draw)

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended: what arrived stays, and what did not is said."""
        if error is None and not stopped:
            self.gathering.retain(self._fresh)
        self._draw()
        super().end_read(error, stopped=stopped)
        head = self.query_one("#head-line", HeadLine)
        if missing := self._missing():
            head.fact = f"{head.fact}, {missing}"

    # Showing.

    def show_all(self) -> None:
        """Bring everything up to date; how far the read has come is said in the vendor's steps."""
        super().show_all()
        head, progress = self.query_one("#head-line", HeadLine), self._progress
        if self.reading:
            of = f" {progress.done:,} of {progress.of:,} {self.STEP}" if progress and progress.of else ""
            head.fact = f"reading{of}"
        head.words = self._asked()

    def _draw(self) -> None:
        """Redraw, and take note of what that costs."""
        if self._redraw is not None:
            self._redraw.stop()
            self._redraw = None
        if self.span is None:
            return
        before = self.desk.timer()
        self.work_out(self.span)
        self.show_all()
        self._cost = self.desk.timer() - before

    def _missing(self) -> str:
        """Say what of a read that broke off is not there."""
        progress = self._progress
        if self._whole or progress is None or not progress.of or progress.done >= progress.of:
            return ""
        return f"{progress.of - progress.done:,} of {progress.of:,} {self.STEP} missing"

    def _asked(self) -> str:
        """Return the summary: as many of its clauses as fit, none cut in two."""
        head = self.query_one("#head-line", HeadLine)
        room = self.app.size.width - len(head.fact) - 4
        words = ""
        for clause in (*self.summary(), *self._notes):
            longer = f"{words}, {clause}" if words else clause
            if words and cell_width(longer) > room:
                break
            words = longer
        return words

    def _show_numbers(self) -> None:
        super()._show_numbers()
        top = self.query_one("#top", TopLine)
        self.query_one("#views", TabLine).fact = ", ".join(top.facts)
        if self.span is not None:
            said = describe(self.span, self.zone, now=self.now())
            relative = self.span.text not in ("", said) and " – now" in said
            self.show_facts(f"{said}   {self.span.text}" if relative else said)

    def on_resize(self, event: events.Resize) -> None:
        """Write the summary anew for the width."""
        super().on_resize(event)
        self.query_one("#head-line", HeadLine).words = self._asked()
