"""A session through the frugal frames and through the stock stream, each onto a terminal of its own."""

from __future__ import annotations

from tests.frugal.glass import Glass
from tests.frugal.sessions import Drained, Healed, Resized, Written, session
from tui.frugal.frames import Frames
from tui.frugal.traits import Traits

__all__ = ["EVERY_TRAIT", "PLAIN_TRAITS", "play"]

EVERY_TRAIT = Traits(repeats=True, erases_coloured=True, erases_cells=True, scrolls=True)
PLAIN_TRAITS = Traits()


def play(seed: int, traits: Traits) -> tuple[Glass, Glass, int, int]:
    """Play a session; return the terminal of the stock driver, ours, and the bytes that each was sent."""
    width, height, _, steps = session(seed)
    stock, ours = Glass(width, height), Glass(width, height)
    frames = Frames(traits, width=width, height=height)
    frames.synchronised = seed % 2 == 0
    plain = sent = 0

    def drain() -> None:
        nonlocal sent
        text = frames.take()
        sent += len(text.encode())
        ours.feed(text)

    for step in steps:
        match step:
            case Written(text):
                plain += len(text.encode())
                stock.feed(text)
                frames.write(text)
            case Resized(columns, rows):
                stock.resize(columns, rows)
                ours.resize(columns, rows)
                frames.resize(columns, rows)
            case Healed(foreign, again):
                drain()
                ours.feed(foreign)
                frames.repaint()
                if not frames.complete:
                    stock.feed(again)
                    frames.write(again)
            case Drained():
                drain()
    drain()
    return stock, ours, plain, sent
