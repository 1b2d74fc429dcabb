"""The thread that writes: what it does when nobody takes what it writes."""

from __future__ import annotations

import os
import pty
import select
import time
import tty
from collections.abc import Iterator

import pytest

from tests.frugal.glass import Glass
from tui.terminal.frugal.frames import Frames
from tui.terminal.frugal.pacing import QUESTION
from tui.terminal.frugal.traits import PLAIN
from tui.terminal.frugal.wire import Wire
from tui.terminal.frugal.writer import Writer

WIDTH, HEIGHT = 200, 50


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Open a pseudo-terminal: the end of the terminal, and that of the program."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, slave
    for fileno in (master, slave):
        os.close(fileno)


def writer_to(slave: int, *, paced: bool = False) -> Writer:
    lost: list[str] = []
    frames = Frames(PLAIN, width=WIDTH, height=HEIGHT)
    writer = Writer(frames, Wire(slave), paced=paced, on_lost=lambda: lost.append("lost"))
    writer.start()
    return writer


def frame(number: int) -> str:
    return "\n".join(f"\x1b[{y};1H{f'{number}.{y} ' * 60:.200}" for y in range(1, HEIGHT + 1))


def read(master: int, until: str) -> str:
    """Take what is written, until it ends so."""
    taken, end = "", time.monotonic() + 30
    while not taken.endswith(until):
        assert time.monotonic() < end, f"…{taken[-100:]!r}"
        if select.select([master], [], [], 0.05)[0]:
            taken += os.read(master, 65536).decode("utf-8", "replace")
    return taken


def test_frames_that_nobody_takes_do_not_queue(ends: tuple[int, int]) -> None:
    master, slave = ends
    writer = writer_to(slave)

    for number in range(100, 300):
        writer.write(frame(number))
    writer.write("\x1b[1;1H")
    taken = read(master, "\x1b[H")
    writer.stop()

    assert len(taken) < 12 * WIDTH * HEIGHT


def test_when_the_link_is_stuck_the_last_words_are_kept_and_the_frame_is_not(ends: tuple[int, int]) -> None:
    master, slave = ends
    writer = writer_to(slave)
    for number in range(100, 120):
        writer.write(frame(number))
    writer.write("\x1b[?1049l\x1b[?25h")

    begun = time.monotonic()
    writer.stop()

    assert time.monotonic() - begun < 5
    assert not writer.is_alive()
    read(master, "\x1b[?1049l\x1b[?25h")


def test_a_paced_writer_sends_the_second_frame_when_the_first_has_arrived(ends: tuple[int, int]) -> None:
    master, slave = ends
    writer = writer_to(slave, paced=True)
    glass = Glass(WIDTH, HEIGHT)
    writer.write(frame(100))
    glass.feed(read(master, QUESTION))

    writer.write(frame(200))
    writer.write(frame(300))
    writer.answered()
    second = read(master, QUESTION)
    writer.stop()

    glass.feed(second)
    assert glass.text().startswith("300.1 300.1 ")
    assert second.count(QUESTION) == 1
