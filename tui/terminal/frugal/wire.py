"""The file descriptor that leads to the terminal: written to without ever blocking for good."""

from __future__ import annotations

import os
import select
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

__all__ = ["TerminalLostError", "Wire"]

PIECE: Final = 4096
"""Bytes to write at once where writing may block: less than a pseudo-terminal takes."""


class TerminalLostError(Exception):
    """The terminal is gone."""


class Wire:
    """Writes to a terminal.

    The descriptors of a terminal are shared with the shell, and must stay blocking. So the terminal is opened once
    more, for us alone; where that is not allowed, the shared descriptor is written to in small pieces.
    """

    def __init__(self, fileno: int, *, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._shared = fileno
        self._own: int | None = None
        with suppress(OSError):
            self._own = os.open(os.ttyname(fileno), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        self._waker, self._wake = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._wake, False)

    def write(self, text: str, *, given_up: Callable[[], float | None]) -> bool:
        """Write text, waiting while the terminal takes no more; return whether all of it went out.

        Args:
            text: What to write.
            given_up: Returns until when to go on trying (of the monotonic clock); None: for ever. `hurry` has it
                asked again.

        Raises:
            TerminalLostError: when there is no terminal any more.
        """
        rest = memoryview(text.encode(self._encoding, "replace"))
        fileno = self._shared if self._own is None else self._own
        while rest:
            deadline = given_up()
            seconds = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                readable, writable, _ = select.select([self._waker], [fileno], [], seconds)
                if readable:
                    os.read(self._waker, 64)
                if writable:
                    rest = rest[os.write(fileno, rest[:PIECE]) :]
                elif not readable:
                    return False
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                raise TerminalLostError from error
        return True

    def discard(self) -> None:
        """Throw away what the terminal has been given and has not taken."""
        with suppress(termios.error):
            termios.tcflush(self._shared, termios.TCOFLUSH)

    def hurry(self) -> None:
        """Have a write that waits look again at how long it may."""
        with suppress(OSError):
            os.write(self._wake, b"!")

    def close(self) -> None:
        """Give back what was opened; the shared descriptor stays."""
        for fileno in (self._own, self._waker, self._wake):
            if fileno is not None:
                with suppress(OSError):
                    os.close(fileno)
