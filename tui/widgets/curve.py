"""How many there were over time: an area of braille under a peak, with a cursor that tells instant and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.time.time_range import TimeRange
from tui.widgets.curve_axis import GAP, Tick, axis_text, column_of, stretch_text, ticks
from tui.widgets.curve_geometry import Steps, braille_rows, heights
from tui.widgets.line import LineWidget, TextPart

__all__ = ["Curve"]


class Curve(LineWidget, can_focus=True):
    """An area chart of a step function over a span. As high as it is told to be; its last line holds the labels."""

    DEFAULT_CSS = """
    Curve { height: 6; }
    """

    KEYS_OF = "A curve"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "earlier", id="curve.earlier"),
        Binding("right,l", "move(1)", "later", id="curve.later"),
        Binding("pageup", "move(-8)", "Much earlier", show=False, id="curve.much-earlier"),
        Binding("pagedown", "move(8)", "Much later", show=False, id="curve.much-later"),
        Binding("home,g", "go(0)", "Start", show=False, id="curve.start"),
        Binding("end,G", "go(-1)", "End", show=False, id="curve.end"),
        Binding("p", "peak", "peak", id="curve.peak"),
        Binding("enter", "choose", "zoom", id="curve.choose"),
    ]

    @dataclass
    class Moved(Message):
        """Posted when the cursor comes to another stretch of time."""

        curve: Curve
        span: TimeRange
        """What the cursor's cell stands for."""
        highest: int
        """The most there were at once in it."""

        @property
        def control(self) -> Curve:
            """The curve it came from."""
            return self.curve

    @dataclass
    class Chosen(Message):
        """Posted when somebody wants to know more of the cursor's stretch of time."""

        curve: Curve
        span: TimeRange

        @property
        def control(self) -> Curve:
            """The curve it came from."""
            return self.curve

    def __init__(
        self,
        *,
        zone: tzinfo,
        noun: tuple[str, str] = ("person", "people"),
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self._zone = zone
        self._noun = noun
        self._steps = Steps()
        self._before: Steps | None = None
        self._span: TimeRange | None = None
        self._until: datetime | None = None
        self._partial = False
        self._at: datetime | None = None
        self._lines: Sequence[str] = ()
        self._values: Sequence[int] = ()
        self._top = 0
        """The highest value that is drawn, of both."""
        self._ticks: Sequence[Tick] = ()
        self._drawn_for: tuple[int, int] | None = None

    @property
    def cursor_span(self) -> TimeRange | None:
        """What the cursor's cell stands for; None before it was moved."""
        return None if self._at is None else self._cell_span(self._cell())

    def show(
        self,
        steps: Steps,
        span: TimeRange,
        *,
        until: datetime | None = None,
        partial: bool = False,
        before: Steps | None = None,
    ) -> None:
        """Draw another function, another span, or both.

        Args:
            steps: how many there are, from when on.
            span: what the axis goes over.
            until: nothing is drawn from here on: it has not come yet.
            partial: some may be missing, so the base line that says “nobody” is not drawn.
            before: what it is compared with, on the same axis: a line of dots, and of gaps within the area.
        """
        if self._span is None or (self._span.start, self._span.stop) != (span.start, span.stop):
            self._at = None
        self._steps, self._span, self._until, self._partial = steps, span, until, partial
        self._before = before
        self._drawn_for = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line: the labels at the bottom, the area above."""
        width, rows = self.size.width, self.size.height - 1
        self._draw(width, rows)
        gutter = self._gutter()
        if y >= rows:
            return self.painted([(" " * (gutter - 1), "plain"), *self._label_parts(width - gutter)], width)
        left: list[TextPart] = [*self._gutter_parts(y, rows)]
        line = self._lines[y] if y < len(self._lines) else ""
        cell = self._cell()
        if self._at is None or not self.has_focus or cell >= len(line):
            return self.painted([*left, (line, "accent")], width)
        # The cursor is a thin line through the air, so that a screen without colours shows it as well.
        here = "│" if line[cell] in "⠀⣀" else line[cell]
        before = self.painted([*left, (line[:cell], "accent")], gutter + cell)
        after = self.painted([(line[cell + 1 :], "accent")], width - gutter - cell - 1)
        return Strip.join([before, self.painted([(here, "strong")], 1, cursor=True), after])

    def action_move(self, by: int) -> None:
        """Move the cursor by cells; the first time it appears at the peak."""
        if self._at is None:
            self.action_peak()
        else:
            self._go(self._cell() + by)

    def action_go(self, end: int) -> None:
        """Move the cursor to the first or the last cell."""
        self._go(0 if end == 0 else self._cells() - 1)

    def action_peak(self) -> None:
        """Move the cursor to where there were most."""
        if self._span is not None:
            self._put(self._steps.fullest(self._span))

    def action_choose(self) -> None:
        """Ask for more of the cursor's stretch of time; without a cursor, show it first."""
        if span := self.cursor_span:
            self.post_message(self.Chosen(self, span))
        else:
            self.action_peak()

    def on_focus(self) -> None:
        """Show the cursor."""
        if self._at is None:
            self.action_peak()
        self.refresh()

    def on_blur(self) -> None:
        """Put the cursor away."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to where the click was."""
        self._go(event.x - self._gutter())

    def read_out(self) -> str:
        """Write what the cursor is on: `Wed 18 Nov 10:20–11:40, at most 38 people`."""
        span, whole = self.cursor_span, self._span
        if span is None or whole is None:
            return ""
        said = stretch_text(span, whole, self._zone)
        if self._until is not None and span.start >= self._until:
            return f"{said}, not yet"
        lowest = self._steps.lowest(span.start.timestamp(), span.stop.timestamp())
        highest = self._steps.highest(span.start.timestamp(), span.stop.timestamp())
        was = "" if self._before is None else f" (before {self._highest_before(span):,})"
        if not highest:
            return f"{said}, nobody{' so far' if self._partial else ''}{was}"
        most = "at most " if lowest != highest else ""
        return f"{said}, {most}{highest:,} {self._noun[highest != 1]}{was}"

    def _highest_before(self, span: TimeRange) -> int:
        return 0 if self._before is None else self._before.highest(span.start.timestamp(), span.stop.timestamp())

    def _go(self, cell: int) -> None:
        span = self._cell_span(min(max(cell, 0), self._cells() - 1))
        if span is not None:
            self._put(span.start + span.length / 2)

    def _put(self, instant: datetime) -> None:
        self._at = instant
        self.refresh()
        span = self.cursor_span
        if span is not None:
            highest = self._steps.highest(span.start.timestamp(), span.stop.timestamp())
            self.post_message(self.Moved(self, span, highest))

    def _cell(self) -> int:
        """Return the cell under the cursor."""
        if self._at is None or self._span is None:
            return 0
        return min(max(column_of(self._at, self._span, self._cells()), 0), self._cells() - 1)

    def _draw(self, width: int, rows: int) -> None:
        """Work out the lines, once for each size and each function."""
        if self._span is None or rows < 1 or self._drawn_for == (width, rows):
            return
        self._drawn_for = (width, rows)
        # The gutter's width hangs on the peak, and the columns on the gutter: the peak comes first.
        bounds = (self._span.start.timestamp(), self._span.stop.timestamp())
        self._top = max(self._steps.highest(*bounds), self._highest_before(self._span))
        cells = self._cells()
        self._values = self._steps.columns(self._span, 2 * cells)
        dots = heights(self._values, self._top, rows)
        if self._until is not None:
            come = (self._until - self._span.start) / self._span.length * len(dots)
            dots = [height if column < come else 0 for column, height in enumerate(dots)]
        if self._partial:
            dots = [0 if value == 0 else height for value, height in zip(self._values, dots, strict=True)]
        was = self._before.columns(self._span, 2 * cells) if self._before is not None else ()
        line = [height if value else 0 for value, height in zip(was, heights(was, self._top, rows), strict=True)]
        self._lines = braille_rows(dots, rows, line=line)
        self._ticks = ticks(self._span, self._zone, cells)

    def _cells(self) -> int:
        return max(self.size.width - self._gutter() - 1, 1)

    def _gutter(self) -> int:
        """Return the cells left of the area: the peak's digits, air and the axis."""
        return max(len(f"{self._top:,}"), 3) + 3

    def _gutter_parts(self, y: int, rows: int) -> list[TextPart]:
        digits = self._gutter() - 3
        top = self._top
        if y == 0 and top:
            return [(f" {top:>{digits},} ┤" if rows > 1 else f" {top:>{digits},} ┼", "muted")]
        return [(f" {0:>{digits}} ┼" if y == rows - 1 else f" {'':>{digits}} │", "muted")]

    def _label_parts(self, cells: int) -> list[TextPart]:
        if self._at is None or not self.has_focus:
            return [(f" {axis_text(self._ticks, cells - 1)}", "muted")]
        said = self.read_out()
        left = min(max(self._cell() - len(said) // 2, 0), max(cells - len(said) - 1, 0))
        right = left + len(said) + GAP
        # A label that the read-out would touch goes whole.
        before = [tick for tick in self._ticks if tick.column + len(tick.label) + GAP <= left]
        after = [Tick(tick.column - right, tick.label) for tick in self._ticks if tick.column >= right]
        return [
            (f" {axis_text(before, left)}", "muted"),
            (said, "strong"),
            (" " * GAP + axis_text(after, max(cells - 1 - right, 0)), "muted"),
        ]

    def _cell_span(self, cell: int) -> TimeRange | None:
        if self._span is None:
            return None
        width = self._span.length / self._cells()
        return TimeRange(self._span.start + cell * width, self._span.start + (cell + 1) * width)
