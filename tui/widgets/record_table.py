"""The record table: any number of rows on the Line API, over a view that knows their order.

Only lines that are on the screen are ever written, and only those that show something else than before: two when the
cursor moves, none when rows arrive out of sight. That is why it is no `ScrollView`, which repaints every line whenever
its virtual size grows. The cursor belongs to a record, not to a place: rows that come, go or change places do not move
it off. What is on the screen may be older than the view, for rows are shown less often than they come: a key then
means the record that is painted under the cursor, wherever in the view that has gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.core.column import Column
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.turns import a_key_goes_first
from tui.widgets.record_table_needs import Needs
from tui.widgets.record_table_painting import Painter, ShownLine, changed_lines, shown_lines
from tui.widgets.record_table_viewport import Viewport
from tui.widgets.table_layout import GUTTER, Layout, lay_out

__all__ = ["LONG_SLICE", "RecordTable"]

HEAD: Final = 1
"""Lines of heading, which do not scroll."""
REST: Final = 0.002
"""Seconds for everything else between two slices."""
SLICE: Final = 0.004
"""Seconds of filtering and sorting between two looks at the keyboard, while nothing else goes on."""
LONG_SLICE: Final = 0.016
"""Seconds of it at the most while much else goes on, as rows that come: a key waits for no more than a frame."""
WHEEL: Final = 3
"""Rows that a notch of the wheel moves."""


class RecordTable(Widget, can_focus=True):
    """Shows the rows of a `RecordView`."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    RecordTable {
        height: 1fr;
        background: transparent;
    }
    """

    KEYS_OF = "Rows"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="table.open", tooltip="Open the row"),
        Binding("space", "mark", "mark", id="table.mark", tooltip="Mark the row and go on"),
        Binding("asterisk", "mark_shown", "Mark all shown", show=False, id="table.mark-shown"),
        Binding("minus", "clear_marks", "Clear the marks", show=False, id="table.clear-marks"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("pagedown", "page(1)", "A screen down", show=False, id="table.page-down"),
        Binding("pageup", "page(-1)", "A screen up", show=False, id="table.page-up"),
        Binding("home,g", "end(0)", "First row", show=False, id="table.first"),
        Binding("end,G", "end(-1)", "Last row", show=False, id="table.last"),
        Binding("right,l", "pan(1)", "Columns further right", show=False, id="table.right"),
        Binding("left,h", "pan(-1)", "Columns further left", show=False, id="table.left"),
    ]

    @dataclass
    class FromTable(Message):
        """What the others have in common; never posted itself."""

        table: RecordTable

        @property
        def control(self) -> RecordTable:
            """The table it came from."""
            return self.table

    @dataclass
    class Opened(FromTable):
        """Posted when a row is opened, by Enter or by a click on the row under the cursor."""

        record: Record[Any]

    @dataclass
    class Highlighted(FromTable):
        """Posted when another record comes under the cursor, or the one there is replaced."""

        record: Record[Any]

    @dataclass
    class Changed(FromTable):
        """Posted when marks changed, or a filter or order that took a while is worked out."""

    def __init__(self, view: RecordView, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.view = view
        """The rows. Whoever changes them calls `refresh_rows`, at once or soon."""
        self.columns: tuple[Column[Any], ...] = tuple(column for column in view.columns if column.shown)
        """The columns that are to be shown, as far as there is room."""
        self._port = Viewport()
        self._followed: tuple[RecordView, int] = (view, view.version)
        """The view and its version that the viewport is true of."""
        self._held: str | None = None
        """The record that the cursor holds on to; None until somebody moved it: then it stays at the top."""
        self._highlighted: Record[Any] | None = None
        self._pan = 0
        self._layout: Layout | None = None
        self.needs = Needs()
        self._painter = Painter(self)
        self._shown: list[ShownLine] = []
        """What the lines on the screen show."""
        self._shown_with: object = None
        """What all of them depend on: the order, and the day by which times are shortened."""
        self._working = False
        self._rests_since = 0.0
        """When the last slice of filtering and sorting was over, by the clock of `perf_counter`."""

    # What is there.

    @property
    def current(self) -> Record[Any] | None:
        """The record under the cursor; None while no rows have been shown."""
        return self.view.at(self._viewport.at) if self._highlighted is not None else None

    @property
    def line_at(self) -> int | None:
        """The line of the widget that the cursor is on, from 0; None while it is out of sight."""
        line = self._viewport.at - self._viewport.top
        return HEAD + line if self.view.at(self._viewport.at) is not None and line >= 0 else None

    @property
    def cursor(self) -> int:
        """The place of the cursor in the rows, from 0."""
        return self._viewport.at

    @property
    def top(self) -> int:
        """The place of the first row on the screen, from 0."""
        return self._viewport.top

    def show_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Show other columns."""
        self.columns = tuple(columns)
        self._pan = 0
        self._lay_out_anew()

    def set_columns(self, keys: Iterable[str]) -> None:
        """Show the columns of some keys, in that order; a key that is none of the view's is passed over."""
        by_key = {column.key: column for column in self.view.columns}
        self.show_columns([by_key[key] for key in keys if key in by_key])

    def refresh_rows(self) -> None:
        """Bring the screen up to date with the view: the cursor stays with its record, and that on its line."""
        if self.view.is_pending and not self._working:
            self._working = True
            self._rests_since = perf_counter()
            self.call_later(self._work)
        self._follow(held=self._held)
        self._lay_out_for_rows()
        self._show()

    def go_to(self, record_id: str) -> bool:
        """Put the cursor on a record, and tell whether it is shown."""
        place = self.view.index_of(record_id)
        if place is not None:
            self._go(place)
        return place is not None

    @property
    def _viewport(self) -> Viewport:
        """Which rows are on the screen: those that are painted, also when others have come since."""
        view, version = self._followed
        if (view is not self.view or version != self.view.version) and self._highlighted is not None:
            self._follow(held=self._highlighted.id)
            self._shown_with = None  # nobody knows which lines are painted again before the next showing
        return self._port

    def _follow(self, *, held: str | None) -> None:
        """Keep what is looked at on its line, and the cursor on a record; at the top when that is none."""
        self._followed = (self.view, self.view.version)
        first = self.view.index_of(self._shown[0][0].id) if self._shown else None
        self._port.follow(count=len(self.view), at=0 if held is None else self.view.index_of(held), first=first)

    # Painting.

    def render_lines(self, crop: Region) -> list[Strip]:
        """Write some lines of the screen."""
        with self._painter.frame(self._laid_out(), self.view):
            return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Write one line of the screen."""
        if y < HEAD:
            return self._painter.heading(self._laid_out(), self.view)
        return self._painter.row(self._laid_out(), self.view, self._viewport, y - HEAD)

    def fitting(self, columns: Sequence[Column[Any]]) -> frozenset[str]:
        """Return the keys of those of some columns that there would be room for."""
        self._laid_out()  # which looks how wide the texts are
        width = self.size.width or self.app.size.width  # it has none while the details lie over it
        placed = lay_out(columns, width - 1, needs=self.needs.cells).placed
        return frozenset(each.column.key for each in placed)

    def _laid_out(self) -> Layout:
        if self._layout is None:
            self.needs.measure(self.view)
            self._layout = lay_out(self.columns, self.size.width - 1, first=self._pan, needs=self.needs.cells)
        return self._layout

    def _lay_out_for_rows(self) -> None:
        """Lay the columns out for the rows that have come, as long as those say something new."""
        if self._layout is not None and self.needs.are_stale(self.view):
            before, self._layout = self._layout, None
            if self._laid_out() != before:
                self.refresh()

    def _lay_out_anew(self) -> None:
        self._layout = None
        self.refresh()

    def _show(self) -> None:
        """Have those lines painted that show something else than before."""
        before, self._shown = self._shown, shown_lines(self.view, self._viewport)
        with_before, self._shown_with = self._shown_with, (self.view.shown_sort, self.view.now)
        if with_before != self._shown_with:
            self.refresh()
        else:
            for line in changed_lines(before, self._shown):
                self.refresh(Region(0, line + HEAD, self.size.width, 1))
        current = self.view.at(self._viewport.at)
        if current is not None and current is not self._highlighted:
            self.post_message(self.Highlighted(self, current))
        self._highlighted = current

    # Keys and mouse.

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if (record := self.current) is not None:
            self.post_message(self.Opened(self, record))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark off, and go on to the next."""
        if (record := self.current) is not None:
            self.view.toggle_mark(record.id)
            self._go(self._viewport.at + 1)
            self.post_message(self.Changed(self))

    def action_mark_shown(self) -> None:
        """Mark every row that is shown; when all of them are, take their marks off.

        A filter that was typed just before holds already: nobody sees which rows out of sight it has not reached.
        """
        if self.view.is_pending:
            self.view.work(float("inf"))
            self.refresh_rows()
        self.view.mark_shown()
        self._show()
        self.post_message(self.Changed(self))

    def action_clear_marks(self) -> None:
        """Take off every mark, also of rows that the filter hides."""
        self.view.clear_marks()
        self._show()
        self.post_message(self.Changed(self))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._viewport.at + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful, less a line to hold on to."""
        self._viewport.page(by)
        self._hold()

    def action_end(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go(0 if end == 0 else len(self.view) - 1)

    def action_pan(self, by: int) -> None:
        """Look at the columns further right, when some had no room, or go back to the left."""
        if by > 0 and not self._laid_out().hidden:
            return
        pan = min(max(0, self._pan + by), max(0, len(self.columns) - 2))
        if pan != self._pan:
            self._pan = pan
            self._lay_out_anew()

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked: open it when the cursor was there already, mark it at the edge."""
        place = self._viewport.top + event.y - HEAD
        record = self.view.at(place)
        if event.y < HEAD or record is None:
            return
        event.stop()
        again = place == self._viewport.at
        self._go(place)
        if event.x < GUTTER - 1:
            self.view.toggle_mark(record.id)
            self._show()
            self.post_message(self.Changed(self))
        elif again:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the rows; the cursor stays on its record, if need be out of sight."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the rows; the cursor stays on its record, if need be out of sight."""
        self._wheel(event, -WHEEL)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that needs a row while none is shown."""
        return self.current is not None

    def on_resize(self) -> None:
        """Lay the columns out for the new width; a cursor in sight stays so."""
        self._viewport.count = len(self.view)
        self._viewport.resize(self.size.height - HEAD)
        self._lay_out_anew()
        self._show()

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        self._viewport.scroll_to(self._viewport.top + by)
        self._show()

    def _go(self, place: int) -> None:
        self._viewport.go(place)
        self._hold()

    def _hold(self) -> None:
        """Hold on to the record that the cursor was moved to."""
        record = self.current
        self._held = record.id if record is not None else None
        self._show()

    async def _work(self) -> None:
        """Filter and sort for a moment, then let the keyboard have a look.

        For as long as everything else took since the last time, within bounds: a read that always has something to do
        would else leave this next to nothing, and the filter would seem not to take.
        """
        seconds = min(max(SLICE, perf_counter() - self._rests_since), LONG_SLICE)
        if a_key_goes_first() or self.view.work(seconds):
            self._rests_since = perf_counter()
            # A queue that always holds the next message never lets the event loop go: keys would wait for the end. A
            # key is some twenty messages, one after the other, and all of them shall fit between two slices.
            await asyncio.sleep(REST)
            self.call_later(self._work)
            return
        self._working = False
        self.refresh_rows()
        self.post_message(self.Changed(self))
