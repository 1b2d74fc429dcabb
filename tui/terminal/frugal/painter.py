"""The shortest text that makes a terminal show a picture, from what it shows already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tui.terminal.frugal.canvas import Spot
from tui.terminal.frugal.cells import UNKNOWN, Cells
from tui.terminal.frugal.changes import Span, blanks_joined, changed_spans
from tui.terminal.frugal.pen import Pen
from tui.terminal.frugal.rows import Row, blank_row, known, overlaid, unknown_row
from tui.terminal.frugal.scrolling import Shift, find_shift, scroll_text, shifted
from tui.terminal.frugal.styles import DEFAULT, Styles
from tui.terminal.frugal.traits import Traits

__all__ = ["Painter"]

SYNC: Final = ("\x1b[?2026h", "\x1b[?2026l")
"""What a synchronised update begins and ends with."""

WORTH_A_SYNC: Final = 160
"""Bytes from which a synchronised update is used: less arrives in one piece anyway."""

TAIL_WORTH_ERASING: Final = 4
"""Blanks at the end of a row from which an erase is shorter."""


Spans = dict[int, list[Span]]
"""What is to be painted, by row."""

MOST_SHIFTS: Final = 4
"""How often rows are moved for one frame."""

CLEARLY: Final = 3
"""How many times fewer cells there are to be painted when it need not be tried out what is shorter."""


class Painter:
    """Keeps a shadow of the terminal, and knows where its cursor and its pen are."""

    def __init__(self, cells: Cells, styles: Styles, traits: Traits, *, width: int, height: int) -> None:
        self._cells, self._styles = cells, styles
        self.traits = traits
        """What the terminal can do, as far as is known by now."""
        self.synchronised = False
        """Whether the terminal knows synchronised updates (mode 2026)."""
        self._shadow: list[Row] = [unknown_row(width)] * height
        self._pen = self._new_pen(UNKNOWN, None, None)

    def forget(self) -> None:
        """Take it that anything may be on the terminal, and its cursor and pen may be anywhere."""
        self._shadow = [unknown_row(len(row[0])) for row in self._shadow]
        self._pen = self._new_pen(UNKNOWN, None, None)

    def resize(self, width: int, height: int) -> None:
        """Take another size; terminals differ in what they keep, so nothing counts as known."""
        self._shadow = [unknown_row(width)] * height
        self._pen = self._new_pen(UNKNOWN, None, None)

    def paint(self, rows: Sequence[Row], spot: Spot) -> str:
        """Return what makes the terminal show these rows, and puts the cursor where the app has it."""
        text = self._cleared(rows) + self._best(rows)
        if spot.x is not None:
            pen = self._resumed()
            pen.go(min(spot.x, len(rows[0][0]) - 1), min(spot.y, len(rows) - 1))
            text += pen.text()
            self._pen = pen
        if self.synchronised and len(text) > WORTH_A_SYNC:
            return text.join(SYNC)
        return text

    def before_raw(self, spot: Spot) -> str:
        """Return what puts cursor and pen where the app thinks they are, for text that is passed on as it is."""
        pen = self._resumed()
        if spot.x is not None:
            pen.go(min(spot.x, len(self._shadow[0][0]) - 1), min(spot.y, len(self._shadow) - 1))
        pen.take(self._styles.shown(spot.pen))
        self._pen = pen
        return pen.text()

    def _cleared(self, rows: Sequence[Row]) -> str:
        """Begin with an empty screen when nothing is known of the one there is, and everything of the one to come."""
        if any(row[0].strip(UNKNOWN) for row in self._shadow) or not all(map(known, rows)):
            return ""
        coloured = self.traits.erases_coloured
        ends = Counter(row[1][-1] for row in rows if row[0][-1] == " ")
        usual = next(
            (style for style, _ in ends.most_common() if self._styles.erases(style, coloured=coloured)), DEFAULT
        )
        pen = self._new_pen(UNKNOWN, None, None)
        pen.take(usual)
        pen.say("\x1b[2J")
        self._pen = pen
        self._shadow = [blank_row(len(row[0]), usual) for row in self._shadow]
        return pen.text()

    def _best(self, rows: Sequence[Row]) -> str:
        """Paint what differs, with rows moved first if that makes it shorter."""
        spans = self._spans(self._shadow, rows)
        shifts, moved, fewer = self._moved(rows, spans)
        candidates: list[tuple[Pen, Sequence[Row]]] = []
        if not shifts or _cells_in(fewer) * CLEARLY > _cells_in(spans):
            candidates.append((self._painted(rows, spans, self._resumed()), self._shadow))
        if shifts:
            candidates.append((self._painted(rows, fewer, self._scrolled(shifts, len(rows))), moved))
        pen, shadow = min(candidates, key=lambda candidate: candidate[0].cost())
        self._shadow = [overlaid(below, above) for below, above in zip(shadow, rows, strict=True)]
        self._pen = pen
        return pen.text()

    def _moved(self, rows: Sequence[Row], spans: Spans) -> tuple[list[Shift], Sequence[Row], Spans]:
        """Move rows while that leaves less to be painted: entries that come into a list move others by one, by two."""
        shifts: list[Shift] = []
        shadow: Sequence[Row] = self._shadow
        while len(shifts) < MOST_SHIFTS and (shift := find_shift(shadow, rows, spans)) is not None:
            moved = shifted(shadow, shift, blank=self._pen.style == DEFAULT)
            fewer = self._spans(moved, rows)
            if _cells_in(fewer) >= _cells_in(spans):
                break
            shifts.append(shift)
            shadow, spans = moved, fewer
        return shifts, shadow, spans

    def _spans(self, old: Sequence[Row], new: Sequence[Row]) -> Spans:
        return {
            y: spans
            for y, (before, after) in enumerate(zip(old, new, strict=True))
            if before != after and (spans := changed_spans(before, after))
        }

    def _scrolled(self, shifts: Sequence[Shift], height: int) -> Pen:
        pen = self._resumed()
        for shift in shifts:
            pen.say(scroll_text(shift, height, scrolls=self.traits.scrolls))
        pen.lost()
        return pen

    def _painted(self, new: Sequence[Row], spans: Spans, pen: Pen) -> Pen:
        for y, pieces in spans.items():
            row = new[y]
            tail = self._tail(row)
            if self.traits.repeats and len(pieces) > 1:
                pieces = blanks_joined(pieces, row)
            for start, end in pieces:
                if tail is not None and end > tail and pieces[-1][1] - max(start, tail) >= TAIL_WORTH_ERASING:
                    pen.draw(row, y, start, max(start, tail))
                    pen.erase_on(row, y, tail, max(start, tail))
                    break
                pen.draw(row, y, start, end)
        return pen

    def _tail(self, row: Row) -> int | None:
        """Return from where on a row is blank, and an erase would leave it so; None when it is not worth it."""
        text, look = row
        last = look[-1]
        if text[-1] != " " or not self._styles.erases(last, coloured=self.traits.erases_coloured):
            return None
        start = max(len(text.rstrip(" ")), len(look.rstrip(last)))
        return start if len(text) - start >= TAIL_WORTH_ERASING else None

    def _resumed(self) -> Pen:
        return self._new_pen(self._pen.style, self._pen.x, self._pen.y)

    def _new_pen(self, style: str, x: int | None, y: int | None) -> Pen:
        return Pen(self._cells, self._styles, self.traits, style=style, x=x, y=y)


def _cells_in(spans: Spans) -> int:
    return sum(end - start for pieces in spans.values() for start, end in pieces)
