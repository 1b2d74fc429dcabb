"""Reads the terminal until told to stop, or until there is none."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Final

from tui.terminal.frugal.tokens import Token, Tokens

__all__ = ["Reader"]

AT_ONCE: Final = 16_384


class Reader:
    """Waits for input without waking up for nothing, and stops at once when asked to."""

    def __init__(self, fileno: int, *, escape_delay: float) -> None:
        self._fileno = fileno
        self._tokens = Tokens(escape_delay=escape_delay)
        self._stopped, self._stop = os.pipe()

    def stop(self) -> None:
        """Have `run` return."""
        os.write(self._stop, b"!")

    def run(self, on_token: Callable[[Token], None]) -> bool:
        """Read until stopped; return False when there is nothing left to read from.

        Args:
            on_token: Called for each thing that was read.
        """
        try:
            while True:
                deadline = self._tokens.deadline
                wait = None if deadline is None else max(0.0, deadline - time.monotonic())
                watched = [self._fileno, self._stopped]
                # Time is up only if nothing has come: on a busy machine this thread wakes up late.
                readable = select.select(watched, [], [], wait)[0] or select.select(watched, [], [], 0)[0]
                if self._stopped in readable:
                    return True
                read = os.read(self._fileno, AT_ONCE) if readable else b""
                if readable and not read:
                    return False
                now = time.monotonic()
                for token in self._tokens.feed(read, now) if read else self._tokens.tick(now):
                    on_token(token)
        except (OSError, ValueError):  # EIO: the terminal has gone
            return False

    def close(self) -> None:
        """Give the pipe back; `run` has returned by then."""
        os.close(self._stopped)
        os.close(self._stop)
