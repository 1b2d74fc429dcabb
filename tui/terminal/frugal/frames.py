"""What the app has written and the terminal has not got yet: at most one frame, and what has to go before it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from tui.terminal.frugal.canvas import Canvas, Spot
from tui.terminal.frugal.cells import Cells, NotUnderstoodError, TableFullError
from tui.terminal.frugal.colours import Depth
from tui.terminal.frugal.painter import Painter
from tui.terminal.frugal.probe import PLAIN_PROBE, PROBE, Repeats
from tui.terminal.frugal.rows import Row, known
from tui.terminal.frugal.sequences import Kind, parts
from tui.terminal.frugal.styles import DEFAULT, Styles
from tui.terminal.frugal.traits import Traits

__all__ = ["Frames"]

RESET: Final = "\x1b[m"
"""What the app's colours end with, before another screen is shown: the pen is not the one the app believes in."""

POINTER: Final = "\x1b]22;"
"""What the shape of the pointer begins with: Textual says it for every screen, and mostly it is what it was."""

SGR: Final = re.compile(r"\x1b\[([\d;]*)m")


class _Raw(NamedTuple):
    """Goes to the terminal as it is, at this place, over this picture; what it leaves behind is not known."""

    text: str
    rows: list[Row]
    spot: Spot


class Frames:
    """Merges the frames that the app writes, and says what brings the terminal up to date.

    Nothing queues: a frame that was not sent when the next one comes is never sent. What is no frame keeps its place
    in front of the frames that came after it.
    """

    def __init__(
        self,
        traits: Traits,
        *,
        width: int,
        height: int,
        depth: Depth | None = None,
        by_number: bool = False,
        spell: Callable[[str], str] | None = None,
        probing: bool = False,
    ) -> None:
        self._spell = spell
        self._traits, self._depth, self._by_number, self._probing = traits, depth, by_number, probing
        self._synchronised = False
        self._waiting: deque[str | _Raw] = deque()
        self._stale = False
        self._pointer = ""
        self._begin(width, height)

    @property
    def pending(self) -> bool:
        """Whether there is anything to send."""
        return bool(self._stale or self._waiting)

    @property
    def complete(self) -> bool:
        """Whether every cell of the picture is known, so that a repaint shows all of it."""
        return all(map(known, self._canvas.rows))

    @property
    def synchronised(self) -> bool:
        """Whether the terminal knows synchronised updates."""
        return self._synchronised

    @synchronised.setter
    def synchronised(self, knows: bool) -> None:
        self._synchronised = self._painter.synchronised = knows

    def repeats(self, found: Repeats) -> None:
        """Take what the probe has found out."""
        self._traits = self._painter.traits = self._traits._replace(
            repeats=found.ascii, repeats_anything=found.anything
        )

    def write(self, text: str) -> None:
        """Take what the app writes."""
        try:
            self._canvas.write(text)
            self._stale = True
            return
        except TableFullError:
            self._pass_on(text)
            self._start_afresh()
            return
        except NotUnderstoodError:
            pass
        for kind, part in parts(text):
            self._take(kind, part)

    def resize(self, width: int, height: int) -> None:
        """Take another size. What is on the terminal counts as unknown: terminals differ in what they keep.

        The frame for the new size is on its way: it is waited for, unless the size is what it was.
        """
        self._stale = (width, height) == (self._canvas.width, self._canvas.height)
        self._canvas.resize(width, height)
        self._painter.resize(width, height)
        self._waiting = deque(each if isinstance(each, str) else each.text for each in self._waiting)

    def repaint(self) -> None:
        """Take it that anything may be on the terminal, and send the whole picture."""
        self._painter.forget()
        self._stale = True

    def drop_frame(self) -> None:
        """Leave out the frame that waits: it will not be looked at."""
        self._stale = False

    def take(self) -> str:
        """Return what brings the terminal up to date; from here on it counts as sent."""
        said = []
        while self._waiting:
            match self._waiting.popleft():
                case str(text):
                    said.append(text)
                case _Raw(text, rows, spot):
                    said += [self._painter.paint(rows, spot), self._painter.before_raw(spot), text]
                    self._painter.forget()
        if self._stale:
            self._stale = False
            said.append(self._painter.paint(self._canvas.rows, self._canvas.spot))
        return "".join(said)

    def _begin(self, width: int, height: int) -> None:
        cells, styles = Cells(self._spell), Styles(self._depth, by_number=self._by_number)
        coloured = self._traits.erases_coloured
        self._canvas = Canvas(cells, styles, width=width, height=height, erases_coloured=coloured)
        self._painter = Painter(cells, styles, self._traits, width=width, height=height)
        self._painter.synchronised = self._synchronised
        self._styles = styles

    def _start_afresh(self) -> None:
        """Empty the tables; what waits is put into words while they can still be read."""
        words = self.take()
        self._begin(self._canvas.width, self._canvas.height)
        self._canvas.forget()
        self._waiting.append(words)

    def _take(self, kind: Kind, part: str) -> None:
        if kind is Kind.ASIDE:
            if part.startswith(POINTER):
                if part == self._pointer:
                    return
                self._pointer = part
            self._waiting.append(part)
        elif kind is Kind.SWITCH:
            # Nothing of the old screen is of use any more, and the new one is empty.
            self._pointer = ""
            self._stale = False
            self._canvas.clear()
            self._painter.forget()
            probe = PROBE if self._spell is None else PLAIN_PROBE
            self._waiting.append(RESET + part + (probe if self._probing and part[-1] == "h" else ""))
        elif kind is Kind.PICTURE:
            try:
                self._canvas.write(part)
                self._stale = True
            except NotUnderstoodError:
                self._pass_on(part)

    def _pass_on(self, part: str) -> None:
        """Let a part through as it is, and count nothing as known until the app has drawn it again."""
        spot = self._canvas.spot
        self._waiting.append(_Raw(part, self._canvas.rows, spot))
        self._stale = False
        self._canvas.forget()
        self._canvas.spot = Spot(None, 0, self._pen_after(spot.pen, part))

    def _pen_after(self, pen: str, part: str) -> str:
        try:
            for parameters in SGR.findall(part):
                pen = self._styles.after(pen, parameters)
        except NotUnderstoodError:
            return DEFAULT
        return pen
