"""The main journey: home, a campus, its rooms, one room, back, with nothing lost on the way."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.sandbox.faults import Faults
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.widgets.state_view import StateKind, StateView

SIZE = (80, 24)


async def _open_rooms(app: FrontdeskApp, pilot: Pilot[int]) -> BrowserScreen:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    assert isinstance(app.screen, BrowserScreen)
    return app.screen


def _state(screen: BrowserScreen) -> StateKind | None:
    state = screen.query_one(StateView).state
    return state.kind if state is not None else None


async def test_home_leads_to_rooms_and_escape_leads_back(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await _open_rooms(app, pilot)
        assert "campus › Rooms" in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, VendorScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_filter_and_a_mark_survive_a_drill_down_and_back(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        await pilot.press("slash", *"lecture", "enter")
        await settled(pilot)
        shown = len(rooms.view)
        assert 0 < shown < rooms.view.total
        await pilot.press("down", "space")
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen is not rooms
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is rooms
        assert len(rooms.view) == shown
        assert len(rooms.view.marked) == 1
        assert "1 marked" in screen_text(app)


async def test_refreshing_keeps_marks_and_the_row(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        await pilot.press("down", "down", "space")
        marked, here = set(rooms.view.marked), rooms.table.current
        await pilot.press("r")
        await settled(pilot)
        assert set(rooms.view.marked) == marked
        assert rooms.table.current == here


async def test_a_filter_that_lets_nothing_through_says_so(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        await pilot.press("slash", *"zzzz")
        await settled(pilot)
        assert _state(rooms) is StateKind.FILTERED
        await pilot.press("escape")
        await settled(pilot)
        assert _state(rooms) is None


async def test_what_is_shown_can_be_exported(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        await pilot.press("slash", *"lecture", "enter")
        await settled(pilot)
        file = tmp_path / "out.json"
        await pilot.press("x", "ctrl+u", *str(file), "enter")
        await settled(pilot)
        assert len(json.loads(file.read_text("utf-8"))) == len(rooms.view)
        assert "Exported" in screen_text(app)


async def test_copying_says_honestly_what_was_done(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await _open_rooms(app, pilot)
        sent: list[str] = []
        app.write_terminal = sent.append
        await pilot.press("y", "enter")
        await settled(pilot)
        assert "not every terminal takes it (F6: by hand)." in screen_text(app)
        assert len(sent) == 1


async def test_what_a_terminal_may_not_have_taken_can_be_selected_by_hand(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await _open_rooms(app, pilot)
        rooms = app.screen
        assert "select what was copied" not in str(app.active_bindings.get("f6"))
        await pilot.press("f6")
        await settled(pilot)
        assert app.screen is rooms
        assert "Nothing was copied yet" in screen_text(app).splitlines()[-1]
        sent: list[str] = []
        app.write_terminal = sent.append
        await pilot.press("y", "enter")
        await settled(pilot)
        copied = base64.b64decode(sent[0].partition("c;")[2].strip("\x07\x1b\\")).decode()
        await pilot.press("f6")
        await settled(pilot)
        shown = screen_text(app)
        assert copied in shown
        assert "Select with the mouse" in shown
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is rooms


async def test_columns_that_were_chosen_are_remembered(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        before = len(rooms.table.columns)
        await pilot.press("c", "down", "space", "enter")
        await settled(pilot)
        assert len(rooms.table.columns) == before - 1
    again = make_app(tmp_path, only="campus")
    async with again.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(again, pilot)
        assert len(rooms.table.columns) == before - 1


async def test_being_signed_out_is_a_state_of_its_own(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", faults=Faults.parse("401@/virbela/*x*"))
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        assert _state(rooms) is StateKind.SIGNED_OUT
        assert "Signed out of campus." in screen_text(app)
        assert "Press r" in screen_text(app)


async def test_the_key_line_says_what_enter_opens(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        rooms = await _open_rooms(app, pilot)
        assert rooms.collection.opens is not None
        assert f"Enter {rooms.collection.opens.verb}" in screen_text(app).splitlines()[-1]
        assert screen_text(app).splitlines()[-1].endswith("Esc back")


async def test_the_place_is_listed_under_recent(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await _open_rooms(app, pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert "Recent" in screen_text(app)
        assert "Rooms" in screen_text(app)
