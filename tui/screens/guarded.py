"""The one way to start a worker: what goes wrong aside ends no app, what is brought to a closed screen is dropped.

::

    run_guarded ── worker ──┬── a result ────────────────────────────────▶ then(result)
                            └── an error; a mistake of ours, as a Bug ────▶ failed(error)   (else: one line)
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import finalize

from textual.screen import Screen
from textual.worker import Worker

from tui.core.errors import FrontdeskError
from tui.screens.app_state import AppState, Shell
from tui.screens.boundary import bugs_caught

if TYPE_CHECKING:
    from typing_extensions import TypeVar as WithDefault

    Answer = WithDefault("Answer", default=None)
else:
    Answer = TypeVar("Answer")

__all__ = ["Answer", "GuardedScreen"]

T = TypeVar("T")


class GuardedScreen(Screen[Answer]):
    """A screen of Frontdesk's app whose workers are guarded."""

    def __init__(self) -> None:
        super().__init__()
        self._newest: dict[str, int] = {}
        """By group: how many exclusive workers were started."""

    @property
    def app_state(self) -> AppState:
        """What every screen stands on."""
        return self.shell.app_state

    @property
    def shell(self) -> Shell:
        """The app, as screens know it."""
        app = self.app
        if not isinstance(app, Shell):  # pragma: no cover - a screen of ours in somebody else's app
            raise TypeError("A FrontdeskScreen needs Frontdesk's app.")
        return app

    def run_guarded(
        self,
        work: Coroutine[Any, Any, T],
        *,
        then: Callable[[T], None] | None = None,
        failed: Callable[[FrontdeskError], None] | None = None,
        group: str,
        exclusive: bool = False,
    ) -> Worker[None]:
        """Start a worker whose mistakes end no app: whatever nobody foresaw becomes a `Bug`, its details in the logs.

        The work touches no widget. It may ask: `await self.app.push_screen_wait(screen)` returns a screen's answer.

        Args:
            work: What is done aside.
            then: Takes what it returned, on this screen's own message loop, unless this screen is gone.
            failed: Takes the error, likewise; without it one line says what happened.
            group: What else it belongs to.
            exclusive: Break off the earlier ones of the group; what they still bring is dropped.
        """
        if exclusive:
            self._newest[group] = self._newest.get(group, 0) + 1
        number = self._newest.get(group, 0) if exclusive else 0
        bring = partial(self._bring, group, number)

        async def guarded() -> None:
            await self._guarded(work, then, failed or self.say_failure, bring)

        worker: Worker[None] = self.run_worker(guarded, group=group, exclusive=exclusive)
        finalize(worker, work.close)  # of one that was broken off before it began, Python tells the terminal
        return worker

    def say_failure(self, error: FrontdeskError) -> None:
        """Say why a worker failed whose starter does not do so."""
        raise NotImplementedError

    async def _guarded(
        self,
        work: Coroutine[Any, Any, T],
        then: Callable[[T], None] | None,
        failed: Callable[[FrontdeskError], None],
        bring: Callable[[Callable[[], None]], None],
    ) -> None:
        def take(result: T) -> None:
            try:
                with bugs_caught(self.app_state):
                    if then is not None:
                        then(result)
            except FrontdeskError as error:
                failed(error)

        try:
            with bugs_caught(self.app_state):
                result = await work
        except FrontdeskError as error:
            bring(partial(failed, error))
        else:
            bring(partial(take, result))

    def _bring(self, group: str, number: int, take: Callable[[], None]) -> None:
        """Let what a worker brought be taken after the messages that it has posted; a closing screen takes no calls."""

        def unless_stale() -> None:
            if self.is_attached and number in (0, self._newest.get(group)):
                take()

        self.call_later(unless_stale)
