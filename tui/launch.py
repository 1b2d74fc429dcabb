"""Start the app on a terminal. Textual is imported only after the environment is settled."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from tui.core.errors import UsageError
from tui.terminal import complaint, settle

if TYPE_CHECKING:
    from tui.config import Config
    from tui.connections import Connections
    from tui.storage.paths import Paths

__all__ = ["run"]


def run(connections: Connections, config: Config, *, paths: Paths | None = None, demo: bool = False) -> int:
    """Show the app until the user leaves; return the exit code.

    Raises:
        UsageError: when the terminal cannot show screens.
    """
    if wrong := complaint(os.environ):
        raise UsageError(wrong)
    settle(os.environ, low_bandwidth=config.ui.low_bandwidth)
    return asyncio.run(_run(connections, config, paths, demo=demo))


async def _run(connections: Connections, config: Config, paths: Paths | None, *, demo: bool) -> int:
    from tui.app import FrontdeskApp
    from tui.driver import DeskDriver

    app = FrontdeskApp(connections, config, paths=paths, demo=demo, driver_class=DeskDriver)
    async with connections:
        await app.run_async(mouse=config.ui.mouse)
    return app.return_code or 0
