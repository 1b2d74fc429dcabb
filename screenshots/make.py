"""Take the pictures: `python screenshots/make.py [NAME…]`. The real app, on the sandbox, its clock standing still.

Each picture is a journey: the keys that a user would press. The same code draws the same picture, to the byte.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from screenshots.placing import placed
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.links import parse_link
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.world import World
from tui.screens.write.steps import FLOW
from tui.storage.paths import paths_under

__all__ = ["HERE", "PICTURES", "Picture", "take"]

HERE: Final = Path(__file__).parent
NOW: Final = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
"""A Friday afternoon, in the middle of the working day of the sandbox's people."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and how to get to what it shows."""

    name: str
    keys: Sequence[str] = ()
    """Pressed one after the other; after each the app comes to rest."""
    link: str = ""
    """Where it begins, as `frontdesk open` is told it, with that one connection; empty begins at home, with all."""
    size: tuple[int, int] = (80, 24)
    theme: str = "harbor"
    production: str = ""
    """The connection that is production in this picture."""


def _typed(text: str) -> tuple[str, ...]:
    names = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "_": "underscore", "@": "at"}
    return tuple(names.get(letter, letter) for letter in text)


_STUDIO: Final = "room-id=Recording Studio"
"""A course meets there."""
_PRACTISED: Final = "recording-id=rec-1&lead-id=lead-graduate&user-id=user-1&user-id=user-2"
"""A name that is practised before a ceremony."""

PICTURES: Final = (
    Picture("home", (), production="campus"),
    Picture("rooms", ("1", "enter", "slash", *_typed("lect"), "enter", "space", "space"), production="campus"),
    Picture("attendance", ("1", "enter", "down", "enter"), size=(100, 30), production="campus"),
    Picture("timeline", ("1", "enter", "down", "enter", "tab", "tab"), size=(100, 30)),
    Picture("delete", ("1", "down", "enter", "down", "down", "a", "end", "up", "enter"), production="campus"),
    Picture("waitlist", ("1", *["down"] * 5, "enter"), size=(100, 30)),
    Picture("stepper", ("2", "enter", *_typed("1234"), "enter", "enter"), size=(100, 30)),
    Picture("matrix", ("2", "enter", *_typed("1234"), "enter", "m")),
    Picture("comebacks", ("3", "enter", "tab")),
    Picture("yield", ("2", "down", "down", "enter", "v", "tab")),
    Picture("failing-steps", ("2", "down", "down", "down", "enter", "tab", "down")),
    Picture("step-times", ("2", *["down"] * 4, "enter", "tab")),
    Picture("service-level", (*["down"] * 3, "right", "right"), link="campus/service-level?tab=Chart"),
    Picture("regulars", link="campus/regulars?room-id=Recording Studio&range=8w&tab=Chart"),
    Picture("certificate", ("end", *["up"] * 7), link=f"campus/certificate?{_STUDIO}&range=wed 4 nov 14-15:30"),
    Picture("by-person", ("down",) * 3, link=f"campus/attendance-by-person?{_STUDIO}&range=30d&tab=Chart"),
    Picture("by-room", link="campus/attendance-by-room?range=yesterday&tab=Chart"),
    Picture("occupancy", ("p",), link="campus/occupancy?room-id=Theater&range=yesterday&tab=Chart"),
    Picture("movements", link="campus/movements?range=yesterday&tab=Chart"),
    Picture("silent", link=f"campus/silent?{_STUDIO}&range=30d"),
    Picture("newcomers", link=f"campus/newcomers?{_STUDIO}&range=2026-10-01..2026-11-06"),
    Picture("comeback-load", link="office/comeback-load?tab=Chart"),
    Picture("event-counts", link=f"names/event-counts?{_PRACTISED}&by=day&range=14d&tab=Chart"),
    Picture("as-built", ("2", *["down"] * 5, "enter", *_typed("GB-01"), "enter")),
    Picture("overdue", ("3", "down", "down", "enter", "tab")),
    Picture("usage", ("5", *["down"] * 5, "enter", "v", "tab")),
)
"""In the order of the README, then of the page of reports."""


async def take(picture: Picture) -> str:
    """Make one picture and return it as SVG."""
    clock = FrozenClock(NOW)
    values: dict[str, Any] = demo_config("http://sandbox.invalid")
    if picture.production:
        values["connections"][picture.production]["class"] = "production"
    values["ui"] = {"timezone": "Europe/Stockholm", "theme": picture.theme}
    if picture.link:
        name = picture.link.partition("/")[0]
        values["connections"] = {name: values["connections"][name]}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        config = config_from(values, file=home / "config.toml", environ={})
        connections = Connections(config, clock=clock, app=build(World(1, clock, 1)))
        app = FrontdeskApp(connections, config, clock=clock, paths=paths_under(home))
        app.app_state.timer = lambda: 0.0
        if picture.link:
            app.app_state.opens = parse_link(picture.link, lambda name: connections.named(name).catalog)
        async with app.run_test(size=picture.size) as pilot:
            for key in ("", *picture.keys):
                await pilot.press(*([key] if key else []))
                for _ in range(2):  # what is drawn first may begin another read
                    await pilot.pause()
                    await _workers_done(app)
                await pilot.pause()
            svg = placed(app.export_screenshot(title="Frontdesk"))
        await connections.aclose()
    return svg


async def _workers_done(app: FrontdeskApp) -> None:
    """Wait until no worker is at work; a write's flow waits for a person."""
    while at_work := [each for each in app.workers if each.group != FLOW and not each.is_finished]:
        await app.workers.wait_for_complete(at_work)


def main(names: Sequence[str]) -> int:
    """Take the pictures that are named, or all."""
    for picture in PICTURES:
        if not names or picture.name in names:
            (HERE / f"{picture.name}.svg").write_text(asyncio.run(take(picture)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
