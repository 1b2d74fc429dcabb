"""The way that attendance was built for, walked from home and back, with nothing lost on the way."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.vendors.virbela.screens import AttendanceScreen, MemberScreen


class Person:
    """Somebody at the keyboard."""

    def __init__(self, app: FrontdeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def presses(self, *keys: str) -> None:
        """Press keys, each once what the one before began is over."""
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)

    async def types(self, text: str) -> None:
        """Type a text and Enter."""
        await self.pilot.press(*text)
        await self.presses("enter")

    async def goes_up_to(self, name: str) -> None:
        """Move the cursor up to the row that begins with a name."""
        table = self.browsing.table
        while table.current is not None and self.browsing.collection.columns[0].read(table.current.value) != name:
            at = table.current.id
            await self.presses("up")
            assert table.current.id != at, f"There is no {name}."

    def sees(self, text: str) -> bool:
        """Tell whether a text is on the screen."""
        return text in screen_text(self.app)

    def is_on(self, kind: type[Screen[Any]]) -> bool:
        """Tell which kind of screen is in front."""
        return isinstance(self.app.screen, kind)

    @property
    def browsing(self) -> BrowserScreen:
        """The collection in front."""
        assert isinstance(self.app.screen, BrowserScreen)
        return self.app.screen


def state_of(screen: BrowserScreen) -> tuple[object, ...]:
    """Return all that a person set on a screen, and would miss."""
    table = screen.table
    return (
        screen.view.filter_text,
        screen.view.sort,
        frozenset(screen.view.marked),
        table.current.id if table.current is not None else "",
        table.top,
        tuple(column.key for column in table.columns),
        screen.focused,
    )


async def test_somebody_looks_up_who_was_in_a_room_and_comes_back_to_where_they_were(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 20)) as pilot:
        person = Person(app, pilot)
        await settled(pilot)
        assert person.is_on(HomeScreen)

        await person.presses("enter", "enter")
        rooms = person.browsing
        await person.presses("slash")
        await person.types("-classroom")
        await person.presses("s", "enter", "end", "space")
        await person.goes_up_to("Help Center")
        left_rooms = state_of(rooms)
        assert len(rooms.view) < rooms.view.total
        assert len(rooms.view.marked) == 1
        assert rooms.table.top > 0

        await person.presses("enter")
        room = person.browsing
        assert isinstance(room, AttendanceScreen)
        assert person.sees("campus › Rooms › Help Center")

        await person.presses("slash")
        await person.types("left:still")
        assert 0 < len(room.view) < room.view.total
        assert person.sees("still in")

        await person.presses("t")
        await person.types("2026-11-16..2026-11-18")
        assert person.sees("Mon 16 – Wed 18 Nov")
        assert room.view.filter_text == "left:still"
        assert len(room.view) == 0

        await person.presses("slash", "ctrl+u")
        await person.types("stay>10min")
        await person.presses("s", "down", "enter", "pagedown", "pagedown", "up")
        left_room = state_of(room)
        assert room.table.top > 0
        await person.presses("enter")
        assert person.is_on(MemberScreen)
        await person.presses("escape")
        assert person.browsing is room
        assert state_of(room) == left_room

        await person.presses("x", "ctrl+u")
        file = tmp_path / "long-stays.csv"
        await person.types(str(file))
        assert person.sees("Exported")
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert len(rows) == len(room.view) > 10
        assert all(float(row["stay_minutes"]) > 10 for row in rows)

        await person.presses("escape")
        assert person.browsing is rooms
        assert state_of(rooms) == left_rooms
        await person.presses("escape")
        assert person.is_on(VendorScreen)
        await person.presses("escape")
        assert person.is_on(HomeScreen)
        assert person.sees("Help Center")
