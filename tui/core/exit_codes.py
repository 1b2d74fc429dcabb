"""How a command can end: the exit codes, described once for the command line, the docs and “frontdesk spec”."""

from __future__ import annotations

from enum import IntEnum
from typing import Self

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """An exit code, and what it means."""

    meaning: str
    """Half a sentence for lists."""

    def __new__(cls, number: int, meaning: str) -> Self:
        """Make a code of its number and its meaning."""
        code = int.__new__(cls, number)
        code._value_ = number
        code.meaning = meaning
        return code

    DONE = 0, "done"
    FAILED = 1, "the vendor or the network failed, standard output cannot be written, or Frontdesk itself failed"
    USAGE = 2, "usage or configuration"
    PARTLY = 3, "some of it failed: rows of a bulk, also those that were left out, or parts of a read"
    REFUSED = 4, "refused: read-only, or not confirmed"
    HOLDS = 5, "a watched condition holds"
    HUNG_UP = 129, "ended by SIGHUP: the terminal has gone"
    INTERRUPTED = 130, "interrupted"
    TERMINATED = 143, "ended by SIGTERM"
