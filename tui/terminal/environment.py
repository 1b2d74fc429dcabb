"""What the terminal is, asked of the environment alone: it must be known before Textual is imported.

Textual reads `TEXTUAL_*` once, when it is imported, so `settle` has to run before the first `import textual`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Final

__all__ = ["complaint", "over_ssh", "settle"]

FRAMES_OVER_SSH: Final = 20
"""Frames a second at most over SSH: a held key then costs a third of the bytes, and nobody sees the difference."""

ESCAPE_WAITS: Final = 40
"""Milliseconds for which an Escape may be the beginning of an arrow key. Textual 8.2.8 takes 100, and drops the Escape
when another key comes within them: quick fingers do that. The bytes of one arrow key come in one packet."""


def over_ssh(environ: Mapping[str, str]) -> bool:
    """Say whether the terminal is at the far end of an SSH connection."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def complaint(environ: Mapping[str, str]) -> str:
    """Return why the app cannot be shown on this terminal; empty when it can.

    TERM=dumb is refused because Textual would send it colours and cursor moves all the same.
    """
    term = environ.get("TERM", "")
    if term not in ("", "dumb", "unknown"):
        return ""
    said = f"says that it is “{term}”" if term else "does not say what it is (TERM is not set)"
    return (
        f"This terminal {said}: screens need one that can place the cursor. "
        "Use the command line (frontdesk get …), or set TERM to what the terminal really is, such as xterm-256color."
    )


def settle(environ: MutableMapping[str, str], *, low_bandwidth: str = "auto") -> None:
    """Set what Textual reads from the environment: no animation, no scrolling by fractions, fewer frames over SSH.

    What the user has set stays as it is.
    """
    environ.setdefault("ESCDELAY", str(ESCAPE_WAITS))
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if low_bandwidth == "on" or (low_bandwidth == "auto" and over_ssh(environ)):
        environ.setdefault("TEXTUAL_FPS", str(FRAMES_OVER_SSH))
