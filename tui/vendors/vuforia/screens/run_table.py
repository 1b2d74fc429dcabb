"""The record table, with the outcomes of steps in their colours as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from tui.vendors.vuforia.outcomes import GLYPHS
from tui.vendors.vuforia.screens.looks import glyph_parts
from tui.widgets.line import look
from tui.widgets.record_table import RecordTable

__all__ = ["RunTable"]

_STRIPS: Final = re.compile(f"[{re.escape(''.join(GLYPHS.values()))}]{{2,}}|[✓✗]")
"""A strip of glyphs. A dash alone is none: it stands for what is absent."""


class RunTable(RecordTable):
    """A record table of runs. The glyphs tell the outcomes; the colours only help to see them."""

    def render_line(self, y: int) -> Strip:
        """Draw one line; the headings have no glyphs."""
        strip = super().render_line(y)
        if y == 0 or not _STRIPS.search(strip.text):
            return strip
        return Strip([piece for segment in strip for piece in self._coloured(segment)], strip.cell_length)

    def _coloured(self, segment: Segment) -> Iterator[Segment]:
        text, style = segment.text, segment.style
        done = 0
        for found in _STRIPS.finditer(text):
            if found.start() > done:
                yield Segment(text[done : found.start()], style)
            for glyphs, role in glyph_parts(found[0]):
                colour = look(self, role)
                yield Segment(glyphs, colour if style is None else style + colour)
            done = found.end()
        if done < len(text):
            yield Segment(text[done:], style)
