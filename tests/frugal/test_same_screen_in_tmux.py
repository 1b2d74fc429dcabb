"""The same in a second emulator: what tmux shows in the end, cell by cell and colour by colour.

FRUGAL_TMUX_SESSIONS=200 plays as many; tmux takes a quarter of a second for each.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.frugal.glass import Glass, Seen, difference
from tests.frugal.playing import streams
from tests.frugal.tmux import tmux_server
from tui.terminal.frugal.traits import PLAIN, Traits

SESSIONS = int(os.environ.get("FRUGAL_TMUX_SESSIONS", "6"))


TRAITS = (PLAIN, Traits(repeats=True, erases_cells=True, scrolls=True))
"""tmux erases with colours as well, but does not copy out what it has erased so: that could not be compared."""


def seen(captured: str, width: int, height: int) -> Seen:
    glass = Glass(width, height)
    glass.feed("\x1b[?7l")
    for y, line in enumerate(captured.splitlines(), 1):
        glass.feed(f"\x1b[{y};1H{line}")
    return glass.seen()


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_a_session_ends_in_the_same_screen_in_tmux(tmp_path: Path) -> None:
    with tmux_server(tmp_path) as tmux:
        for seed in range(SESSIONS):
            width, height, sent = streams(seed, TRAITS[seed % 2], resizes=False)
            stock, ours = ("".join(texts) for texts in zip(*((each.stock, each.ours) for each in sent), strict=True))
            screens = [seen(tmux.shown(text, width=width, height=height), width, height) for text in (stock, ours)]

            assert not [*difference(*screens)], f"session {seed}"
