"""The key for asking again passes the cache over; opening a screen does not."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving
from tests.app.support import NOW, screen_text, settled
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.screens.base import FrontdeskScreen
from tui.screens.navigation import open_collection
from tui.storage.paths import paths_under

VOLUME = "/User/Attendance/PrivateVolume/PR-1"
ROWS = [{"userId": "u1", "joinTime": "2026-01-05T10:00:00.000+00:00", "leaveTime": "2026-01-05T11:00:00.000+00:00"}]


def answer(asked: Asked) -> Told:
    rows = ROWS[int(asked.get("offset")) :] if asked.path == VOLUME else []
    return Told({"responseCode": "success", "title": "ok", "detail": "ok", "data": rows})


def times_asked(server: VendorServer) -> int:
    return sum(asked.get("offset") == "0" for asked in server.to(VOLUME))


async def test_the_same_screen_opened_again_shows_what_is_kept_and_r_asks(tmp_path: Path) -> None:
    with serving(answer) as server:
        campus = {
            "vendor": "virbela",
            "client_name": "acme",
            "client_id": "id",
            "client_secret": "secret",
            "base_url": server.url,
            "network": {"proxy": "none"},
        }
        values = {"ui": {"timezone": "UTC"}, "connections": {"campus": campus}}
        config = config_from(values, file=tmp_path / "config.toml", environ={})
        clock = FrozenClock(NOW)
        connections = Connections(config, clock=clock, cache_folder=tmp_path / "cache")
        app = FrontdeskApp(connections, config, clock=clock, paths=paths_under(tmp_path))
        async with connections, app.run_test(size=(160, 30)) as pilot:
            await settled(pilot)
            home = app.screen
            assert isinstance(home, FrontdeskScreen)
            connection = connections.named("campus")

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
