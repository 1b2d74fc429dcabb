"""The app on the made-up vendor, and what a test does with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.rest import BREATH, PATIENCE, settled
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import VENDOR
from tui.app import FrontdeskApp
from tui.config.model import Config, ConnectionConfig
from tui.connections import Connection, Connections
from tui.core.time.clock import SystemClock
from tui.core.vendor import Environment
from tui.core.wire.network import Network
from tui.screens.base import FrontdeskScreen
from tui.storage.paths import paths_under

__all__ = ["Desk", "desk"]


class Desk:
    """The app under test, and what a test does with it."""

    def __init__(self, app: FrontdeskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> FrontdeskScreen[Any]:
        screen = self.app.screen
        assert isinstance(screen, FrontdeskScreen)
        return screen

    @property
    def campus(self) -> Connection:
        return self.app.app_state.connections.named("campus")

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    async def settle(self) -> None:
        await settled(self.pilot)

    async def until(self, text: str) -> None:
        """Wait until something is on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"“{text}” never came:\n{self.text}"
            await asyncio.sleep(BREATH)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()


@asynccontextmanager
async def desk(
    server: AcmeServer,
    folder: Path,
    *,
    environment: Environment = Environment.PRODUCTION,
    size: tuple[int, int] = (80, 24),
    concurrency: int = 4,
) -> AsyncIterator[Desk]:
    network = Network(proxy="none", max_concurrency=concurrency)
    settings = {"base_url": server.url}
    config = ConnectionConfig("campus", VENDOR, environment=environment, settings=settings, network=network)
    known = Config(folder / "config.toml", connections={"campus": config})
    app = FrontdeskApp(Connections(known, clock=SystemClock()), known, paths=paths_under(folder))
    async with app.run_test(size=size) as pilot:
        made = Desk(app, pilot)
        await made.settle()
        yield made
