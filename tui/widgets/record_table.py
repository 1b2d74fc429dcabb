"""The record table: any number of rows on the Line API, over a view that knows their order.

Only lines that are on the screen are ever written. Moving the cursor within the screen repaints two of them. The cursor
belongs to a record, not to a place: rows that come, go or change places do not move it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.core.column import Column
from tui.core.present import short
from tui.core.record import Record
from tui.core.text import clean, fit
from tui.core.view import RecordView
from tui.widgets.table_layout import GAP, GUTTER, Layout, lay_out

__all__ = ["RecordTable"]

BAR: Final = "▎"
"""Stands before the row under the cursor, so that the row's colour is not all there is."""
MARK: Final = "●"
UP: Final = "↑"
DOWN: Final = "↓"
HEAD: Final = 1
"""Lines of heading, which do not scroll."""
SLICE: Final = 0.008
"""Seconds of filtering and sorting between two looks at the keyboard."""


class RecordTable(ScrollView, can_focus=True):
    """Shows the rows of a `RecordView`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header",
        "record-table--cursor",
        "record-table--bar",
        "record-table--mark",
        "record-table--problem",
    }

    DEFAULT_CSS = """
    RecordTable {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .record-table--header { color: $text-muted; }
        & > .record-table--cursor { background: $block-cursor-background; }
        & > .record-table--bar { color: $accent; }
        & > .record-table--mark { color: $accent; text-style: bold; }
        & > .record-table--problem { color: $warning; }
    }
    """

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
    class Opened(Message):
        """Posted when a row is opened, by Enter or by a click on the row under the cursor."""

        table: RecordTable
        record: Record[Any]

        @property
        def control(self) -> RecordTable:
            """The table it came from."""
            return self.table

    @dataclass
    class Highlighted(Message):
        """Posted when the cursor comes to another record."""

        table: RecordTable
        record: Record[Any]

        @property
        def control(self) -> RecordTable:
            """The table it came from."""
            return self.table

    @dataclass
    class Changed(Message):
        """Posted when marks changed, or a filter or order that took a while is worked out."""

        table: RecordTable

        @property
        def control(self) -> RecordTable:
            """The table it came from."""
            return self.table

    def __init__(self, view: RecordView, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.view = view
        self.columns: tuple[Column[Any], ...] = tuple(column for column in view.columns if column.shown)
        """The columns that are to be shown, as far as there is room."""
        self._at = 0
        self._held: str | None = None
        """The record that the cursor holds on to; None until somebody moved it: then it stays at the top."""
        self._pan = 0
        self._layout = Layout((), 0)
        self._laid_for = (-1, -1)
        self._working = False

    # What is there.

    @property
    def current(self) -> Record[Any] | None:
        """The record under the cursor; None when there are no rows."""
        return self.view.at(self._at)

    @property
    def hidden_columns(self) -> int:
        """How many of the columns there is no room for."""
        return self._laid_out(self._width()).hidden

    def show_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Show other columns."""
        self.columns = tuple(columns)
        self._pan = 0
        self._laid_for = (-1, -1)
        self.refresh()

    def refresh_rows(self) -> None:
        """Bring the screen up to date with the view: the cursor stays with its record, and that on its line."""
        if self.view.is_pending and not self._working:
            self._working = True
            self.call_later(self._work)
        rows = len(self.view)
        place = None if self._held is None else self.view.index_of(self._held)
        line = self._at - self.scroll_offset.y
        self._at = min(self._at, max(0, rows - 1)) if place is None else place
        self.virtual_size = Size(0, rows + HEAD)
        top = self._at - line
        if place is not None and 0 <= line < self._visible_rows() and top != self.scroll_offset.y:
            self.scroll_to(y=max(0, top), animate=False, force=True)
        self.refresh()

    def go_to(self, record_id: str) -> bool:
        """Put the cursor on a record, and tell whether it is shown."""
        place = self.view.index_of(record_id)
        if place is not None:
            self._go(place)
        return place is not None

    # Painting.

    def render_line(self, y: int) -> Strip:
        """Write one line of the screen."""
        width = self._width()
        layout = self._laid_out(width)
        if y < HEAD:
            return self._header(layout, width)
        place = y - HEAD + self.scroll_offset.y
        record = self.view.at(place)
        if record is None:
            return Strip.blank(width, self.rich_style)
        return self._row(record, layout, width, here=place == self._at)

    def _header(self, layout: Layout, width: int) -> Strip:
        style = self.rich_style + self.get_component_rich_style("record-table--header", partial=True)
        key, descending = self.view.sort
        parts = [" " * GUTTER]
        for placed in layout.placed:
            label = clean(placed.column.label)
            if placed.column.key == key:
                label = f"{fit(label, min(len(label), placed.cells - 1))}{DOWN if descending else UP}"
            parts += [fit(label, placed.cells, right=placed.column.right_aligned), " " * GAP]
        if layout.hidden:
            parts[-1] = ""
        return self._strip([Segment("".join(parts), style)], width, style)

    def _row(self, record: Record[Any], layout: Layout, width: int, *, here: bool) -> Strip:
        base = self.rich_style
        if here:
            base += self.get_component_rich_style("record-table--cursor", partial=True)
        bar = base + self.get_component_rich_style("record-table--bar", partial=True)
        mark = base + self.get_component_rich_style("record-table--mark", partial=True)
        segments = [
            Segment(BAR if here else " ", bar),
            Segment(MARK if record.id in self.view.marked else " ", mark),
            Segment(" ", base),
        ]
        if record.value is None:
            problem = base + self.get_component_rich_style("record-table--problem", partial=True)
            said = f"! {clean(record.id)} cannot be read: {clean(record.problem)}"
            segments.append(Segment(fit(said, max(0, width - GUTTER)), problem))
        else:
            segments.append(Segment(self._cells(record, layout), base))
        return self._strip(segments, width, base)

    def _cells(self, record: Record[Any], layout: Layout) -> str:
        now, zone = self.view.now, self.view.zone
        return (" " * GAP).join(
            fit(
                short(placed.column.read(record.value), placed.column, now=now, zone=zone),
                placed.cells,
                right=placed.column.right_aligned,
            )
            for placed in layout.placed
        )

    @staticmethod
    def _strip(segments: list[Segment], width: int, style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(width, style)

    def _laid_out(self, width: int) -> Layout:
        if self._laid_for != (width, self._pan):
            self._layout = lay_out(self.columns, width, first=self._pan)
            self._laid_for = (width, self._pan)
        return self._layout

    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _visible_rows(self) -> int:
        return max(1, self.size.height - HEAD)

    # Keys and mouse.

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if (record := self.current) is not None:
            self.post_message(self.Opened(self, record))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark off, and go on to the next."""
        if (record := self.current) is not None:
            self.view.toggle_mark(record.id)
            self._repaint(self._at)
            self.post_message(self.Changed(self))
            self._go(self._at + 1)

    def action_mark_shown(self) -> None:
        """Mark every row that is shown; when all of them are, take their marks off."""
        self.view.mark_shown()
        self.refresh()
        self.post_message(self.Changed(self))

    def action_clear_marks(self) -> None:
        """Take off every mark, also of rows that the filter hides."""
        self.view.clear_marks()
        self.refresh()
        self.post_message(self.Changed(self))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful, less a line to hold on to."""
        self._go(self._at + by * max(1, self._visible_rows() - 1))

    def action_end(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go(0 if end == 0 else len(self.view) - 1)

    def action_pan(self, by: int) -> None:
        """Look at the columns further right, when some had no room, or go back to the left."""
        if by > 0 and not self._laid_out(self._width()).hidden:
            return
        pan = min(max(0, self._pan + by), max(0, len(self.columns) - 2))
        if pan != self._pan:
            self._pan = pan
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; open it when the cursor was there already."""
        place = event.y - HEAD + self.scroll_offset.y
        if event.y < HEAD or self.view.at(place) is None:
            return
        event.stop()
        if place == self._at:
            self.action_open()
        self._go(place)

    def _go(self, place: int) -> None:
        """Move the cursor to a place, and bring it into view by as little scrolling as will do."""
        target = min(max(place, 0), len(self.view) - 1)
        if target < 0:
            return
        record = self.view.at(target)
        self._held = record.id if record is not None else None
        if target == self._at:
            return
        before, self._at = self._at, target
        top, visible = self.scroll_offset.y, self._visible_rows()
        if top <= target < top + visible:
            self._repaint(before)
            self._repaint(target)
        else:
            self.scroll_to(y=target if target < top else target - visible + 1, animate=False, force=True)
        if record is not None:
            self.post_message(self.Highlighted(self, record))

    def _repaint(self, place: int) -> None:
        line = place - self.scroll_offset.y + HEAD
        if HEAD <= line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))

    async def _work(self) -> None:
        """Filter and sort for a moment, then let the keyboard have a look."""
        more = self.view.work(SLICE)
        if more:
            self.call_later(self._work)
            return
        self._working = False
        self.refresh_rows()
        self.post_message(self.Changed(self))
