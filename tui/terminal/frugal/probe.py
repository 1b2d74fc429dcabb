"""Whether the terminal repeats characters (REP): found out rather than believed.

Terminfo says that xterm does, and nearly every terminal calls itself xterm. Some of them do not: mosh
(github.com/mobile-shell/mosh/issues/1064) and JediTerm (github.com/JetBrains/jediterm/issues/308) never, tmux up to 3.4
only ASCII (github.com/tmux/tmux/issues/3687). So something is repeated on the empty screen, the terminal is asked how
far the cursor has come, and the line is wiped.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["PLAIN_PROBE", "PROBE", "Repeats", "verdict"]

PROBE: Final = "\x1b[H \x1b[6b─\x1b[8b\x1b[6n\r\x1b[K"
"""Seven cells if ASCII is repeated, or one; and nine if other characters are, or one. Three more bytes than one would
think if the terminal knows no UTF-8: then neither sum comes out."""

PLAIN_PROBE: Final = "\x1b[H \x1b[6b\x1b[6n\r\x1b[K"
"""The same for a terminal that is sent ASCII only: seven cells, or one."""


class Repeats(NamedTuple):
    """What a terminal repeats."""

    ascii: bool
    anything: bool


def verdict(place: str) -> Repeats:
    """Work the answer out: the row and the column of the cursor, from 1."""
    column = place.partition(";")[2]
    return Repeats(ascii=column in ("8", "9", "17"), anything=column == "17")
