"""What Ctrl+C, SIGTERM and SIGHUP do to a command: it is broken off, so that it can clean up behind itself.

By default the last two end the process as it stands, and a half-written file stays where it is; and Python lets a
Ctrl+C fall into whatever runs at the moment, which then shows the way through the event loop.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, Final

__all__ = ["EndedBySignal", "run_until_signal"]

_FAREWELLS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndedBySignal(Exception):
    """The process was told to end, and the command has cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.strsignal(number))
        self.number = number
        """Which signal it was."""
        self.exit_code = 128 + number
        """What a shell reports for a process that a signal ended."""


async def run_until_signal(work: Coroutine[Any, Any, int]) -> int:
    """Run a command to its end, or until a signal breaks it off.

    Raises:
        EndedBySignal: when a signal did.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    told: list[int] = []

    def go(number: int) -> None:
        told.append(number)
        # The second one ends the process at once: whatever the clean-up waits for, nobody else does.
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
        task.cancel()

    # One that is ignored stays so: that is what nohup is for.
    heard = [number for number in _FAREWELLS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in heard:
        loop.add_signal_handler(number, go, number)
    try:
        return await task
    except asyncio.CancelledError:
        if told:
            raise EndedBySignal(told[0]) from None
        raise
    finally:
        for number in heard:
            loop.remove_signal_handler(number)
