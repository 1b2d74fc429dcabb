"""Paint the lines of a record table, and tell which of them show something else than before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.widgets.line import SPARES_LINK, look
from tui.widgets.record_table_lines import LOOKS, Piece, PieceRole, heading, row
from tui.widgets.record_table_viewport import Viewport
from tui.widgets.table_layout import GUTTER, Layout

__all__ = ["Painter", "ShownLine", "changed_lines", "shown_lines"]

ShownLine: TypeAlias = tuple[Record[Any], bool, tuple[bool, bool], bool]
"""What a line shows: its record, and whether cursor, mark or doubt, and thumb are there."""

_THUMB: Final = "▕"
"""Marks, at the right edge, which part of the rows is on the screen."""


class Painter:
    """Paints a table's lines in the looks of its widget."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget

    def heading(self, layout: Layout, sort: tuple[str, bool]) -> Strip:
        """Paint the headings."""
        return self._strip(heading(layout, sort), self._widget.rich_style, self._widget.size.width)

    def row(self, layout: Layout, view: RecordView, port: Viewport, line: int) -> Strip:
        """Paint one of the lines below the headings, from 0; blank where there is no row."""
        width, base = self._widget.size.width, self._widget.rich_style
        place = port.top + line
        record = view.at(place)
        if record is None:
            return Strip.blank(width, base)
        here = place == port.at
        lit = (base + look(self._widget, "cursor")) if here else base
        pieces = row(
            record,
            layout,
            width - 1,
            here=here,
            marked=record.id in view.marked,
            doubted=record.id in view.doubted,
            now=view.now,
            zone=view.zone,
        )
        thumb: Piece = (_THUMB if line in port.thumb() else " ", "dim")
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
            base += look(self._widget, part)
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
