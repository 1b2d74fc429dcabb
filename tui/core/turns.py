"""Whose turn it is: what computes at length does so in short steps, and between two of them a key goes first.

::

    a long read ── step ── give_way ── step ── give_way ── …      on the command line: others get a turn
                               │
                               └── in the app: waits for as long as a key has not shown what it does
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Final

__all__ = ["KeysFirst", "a_key_goes_first", "give_way", "keys_go_first"]

_PATIENCE: Final = 0.5
"""Seconds for which a key is waited for whose end nobody sees."""


class KeysFirst:
    """Has what computes at length wait for what a key does."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._impatience: asyncio.TimerHandle | None = None

    def pressed(self) -> None:
        """Take note of a key."""
        self._free.clear()
        if self._impatience is not None:
            self._impatience.cancel()
        self._impatience = asyncio.get_running_loop().call_later(_PATIENCE, self._free.set)

    def done(self) -> None:
        """Take note that every key has shown what it did."""
        self._free.set()
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    @property
    def hold(self) -> bool:
        """Whether a key has not shown yet what it did."""
        return not self._free.is_set()

    async def wait(self) -> None:
        """Return when every key has shown what it did; at once when there was none just now."""
        await self._free.wait()


_FIRST: ContextVar[KeysFirst | None] = ContextVar("keys_first", default=None)


def keys_go_first(keys: KeysFirst) -> None:
    """Have whatever is begun from here on give way to keys."""
    _FIRST.set(keys)


def a_key_goes_first() -> bool:
    """Tell whether a key has not shown yet what it did, for what cannot wait until then because keys come by there."""
    keys = _FIRST.get()
    return keys is not None and keys.hold


async def give_way() -> None:
    """Let others have a turn; where there are keys, those first."""
    await asyncio.sleep(0)
    if (keys := _FIRST.get()) is not None:
        await keys.wait()
