"""The picture that the app has drawn so far, worked out from the text that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from tui.terminal.frugal.cells import MARK_FIRST, TAIL, UNKNOWN, Cells, NotUnderstoodError
from tui.terminal.frugal.rows import Row, blank_row, resized, unknown_row, written
from tui.terminal.frugal.styles import DEFAULT, Styles

__all__ = ["Canvas", "Spot"]

MOVE_TO: Final = re.compile(r"\x1b\[(\d*)(?:;(\d*))?H")
"""Where Textual begins each piece of a frame."""

CONTROL: Final = re.compile(r"[\x00-\x1a\x1c-\x1f\x7f-\x9f]")
"""What a simple line must not have in it; escape sequences are looked at one by one."""

TOKEN: Final = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\r\n])"
    r"|\x1b\[(?P<numbers>[\d;]*)(?P<final>[ABCDEFGHJKXdfm])"
    r"|\x1b\]8;(?P<link>[^\x00-\x1f\x7f-\x9f]*)(?:\x1b\\|\x07)"
    r"|(?P<other>[\s\S])"
)

LINES_REMEMBERED: Final = 512

Line = tuple[str, str]
"""The cells that a line of text takes, and their styles."""


class Spot(NamedTuple):
    """Where the next character goes, and how it will look."""

    x: int | None
    """None: not known, until the app says where to go on."""
    y: int
    pen: str


class Canvas:
    """Takes in what the app writes; `rows` is what a terminal would show that was sent all of it."""

    def __init__(self, cells: Cells, styles: Styles, *, width: int, height: int, erases_coloured: bool) -> None:
        self._cells, self._styles = cells, styles
        self._erases_coloured = erases_coloured
        self.width, self.height = width, height
        self.rows: list[Row] = [blank_row(width)] * height
        self.spot = Spot(0, 0, DEFAULT)
        self._lines: dict[str, Line | None] = {}

    def resize(self, width: int, height: int) -> None:
        """Take another size; of what is new on the screen nothing is known."""
        self.rows = [resized(row, width) for row in self.rows[:height]]
        self.rows += [unknown_row(width)] * (height - len(self.rows))
        self.width, self.height = width, height

    def forget(self) -> None:
        """Take it that anything may be on the screen, and the cursor anywhere."""
        self.rows = [unknown_row(self.width)] * self.height
        self.spot = Spot(None, 0, DEFAULT)

    def clear(self) -> None:
        """Be empty, as another screen is that the terminal has switched to."""
        self.rows = [blank_row(self.width)] * self.height
        self.spot = self.spot._replace(x=0, y=0)

    def write(self, text: str) -> None:
        """Draw what a frame, or a part of one, says.

        Raises:
            NotUnderstoodError: when it says something else; then nothing has changed.
        """
        rows, spot = self.rows[:], self.spot
        first, *moves = MOVE_TO.split(text)
        if first:
            spot = self._go_on(rows, spot, first)
        for row, column, content in zip(moves[::3], moves[1::3], moves[2::3], strict=True):
            spot = Spot(int(column or 1) - 1, int(row or 1) - 1, spot.pen)
            if content:
                spot = self._go_on(rows, spot, content)
        self.rows, self.spot = rows, spot

    def _go_on(self, rows: list[Row], spot: Spot, content: str) -> Spot:
        simple = content[:-1] if content[-1] == "\n" else content
        if spot.pen != DEFAULT or spot.x is None:
            return self._tokens(rows, spot, content)
        if simple in self._lines:
            line = self._lines[simple]
        else:
            if len(self._lines) >= LINES_REMEMBERED:
                self._lines.clear()
            line = self._lines[simple] = self._line(simple)
        if line is None:
            return self._tokens(rows, spot, content)
        if spot.y < self.height:
            rows[spot.y] = written(rows[spot.y], spot.x, *line, self._styles)
        if simple is not content:
            return Spot(0, self._below(spot.y), DEFAULT)
        return Spot(spot.x + len(line[0]), spot.y, DEFAULT)

    def _below(self, y: int) -> int:
        if y + 1 == self.height:
            raise NotUnderstoodError("a line feed at the bottom scrolls")
        return y + 1

    def _line(self, content: str) -> Line | None:
        """Work out a line of text and SGR sequences that begins and ends in the default style; None for any other."""
        if CONTROL.search(content):
            return None
        texts, looks, pen = [], [], DEFAULT
        for piece in ("0m" + content).split("\x1b["):
            parameters, end, text = piece.partition("m")
            if not end or "\x1b" in text:
                return None
            pen = self._styles.after(pen, parameters)
            if text:
                texts.append(cells := self._cells.of(text))
                looks.append(self._look(cells, pen))
        line = "".join(texts)
        return None if pen != DEFAULT or MARK_FIRST in line else (line, "".join(looks))

    def _look(self, cells: str, pen: str) -> str:
        shown = self._styles.shown(pen)
        if " " not in cells:
            return shown * len(cells)
        return self._styles.blank(shown).join([shown * len(word) for word in cells.split(" ")])

    def _tokens(self, rows: list[Row], spot: Spot, content: str) -> Spot:
        """Draw anything that is understood at all, a token at a time."""
        x, y, pen = spot
        for token in TOKEN.finditer(content):
            kind, value = token.lastgroup, token[0]
            if kind == "text":
                x = self._draw(rows, x, y, pen, value)
            elif kind == "control":
                x, y = (0, y) if value == "\r" else (0, self._below(y))
            elif kind == "link":
                link = token["link"]
                pen = self._styles.linked(pen, "" if link.endswith(";") else link)
            elif kind == "final":
                if token["final"] == "m":
                    pen = self._styles.after(pen, token["numbers"])
                else:
                    x, y = self._command(rows, Spot(x, y, pen), token["final"], token["numbers"])
            else:
                raise NotUnderstoodError(value)
        return Spot(x, y, pen)

    def _draw(self, rows: list[Row], x: int | None, y: int, pen: str, text: str) -> int:
        if x is None:
            raise NotUnderstoodError("text, and nobody knows where")
        cells = self._cells.of(text)
        if cells.startswith(MARK_FIRST):
            self._mark(rows, x, y, cells[1])
            cells = cells[2:]
        if MARK_FIRST in cells:
            raise NotUnderstoodError(text)
        if y < self.height and cells:
            rows[y] = written(rows[y], x, cells, self._look(cells, pen), self._styles)
        return x + len(cells)

    def _mark(self, rows: list[Row], x: int, y: int, marks: str) -> None:
        """Put combining marks on the cell before a column."""
        if not 0 < x <= self.width or y >= self.height:
            raise NotUnderstoodError("marks on nothing")
        cells, look = rows[y]
        at = x - 2 if cells[x - 1] == TAIL else x - 1
        if cells[at] == UNKNOWN:
            raise NotUnderstoodError("marks on something unknown")
        rows[y] = cells[:at] + self._cells.marked(cells[at], marks) + cells[at + 1 :], look

    def _command(self, rows: list[Row], spot: Spot, final: str, numbers: str) -> tuple[int | None, int]:
        x, y, pen = spot
        given = [int(each) if each else None for each in numbers.split(";")]
        count = given[0] or 1
        match final:
            case "H" | "f":
                return ((given[1] if len(given) > 1 else None) or 1) - 1, count - 1
            case "A" | "F":
                return (0 if final == "F" else x), max(0, y - count)
            case "B" | "E":
                return (0 if final == "E" else x), min(self.height - 1, y + count)
            case "G":
                return count - 1, y
            case "d":
                return x, count - 1
        if x is None or y >= self.height:
            raise NotUnderstoodError("no place to begin from")
        match final:
            case "C":
                x = min(self.width - 1, x + count)
            case "D":
                x = max(0, min(x, self.width - 1) - count)
            case "X":
                self._erase(rows, y, range(x, min(self.width, x + count)), pen)
            case "K":
                spans = {0: range(x, self.width), 1: range(min(x + 1, self.width)), 2: range(self.width)}
                self._erase(rows, y, spans.get(given[0] or 0, range(0)), pen)
            case "J":
                self._erase_display(rows, x, y, given[0] or 0, pen)
        return x, y

    def _erase_display(self, rows: list[Row], x: int, y: int, what: int, pen: str) -> None:
        if what not in (0, 1, 2):
            raise NotUnderstoodError("an erase of something else")
        others: Iterable[int] = {0: range(y + 1, self.height), 1: range(y), 2: range(self.height)}[what]
        for each in others:
            self._erase(rows, each, range(self.width), pen)
        if what < 2:
            self._erase(rows, y, range(x, self.width) if what == 0 else range(min(x + 1, self.width)), pen)

    def _erase(self, rows: list[Row], y: int, columns: range, pen: str) -> None:
        if not columns:
            return
        style = self._styles.blank(self._styles.shown(pen))
        if not self._styles.erases(style, coloured=self._erases_coloured):
            raise NotUnderstoodError("terminals differ in what such an erase leaves")
        rows[y] = written(rows[y], columns[0], " " * len(columns), style * len(columns), self._styles)
