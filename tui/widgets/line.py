"""One line of text in roles: the common ground of everything here that paints its own lines.

A line is made of parts, each a text and the role it plays; the theme says how a role looks. Markup is never read, so
that a vendor's `[/b]` is just text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Literal, TypeAlias

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.core.text import cell_width, clean, fit

__all__ = ["LINE_ROLES", "LineWidget", "Role", "TextPart", "fitted", "line_css", "painted", "parts_width"]

Role: TypeAlias = Literal["plain", "strong", "muted", "accent", "danger", "warning", "success"]
"""What a piece of text is for; `danger` and `accent` come in bold, so that colour is not all they have."""

TextPart: TypeAlias = tuple[str, Role]


def parts_width(parts: Sequence[TextPart]) -> int:
    """Return the cells that parts take, side by side."""
    return sum(cell_width(text) for text, _ in parts)


def fitted(left: Sequence[TextPart], right: Sequence[TextPart], width: int) -> list[TextPart]:
    """Set parts at both ends of a line; the left ones are cut with an ellipsis where they would meet the right ones."""
    left, right = [(clean(text), role) for text, role in left], [(clean(text), role) for text, role in right]
    end = parts_width(right)
    space = max(0, width - end - (2 if end else 0))
    line: list[TextPart] = []
    for text, role in left:
        if space <= 0:
            break
        taken = cell_width(text)
        line.append((text, role) if taken <= space else (fit(text, space), role))
        space -= min(taken, space)
    gap = width - end - parts_width(line)
    return [*line, (" " * max(0, gap), "plain"), *right]


LINE_ROLES: Final = frozenset(
    f"line--{name}" for name in ("plain", "strong", "muted", "accent", "danger", "warning", "success", "cursor")
)
"""The component classes that a painter of lines declares."""


def line_css(widget: str) -> str:
    """Write the stylesheet that gives a widget's roles their looks."""
    return f"""
    {widget} {{
        & > .line--strong {{ text-style: bold; }}
        & > .line--muted {{ color: $text-muted; }}
        & > .line--accent {{ color: $accent; }}
        & > .line--danger {{ color: $error; text-style: bold; }}
        & > .line--warning {{ color: $warning; }}
        & > .line--success {{ color: $success; }}
        & > .line--cursor {{ background: $block-cursor-background; }}
    }}
    """


def painted(widget: Widget, parts: Sequence[TextPart], width: int, *, cursor: bool = False) -> Strip:
    """Paint parts to a strip of exactly that width, in the looks that a widget's component classes give."""
    base = widget.rich_style
    if cursor:
        base += widget.get_component_rich_style("line--cursor", partial=True)
    segments = [
        Segment(clean(text), base + widget.get_component_rich_style(f"line--{role}", partial=True))
        for text, role in parts
    ]
    return Strip(segments).adjust_cell_length(width, base)


class LineWidget(Widget):
    """A widget that paints lines of parts; one row high unless a stylesheet says otherwise."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*LINE_ROLES}

    DEFAULT_CSS = "LineWidget { height: 1; }" + line_css("LineWidget")

    def painted(self, parts: Sequence[TextPart], width: int, *, cursor: bool = False) -> Strip:
        """Paint parts to a strip of exactly that width."""
        return painted(self, parts, width, cursor=cursor)
