"""What the terminal is, asked of the environment alone: it must be known before Textual is imported.

Textual reads `TEXTUAL_*` once, when it is imported, so `settle` has to run before the first `import textual`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping
from typing import Final, Literal

__all__ = ["Colours", "colours_of", "complaint", "is_frugal", "over_ssh", "settle", "speaks_unicode"]

Colours = Literal[16, 256] | None
"""How many colours a terminal has; None for all of them."""

FRAMES_OVER_SSH: Final = 20
"""Frames a second at most over SSH: a held key then costs a third of the bytes, and nobody sees the difference."""

ESCAPE_WAITS: Final = 40
"""Milliseconds for which an Escape may be the beginning of an arrow key. Textual 8.2.8 takes 100, and drops the Escape
when another key comes within them: quick fingers do that. The bytes of one arrow key come in one packet."""

MANY_COLOURS: Final = ("256color", "kitty", "alacritty", "foot", "wezterm", "ghostty", "contour")
"""What the names of terminals have in them that show 256 colours at least."""


def over_ssh(environ: Mapping[str, str]) -> bool:
    """Say whether the terminal is at the far end of an SSH connection."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def is_frugal(environ: Mapping[str, str], low_bandwidth: str) -> bool:
    """Say whether the link is to be spared, by what the config says of it (`auto`, `on`, `off`)."""
    return low_bandwidth == "on" or (low_bandwidth == "auto" and over_ssh(environ))


def colours_of(environ: Mapping[str, str], asked: str = "auto") -> Colours:
    """Return how many colours to use: what the config asks for, else what the terminal says that it has."""
    if asked != "auto":
        return {"16": 16, "256": 256}.get(asked)  # type: ignore[return-value]
    term = environ.get("TERM", "")
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return None
    return 256 if any(part in term for part in MANY_COLOURS) else 16


def speaks_unicode(environ: Mapping[str, str], asked: str = "auto", *, coerced: bool | None = None) -> bool:
    """Say whether the terminal shows more than ASCII: what the config asks for, else what the locale says.

    Where no locale is set at all the terminal is taken for one of today: many hosts hand none on over SSH.

    Args:
        environ: The environment.
        asked: `auto`, `unicode` or `ascii`.
        coerced: Whether Python came up in a C locale, and has put `LC_CTYPE` into the environment itself (PEP 538);
            None: whether this Python has.
    """
    if asked != "auto":
        return asked == "unicode"
    made_up = bool(sys.flags.utf8_mode) if coerced is None else coerced
    names = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if made_up and names[1] == "C.UTF-8":
        names[1] = ""
    locale = next(filter(None, names), "UTF-8")
    return "utf8" in locale.lower().replace("-", "")


def complaint(environ: Mapping[str, str]) -> str:
    """Return why the app cannot be shown on this terminal; empty when it can.

    TERM=dumb is refused because Textual would send it colours and cursor moves all the same.
    """
    term = environ.get("TERM", "")
    if term not in ("", "dumb", "unknown"):
        return ""
    said = f"says that it is “{term}”, and" if term else "does not say what it is (TERM is not set), and"
    return (
        f"This terminal {said} cannot show screens. "
        "Use the command line (frontdesk get …), or set TERM to what the terminal really is, such as xterm-256color."
    )


def settle(environ: MutableMapping[str, str], *, low_bandwidth: str = "auto") -> None:
    """Set what Textual reads from the environment: no animation, no scrolling by fractions, fewer frames over SSH.

    Textual draws in all colours: what the terminal has not is left to the driver, which keeps a pale cyan cyan. What
    the user has set stays as it is.
    """
    environ.setdefault("ESCDELAY", str(ESCAPE_WAITS))
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    environ.setdefault("TEXTUAL_COLOR_SYSTEM", "truecolor")
    if is_frugal(environ, low_bandwidth):
        environ.setdefault("TEXTUAL_FPS", str(FRAMES_OVER_SSH))
