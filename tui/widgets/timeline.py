"""Who was there when: a line for each, their stays as bars over one axis of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from itertools import groupby
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.core.text import cell_width, clean, fit
from tui.core.time.time_range import TimeRange
from tui.widgets.charts_rows import RowChart
from tui.widgets.curve_axis import axis_text, ticks
from tui.widgets.line import TextPart, look, painted
from tui.widgets.timeline_bars import Stay, bar_cells

__all__ = ["Lane", "Stay", "Timeline"]


class Lane(Struct, frozen=True):
    """One line of the timeline."""

    key: str
    label: str
    stays: Sequence[Stay]
    note: str = ""
    """A few cells at the right edge: the total."""


class Timeline(RowChart):
    """Lanes over a span. Only the lanes in view are drawn, so thousands cost no more than twenty."""

    KEYS_OF = "A timeline"

    BINDINGS: ClassVar = []

    def __init__(self, *, zone: tzinfo, heading: str = "", said: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._zone = zone
        self._heading, self._said = heading, said
        self._lanes: Sequence[Lane] = ()
        self._span: TimeRange | None = None
        self._now: datetime | None = None
        self._label_cells = 0
        self._note_cells = 0

    def show(self, lanes: Iterable[Lane], span: TimeRange, *, now: datetime) -> None:
        """Draw other lanes, another span, or both. A stay that lasts is drawn up to `now`."""
        self._lanes, self._span, self._now = tuple(lanes), span, now
        self._label_cells = max((cell_width(clean(lane.label)) for lane in self._lanes), default=0)
        notes = max((cell_width(lane.note) for lane in self._lanes), default=0)
        self._note_cells = max(notes, cell_width(self._said)) if notes else 0
        self.set_keys([lane.key for lane in self._lanes])

    def head_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw the axis."""
        if self._span is None:
            return []
        label, bars, note = self._cells(width)
        labels = axis_text(ticks(self._span, self._zone, bars), bars)
        said = f" {fit(self._said, note - 2, right=True)} " if note else ""
        return [(f"   {fit(self._heading, label)} ", "muted"), (labels, "muted"), (said, "muted")]

    def row_strip(self, index: int, width: int, *, here: bool) -> Strip:
        """Draw a lane."""
        if self._span is None or self._now is None:
            return Strip.blank(width, self.rich_style)
        lane = self._lanes[index]
        label, bars, note = self._cells(width)
        # A bar may reverse ink and paper, so its cells are styled here rather than by their role alone.
        ink = self.rich_style + look(self, "accent")
        if here:
            ink += look(self, "cursor")
        segments = [
            Segment("".join(glyph for glyph, _ in run), ink + Style(reverse=True) if reverse else ink)
            for reverse, run in groupby(bar_cells(lane.stays, self._span, self._now, bars), key=lambda cell: cell[1])
        ]
        bar = "▎" if here else " "
        left = painted(
            self, [(bar, "accent"), (f"  {fit(clean(lane.label), label)} ", "plain")], label + 4, cursor=here
        )
        tail: list[TextPart] = [(f" {fit(lane.note, note - 2, right=True)} ", "muted")] if note else []
        right = painted(self, tail, width - label - 4 - bars, cursor=here)
        return Strip.join([left, Strip(segments, bars), right])

    def _cells(self, width: int) -> tuple[int, int, int]:
        """Share the width out: label, bars, note. The note goes first where it is narrow."""
        label = min(max(self._label_cells, 8), max(width // 4, 8), 32)
        note = self._note_cells + 2 if self._note_cells and width >= 70 else 0
        return label, max(width - label - 4 - note, 1), note
