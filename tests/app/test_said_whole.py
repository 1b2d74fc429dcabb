"""What is said is there to be read: not cut where there is room for it, not run into what stands beside it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.app.support import make_app, screen_text, settled
from tests.app.test_lists import press
from tui.vendors import registry
from tui.widgets.menu import Menu
from tui.widgets.panel import PanelScreen


@pytest.mark.parametrize(
    ("width", "typed", "said"),
    [
        (80, "gruop:x", "There is no column “gruop”. Did you mean “Group”?"),
        (120, "gruop:x", "There is no column “gruop”. Did you mean “Group”? Quotes make it a plain word."),
        (80, "updated<foo", "Updated is a time. “foo” is"),
    ],
)
async def test_a_filter_that_cannot_be_read_says_why_in_all_of_the_line(
    tmp_path: Path, width: int, typed: str, said: str
) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(width, 24)) as pilot:
        await press(pilot, "enter", "enter", "slash", *typed)
        lines = screen_text(app).splitlines()
        assert said in lines[1]
        assert typed in lines[1]
        assert lines[1].endswith("read 14:51"), "what else the line says stays"
        await press(pilot, "escape")
        assert screen_text(app).splitlines()[1].strip() == "read 14:51"


async def test_the_examples_of_help_stand_apart_from_what_they_mean_where_all_keys_are_short(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "colon", *"invite", "enter", "f1")
        shown = screen_text(app)
        assert '"lecture hall"   the words together' in shown
        assert "lect hall        rows in which both words occur" in shown


@pytest.mark.parametrize("width", [80, 120])
async def test_the_keys_that_only_a_report_has_are_named_at_its_foot(tmp_path: Path, width: int) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(width, 24)) as pilot:
        await press(pilot, "enter", "down", "down", "enter")
        keys = screen_text(app).splitlines()[-1]
        assert "v compare   o how counted" in keys
        assert keys.startswith(" Enter runs   Tab view")
        assert keys.endswith("Esc back")


async def test_v_on_a_report_that_compares_nothing_says_so_in_a_sentence(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "colon", *"newcomers", "enter", "v")
        assert "Newcomers cannot be compared with the range before." in screen_text(app)


@pytest.mark.parametrize("height", [15, 20, 23])
async def test_what_lies_over_a_screen_shows_its_keys_however_low_the_terminal_is(tmp_path: Path, height: int) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, height)) as pilot:
        await press(pilot, "enter", "enter", "enter")
        for key in ("t", "f", "x", "colon"):
            await press(pilot, key)
            assert isinstance(app.screen, PanelScreen), key
            assert "Esc back" in screen_text(app), key
            await press(pilot, "escape")


@pytest.mark.parametrize("height", [15, 20, 23])
async def test_the_question_before_a_deletion_shows_all_that_it_is_about(tmp_path: Path, height: int) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, height)) as pilot:
        await press(pilot, "enter", "down", "enter", "a", "down", "down", "down", "enter", "f2")
        lines = screen_text(app).splitlines()
        for said in ("leaves this campus", "they have to register again", "User id ", "E-mail ", "[ Cancel ]"):
            assert any(said in line for line in lines), said


@pytest.mark.parametrize("size", [(60, 15), (80, 19)])
@pytest.mark.parametrize("key", ["s", "c", "y", "colon"])
async def test_a_list_over_a_low_screen_keeps_its_cursor_and_its_hint_on_it(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter", "down", "enter", key)
        await pilot.press(*["down"] * 16)
        await settled(pilot)
        panel = app.screen.query_one("#panel")
        hint, menu = app.screen.query_one(".panel-hint"), app.screen.query_one(Menu)
        assert panel.content_region.contains_region(hint.region)
        assert panel.content_region.contains_region(menu.region)
        shown = screen_text(app)
        assert "Esc back" in shown
        assert any("▎" in line for line in shown.splitlines()[menu.region.y : menu.region.bottom])


async def test_an_empty_journal_says_what_will_be_in_it_on_a_narrow_screen(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(60, 15)) as pilot:
        await press(pilot, "J")
        assert "is listed here, and how it ended." in " ".join(screen_text(app).split())


async def test_what_an_entry_of_a_connection_is_for_is_said_to_its_end(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "G")
        assert "Markdown and HTML print it." in " ".join(screen_text(app).split())


def test_what_any_entry_is_for_has_room_in_the_two_lines_that_a_menu_spares() -> None:
    for vendor in registry.load_all():
        catalog = vendor.catalog()
        helps = [each.help for each in catalog.collections] + [each.help for each in catalog.actions]
        assert [said for said in helps if len(textwrap.wrap(said, 78)) > 2] == []
