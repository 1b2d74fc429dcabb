"""Paint the lines of a record table, and tell which of them show something else than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.widgets.line import SPARES_LINK, looks
from tui.widgets.record_table_lines import LOOKS, Piece, PieceRole, heading, row
from tui.widgets.record_table_viewport import Viewport
from tui.widgets.table_layout import GUTTER, Layout

__all__ = ["Painter", "ShownLine", "changed_lines", "shown_lines"]

ShownLine: TypeAlias = tuple[Record[Any], bool, tuple[bool, bool], bool]
"""What a line shows: its record, and whether cursor, mark or doubt, and thumb are there."""

_THUMB: Final = "▕"
"""Marks, at the right edge, which part of the rows is on the screen."""


_KEPT: Final = 200
"""Rows of which it is remembered how they were painted: when the rows move on by one, all but one were there."""


class Painter:
    """Paints a table's lines in the looks of its widget."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._base: Style | None = None
        """How the widget looks; known while a frame is painted."""
        self._looks: Mapping[str, Style] = {}
        self._painted_with: object = None
        """What all that is remembered depends on."""
        self._painted: dict[tuple[str, bool, bool, bool, bool], tuple[Record[Any], Strip]] = {}
        """By a row's id, and whether cursor, mark, doubt and thumb are there."""

    @contextmanager
    def frame(self, layout: Layout, view: RecordView) -> Iterator[None]:
        """Have the looks worked out once for all lines that are painted meanwhile; it takes as long as to paint one."""
        widget = self._widget
        self._base, self._looks = widget.rich_style, looks(widget)
        spares = widget.app.has_class(SPARES_LINK)
        painted_with = (self._base, self._looks, layout, view, view.now, view.zone, widget.size.width, spares)
        if painted_with != self._painted_with:
            self._painted_with = painted_with
            self._painted.clear()
        try:
            yield
        finally:
            self._base = None

    def heading(self, layout: Layout, view: RecordView) -> Strip:
        """Paint the headings."""
        if self._base is None:
            with self.frame(layout, view):
                return self.heading(layout, view)
        return self._strip(heading(layout, view.shown_sort), self._base, self._widget.size.width)

    def row(self, layout: Layout, view: RecordView, port: Viewport, line: int) -> Strip:
        """Paint one of the lines below the headings, from 0; blank where there is no row."""
        base = self._base
        if base is None:
            with self.frame(layout, view):
                return self.row(layout, view, port, line)
        place = port.top + line
        record = view.at(place)
        if record is None:
            return Strip.blank(self._widget.size.width, base)
        key = (
            record.id,
            place == port.at,
            record.id in view.marked,
            record.id in view.doubted,
            line in port.thumb(),
        )
        painted = self._painted.get(key)
        if painted is not None and painted[0] is record:
            return painted[1]
        if len(self._painted) >= _KEPT:
            self._painted.clear()
        strip = self._row(layout, view, record, base, *key[1:])
        self._painted[key] = record, strip
        return strip

    def _row(
        self,
        layout: Layout,
        view: RecordView,
        record: Record[Any],
        base: Style,
        here: bool,  # noqa: FBT001 - as the line is remembered by
        marked: bool,  # noqa: FBT001
        doubted: bool,  # noqa: FBT001
        at_thumb: bool,  # noqa: FBT001
    ) -> Strip:
        width = self._widget.size.width
        lit = (base + self._looks["cursor"]) if here else base
        pieces = row(record, layout, width - 1, here=here, marked=marked, doubted=doubted, now=view.now, zone=view.zone)
        thumb: Piece = (_THUMB if at_thumb else " ", "dim")
        if here and self._widget.app.has_class(SPARES_LINK) and layout.placed:
            # Colouring a row means to send all of its text again.
            end = GUTTER + layout.placed[0].cells
            cells = self._strip(pieces, lit, width - 1).crop(0, end), self._strip(pieces, base, width - 1).crop(end)
            return Strip.join([*cells, self._strip([thumb], base, 1)])
        return Strip.join([self._strip(pieces, lit, width - 1), self._strip([thumb], lit, 1)])

    def _strip(self, pieces: Sequence[Piece], base: Style, width: int) -> Strip:
        strip = Strip([Segment(text, self._style(role, base)) for text, role in pieces])
        return strip.adjust_cell_length(width, base)

    def _style(self, role: PieceRole, base: Style) -> Style:
        for part in LOOKS[role]:
            base += self._looks[part]
        return base


def shown_lines(view: RecordView, port: Viewport) -> list[ShownLine]:
    """Return what the lines on the screen are to show."""
    thumb = port.thumb()
    return [
        (record, port.top + line == port.at, (record.id in view.marked, record.id in view.doubted), line in thumb)
        for line, record in enumerate(view.window(port.top, port.top + port.lines))
    ]


def changed_lines(before: Sequence[ShownLine], now: Sequence[ShownLine]) -> Iterator[int]:
    """Yield the lines, from 0, that show something else than before."""
    for line, (old, new) in enumerate(zip_longest(before, now)):
        # The very record, for comparing two that are alike takes longer.
        if old is None or new is None or old[0] is not new[0] or old[1:] != new[1:]:
            yield line
