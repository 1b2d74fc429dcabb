"""How often a screen shows what keeps coming, and how much of it is taken in at once.

The link, the eyes and the keys set the pace, not whoever sends the rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Any, Final

from textual.message_pump import MessagePump

from tui.core.record import Page
from tui.core.turns import KeysFirst, a_key_goes_first

__all__ = ["Pace", "in_portions"]

_AT_ONCE: Final = 50
"""Rows that are taken in at once: less than a millisecond. A key that is pressed meanwhile waits for no more."""
_AGAIN: Final = 0.005
"""Seconds after which it is looked again whether the keys have had their time."""


async def in_portions(page: Page[Any], keys_first: KeysFirst) -> AsyncIterator[Page[Any]]:
    """Yield the page in portions that hold nothing up; between them keys and frames get their turn."""
    for portion in page.portions(_AT_ONCE):
        await keys_first.wait()
        yield portion
        if portion is not page:
            await asyncio.sleep(0)


class Pace:
    """Has something shown at most once in a while; whatever was asked for meanwhile is shown in one go, and soon."""

    def __init__(self, screen: MessagePump, show: Callable[[], None], *, seconds: float) -> None:
        """Begin at rest.

        Args:
            screen: Whose message loop shows.
            show: Shows what there is.
            seconds: What lies between two showings at the least.
        """
        self._screen, self._show, self._seconds = screen, show, seconds
        self._next = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> bool:
        """Whether something is to be shown that is not shown yet."""
        return self._timer is not None

    def begin(self, first: float) -> None:
        """Show nothing for some seconds: what comes within them is shown in one go."""
        self.stop()
        self._next = monotonic() + first

    def ask(self) -> None:
        """Have it shown as soon as the pace allows."""
        if self._timer is None:
            # Textual 8.2.8 loses a timer that is due before it has started, as it happens on a busy machine.
            wait = max(0.0, self._next - monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._in_its_turn)

    def _in_its_turn(self) -> None:
        """Show once no key goes first any more."""
        if a_key_goes_first():
            self._timer = asyncio.get_running_loop().call_later(_AGAIN, self._in_its_turn)
        else:
            self._screen.call_later(self.keep_up)

    def keep_up(self) -> None:
        """Show at once what waits to be shown."""
        if self._timer is not None:
            self.stop()
            self._next = monotonic() + self._seconds
            self._show()

    def rest(self, seconds: float) -> None:
        """Show nothing more for so many seconds: what was shown has cost its time."""
        self._next = max(self._next, monotonic() + seconds)

    def stop(self) -> None:
        """Forget what waits to be shown: it is shown in another way, or not at all."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
