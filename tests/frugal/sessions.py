"""Random sessions: what an app might write, and when the link was ready for it. A seed gives the same one each time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from rich.cells import cell_len, split_graphemes

__all__ = ["COLOUR_KINDS", "Drained", "Healed", "Resized", "Step", "Written", "session"]


@dataclass(frozen=True)
class Written:
    """The app wrote."""

    text: str


@dataclass(frozen=True)
class Drained:
    """The link took what there was."""


@dataclass(frozen=True)
class Healed:
    """Something foreign was on the terminal, and a repaint was asked for."""

    foreign: str
    again: str
    """What an app draws when the driver knows only a part of its picture."""


@dataclass(frozen=True)
class Resized:
    """The terminal has another size."""

    width: int
    height: int


Step = Written | Drained | Healed | Resized

COLOUR_KINDS: Final = ("none", "sixteen", "256", "truecolor")
WORDS: Final = (
    *(
        "a",
        "Ada",
        "Lovelace",
        "2026-11-03",
        "──────────",
        "│",
        "aaaaaaaa",
        "漢字",
        "かな漢",
        "é",
        "e\u0301x",
        "ñ",
        "☃",
        "🙂",
    ),
    *("q\u0323\u0307", "漢\u0301", "----------", "▁▂▃", "x", "ok", "10:31", "ا", "…", "“q”", "█████", "한", "–"),
)
ASIDES: Final = (
    *("\x07", "\x1b]52;c;Zm9v\x07", "\x1b]0;title\x1b\\", "\x1b[?1000h", "\x1b[?1006l", "\x1b[?25l", "\x1b[?2004h"),
    *("\x1b[?2026h", "\x1b[?2026l", "\x1b[?9999h", "\x1b[?25h\x1b]0;more\x07"),
)


class Drawing:
    """What the app wants to show: lines of styled pieces, drawn as Textual's compositor writes them."""

    def __init__(self, random: Random, width: int, height: int, colours: str) -> None:
        self.random, self.width, self.height, self.colours = random, width, height, colours
        self.styles = [self.style() for _ in range(5)]
        self.lines = [self.line(width) for _ in range(height)]

    def style(self) -> str:
        """Make SGR parameters up."""
        chosen = [str(each) for each in (1, 2, 3, 4, 7, 9) if self.random.random() < 0.12]
        for ground in (30, 40):
            if self.random.random() < 0.7:
                chosen += self.colour(ground)
        return ";".join(chosen)

    def colour(self, ground: int) -> list[str]:
        pick = self.random.randrange
        match self.colours:
            case "sixteen":
                return [str(ground + pick(8) + 60 * pick(2))]
            case "256":
                return [f"{ground + 8};5;{pick(256)}"]
            case "truecolor":
                return [f"{ground + 8};2;{pick(256)};{pick(256)};{pick(256)}"]
        return []

    def piece(self, width: int) -> str:
        """Make up text that takes some cells."""
        text = ""
        while cell_len(text) < width:
            text += self.random.choice((*WORDS, " " * self.random.randrange(1, 14)))
        spans, total = split_graphemes(text)
        while total > width:
            _, _, last = spans.pop()
            total -= last
        return text[: spans[-1][1] if spans else 0] + " " * (width - total)

    def line(self, width: int) -> str:
        """Make up a line of styled pieces."""
        line = ""
        while width > 0:
            cells = min(width, self.random.choice((1, 2, 3, 5, 8, 13, 30, 80)))
            width -= cells
            text, style = self.piece(cells), self.random.choice(self.styles)
            if not width and unicodedata.combining(text[-1]):
                # Without autowrap tmux 3.3a puts marks in the last column onto the character before it.
                text = self.piece(cells - 1) + "x"
            line += f"\x1b[{style}m{text}\x1b[0m" if style else text
        return line

    def full(self) -> str:
        """Draw everything, as after a layout."""
        lines = [f"\x1b[{y};1H{line}" for y, line in enumerate(self.lines, 1)]
        return "\n".join(lines) + self.cursor()

    def scrolled(self) -> str:
        """Move some lines, and draw the region they are in."""
        top = self.random.randrange(self.height)
        bottom = self.random.randrange(top, self.height) + 1
        region = self.lines[top:bottom]
        by = self.random.randrange(1, len(region) + 1)
        fresh = [self.line(self.width) for _ in range(by)]
        moved = region[by:] + fresh if self.random.random() < 0.5 else fresh + region[:-by]
        self.lines[top:bottom] = moved
        return "\n".join(f"\x1b[{y};1H{line}" for y, line in enumerate(moved, top + 1)) + self.cursor()

    def partial(self) -> str:
        """Draw parts of some lines anew. Afterwards the lines are what a full frame would make of them."""
        written = []
        for y in sorted(self.random.sample(range(self.height), self.random.randrange(1, self.height + 1))):
            if self.random.random() < 0.5:
                self.lines[y] = self.line(self.width)
                written.append(f"\x1b[{y + 1};1H{self.lines[y]}")
                continue
            left = self.random.randrange(self.width)
            head, tail = self.line(left), self.line(self.width - left)
            self.lines[y] = head + tail
            written.append(f"\x1b[{y + 1};1H{head}\x1b[{y + 1};{left + 1}H{tail}")
        return "\n".join(written) + self.cursor()

    def cursor(self) -> str:
        return f"\x1b[{self.random.randrange(self.height) + 1};{self.random.randrange(self.width) + 1}H"


def session(seed: int, *, resizes: bool = True) -> tuple[int, int, Iterator[Step]]:
    """Return a size, and what happens."""
    random = Random(seed)
    width, height = random.randrange(3, 64), random.randrange(2, 18)
    return width, height, _steps(random, width, height, resizes=resizes)


def _steps(random: Random, width: int, height: int, *, resizes: bool) -> Iterator[Step]:
    colours = random.choice(COLOUR_KINDS)
    drawing = Drawing(random, width, height, colours)
    yield Written("\x1b[?1049h\x1b[?7l")
    yield Written(drawing.full())
    for _ in range(random.randrange(2, 14)):
        match random.randrange(10):
            case 0 | 1 | 2:
                yield Written(drawing.partial())
            case 3 | 4:
                yield Written(drawing.scrolled())
            case 5:
                yield Written(drawing.full())
            case 6:
                yield Written(random.choice(ASIDES))
            case 7 if resizes:
                width, height = random.randrange(3, 64), random.randrange(2, 18)
                yield Resized(width, height)
                drawing = Drawing(random, width, height, colours)
                yield Written(drawing.full())
            case 8:
                foreign = f"\x1b[{random.randrange(height) + 1};1H\x1b[0mBroadcast message"[: width + 8]
                yield Healed(foreign, drawing.full())
            case 9:
                yield Written(random.choice(("\x1b[2J", "\x1b[1;1H\x1b[0m\x1b[K", "\x1b[2;2H\x1b[0m\x1b[J", "\x1b[3X")))
                yield Written(drawing.full())
        if random.random() < 0.5:
            yield Drained()
