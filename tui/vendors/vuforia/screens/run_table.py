"""The record table, with the outcomes of steps in their colours as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from rich.segment import Segment
from textual.strip import Strip

from tui.vendors.vuforia.outcomes import GLYPHS
from tui.vendors.vuforia.screens.looks import glyph_parts
from tui.widgets.line import LINE_ROLES, line_css
from tui.widgets.record_table import RecordTable

__all__ = ["RunTable"]

_STRIPS: Final = re.compile(f"[{re.escape(''.join(GLYPHS.values()))}]{{2,}}|[✓✗]")
"""A strip of glyphs. A dash alone is none: it stands for what is absent."""


class RunTable(RecordTable):
    """A record table of runs. The glyphs tell the outcomes; the colours only help to see them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*LINE_ROLES}

    DEFAULT_CSS = line_css("RunTable")

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
                look = self.get_component_rich_style(f"line--{role}", partial=True)
                yield Segment(glyphs, look if style is None else style + look)
            done = found.end()
        if done < len(text):
            yield Segment(text[done:], style)
