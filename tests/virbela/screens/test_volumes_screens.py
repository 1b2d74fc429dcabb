"""Private volumes on the screen, and the private space whose price is none."""

from __future__ import annotations

from pathlib import Path

from tests.app.support import screen_text, settled
from tests.virbela.screens.support import Campus, open_, press
from tui.screens.base import FrontdeskScreen
from tui.screens.journal.journal import JournalScreen
from tui.screens.navigation import open_connection
from tui.storage.state import StateFile
from tui.vendors.virbela.screens import AttendanceScreen, VolumesScreen

SIZE = (80, 24)
VOLUME = "PR-2114767535--NewCampus"


async def test_it_says_where_the_ids_come_from(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "private-volume")
        assert isinstance(screen, VolumesScreen)
        shown = " ".join(screen_text(campus.app).split())
    assert "type /roominfo in its chat" in shown
    assert "None is noted yet." in shown


async def test_a_volume_is_noted_down_kept_renamed_and_forgotten(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "private-volume")
        assert isinstance(screen, VolumesScreen)
        await press(pilot, "plus", *VOLUME, "tab", *"Board", "enter")
        assert [(each.volume_id, each.label) for each in screen.bookmarks] == [(VOLUME, "Board")]
        kept = StateFile(campus.app.app_state.paths.state).read().remembered["volumes"]  # type: ignore[union-attr]
        await press(pilot, "e")
        assert "Board" in screen_text(campus.app)
        await press(pilot, *" room", "enter")
        assert screen.bookmarks[0].label == "Board room"
        await press(pilot, "minus", "enter")
        assert screen.bookmarks
        await press(pilot, "minus", "down", "enter")
        assert screen.bookmarks == ()
    assert kept == {f"campus/{VOLUME}": "Board"}


async def test_enter_opens_the_volumes_attendance(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "private-volume")
        await press(pilot, "plus", *VOLUME, "enter", "enter")
        opened = campus.app.screen
        assert isinstance(opened, AttendanceScreen)
        assert opened.query_values["volumeId"] == VOLUME
        await press(pilot, "escape")
        assert campus.app.screen is screen
    assert f"/virbela/User/Attendance/PrivateVolume/{VOLUME}" in [path for _, path in campus.asked]


async def test_a_volume_named_by_its_id_opens_at_once(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        assert isinstance(await open_(pilot, "private-volume", volumeId=VOLUME), AttendanceScreen)


async def test_the_price_block_of_a_private_space_is_never_shown_as_a_price(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        app = campus.app
        assert isinstance(app.screen, FrontdeskScreen)
        connection = app.app_state.connections.all[0]
        open_connection(app.screen, connection)
        await settled(pilot)
        from tui.screens.write.flow import start_action

        assert isinstance(app.screen, FrontdeskScreen)
        start_action(app.screen, connection, connection.catalog.action("create-space"))
        await settled(pilot)
        await press(pilot, *"john@example.org", "down", *"John", "down", *"Doe", "down", "1", "f2")
        asked = screen_text(app)
        await press(pilot, "up", *"john@example.org", "enter", "right", "enter")
        done = screen_text(app)
        app.push_screen(JournalScreen())
        await settled(pilot)
        journal = screen_text(app)
    assert ("POST", "/virbela/api/purchase") in campus.asked
    assert "Created" in done
    for shown in (asked, done, journal):
        assert "$" not in shown
        assert "0.00" not in shown
