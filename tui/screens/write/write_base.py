"""The ground of the screens that write: the moment, nobody leaving while something is under way, and the answer.

A screen that a flow asks (`AskingScreen`) answers and stays where it is, with everything in it, until the flow closes
it: so Escape on the screen above comes back to what was typed.

::

    flow:    open ──▶ answered ──▶ … works, asks on … ──▶ answered ──▶ close
                        ▲  │ None: the user goes back
    screen:             └──┘ answer(…)
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual import events

from tui.connections import Connection
from tui.core.action import Action, Danger
from tui.core.errors import Bug, FrontdeskError
from tui.core.time.now_in_zone import NowInZone
from tui.core.vendor import Environment
from tui.screens.base import Answer, FrontdeskScreen
from tui.screens.dialogs.unsent import LEAVE, leave_question
from tui.widgets.line import TextPart

__all__ = ["AskingScreen", "WriteScreen", "goes_to", "sent_at_once", "words_of"]


def words_of(error: FrontdeskError) -> str:
    """Return all there is to say of an error, on one line."""
    asked = getattr(error, "request_id", "")
    whose = "Frontdesk itself failed:" if isinstance(error, Bug) else ""
    said = (whose, error.message, f"(request {asked})" if asked else "", error.way_out)
    return " ".join(part for part in said if part)


def sent_at_once(connection: Connection, action: Action) -> bool:
    """Whether one write goes without a review: it is safe, and not for production."""
    return action.danger is Danger.SAFE and connection.environment is not Environment.PRODUCTION


def goes_to(connection: Connection) -> list[TextPart]:
    """Say where a write goes; production cannot be missed."""
    name: TextPart = (f" {connection.name} ", "strong")
    if connection.environment is Environment.PRODUCTION:
        return [(" to", "plain"), name, ("PRODUCTION", "danger")]
    return [(" to", "plain"), name, (connection.environment.value, "muted")]


class WriteScreen(FrontdeskScreen[Answer]):
    """A screen that writes to one connection."""

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection

    @property
    def moment(self) -> NowInZone:
        """What relative times are worked out from."""
        return NowInZone(self.now(), self.zone)

    @contextmanager
    def held(self, why: str) -> Iterator[None]:
        """Let nobody leave while something is under way that must end first; however it ends, the screen is free."""
        self.busy = why
        try:
            yield
        finally:
            self.busy = ""
            if self.is_attached:
                self.refresh_bindings()

    async def action_back(self) -> None:
        """Go back, unless something is under way; what was typed and not sent is asked about first."""
        if self.busy:
            self.say(f"{self.busy} Wait for its end.")
        elif self.reading:
            self.stop_read()
        elif lost := self.unsent:
            self._ask_to_leave(lost)
        else:
            await self.leave()

    async def leave(self) -> None:
        """Go back: nothing is under way, and nothing is lost that was not meant to be."""
        await super().action_back()

    def _ask_to_leave(self, lost: str) -> None:
        async def answer(chosen: str | None) -> None:
            if chosen == LEAVE:
                await self.leave()

        self.app.push_screen(leave_question([lost]), answer)


class AskingScreen(WriteScreen[Answer]):
    """A screen that answers whoever opened it, as often as it is asked, and stays until it is closed."""

    TYPED_IN: ClassVar[bool] = True
    """Whether people type here: then no single key does anything but what this screen itself has it do."""

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self._answer: asyncio.Future[Answer | None] | None = None
        self._uncovered: asyncio.Future[None] | None = None

    async def answered(self) -> Answer | None:
        """Wait for an answer; None when the user goes back.

        Raises:
            CancelledError: when the screen is gone.
        """
        self._answer = asyncio.get_running_loop().create_future()
        return await self._answer

    def answer(self, answer: Answer | None) -> None:
        """Answer, if anybody asks; nobody does while what was answered is worked on."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    async def leave(self) -> None:
        """Answer that the user goes back."""
        self.answer(None)

    async def close(self) -> None:
        """Go, as soon as nothing lies above: help may, or the sheet over a terminal that is too small."""
        while self.is_attached and not self.is_active:
            self._uncovered = asyncio.get_running_loop().create_future()
            await self._uncovered
        if self.is_attached:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Tell a close that waits for it that nothing lies above any more."""
        if self._uncovered is not None and not self._uncovered.done():
            self._uncovered.set_result(None)

    def on_unmount(self) -> None:
        """End the waiting for an answer that cannot come any more."""
        for waiting in (self._answer, self._uncovered):
            if waiting is not None:
                waiting.cancel()

    def on_key(self, event: events.Key) -> None:
        """Keep the keys that work everywhere else from those who type: a digit jumps nowhere, and q does not quit."""
        active = self.active_bindings.get(event.key)
        if self.TYPED_IN and event.is_printable and (active is None or active.node is self.app):
            event.stop()
