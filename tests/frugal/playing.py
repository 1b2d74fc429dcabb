"""A session through the frugal frames and through the stock stream: what two terminals are sent, and show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.frugal.glass import Glass
from tests.frugal.sessions import Drained, Healed, Resized, Written, session
from tui.terminal.frugal.cells import UNKNOWN
from tui.terminal.frugal.colours import Depth
from tui.terminal.frugal.frames import Frames
from tui.terminal.frugal.styles import DEFAULT, Styles
from tui.terminal.frugal.traits import Traits

__all__ = ["TRAITS", "Played", "play", "streams"]

TRAITS = (
    Traits(repeats=True, repeats_anything=True, erases_coloured=True, erases_cells=True, scrolls=True),
    Traits(),
    Traits(repeats=True, erases_coloured=True, erases_cells=True),
    Traits(erases_cells=True, scrolls=True),
)
"""Terminals that differ in what they can do."""


@dataclass
class Sent:
    """What a terminal is sent, or its new size."""

    stock: str = ""
    ours: str = ""
    size: tuple[int, int] | None = None


@dataclass
class Played:
    """Two terminals after a session."""

    stock: Glass
    ours: Glass
    stock_bytes: int
    our_bytes: int


def streams(
    seed: int, traits: Traits, *, resizes: bool = True, depth: Depth | None = None, by_number: bool = False
) -> tuple[int, int, Iterator[Sent]]:
    """Return the size of a session, and what the terminals are sent in it."""
    width, height, steps = session(seed, resizes=resizes)
    frames = Frames(traits, width=width, height=height, depth=depth, by_number=by_number)
    frames.synchronised = seed % 2 == 0

    def sent() -> Iterator[Sent]:
        for step in steps:
            match step:
                case Written(text):
                    frames.write(text)
                    yield Sent(stock=text)
                case Resized(columns, rows):
                    frames.resize(columns, rows)
                    yield Sent(size=(columns, rows))
                case Healed(foreign, again):
                    yield Sent(ours=frames.take())
                    yield Sent(ours=foreign)
                    frames.repaint()
                    if not frames.complete:
                        frames.write(again)
                        yield Sent(stock=again)
                case Drained():
                    yield Sent(ours=frames.take())
        yield Sent(ours=frames.take())

    return width, height, sent()


def play(seed: int, traits: Traits, *, depth: Depth | None = None, by_number: bool = False) -> Played:
    """Play a session onto two terminals; the stock one is sent the colours that ours is told to make do with."""
    width, height, sent = streams(seed, traits, depth=depth, by_number=by_number)
    styles = Styles(depth)

    def with_fewer(sgr: re.Match[str]) -> str:
        return styles.change(UNKNOWN, styles.shown(styles.after(DEFAULT, sgr[1])))

    played = Played(Glass(width, height), Glass(width, height), 0, 0)
    for each in sent:
        if each.size is not None:
            played.stock.resize(*each.size)
            played.ours.resize(*each.size)
        played.stock.feed(re.sub(r"\x1b\[([\d;]*)m", with_fewer, each.stock) if depth else each.stock)
        played.ours.feed(each.ours)
        played.stock_bytes += len(each.stock.encode())
        played.our_bytes += len(each.ours.encode())
    return played
