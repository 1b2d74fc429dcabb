"""What writes on the terminal: it goes the shortest way, changes its style as little as it can, and repeats itself."""

from __future__ import annotations

import re
from typing import Final

from tui.terminal.frugal.cells import TAIL, UNKNOWN, Cells
from tui.terminal.frugal.moves import move
from tui.terminal.frugal.rows import Row
from tui.terminal.frugal.styles import Styles
from tui.terminal.frugal.traits import Traits

__all__ = ["Pen"]

RUN: Final = re.compile(r"(.)\1*", re.DOTALL)
REPEATED: Final = re.compile(r"([ -~])\1{5,}|([^\x00-\x9f\U000f0000-\U0010ffff])\2{2,}")
"""What is shorter as one character and a REP: six of ASCII, three of what takes two bytes and more."""

REPEATED_ASCII: Final = re.compile(r"([ -~])\1{5,}")

BLANKS_WORTH_ERASING: Final = 10
"""Blanks inside a row from which ECH and a move over them is shorter than the blanks."""

BRIDGED: Final = 5
"""Unchanged cells over which writing may be no longer than a move."""

Run = tuple[int, int, str]
"""Cells of one style: from, to, the style."""


class Pen:
    """Draws cells into a text that a terminal understands."""

    def __init__(
        self, cells: Cells, styles: Styles, traits: Traits, *, style: str, x: int | None, y: int | None
    ) -> None:
        self._cells, self._styles, self._traits = cells, styles, traits
        self.style = style
        """The style that the terminal writes in."""
        self.x = x
        """The column of the cursor; None when it is not known."""
        self.y = y
        """The row of the cursor; None when it is not known."""
        self._said: list[str] = []

    def text(self) -> str:
        """Return what was drawn."""
        return "".join(self._said)

    def cost(self) -> int:
        """Return how many bytes that takes."""
        return len(self.text().encode("utf-8", "replace"))

    def say(self, sequence: str) -> None:
        """Write a sequence that neither draws nor moves."""
        self._said.append(sequence)

    def lost(self) -> None:
        """Take it that the cursor may be anywhere."""
        self.x = self.y = None

    def take(self, style: str) -> None:
        """Go on in another style."""
        if style != self.style:
            self._said.append(self._styles.change(self.style, style))
            self.style = style

    def go(self, x: int, y: int) -> None:
        """Move the cursor."""
        if x != self.x or y != self.y:
            self._said.append(move(self.x, self.y, x, y, line_feed=self._traits.line_feed))
            self.x, self.y = x, y

    def draw(self, row: Row, y: int, start: int, end: int) -> None:
        """Draw some cells of a row."""
        if start >= end:
            return
        self._approach(row, y, start)
        text, look = row
        runs = [(run.start(), run.end(), run[1]) for run in RUN.finditer(look, start, end)]
        for index, (left, right, style) in enumerate(runs):
            cells = text[left:right]
            self.go(left, y)
            if cells.strip(" "):
                self.take(style)
            else:
                self.take(self._blank_style(text, runs, index))
                if self._erased(cells, style, last=right == end):
                    self.x = right
                    continue
            self._write(cells, left)
        self.x = None if end == len(text) else self.x

    def erase_on(self, row: Row, y: int, blank_from: int, start: int) -> None:
        """Blank the rest of a row, from a column at the latest; earlier if it is blank there and easier to reach."""
        ways = {each: move(self.x, self.y, each, y, line_feed=self._traits.line_feed) for each in (start, blank_from)}
        easier = min(ways, key=lambda each: len(ways[each]))
        if easier == start:
            self._approach(row, y, start)
        else:
            self.go(easier, y)
        self.take(self._styles.blank_pen(self.style, row[1][start]))
        self._said.append("\x1b[K")

    def _approach(self, row: Row, y: int, x: int) -> None:
        """Go to a cell; over few unchanged cells in the same style by writing them again."""
        if y == self.y and self.x is not None and 0 < x - self.x <= BRIDGED:
            text, look = row
            between, styles = text[self.x : x], look[self.x : x]
            way = move(self.x, y, x, y, line_feed=self._traits.line_feed)
            blank = self._styles.blank(self.style)
            fits = all(s == self.style or (c == " " and s == blank) for c, s in zip(between, styles, strict=True))
            if (
                fits
                and between.isascii()
                and TAIL not in between
                and UNKNOWN not in between
                and len(between) <= len(way)
            ):
                self._said.append(between)
                self.x = x
                return
        self.go(x, y)

    def _blank_style(self, text: str, runs: list[Run], index: int) -> str:
        """Choose a style for blanks: the one at hand if they look the same in it, or the one that comes next."""
        blank = runs[index][2]
        if self._styles.blank(self.style) == blank:
            return self.style
        if index + 1 < len(runs):
            left, right, following = runs[index + 1]
            if text[left:right].strip(" ") and self._styles.blank(following) == blank:
                return following
        return self._styles.blank_pen(self.style, blank)

    def _erased(self, cells: str, style: str, *, last: bool) -> bool:
        """Blank cells without writing them, if that is shorter; leaves the cursor behind them."""
        if self._traits.repeats or not self._traits.erases_cells or len(cells) < BLANKS_WORTH_ERASING or last:
            return False
        if not self._styles.erases(style, coloured=self._traits.erases_coloured):
            return False
        self._said.append(f"\x1b[{len(cells)}X\x1b[{len(cells)}C")
        return True

    def _write(self, cells: str, x: int) -> None:
        if self._cells.unsure_of(cells):
            self._write_apart(cells, x)
            return
        text = cells
        if self._traits.repeats and len(cells) > 2:
            repeated = REPEATED if self._traits.repeats_anything else REPEATED_ASCII
            text = repeated.sub(_repeat, cells)
        self._said.append(self._cells.text(text))
        self.x = x + len(cells)

    def _write_apart(self, cells: str, x: int) -> None:
        """Write characters of a width that not all terminals agree on, saying after each where to go on."""
        for offset, cell in enumerate(cells):
            if cell == TAIL:
                continue
            self.go(x + offset, self.y or 0)
            wide = cells[offset + 1 : offset + 2] == TAIL
            self._said.append(self._cells.text(cell + TAIL if wide else cell))
            self.x = None


def _repeat(found: re.Match[str]) -> str:
    cells: str = found[0]
    return f"{cells[0]}\x1b[{len(cells) - 1}b"
