"""One key after the other: what is typed ahead reaches what it was meant for.

Textual hands a key to whatever has the focus at that moment, and finds out later that the key before it opened a filter
or another screen. Over a slow line `/`, `l`, `e`, `c` arrive in one piece, and the letters would mark rows and open
things instead of filtering. So a key waits until the one before it has run its course: up from the focused widget to
the app, and, when that opened another screen, until that screen has been drawn and has its focus. Where that one is
covered or left again before it was ever drawn, it is the screen then on top that is waited for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.timer import Timer

from tui.core.turns import KeysFirst

__all__ = ["TypeAhead", "Typed", "parted"]

Typed: TypeAlias = events.Key | events.Paste
"""What a person types, in one way or the other: what is pasted behind a `/` is meant for the filter, too."""

PATIENCE: Final = 0.5
"""Seconds after which a key that nobody has seen the end of no longer holds up the others."""

ROUNDS: Final = 4
"""How often the way from the focused widget to the app is walked. A key becomes a message (`Input.Submitted`), that one
another (`FilterBar.Submitted`), that a change of focus, and each goes all the way up."""


def parted(key: events.Key) -> tuple[events.Key, ...]:
    """Take Alt with a letter for what it was: Escape and the letter, typed quickly or sent in one packet.

    A terminal sends the same two bytes for both, and nothing of ours is on Alt.
    """
    letter = key.character
    if not key.key.startswith("alt+") or letter is None or not letter.isprintable():
        return (key,)
    return events.Key("escape", "\x1b"), events.Key(letter, letter)


class TypeAhead:
    """Lets keys through to the app one at a time, in the order in which they were typed."""

    def __init__(
        self, app: App[Any], deliver: Callable[[Typed], Awaitable[None]], keys_first: KeysFirst | None = None
    ) -> None:
        """Hold nothing yet.

        Args:
            app: Whose keys these are.
            deliver: Hands one to the app.
            keys_first: Is told when a key comes, and when what the last one did is painted.
        """
        self._app = app
        self._deliver = deliver
        self._keys_first = keys_first or KeysFirst()
        self._held: deque[Typed] = deque()
        self._turn = 0
        self._busy = False
        self._awaits_screen = False
        """Whether what the key has opened is still to be drawn."""
        self._sees_changes = False
        self._impatience: Timer | None = None

    @property
    def holds(self) -> bool:
        """Whether a key waits for its turn."""
        return bool(self._held)

    async def take(self, key: Typed) -> None:
        """Deliver a key or a paste, or hold it until its turn comes."""
        if self._busy:
            self._held.append(key)
            if self._impatience is None:
                self._impatience = self._app.set_timer(PATIENCE, self._go_on)
            return
        self._busy = True
        self._keys_first.pressed()
        self._turn += 1
        screen = self._app.screen
        target: DOMNode = self._app.focused or screen
        await self._deliver(key)
        self._follow([*target.ancestors_with_self] * ROUNDS, self._turn, screen)

    def _follow(self, path: list[DOMNode], turn: int, screen: DOMNode) -> None:
        """Walk up behind the key: what is called later on a widget runs after all that it had to do before."""
        while path:
            node, *path = path
            if node.call_later(self._follow, path, turn, screen):
                return  # one that is closing takes no calls; then the next one up is asked
        if turn != self._turn:
            return
        if self._app.screen is screen:
            self._app.call_later(self._through, turn)
        else:
            self._await_top()

    def _await_top(self) -> None:
        """Go on once the screen on top has been drawn; look again when another one takes its place before that."""
        if not self._sees_changes:  # an app that does not run yet takes no subscription
            self._sees_changes = True
            self._app.screen_change_signal.subscribe(self._app, self._on_screen_change, immediate=True)
        self._awaits_screen = True
        top = self._app.screen
        if not top.call_after_refresh(self._drawn, self._turn, top):
            self._app.call_later(self._through, self._turn)

    def _on_screen_change(self, _: object) -> None:
        # Textual 8.2 does not call what waits for a refresh of a screen that is covered.
        if self._awaits_screen:
            self._await_top()

    async def _drawn(self, turn: int, screen: DOMNode) -> None:
        if self._app.screen is screen:  # else it is the one above that is waited for
            await self._through(turn)

    async def _through(self, turn: int) -> None:
        if turn == self._turn:
            await self._go_on()

    async def _go_on(self) -> None:
        """Let the next key through."""
        if self._impatience is not None:
            self._impatience.stop()
            self._impatience = None
        self._busy = self._awaits_screen = False
        if self._held:
            key = self._held.popleft()
            held, self._held = self._held, deque()
            await self.take(key)
            for later in held:
                await self.take(later)
        elif not self._app.screen.call_after_refresh(self._painted, self._turn):
            self._keys_first.done()

    def _painted(self, turn: int) -> None:
        if turn == self._turn and not self._busy:
            self._keys_first.done()
