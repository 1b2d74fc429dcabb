"""One line of text in roles: the common ground of everything here that paints its own lines.

A line is made of parts, each a text and the role it plays; the theme says how a role looks. Markup is never read, so
that a vendor's `[/b]` is just text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip
from textual.widget import Widget

from tui.core.text import cell_width, clean, fit

__all__ = [
    "SPARES_LINK",
    "HasCursorLine",
    "LineWidget",
    "Role",
    "TextPart",
    "fitted",
    "look",
    "looks",
    "painted",
    "parts_width",
]

Role: TypeAlias = Literal["plain", "strong", "muted", "accent", "danger", "warning", "success"]
"""What a piece of text is for; `danger` and `accent` come in bold, so that colour is not all they have."""

TextPart: TypeAlias = tuple[str, Role]

SPARES_LINK: Final = "-spares-link"
"""A class that an app has while its terminal is at the far end of a slow link: what can be shown in less, is."""

_COLOURS: Final = ("text-muted", "accent", "error", "warning", "success", "block-cursor-background")
"""The theme's variables that the looks are made of."""


@runtime_checkable
class HasCursorLine(Protocol):
    """A widget with a cursor on one of its lines."""

    @property
    def line_at(self) -> int | None:
        """The line of the widget that the cursor is on, from 0; None when it is on none that is seen."""


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


def look(widget: Widget, role: Role | Literal["cursor"]) -> Style:
    """Return how the theme shows a role, or the line under the cursor; what it does not say shows through.

    Component classes would say the same, but Textual works each of them out for each widget whenever styles are
    applied: with eight roles that was a quarter of what a screen cost.
    """
    return looks(widget)[role]


def looks(widget: Widget) -> Mapping[str, Style]:
    """Return what `look` returns of every role; always the same mapping as long as the theme is the same."""
    variables = widget.app.theme_variables
    return _looks_of(*(variables[name] for name in _COLOURS))


def painted(widget: Widget, parts: Sequence[TextPart], width: int, *, cursor: bool = False) -> Strip:
    """Paint parts to a strip of exactly that width, in the looks that the theme gives to their roles."""
    base, styles = widget.rich_style, looks(widget)
    if cursor:
        base += styles["cursor"]
    segments = [Segment(clean(text), base + styles[role]) for text, role in parts]
    return Strip(segments).adjust_cell_length(width, base)


class LineWidget(Widget):
    """A widget that paints lines of parts; one row high unless a stylesheet says otherwise."""

    DEFAULT_CSS = "LineWidget { height: 1; }"

    def painted(self, parts: Sequence[TextPart], width: int, *, cursor: bool = False) -> Strip:
        """Paint parts to a strip of exactly that width."""
        return painted(self, parts, width, cursor=cursor)


@lru_cache(maxsize=16)
def _looks_of(muted: str, accent: str, danger: str, warning: str, success: str, cursor: str) -> Mapping[str, Style]:
    """Work the looks out once a theme. The parameters are those of `_COLOURS`, in its order."""
    bold = Style(bold=True)
    return {
        "plain": Style(),
        "strong": bold,
        "muted": _ink(muted),
        "accent": _ink(accent),
        "danger": _ink(danger) + bold,
        "warning": _ink(warning),
        "success": _ink(success),
        # Which of the terminal's own colours can be read on which nobody knows: turned round, all of them can.
        "cursor": Style(reverse=True) if cursor.startswith("ansi_") else Style(bgcolor=_ink(cursor).color),
    }


def _ink(colour: str) -> Style:
    try:
        return Style(color=Color.parse(colour).rich_color)
    except ColorParseError:  # Textual's own themes write `auto 60%`, which only a stylesheet understands
        return Style()
