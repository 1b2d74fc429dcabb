"""A ranked list: a line for each thing, its bar, its figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from textual.strip import Strip

from tui.core.text import cell_width, clean, fit
from tui.widgets.charts_rows import RowChart
from tui.widgets.line import TextPart

__all__ = ["Bar", "BarList", "bar_text"]

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


class Bar(Struct, frozen=True):
    """One line of the list."""

    key: str
    label: str
    value: float
    said: str
    """The value as it is written, right-aligned behind the bar."""
    more: str = ""
    """Another figure or two, right-aligned at the edge."""
    marks: tuple[tuple[float, str], ...] = ()
    """Values that are marked along the bar, each with a glyph of one cell: what it was before, what all come to."""


class BarList(RowChart):
    """Bars from the same left edge, as long as their values; the longest fills its room."""

    BINDINGS: ClassVar = []

    def __init__(self, *, heading: str = "", said: str = "", more: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._headings = (heading, said, more)
        self._bars: Sequence[Bar] = ()
        self._top = 0.0

    def show(self, bars: Iterable[Bar], *, top: float = 0, headings: tuple[str, str, str] | None = None) -> None:
        """Draw other bars.

        Args:
            bars: The bars.
            top: The value that fills the room; 0 for the highest there is.
            headings: What stands over labels, values and the figures at the edge; None for what stood there.
        """
        self._bars, self._headings = tuple(bars), headings or self._headings
        marked = (value for bar in self._bars for value, _ in bar.marks)
        self._top = top or max((*(bar.value for bar in self._bars), *marked), default=0)
        self.set_keys([bar.key for bar in self._bars])

    def head_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw the headings."""
        label, space, said, more = self._cells(width)
        heading, said_heading, more_heading = self._headings
        figures = f"{fit(said_heading, said, right=True)}{fit(more_heading, more, right=True)}"
        return [(f"   {fit(heading, label)} {'':{space}} {figures}", "muted")]

    def row_strip(self, index: int, width: int, *, here: bool) -> Strip:
        """Draw one bar."""
        bar = self._bars[index]
        label, space, said, more = self._cells(width)
        return self.row_painted(
            [("▎" if here else " ", "accent"), (f"  {fit(clean(bar.label), label)}", "plain")],
            [
                (" ", "plain"),
                *_marked(f"{bar_text(bar.value, self._top, space):<{space}}", bar.marks, self._top),
                (" ", "plain"),
            ],
            [(f"{fit(bar.said, said, right=True)}", "plain"), (fit(bar.more, more, right=True), "muted")],
            width,
            here=here,
        )

    def _cells(self, width: int) -> tuple[int, int, int, int]:
        """Share the width out: label, bar, the value, more."""
        labels = max((cell_width(clean(bar.label)) for bar in self._bars), default=0)
        label = min(max(labels, cell_width(self._headings[0]), 8), max(width // 3, 8), 40)
        said = max([cell_width(self._headings[1]), *(cell_width(bar.said) for bar in self._bars)])
        more = max([cell_width(self._headings[2]), *(cell_width(bar.more) for bar in self._bars)])
        more = more + 2 if more else 0
        return label, max(width - label - 6 - said - more, 1), said, more


def bar_text(value: float, top: float, cells: int) -> str:
    """Draw a bar to an eighth of a cell; a value above nothing always shows."""
    if value <= 0 or top <= 0:
        return ""
    eighths = max(round(min(value / top, 1) * cells * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _marked(bar: str, marks: Sequence[tuple[float, str]], top: float) -> list[TextPart]:
    """Set marks into a bar's room, each in the cell that its value ends in."""
    cells = dict[int, str]()
    for value, glyph in marks:
        if top > 0:
            cells[min(int(value / top * len(bar)), len(bar) - 1)] = glyph
    parts: list[TextPart] = []
    done = 0
    for cell in sorted(cells):
        parts += [(bar[done:cell], "accent"), (cells[cell], "strong")]
        done = cell + 1
    return [*parts, (bar[done:], "accent")]
