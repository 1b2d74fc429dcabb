"""Whose turn it is: what computes at length does so in short steps, and between two of them a key goes first.

::

    a long read ── step ── give_way ── step ── give_way ── …      on the command line: others get a turn
                               │
                               └── in the app: waits for as long as a key has not shown what it does
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import ContextVar
from time import monotonic
from typing import Final

__all__ = ["KeysFirst", "a_key_goes_first", "give_way", "keys_go_first"]

_PATIENCE: Final = 0.5
"""Seconds for which a key that nobody has seen the end of is waited for."""

_TIME_TO_SHOW: Final = 0.01
"""Seconds after a key has run its course in which nothing else is done: so long it takes to show what it did. A key
that is held down comes a third as often, so that everything else gets its turn all the same."""


class KeysFirst:
    """Has what computes at length wait for what a key does."""

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._over.set()
        self._until = 0.0

    def pressed(self) -> None:
        """Take note of a key."""
        self._over.clear()

    def done(self) -> None:
        """Take note that every key has run its course; what they did is still to be shown."""
        self._over.set()
        self._until = monotonic() + _TIME_TO_SHOW

    @property
    def hold(self) -> bool:
        """Whether a key has not had its time yet."""
        return not self._over.is_set() or monotonic() < self._until

    async def wait(self) -> None:
        """Return when every key has had its time; at once when there was none just now."""
        if not self._over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._over.wait()
        if (left := self._until - monotonic()) > 0:
            await asyncio.sleep(left)


_FIRST: ContextVar[KeysFirst | None] = ContextVar("keys_first", default=None)


def keys_go_first(keys: KeysFirst) -> None:
    """Have whatever is begun from here on give way to keys."""
    _FIRST.set(keys)


def a_key_goes_first() -> bool:
    """Tell whether a key has not had its time yet, for what cannot wait until then because keys come by there."""
    keys = _FIRST.get()
    return keys is not None and keys.hold


async def give_way() -> None:
    """Let others have a turn; where there are keys, those first."""
    await asyncio.sleep(0)
    if (keys := _FIRST.get()) is not None:
        await keys.wait()
