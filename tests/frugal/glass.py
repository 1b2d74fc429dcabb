"""pyte's screen with what it lacks or does its own way: REP, SU, SD, dim, halves of wide characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import pyte
import pyte.modes
from rich.cells import get_character_cell_size

__all__ = ["Glass", "GlassScreen", "GlassStream", "Seen", "difference"]

Seen = list[list[tuple[Any, ...]]]
"""What one can see of every cell: text, colours, attributes."""


class GlassStream(pyte.Stream):
    """Knows the sequences that a frugal program sends."""

    csi = pyte.Stream.csi | {"S": "scroll_up", "T": "scroll_down", "b": "repeat"}
    events = pyte.Stream.events | {"scroll_up", "scroll_down", "repeat"}


class GlassScreen(pyte.Screen):
    """Does what xterm does with them."""

    last = " "

    def draw(self, data: str) -> None:
        for character in data:
            self._put(character, get_character_cell_size(character))

    def _put(self, character: str, width: int) -> None:
        cursor, line = self.cursor, self.buffer[self.cursor.y]
        if width == 0:
            at = min(cursor.x, self.columns) - 1
            at -= line[at].data == ""
            line[at] = line[at]._replace(data=line[at].data + character)
            return
        if cursor.x + width > self.columns:
            if pyte.modes.DECAWM in self.mode:
                self.carriage_return()
                self.index()
                line = self.buffer[self.cursor.y]
            else:
                cursor.x = self.columns - width
        for x in (cursor.x, cursor.x + width):  # the halves of wide characters that lose the other half
            if 0 < x < self.columns and line[x].data == "":
                line[x - 1] = line[x - 1]._replace(data=" ")
                line[x] = line[x]._replace(data=" ")
        line[cursor.x] = cursor.attrs._replace(data=character)
        if width == 2:
            line[cursor.x + 1] = cursor.attrs._replace(data="")
        cursor.x += width
        self.last = character

    def repeat(self, count: int = 1) -> None:
        self.draw(self.last * (count or 1))

    def scroll_up(self, count: int = 1) -> None:
        self._scroll(count, self.index, bottom=True)

    def scroll_down(self, count: int = 1) -> None:
        self._scroll(count, self.reverse_index, bottom=False)

    def _scroll(self, count: int, step: Any, *, bottom: bool) -> None:
        y, (top, low) = self.cursor.y, self.margins or (0, self.lines - 1)
        self.cursor.y = low if bottom else top
        for _ in range(count or 1):
            step()
        self.cursor.y = y

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase cells that nothing was written to as well: they take the background, too."""
        rows = {0: range(self.cursor.y + 1, self.lines), 1: range(self.cursor.y)}.get(how, range(self.lines))
        for y in rows:
            self.buffer[y].update(dict.fromkeys(range(self.columns), self.cursor.attrs))
        if how in (0, 1):
            self.erase_in_line(how)

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        """Show dim as blinking: pyte has no dim, and nothing here blinks."""
        shown: list[int] = []
        rest = list(attrs)
        while rest:
            attribute = rest.pop(0)
            if attribute in (38, 48):
                taken = 2 if rest[:1] == [5] else 4
                shown += [attribute, *rest[:taken]]
                del rest[:taken]
            else:
                shown += {2: [5], 22: [22, 25]}.get(attribute, [attribute])
        super().select_graphic_rendition(*shown)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if 1049 in modes:
            self.buffer.clear()
            self.cursor.x = self.cursor.y = 0


class Glass:
    """A terminal that one can look at."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = GlassScreen(width, height)
        self._stream = GlassStream(self._screen)

    def feed(self, text: str) -> None:
        """Show what was written. The keyboard's sequences are left out: pyte takes some of them for colours."""
        self._stream.feed(re.sub(r"\x1b\[[<=>][\d;]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", "", text))

    def resize(self, width: int, height: int) -> None:
        """Take another size."""
        self._screen.resize(height, width)

    @property
    def cursor(self) -> tuple[int, int]:
        """The column and the row of the cursor."""
        return min(self._screen.cursor.x, self._screen.columns - 1), self._screen.cursor.y

    def seen(self) -> Seen:
        """Return what one can see of every cell: of a blank neither its colour nor whether it is bold."""
        lines = [self._screen.buffer[y] for y in range(self._screen.lines)]
        return [list(map(_seen, (line[x] for x in range(self._screen.columns)))) for line in lines]

    def text(self) -> str:
        """Return the lines as text, without trailing blanks."""
        return "\n".join("".join(cell[0] for cell in line).rstrip() for line in self.seen())


def difference(one: Seen, other: Seen) -> Iterable[str]:
    """Say which cells differ."""
    for y, (line, twin) in enumerate(zip(one, other, strict=True)):
        for x, (cell, peer) in enumerate(zip(line, twin, strict=True)):
            if cell != peer:
                yield f"row {y}, column {x}: {cell} and {peer}"


def _seen(cell: Any) -> tuple[Any, ...]:
    lines = (cell.underscore, cell.strikethrough, cell.reverse)
    if cell.data == " " and not any(lines):
        return " ", cell.bg
    look = (cell.fg, cell.bg, cell.bold, cell.italics, cell.blink, *lines)
    return unicodedata.normalize("NFC", cell.data), *look
