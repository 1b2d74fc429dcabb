"""Telling the user what goes on, on stderr, so that stdout stays data; and the streams themselves, as they may be.

A stream that is closed is as /dev/null. One that is full, or that nobody reads any more, becomes it: what a command
does never fails because of what it tells. What it was asked for, on stdout, is another matter; see `tui.cli`.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, TextIO

__all__ = ["Narrator", "hush", "open_streams", "say", "say_mistake"]

_PAUSE: Final = 0.1
"""Seconds between two states of the progress line."""


def open_streams() -> None:
    """Put /dev/null in the place of standard streams that are closed, before a file that is opened takes their number.

    Some supervisors start a process like that. Python then has None for a stream, and whatever is opened next becomes
    what others write to as standard output.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is not None:
            continue
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)
        setattr(sys, name, open(number, mode, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115


def hush(stream: TextIO) -> None:
    """Send what a stream still holds, and whatever comes, nowhere: Python would complain that it cannot be flushed."""
    with suppress(OSError, ValueError):  # no file behind it, as in tests
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _harmless(text: str) -> str:
    """Return a text with nothing in it that a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def say(text: str) -> None:
    """Write a sentence on stderr."""
    _write(_harmless(text) + "\n")


def say_mistake(failed: Exception) -> None:
    """Say that we failed ourselves, with the details in a file: they are for whoever mends it."""
    from tui.storage.bug_reports import bug_sentence
    from tui.storage.paths import find_paths

    say(bug_sentence(failed, find_paths(None, environ=os.environ).logs, now=datetime.now(UTC)))


def _write(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):  # full, or its terminal is gone
        hush(sys.stderr)


class Narrator:
    """One line that tells how far a read has come; nothing when stderr is no terminal."""

    def __init__(self, *, silent: bool = False) -> None:
        self.silent = silent or not sys.stderr.isatty()
        """Whether it tells nothing, so that nothing need be made to be told."""
        self._told_at = 0.0
        self._shown = False

    def tell(self, text: str) -> None:
        """Replace the line, unless it was replaced a moment ago."""
        now = time.monotonic()
        if self.silent or now - self._told_at < _PAUSE:
            return
        self._told_at = now
        self._shown = True
        _write(f"\r\x1b[K{text}")

    def clear(self) -> None:
        """Take the line away: rows that are written to the same terminal begin where it stood."""
        if self._shown:
            _write("\r\x1b[K")
            self._shown = False
