"""Lists in the hands: ranges that stay, columns that do not fit, keys that say why."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.screens.browse.browser import BrowserScreen


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def browser(app: FrontdeskApp) -> BrowserScreen:
    assert isinstance(app.screen, BrowserScreen)
    return app.screen


async def test_a_range_once_chosen_stays_for_the_next_room_and_can_be_had_again(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "enter", "enter")
        await press(pilot, "t", *"12 nov", "enter")
        chosen = browser(app).span
        assert chosen is not None
        assert chosen.text == "12 nov"
        assert app.focused is browser(app).table, "after the range the rows have the focus"

        await press(pilot, "escape", "down", "enter")
        assert browser(app).span == chosen

        await press(pilot, "t", *"13 nov", "enter", "t", *"x", "up")
        assert app.screen.query_one("#range", Input).value == "13 nov"
        await press(pilot, "up", "enter")
        assert browser(app).span == chosen


async def test_the_choice_of_columns_says_which_have_no_room(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "enter", "c")
        lines = screen_text(app).splitlines()
        ticked = [line for line in lines if "✓" in line]
        assert any("When" in line and "no room" not in line for line in ticked)
        assert any("Origin" in line and "no room" in line for line in ticked)


async def test_up_in_the_filter_brings_the_one_before_also_in_the_next_room(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "enter", "slash", *"lect", "enter", "slash", "escape", "slash", *"lob", "escape")
        await press(pilot, "escape", "enter", "slash", "up")
        assert browser(app).view.filter_text == "lob"
        await press(pilot, "up")
        assert browser(app).view.filter_text == "lect"
        await press(pilot, "up")
        assert browser(app).view.filter_text == "lect", "there is none before"


async def test_a_key_that_does_nothing_says_why(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "u")
        assert "There is no write that can be taken back." in screen_text(app)
        await press(pilot, "1", "enter", "t")
        assert "Rooms cannot be asked for a stretch of time." in screen_text(app)
        await press(pilot, "z")
        assert "z does nothing here. ? shows what does." in screen_text(app)
        await press(pilot, "o")
        assert "Only a report says how it is counted" in screen_text(app)
        await press(pilot, "enter", "v")
        assert "Only a report is compared with the range before" in screen_text(app)
        await press(pilot, "3", "enter", "tab", "s")
        assert "That is for the view List; Tab leads there." in screen_text(app)
        await press(pilot, "1", "enter", "enter", "tab", "c")
        assert "What is drawn here are no columns to choose from; an export has all of them." in screen_text(app)


async def test_what_is_marked_brings_its_actions_into_the_key_line(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(60, 15)) as pilot:
        await press(pilot, "enter", "down", "enter")
        assert "a actions" not in screen_text(app), "there is no room for it"
        await press(pilot, "space")
        assert "a actions" in screen_text(app).splitlines()[-1]


async def test_the_palette_stays_where_it_is_and_knows_connections(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "1", "colon")
        before = app.screen.query_one("#panel").region
        await press(pilot, *"clin")
        assert app.screen.query_one("#panel").region == before
        await press(pilot, "enter")
        assert screen_text(app).startswith(" clinic")
