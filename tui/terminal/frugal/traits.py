"""What a terminal can do, by its name (`TERM`); without a guess where a guess could hurt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["PLAIN", "Traits", "traits_of"]


class Traits(NamedTuple):
    """What shortens the way to a picture, and not every terminal has."""

    repeats: bool = False
    """REP: the last character again, some times (`CSI n b`). No name tells; `probe` finds out."""
    repeats_anything: bool = False
    """REP repeats more than ASCII."""
    erases_coloured: bool = False
    """BCE: an erase leaves the current background behind, not the default one."""
    erases_cells: bool = False
    """ECH: blanks some cells without moving the cursor (`CSI n X`)."""
    scrolls: bool = False
    """SU and SD: the scrolling region moves up and down (`CSI n S`, `CSI n T`)."""
    line_feed: str = "\r\n"
    """What goes to the beginning of the next row: shorter where the terminal driver turns `\\n` into that."""


PLAIN: Final = Traits()
"""What every terminal can do since the VT102: line insertion and deletion, and regions, are not asked about."""

_XTERM: Final = Traits(erases_coloured=True, erases_cells=True, scrolls=True)
_KNOWN: Final[Mapping[str, Traits]] = {
    "xterm": _XTERM,
    "xterm-256color": _XTERM,
    "xterm-direct": _XTERM,
    "linux": Traits(erases_coloured=True, erases_cells=True),
}
"""What terminfo (ncurses 6.4) says of the names that nearly everybody has: importing curses takes time."""


def traits_of(environ: Mapping[str, str]) -> Traits:
    """Return what terminfo says of the terminal; next to nothing when it does not know it, or when there is a
    multiplexer in between: screen erases without colour, and older ones of tmux scroll one way only.
    """
    term = environ.get("TERM", "")
    if environ.get("TMUX") or environ.get("STY") or term.startswith(("tmux", "screen")):
        return PLAIN
    return _KNOWN.get(term) or _asked(term)


def _asked(term: str) -> Traits:
    try:
        import curses

        curses.setupterm(term, 1)
    except Exception:  # no curses, no such terminal: curses.error is not always there to be named
        return PLAIN

    def has(name: str) -> bool:
        return bool(curses.tigetstr(name))

    return Traits(
        erases_coloured=curses.tigetflag("bce") > 0,
        erases_cells=has("ech"),
        scrolls=has("indn") and has("rin"),
    )
