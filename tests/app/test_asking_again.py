"""The key for asking again passes the cache over; opening a screen does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving
from tests.app.support import NOW, screen_text, settled
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connection, Connections
from tui.core.time.clock import FrozenClock
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.report import ReportScreen
from tui.screens.navigation import open_collection
from tui.storage.paths import paths_under

VOLUME = "/User/Attendance/PrivateVolume/PR-1"
ROWS = [{"userId": "u1", "joinTime": "2026-01-05T10:00:00.000+00:00", "leaveTime": "2026-01-05T11:00:00.000+00:00"}]


def answer(asked: Asked) -> Told:
    rows = ROWS[int(asked.get("offset")) :] if asked.path == VOLUME else []
    return Told({"responseCode": "success", "title": "ok", "detail": "ok", "data": rows})


@asynccontextmanager
async def campus_app(url: str, folder: Path) -> AsyncIterator[tuple[FrontdeskApp, Connection]]:
    """Make the app on a campus at an address, with a cache."""
    campus = {
        "vendor": "virbela",
        "client_name": "acme",
        "client_id": "id",
        "client_secret": "secret",
        "base_url": url,
        "network": {"proxy": "none"},
    }
    values = {"ui": {"timezone": "UTC"}, "connections": {"campus": campus}}
    config = config_from(values, file=folder / "config.toml", environ={})
    clock = FrozenClock(NOW)
    async with Connections(config, clock=clock, cache_folder=folder / "cache") as connections:
        app = FrontdeskApp(connections, config, clock=clock, paths=paths_under(folder))
        yield app, connections.named("campus")


def times_asked(server: VendorServer) -> int:
    return sum(asked.get("offset") == "0" for asked in server.to(VOLUME))


def half_closed(closed: list[str]) -> Callable[[Asked], Told]:
    """Answer for a campus of two rooms; those that are closed refuse."""

    def told(asked: Asked) -> Told:
        if asked.path.startswith("/Rooms/World/"):
            return Told({"count": 2, "data": [{"objectId": room, "name": room} for room in ("R1", "R2")]})
        if asked.path.rpartition("/")[2] in closed:
            return Told({"title": "Not now"}, status=403)
        rows = ROWS[int(asked.get("offset")) :] if "/Attendance/Room/" in asked.path else []
        return Told({"responseCode": "success", "title": "ok", "detail": "ok", "data": rows})

    return told


async def test_r_on_figures_that_lack_a_room_asks_the_vendor_for_that_room_and_the_cache_for_the_others(
    tmp_path: Path,
) -> None:
    closed = ["R2"]
    with serving(half_closed(closed)) as server:
        async with campus_app(server.url, tmp_path) as (app, connection), app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            home = app.screen
            assert isinstance(home, FrontdeskScreen)
            open_collection(
                home,
                connection,
                connection.catalog.collection("attendance-by-room"),
                values={},
                crumbs=("campus", "Attendance by room"),
                range_text="2026-01-01..2026-01-31",
            )
            await settled(pilot)
            shown = " ".join(screen_text(app).split())
            assert "1 of 2 rooms could not be read; r asks again, the cache for the rest" in shown
            first, closed[:] = len(server.to("/User/Attendance/Room/R1")), []

            await pilot.press("r")
            await settled(pilot)
            assert len(server.to("/User/Attendance/Room/R1")) == first, "that comes from the cache"
            assert "could not be read" not in screen_text(app)
            assert isinstance(app.screen, ReportScreen)
            assert len(app.screen.view) == 2

            await pilot.press("r")
            await settled(pilot)
            assert len(server.to("/User/Attendance/Room/R1")) == 2 * first, "whole figures are doubted as a whole"


async def test_the_same_screen_opened_again_shows_what_is_kept_and_r_asks(tmp_path: Path) -> None:
    with serving(answer) as server:
        async with campus_app(server.url, tmp_path) as (app, connection), app.run_test(size=(160, 30)) as pilot:
            await settled(pilot)
            home = app.screen
            assert isinstance(home, FrontdeskScreen)

            def open_volume() -> None:
                open_collection(
                    home,
                    connection,
                    connection.catalog.collection("private-volume"),
                    values={"volumeId": "PR-1"},
                    crumbs=("campus", "Volume"),
                    range_text="2026-01-01..2026-01-31",
                )

            open_volume()
            await settled(pilot)
            assert times_asked(server) == 1
            await pilot.press("escape")
            await settled(pilot)

            open_volume()
            await settled(pilot)
            assert times_asked(server) == 1
            assert "1 session from the cache, read 20 Nov 13:51" in screen_text(app)

            await pilot.press("r")
            await settled(pilot)
            assert times_asked(server) == 2
            assert "from the cache" not in screen_text(app)
