"""Text as cells: one code point a cell, so that rows are plain strings which compare, slice and hash at full speed.

A cell is the character that it shows. Three things do not fit into one code point of their own:

- the right half of a wide character is `TAIL`;
- a character with marks on it (a grapheme of several code points), and any character of plane 15 and above, is
  numbered from `FIRST_NUMBERED` on;
- a cell of which nobody knows what it shows is `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rich.cells import split_graphemes

__all__ = ["FIRST_NUMBERED", "MARK_FIRST", "TAIL", "UNKNOWN", "Cells", "NotUnderstoodError", "TableFullError"]

UNKNOWN: Final = "\x00"
"""A cell (or a style) of which nobody knows what it is."""

TAIL: Final = "\x01"
"""The right half of the wide character before it."""

MARK_FIRST: Final = "\x02"
"""Never a cell: says that a text begins with a mark that belongs to the cell before it."""

FIRST_NUMBERED: Final = 0xF0000
"""Cells from this code point on stand for a grapheme that is in the table."""

ROOM: Final = 60_000
"""Graphemes that the table takes; planes 15 and 16 have room for twice as many."""

NARROW: Final = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*"
)
"""Text of which every code point is one cell wide: most of what is not ASCII."""

UNSURE: Final = re.compile("[\u200d\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Joiners, emoji variants, flags and skin tones: terminals do not agree on how wide these are."""

REMEMBERED: Final = 2048


class NotUnderstoodError(Exception):
    """What is to be written may change the screen in a way that is not modelled here."""


class TableFullError(NotUnderstoodError):
    """More different things were seen than are kept: time to begin afresh."""


class Cells:
    """Turns text into cells and back."""

    def __init__(self, spell: Callable[[str], str] | None = None) -> None:
        """Take how to spell what is not ASCII, one cell for each; None: as it is."""
        self._spell = spell
        self._numbered: dict[str, str] = {}
        self._texts: dict[int, str | None] = {ord(TAIL): None}
        self._unsure: set[str] = set()
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Return the cells that a text takes.

        A text that begins with a combining mark gives `MARK_FIRST`, and the marks in a cell of their own after it.

        Raises:
            TableFullError: when more different graphemes were seen than the table has room for.
        """
        if text.isascii() or NARROW.fullmatch(text):
            return text
        known = self._known.get(text)
        if known is None:
            known = self._measure(text)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[text] = known
        return known

    def text(self, cells: str) -> str:
        """Return what to write so that a terminal shows these cells."""
        if cells.isascii() and TAIL not in cells:
            return cells
        return cells.translate(self._texts) if self._spell is None else self._spelled(cells, self._spell)

    def marked(self, cell: str, marks: str) -> str:
        """Return the cell that shows what another one does, with the marks of a `MARK_FIRST` text on it."""
        return self._number(self.text(cell) + self.text(marks))

    def unsure_of(self, cells: str) -> bool:
        """Say whether terminals may differ in how far the cursor moves over these cells."""
        return bool(self._unsure) and not cells.isascii() and not self._unsure.isdisjoint(cells)

    def _spelled(self, cells: str, spell: Callable[[str], str]) -> str:
        """Spell each cell; the right half of a wide character that became another one takes a cell, too."""
        said: list[str] = []
        half = ""
        for cell in cells:
            if cell == TAIL:
                said.append(half)
                continue
            whole = self._texts.get(ord(cell)) or cell
            said.append(whole if cell.isascii() else spell(whole))
            half = "" if said[-1] == whole else said[-1]
        return "".join(said)

    def _measure(self, text: str) -> str:
        cells = []
        for start, end, width in split_graphemes(text)[0]:
            grapheme = text[start:end]
            if width == 0:
                # Only the first can be: a mark after something is part of it.
                cells.append(MARK_FIRST + self._number(grapheme))
                continue
            single = len(grapheme) == 1 and ord(grapheme) < FIRST_NUMBERED
            cells.append(grapheme if single else self._number(grapheme))
            if width > 1:
                cells.append(TAIL * (width - 1))
        return "".join(cells)

    def _number(self, grapheme: str) -> str:
        cell = self._numbered.get(grapheme)
        if cell is None:
            if len(self._numbered) >= ROOM:
                raise TableFullError("too many different graphemes")
            cell = self._numbered[grapheme] = chr(FIRST_NUMBERED + len(self._numbered))
            self._texts[ord(cell)] = grapheme
            if UNSURE.search(grapheme):
                self._unsure.add(cell)
        return cell
