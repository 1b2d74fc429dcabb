"""Start the app on a terminal. Textual is imported only after the environment is settled."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from tui.core.next_start import Then
from tui.terminal.environment import colours_of, is_frugal, settle

if TYPE_CHECKING:
    from tui.config import Config
    from tui.connections import Connections
    from tui.core.place import Place
    from tui.storage.paths import Paths

__all__ = ["Ended", "run"]


class Ended(NamedTuple):
    """How the app ended."""

    code: int
    """The exit code."""
    then: Then
    """What the user wants next."""


def run(
    connections: Connections,
    config: Config,
    *,
    paths: Paths | None = None,
    demo: bool = False,
    screen_reader: bool = False,
    opens: Place | None = None,
) -> Ended:
    """Show the app until the user leaves; return how it ended. That the terminal can show it was asked before.

    Args:
        connections: The vendors' systems.
        config: What the user wants.
        paths: Where things are kept; None keeps nothing.
        demo: Whether the data is made up.
        screen_reader: Whether the screen is read out, whatever the config says.
        opens: The place to go to at once; None stays at home.
    """
    if screen_reader:
        config = replace(config, ui=replace(config.ui, screen_reader=True))
    settle(os.environ, low_bandwidth=config.ui.low_bandwidth)
    return asyncio.run(_run(connections, config, paths, demo=demo, opens=opens))


async def _run(
    connections: Connections, config: Config, paths: Paths | None, *, demo: bool, opens: Place | None
) -> Ended:
    from rich.console import Console

    from tui.app import FrontdeskApp
    from tui.terminal.driver import driver_for

    ui = config.ui
    driver = driver_for(os.environ, colours=ui.colours, characters=ui.characters, screen_reader=ui.screen_reader)
    app = FrontdeskApp(
        connections,
        config,
        paths=paths,
        demo=demo,
        driver_class=driver,
        colours=colours_of(os.environ, config.ui.colours),
        spares_link=is_frugal(os.environ, config.ui.low_bandwidth),
    )
    app.app_state.opens = opens
    # Textual would print the crash with every local variable, tokens and people's data among them.
    app.error_console = Console(file=io.StringIO())
    try:
        async with connections:
            await app.run_async(mouse=config.ui.mouse)
    finally:
        await app.app_state.aclose()
    if app.crash is not None:
        _tell(app.crash, paths if not demo else None, app.app_state.now())
        return Ended(1, Then.NOTHING)
    return Ended(app.return_code or 0, app.app_state.then)


def _tell(crash: BaseException, paths: Paths | None, now: datetime) -> None:
    from tui.storage.bug_reports import bug_sentence

    cause = getattr(crash, "error", crash)  # Textual wraps what a worker failed with
    sys.stderr.write(bug_sentence(cause, paths.logs if paths is not None else None, now=now) + "\n")
