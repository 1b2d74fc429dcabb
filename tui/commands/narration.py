"""Telling the user what goes on, on stderr, so that stdout stays data."""

from __future__ import annotations

import sys
import time
from typing import Final

__all__ = ["Narrator", "say"]

_PAUSE: Final = 0.1
"""Seconds between two states of the progress line."""


def say(text: str) -> None:
    """Write a sentence on stderr, with nothing in it that a terminal would obey."""
    safe = "".join(char if char.isprintable() or char == "\n" else "�" for char in text)
    print(safe, file=sys.stderr, flush=True)


class Narrator:
    """One line that tells how far a read has come; nothing when stderr is no terminal."""

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent or not sys.stderr.isatty()
        self._told_at = 0.0
        self._shown = False

    def tell(self, text: str) -> None:
        """Replace the line, unless it was replaced a moment ago."""
        now = time.monotonic()
        if self._silent or now - self._told_at < _PAUSE:
            return
        self._told_at = now
        self._shown = True
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False
