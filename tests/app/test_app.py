"""The app around its screens: home, keys, palette, help, themes, too small, quitting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.support import make_app, screen_text, settled
from tui.sandbox.faults import Faults
from tui.screens.dialogs.palette import PaletteItem, PaletteScreen, ranked
from tui.screens.dialogs.settings import SettingsScreen
from tui.screens.dialogs.too_small import TooSmallScreen
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.screens.write.write_base import WriteScreen

SIZE = (80, 24)


async def test_home_says_what_each_connection_holds(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        line = next(line for line in screen_text(app).splitlines() if "campus" in line)
        assert "answers" in line
        assert "60 rooms" in line


async def test_what_a_connection_holds_is_whole_at_80_columns_and_ends_with_a_word_at_60(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "3 comebacks in 24 h" in screen_text(app)
        assert "lead and contact events" in screen_text(app)
        assert "…" not in screen_text(app)

        await pilot.resize_terminal(60, 15)
        await settled(pilot)
        lines = screen_text(app).splitlines()

    assert [line.split("  ")[-1] for line in lines if "0 ms" in line] == [
        "60 rooms",
        "3 runs in 24 h",
        "3 comebacks in 24 h",
        "lead and contact …",
        "14 devices",
    ]


async def test_production_is_a_word_and_a_heavy_rule(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", change={"class": "production"})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        top, rule, *_ = screen_text(app).splitlines()
        assert "campus PRODUCTION" in top
        assert rule == "━" * 80


async def test_read_only_connections_have_no_actions(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", change={"read_only": True})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        text = screen_text(app)
        assert "read-only" in text
        assert "Invite" not in text


async def test_a_connection_that_fails_says_so_and_the_others_answer(tmp_path: Path) -> None:
    app = make_app(tmp_path, faults=Faults.parse("401@/virbela/*x*"))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        lines = screen_text(app).splitlines()
        assert "signed out" in next(line for line in lines if " campus" in line)
        assert "answers" in next(line for line in lines if " office" in line)


async def test_below_sixty_by_fifteen_every_key_but_quit_is_swallowed(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.resize_terminal(59, 24)
        await pilot.press("enter", "1", "colon", "escape", "question_mark")
        assert isinstance(app.screen, TooSmallScreen)
        assert "59×24" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pilot.resize_terminal(80, 14)
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_number_goes_to_that_connection_from_anywhere(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("comma", "2")
        await settled(pilot)
        assert isinstance(app.screen, VendorScreen)
        assert app.screen.here is app.app_state.connections.all[1]
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_number_does_not_leave_a_screen_that_is_writing(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        screen = WriteScreen(app.app_state.connections.all[0], crumbs=("campus", "Suspend"))
        screen.busy = "Rows are being sent."
        await app.push_screen(screen)
        await pilot.press("2")
        await settled(pilot)
        assert app.screen is screen
        assert "Rows are being sent. Wait for its end, or cancel it." in screen_text(app)


async def test_quitting_asks_while_work_is_under_way(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        with app.app_state.working("Inviting 200 people"):
            await pilot.press("q")
            await pilot.pause()
            assert "Inviting 200 people" in screen_text(app)
            await pilot.press("enter")
            assert app.is_running
            assert isinstance(app.screen, HomeScreen)
        await pilot.press("q")
    assert app.return_code == 0


async def test_the_palette_finds_by_a_few_letters(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("colon", *"setti")
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, SettingsScreen)


async def test_a_theme_is_remembered(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("colon", *"high contrast", "enter")
        await settled(pilot)
        assert app.theme == "high-contrast"
    assert make_app(tmp_path, only="campus").theme == "high-contrast"


@pytest.mark.parametrize("theme", ["harbor", "harbor-light", "high-contrast", "ansi16"])
async def test_every_theme_can_be_worn(tmp_path: Path, theme: str) -> None:
    app = make_app(tmp_path, only="campus", ui={"theme": theme})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert app.theme == theme
        assert "60 rooms" in screen_text(app)


async def test_keys_from_the_config_work_and_the_key_line_says_so(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", keys={"app.help": "f1", "home.refresh": "f5", "nonsense": "x"})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "F1 help" in screen_text(app)
        assert "F5 ask again" in screen_text(app)
        assert [problem.key for problem in app.app_state.problems] == ['keys."nonsense"']
        await pilot.press("f1")
        await settled(pilot)
        assert "Frontdesk › Help" in screen_text(app)
        assert "F5" in screen_text(app)


async def test_an_idle_home_sends_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        running = [timer for timer in app.screen.walk_children() if timer.auto_refresh]
        assert not running


def test_a_word_that_begins_a_title_comes_first() -> None:
    items = [PaletteItem(title, "key", lambda: None) for title in ("Contact events", "Attendance", "Campus attendance")]
    assert [items[index].title for index in ranked(items, "att")] == ["Attendance", "Campus attendance"]
    assert [items[index].title for index in ranked(items, "cpsatt")] == ["Campus attendance"]
