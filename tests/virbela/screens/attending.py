"""The ways into attendance that its tests share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from msgspec.structs import replace
from textual.pilot import Pilot

from tests.app.support import settled
from tests.gates import Gate
from tests.rest import at_rest
from tui.app import FrontdeskApp
from tui.core.collection import Query
from tui.core.record import Page
from tui.core.time.ranges import parse_range
from tui.vendors.virbela.catalog.attendance import ATTENDANCE
from tui.vendors.virbela.screens import AttendanceScreen
from tui.widgets.head_line import HeadLine

__all__ = ["HALL", "SlowRead", "later_pages", "open_room", "open_room_broken_off", "open_room_half_way", "room_named"]

HALL = "Lecture Hall Curie"
"""A room with lectures on weekdays, and a few people who stay."""


class SlowRead:
    """A read whose pages come when the test says so."""

    def __init__(self) -> None:
        self.pages: asyncio.Queue[Page[Any] | None] = asyncio.Queue()

    async def fetch(self, client: Any, query: Query) -> AsyncIterator[Page[Any]]:
        """Yield the pages, up to None."""
        while (page := await self.pages.get()) is not None:
            yield page


async def room_named(app: FrontdeskApp, name: str) -> str:
    """Return the id of a room."""
    rooms = (await (await app.app_state.connections.all[0].client()).rooms()).records
    return next(str(record.value.object_id) for record in rooms if record.value.title == name)


async def open_room(pilot: Pilot[int], *, range_text: str = "7d", room: str = HALL) -> AttendanceScreen:
    """Go to a room's attendance, and wait until it has been read."""
    app = pilot.app
    assert isinstance(app, FrontdeskApp)
    app.open_collection(
        app.app_state.connections.all[0],
        "attendance",
        values={"roomId": await room_named(app, room)},
        crumbs=("campus", "Rooms", room),
        range_text=range_text,
    )
    await settled(pilot)
    assert isinstance(app.screen, AttendanceScreen)
    return app.screen


async def open_room_broken_off(pilot: Pilot[int], gate: Gate, *, range_text: str = "200d", room: str = HALL) -> None:
    """Go to a room's attendance whose later pages are refused, after the first ones and the names have come.

    Args:
        pilot: The app's.
        gate: Holds every page but each window's first, and refuses it when opened: `later_pages`.
        range_text: The range.
        room: The room's name.
    """
    app = pilot.app
    assert isinstance(app, FrontdeskApp)
    room_id = await room_named(app, room)
    app.open_collection(
        app.app_state.connections.all[0],
        "attendance",
        values={"roomId": room_id},
        crumbs=("campus", "Rooms", room),
        range_text=range_text,
    )
    await gate.reached()
    await at_rest(app)
    gate.open()
    await settled(pilot)


def later_pages() -> Gate:
    """Hold, then forbid, what comes after the first page of a room's window."""
    return Gate(lambda path, query: "/Attendance/Room/" in path and not query.endswith("offset=0"), then=403)


async def open_room_half_way(pilot: Pilot[int], *, range_text: str = "200d", room: str = HALL) -> AttendanceScreen:
    """Go to a room's attendance, of which the first window comes and no more."""
    app = pilot.app
    assert isinstance(app, FrontdeskApp)

    async def first_window(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
        async for page in ATTENDANCE.fetch(client, query):
            yield page
            if page.progress is not None and page.progress.done:
                await asyncio.Event().wait()

    span = parse_range(range_text, now=app.app_state.now(), zone=app.app_state.zone)
    collection = replace(ATTENDANCE, fetch=first_window)
    values = {"roomId": await room_named(app, room)}
    screen = AttendanceScreen(app.app_state.connections.all[0], collection, values, span, ("campus", "Rooms", room))
    await app.push_screen(screen)
    while "1 of 3" not in screen.query_one("#head-line", HeadLine).fact or not screen.summary():
        await pilot.pause(0.02)
    return screen
