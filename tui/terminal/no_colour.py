"""The screen without colours, for whoever asks for that with `NO_COLOR`: bold and reverse say what colours would.

Textual turns colours into greys, which paints backgrounds all the same, and makes red darker than text. Here every
colour goes; what had a background of its own, such as the row under the cursor, is shown in reverse.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

__all__ = ["NoColours", "without_colours"]


class NoColours(LineFilter):
    """Takes colours off, and turns marked places round."""

    def __init__(self, *grounds: str) -> None:
        """Make the filter.

        Args:
            grounds: The colours that things lie on: they are no mark, and become the terminal's own ground.
        """
        super().__init__()
        self._grounds = frozenset(Color.parse(ground).rich_color.get_truecolor() for ground in grounds)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same text without colours."""
        plain = self._plain
        return [Segment(text, plain(style) if style is not None else None) for text, style, _ in segments]

    @lru_cache(maxsize=1_000)  # noqa: B019 - there is one filter, and it lives as long as the app
    def _plain(self, style: Style) -> Style:
        ground = style.bgcolor
        marked = ground is not None and not ground.is_default and ground.get_truecolor() not in self._grounds
        return style.without_color + Style(reverse=marked != bool(style.reverse), dim=False)


@lru_cache(maxsize=4)
def without_colours(*grounds: str) -> NoColours:
    """Return the filter for a theme with these grounds: the same one every time, for it remembers what it saw."""
    return NoColours(*grounds)
