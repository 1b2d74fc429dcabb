"""What the tests of the app stand on: the app on the sandbox, in process, with a clock that stands still."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.pilot import Pilot

from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.faults import Faults
from tui.sandbox.world import World
from tui.screens.write.steps import FLOW
from tui.storage.paths import paths_under

_PIECE: Final = re.compile(
    r'<text class="[^"]*" x="([0-9.]+)" y="[0-9.]+"[^>]*clip-path="[^"]*-line-(\d+)\)">(.*?)</text>'
)

_CELL: Final = 12.2
"""The width of a cell in the picture, by its own units."""

NOW: Final = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
"""A Friday afternoon."""


def make_app(
    folder: Path,
    *,
    only: str = "",
    change: Mapping[str, Any] | None = None,
    ui: Mapping[str, Any] | None = None,
    keys: Mapping[str, str] | None = None,
    faults: Faults | None = None,
) -> FrontdeskApp:
    """Make the app on the sandbox.

    Args:
        folder: Where state goes.
        only: The one demo connection to keep; empty keeps all.
        change: Settings to change in that connection.
        ui: The config's `[ui]`.
        keys: The config's `[keys]`.
        faults: What goes wrong at the sandbox.
    """
    clock = FrozenClock(NOW)
    values = demo_config("http://sandbox.invalid")
    if only:
        values["connections"] = {only: {**values["connections"][only], **(change or {})}}
    values["ui"] = {"timezone": "Europe/Stockholm", **(ui or {})}
    values["keys"] = dict(keys or {})
    config = config_from(values, file=folder / "config.toml", environ={})
    sandbox = build(World(1, clock, 1), faults=faults)
    app = FrontdeskApp(Connections(config, clock=clock, app=sandbox), config, clock=clock, paths=paths_under(folder))
    app.app_state.timer = lambda: 0.0
    return app


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way: workers done, messages handled, screen painted."""
    for _ in range(2):
        await workers_done(pilot.app)
        await pilot.pause()


async def workers_done(app: App[Any]) -> None:
    """Wait until no worker is at work, and none has begun another meanwhile; a write's flow waits for a person."""
    while at_work := [each for each in app.workers if each.group != FLOW and not each.is_finished]:
        await app.workers.wait_for_complete(at_work)


def screen_text(app: App[int]) -> str:
    """Return what is on the screen, as lines of text, read off Textual's own picture of it."""
    lines: dict[int, str] = {}
    for x, line, text in sorted(_PIECE.findall(app.export_screenshot()), key=lambda piece: float(piece[0])):
        before = lines.get(int(line), "").ljust(round(float(x) / _CELL))
        lines[int(line)] = before + html.unescape(text).replace("\xa0", " ")
    return "\n".join(lines.get(row, "").rstrip() for row in range(max(lines, default=-1) + 1))
