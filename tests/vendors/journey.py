"""Walks through the app on the sandbox, a key at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.sandbox.faults import Faults

__all__ = ["Journey", "journey"]


class Journey:
    """An app under way."""

    def __init__(self, app: FrontdeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self._pilot = pilot

    @property
    def text(self) -> str:
        """What is on the screen."""
        return screen_text(self.app)

    async def press(self, *keys: str) -> str:
        """Press keys one after the other, and return what is on the screen then."""
        for key in keys:
            await self._pilot.press(key)
            await settled(self._pilot)
        return self.text

    async def type(self, text: str) -> str:
        """Type a text at once."""
        await self._pilot.press(*text)
        await settled(self._pilot)
        return self.text


@asynccontextmanager
async def journey(
    folder: Path, connection: str, *, size: tuple[int, int] = (80, 24), faults: str = ""
) -> AsyncIterator[Journey]:
    """Start the app with one connection of the demo, and open that connection's menu."""
    app = make_app(folder, only=connection, faults=Faults.parse(faults) if faults else None)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        under_way = Journey(app, pilot)
        await under_way.press("enter")
        yield under_way
