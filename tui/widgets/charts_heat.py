"""A heat map: rows by columns, how much told by how dense a glyph is, and not by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui.core.text import cell_width, clean, fit
from tui.widgets.charts_rows import RowChart
from tui.widgets.line import TextPart

__all__ = ["HeatMap", "HeatRow", "density", "thresholds"]

GLYPHS: Final = "·░▒▓█"
"""Nobody, then four steps up to the most."""

BAR_GLYPHS: Final = "·▂▄▆█"
"""The same steps as small bars: a line of the map is a small chart then."""


_MOST_CELLS: Final = 12
"""Cells that a column takes at the most: what its label needs, and a blank."""

_LEAST_LABEL: Final = 8
"""Cells that are left to the rows' labels, however many columns there are."""


class HeatRow(Struct, frozen=True):
    """One row of the map."""

    key: str
    label: str
    values: Sequence[int]
    said: str = ""
    """A figure at the right edge: the row's peak or total."""


class _Shares(NamedTuple):
    """How the width is shared out."""

    label: int
    cell: int
    said: int
    """The figure at the edge, and what is left over before it."""
    shown: range
    """The columns that are seen: all of them, else those around the cursor."""


class HeatMap(RowChart):
    """Rows of cells. The line at the foot says what the glyphs stand for."""

    KEYS_OF = "A heat map"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "cell(-1)", "Cell before", show=False, id="heat.left"),
        Binding("right,l", "cell(1)", "Next cell", show=False, id="heat.right"),
    ]
    FOOT: ClassVar[int] = 1

    def __init__(
        self,
        *,
        columns: Sequence[str],
        heading: str = "",
        said: str = "",
        unit: str = "",
        nothing: str = "nobody",
        by_cell: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        """Begin without rows.

        Args:
            columns: what the columns are called; only as many are written as there is room for.
            heading: what the rows are called.
            said: what the figure at the right edge is.
            unit: what a count counts, for the line at the foot.
            nothing: what a count of 0 is called there.
            by_cell: whether the cursor is on one cell of its row, and not on all of it.
            id: Textual's id.
        """
        super().__init__(id=id)
        if by_cell:
            self.HEAD = 2  # a line more, for the mark: it would cover what it stands over
        self._columns = columns
        self._unit, self._nothing, self._by_cell = unit, nothing, by_cell
        self._cell = 0
        self._glyphs = GLYPHS
        self._written: Callable[[int], str] | None = None
        self._headings = (heading, said)
        self._rows: Sequence[HeatRow] = ()
        self._bounds: Sequence[int] = ()

    def show(
        self,
        rows: Iterable[HeatRow],
        *,
        columns: Sequence[str] | None = None,
        bars: bool = False,
        written: Callable[[int], str] | None = None,
    ) -> None:
        """Draw other rows.

        Args:
            rows: what is drawn.
            columns: other columns than before.
            bars: whether it is drawn as small bars rather than by density.
            written: writes a value that is no count, for the line at the foot.
        """
        self._rows = tuple(rows)
        self._written = written
        self._columns = self._columns if columns is None else columns
        self._glyphs = BAR_GLYPHS if bars else GLYPHS
        self._bounds = thresholds(max((max(row.values, default=0) for row in self._rows), default=0))
        self.set_keys([row.key for row in self._rows])

    @property
    def column(self) -> int:
        """The place of the column that the cursor is on; 0 where it is on a whole row."""
        return min(self._cell, max(len(self._columns) - 1, 0))

    def action_cell(self, by: int) -> None:
        """Move the cursor along its row."""
        self._cell = min(max(self.column + by, 0), max(len(self._columns) - 1, 0))
        self.refresh()
        self.post_message(self.Highlighted(self, self.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the cells to themselves where the cursor is on whole rows."""
        return self._by_cell if action == "cell" else super().check_action(action, parameters)

    def head_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw the columns' labels, as many as fit whole; under them a mark where the cursor is."""
        label, cell, said, shown = self._shares(width)
        before = f"   {fit(self._headings[0], label)} "
        if y:
            place = cell_width(before) + (self.column - shown.start) * cell
            less, more = "‹" if shown.start else "", "›" if shown.stop < len(self._columns) else ""
            line = f"{less:>{cell_width(before)}}".ljust(place) + "▾"
            return [(f"{line:<{cell_width(before) + len(shown) * cell}}{more}", "accent")] if shown else []
        room = len(shown) * cell + said
        names, here = self._names(shown, cell, room - cell_width(self._headings[1]) - 1)
        end = fit(self._headings[1], room - len(names), right=True)
        return [
            (before, "muted"),
            (names[: here.start], "muted"),
            (names[here], "strong"),
            (names[here.stop :] + end, "muted"),
        ]

    def _names(self, shown: range, cell: int, room: int) -> tuple[str, slice]:
        """Write the columns' labels, a blank between any two; return where the one is that the cursor is on.

        That one is always written, in place of those that it would touch.
        """
        placed: dict[int, str] = {}
        free = 0
        for place, index in enumerate(shown):
            name, first = self._columns[index], place * cell
            if free <= first <= room - cell_width(name):
                placed[first] = name
                free = first + cell_width(name) + 1
        here = slice(0, 0)
        if self._by_cell and shown:
            name = fit(self._columns[self.column], max(min(cell_width(self._columns[self.column]), room), 0))
            start = max(min((self.column - shown.start) * cell, room - cell_width(name)), 0)
            here = slice(start, start + len(name))
            placed = {at: each for at, each in placed.items() if at + cell_width(each) < start or here.stop < at}
            placed[start] = name
        line = ""
        for at in sorted(placed):
            line = line.ljust(at) + placed[at]
        return line.ljust(room), here

    def foot_parts(self, y: int, width: int) -> list[TextPart]:
        """Say what the glyphs stand for."""
        if not self._bounds:
            return []
        starts = [1, *(bound + 1 for bound in self._bounds[:-1])]
        steps = zip(self._glyphs[1:], starts, self._bounds, strict=True)
        told = [f"{glyph} {self._step(low, high)}" for glyph, low, high in steps if low <= high]
        said = [f"{self._glyphs[0]} {self._nothing}", *told, *filter(None, [self._unit])]
        wide, close = ("   " + gap.join(said) for gap in ("   ", "  "))
        return [(wide if cell_width(wide) <= width else fit(close, width), "muted")]

    def _step(self, low: int, high: int) -> str:
        """Write which values a glyph stands for."""
        if self._written is not None:
            return f"to {self._written(high)}"
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    def row_strip(self, index: int, width: int, *, here: bool) -> Strip:
        """Draw one row."""
        row = self._rows[index]
        label, cell, said, shown = self._shares(width)
        named: list[TextPart] = [("▎" if here else " ", "accent"), (f"  {fit(clean(row.label), label)}", "plain")]
        drawn: list[TextPart] = [(" ", "plain")]
        for value in row.values[shown.start : shown.stop]:
            glyph = self._glyphs[density(value, self._bounds)]
            mark = (glyph * max(cell - 1, 1)).ljust(cell) if value else f"{glyph:<{cell}}"
            drawn.append((mark, "accent" if value else "muted"))
        return self.row_painted(named, drawn, [(fit(row.said, said, right=True), "plain")], width, here=here)

    def _shares(self, width: int) -> _Shares:
        """Share the width out: label, each cell, the figure at the edge."""
        edge = max([cell_width(self._headings[1]), *(cell_width(row.said) for row in self._rows)])
        edge = edge + 1 if edge else 0
        labels = max((cell_width(clean(row.label)) for row in self._rows), default=0)
        wanted = min(max(labels, cell_width(self._headings[0]), 8), 32)
        count, room = len(self._columns), width - 5 - edge
        most = max(4, min(max(map(cell_width, self._columns), default=0) + 1, _MOST_CELLS))
        cell = min(max((room - wanted) // max(count, 1), 1), most)
        if cell < 2 <= (room - 12) // max(count, 1):
            cell = 2
        label = min(wanted, max(room - cell * count, _LEAST_LABEL))
        seen = min(count, max((room - label) // cell, 1))
        first = min(self.column // seen * seen, count - seen) if seen else 0
        # What is left over lies before the figure, which stands at the edge.
        said = max(edge, width - 5 - label - cell * seen) if edge else 0
        return _Shares(label, cell, said, range(first, first + seen))


def thresholds(top: int) -> Sequence[int]:
    """Return the highest count that each of the four steps stands for; the last is the top."""
    return tuple(max(round(top * step / 4), 0) for step in (1, 2, 3, 4)) if top > 0 else ()


def density(value: int, bounds: Sequence[int]) -> int:
    """Return which glyph a count takes: 0 for nobody, 4 for the most."""
    if value <= 0 or not bounds:
        return 0
    return next((step for step, bound in enumerate(bounds, 1) if value <= bound), len(bounds))
