"""What the tests of the app stand on: the app on the sandbox, in process, with a clock that stands still."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from textual.app import App

from tests.gates import Gate
from tests.rest import settled, workers_done
from tests.worked_out_once import SharedWorld
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.text import cell_width
from tui.core.time.clock import FrozenClock
from tui.core.wire.recent_requests import RecentRequests
from tui.sandbox import build, demo_config
from tui.sandbox.faults import Faults
from tui.storage.paths import paths_under

__all__ = ["NOW", "make_app", "screen_text", "settled", "workers_done"]

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
    targets: Mapping[str, float] | None = None,
    faults: Faults | None = None,
    gate: Gate | None = None,
) -> FrontdeskApp:
    """Make the app on the sandbox.

    Args:
        folder: Where state goes.
        only: The one demo connection to keep; empty keeps all.
        change: Settings to change in that connection.
        ui: The config's `[ui]`.
        keys: The config's `[keys]`.
        targets: The config's `[targets]`.
        faults: What goes wrong at the sandbox.
        gate: Where some requests wait.
    """
    clock = FrozenClock(NOW)
    values = demo_config("http://sandbox.invalid")
    if only:
        values["connections"] = {only: {**values["connections"][only], **(change or {})}}
    values["ui"] = {"timezone": "Europe/Stockholm", **(ui or {})}
    values["keys"] = dict(keys or {})
    values["targets"] = dict(targets or {})
    config = config_from(values, file=folder / "config.toml", environ={})
    sandbox = build(SharedWorld(clock), faults=faults)
    if gate is not None:
        sandbox = gate.before(sandbox)
    connections = Connections(config, clock=clock, recent=RecentRequests(), app=sandbox)
    app = FrontdeskApp(connections, config, clock=clock, paths=paths_under(folder))
    app.app_state.timer = lambda: 0.0
    return app


def screen_text(app: App[Any]) -> str:
    """Return what is on the screen, as lines of text, read off Textual's own picture of it."""
    lines: dict[int, str] = {}
    for x, line, text in sorted(_PIECE.findall(app.export_screenshot()), key=lambda piece: float(piece[0])):
        before = lines.get(int(line), "")
        before += " " * (round(float(x) / _CELL) - cell_width(before))  # a wide character has two cells
        lines[int(line)] = before + html.unescape(text).replace("\xa0", " ")
    return "\n".join(lines.get(row, "").rstrip() for row in range(max(lines, default=-1) + 1))
