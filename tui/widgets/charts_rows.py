"""The common ground of charts that have a row for each thing: cursor, scrolling, a heading that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.line import TextPart, look, painted, parts_width

__all__ = ["RowChart"]


class RowChart(ScrollView, can_focus=True):
    """Rows under a heading, each with a key; once moved, the cursor stays with its key when the rows change."""

    DEFAULT_CSS = """
    RowChart {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    KEYS_OF = "Bars, lanes, heat maps"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "open", id="chart.open"),
        Binding("down,j", "move(1)", "Down", show=False, id="chart.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="chart.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="chart.page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="chart.page-up"),
        Binding("home,g", "end(0)", "First", show=False, id="chart.first"),
        Binding("end,G", "end(-1)", "Last", show=False, id="chart.last"),
    ]

    HEAD: int = 1
    """Lines at the top that stay."""
    FOOT: ClassVar[int] = 0
    """Lines at the bottom that stay."""

    @dataclass
    class Chosen(Message):
        """Posted when a row is opened."""

        chart: RowChart
        key: str

        @property
        def control(self) -> RowChart:
            """The chart it came from."""
            return self.chart

    @dataclass
    class Highlighted(Message):
        """Posted when the cursor comes to another row."""

        chart: RowChart
        key: str

        @property
        def control(self) -> RowChart:
            """The chart it came from."""
            return self.chart

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._keys: Sequence[str] = ()
        self._at = 0
        self._held = False
        """Whether somebody chose the row under the cursor; until then the cursor stays at the top."""

    @property
    def key(self) -> str:
        """The key under the cursor; empty when there are no rows."""
        return self._keys[self._at] if self._at < len(self._keys) else ""

    def head_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw a line of the heading."""
        raise NotImplementedError

    def foot_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw a line of the foot."""
        raise NotImplementedError

    def row_strip(self, index: int, width: int, *, here: bool) -> Strip:
        """Draw a row."""
        raise NotImplementedError

    def row_painted(
        self,
        before: Sequence[TextPart],
        drawn: Sequence[TextPart],
        after: Sequence[TextPart],
        width: int,
        *,
        here: bool,
    ) -> Strip:
        """Paint a row: its label, what is drawn, its figures.

        Where the cursor's line is turned round for want of colours, what is drawn is not: few dots would be many then,
        and a bar the gap beside it.
        """
        is_turned = here and (self.app.no_color or bool(look(self, "cursor").reverse))
        if not is_turned:
            return painted(self, _run_together([*before, *drawn, *after]), width, cursor=here)
        left, middle = parts_width(before), parts_width(drawn)
        return Strip.join(
            [
                painted(self, before, left, cursor=True),
                painted(self, drawn, middle),
                painted(self, after, max(width - left - middle, 0), cursor=True),
            ]
        ).crop(0, width)

    def set_keys(self, keys: Sequence[str]) -> None:
        """Take other rows; what they hold is the chart's own affair."""
        before = self.key if self._held else ""
        self._keys = keys
        places = {key: index for index, key in enumerate(keys)} if before else {}
        self._at = places.get(before, min(self._at, max(len(keys) - 1, 0))) if self._held else 0
        self.virtual_size = Size(0, len(keys) + self.HEAD + self.FOOT)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        if y < self.HEAD:
            return painted(self, self.head_parts(y, width), width)
        if self.FOOT and y >= self.size.height - self.FOOT:
            return painted(self, self.foot_parts(y - (self.size.height - self.FOOT), width), width)
        index = y - self.HEAD + self.scroll_offset.y
        if index >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        return self.row_strip(index, width, here=index == self._at)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self.key:
            self._held = True
            self.post_message(self.Chosen(self, self.key))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.go(self._at + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.go(self._at + by * max(1, self._visible_rows() - 1))

    def action_end(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self.go(0 if end == 0 else len(self._keys) - 1)

    def go(self, index: int) -> None:
        """Move the cursor to a row, and bring it into view."""
        target = min(max(index, 0), len(self._keys) - 1)
        if target < 0 or target == self._at:
            return
        self._held = True
        before, self._at = self._at, target
        for row in (before, target):
            self.refresh(Region(0, row + self.HEAD - self.scroll_offset.y, self.size.width, 1))
        top, visible = self.scroll_offset.y, self._visible_rows()
        if not top <= target < top + visible:
            self.scroll_to(y=target if target < top else target - visible + 1, animate=False, force=True)
        self.post_message(self.Highlighted(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; open it when the cursor was there already."""
        index = event.y - self.HEAD + self.scroll_offset.y
        if event.y < self.HEAD or not 0 <= index < len(self._keys):
            return
        if index == self._at:
            self.action_choose()
        self.go(index)

    def _visible_rows(self) -> int:
        return max(self.size.height - self.HEAD - self.FOOT, 1)


def _run_together(parts: Sequence[TextPart]) -> list[TextPart]:
    """Make one part of those that look alike and stand side by side: there is less to paint."""
    return [("".join(text for text, _ in run), role) for role, run in groupby(parts, key=lambda part: part[1])]
