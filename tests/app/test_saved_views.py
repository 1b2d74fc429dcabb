"""Saved views in the app: saved, opened, renamed, deleted; one that no longer fits says so and costs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.core.place import Place
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.linking import place_shown
from tui.screens.home.saved_views import SavedViewsScreen
from tui.screens.home.vendor import VendorScreen
from tui.storage.views import ViewsFile

SIZE = (80, 24)
LECTURES = Place("campus", "rooms", where="lecture", sort="-name")

Compare = Callable[..., bool]


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def views_in(folder: Path, **links: Place) -> ViewsFile:
    file = ViewsFile(folder / "views.toml")
    for name, link in links.items():
        file.save(name.replace("_", " "), link)
    return file


async def test_what_a_list_shows_is_saved_stands_in_the_menu_and_opens_as_it_was(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "enter")
        await press(pilot, "slash", *"lecture", "enter", "S", *"my halls", "enter")
        assert "frontdesk get 'my halls'" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, VendorScreen)
        assert "my halls" in screen_text(app)

        await press(pilot, "colon", *"halls", "enter")
        assert isinstance(app.screen, BrowserScreen)
        assert place_shown(app.screen) == Place("campus", "rooms", where="lecture")
        assert "campus › my halls" in screen_text(app)

    (view,) = ViewsFile(tmp_path / "views.toml").read().all
    assert view.link == Place("campus", "rooms", where="lecture")


async def test_a_name_that_is_taken_is_replaced_only_when_that_is_said_twice(tmp_path: Path) -> None:
    file = views_in(tmp_path, halls=LECTURES)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "enter", "S", *"campus", "enter")
        assert "“campus” is a connection" in screen_text(app)
        await press(pilot, "ctrl+u", *"halls", "enter")
        assert "There is a view “halls”" in screen_text(app)
        assert file.read().named("halls").link == LECTURES
        await press(pilot, "enter")
    assert file.read().named("halls").link == Place("campus", "rooms")


async def test_a_view_that_no_longer_fits_says_so_and_costs_nothing_else(tmp_path: Path) -> None:
    views_in(
        tmp_path,
        gone=Place("mill", "rooms"),
        narrow=Place("campus", "rooms", columns=("girth",)),
        halls=LECTURES,
    )
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "V")
        shown = screen_text(app)
        assert "no longer fits: There is no connection “mill”" in shown
        assert "Rooms has no column “girth”" in shown
        await press(pilot, "enter")
        assert isinstance(app.screen, SavedViewsScreen)
        assert "“gone” no longer fits" in screen_text(app)

        await press(pilot, "down", "down", "enter")
        assert isinstance(app.screen, BrowserScreen)
        assert place_shown(app.screen) == LECTURES


async def test_renaming_and_deleting_ask_first_and_a_teams_view_is_left_to_its_file(tmp_path: Path) -> None:
    file = views_in(tmp_path, halls=LECTURES)
    team = ViewsFile(tmp_path / "team.toml")
    team.save("shared", LECTURES)
    file.path.write_text(f'include = ["team.toml"]\n\n{file.path.read_text("utf-8")}', "utf-8")
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "V", "R", "ctrl+u", *"shared", "enter")
        assert "There is a view “shared” already." in screen_text(app)
        await press(pilot, "ctrl+u", *"big halls", "enter")
        assert [view.name for view in file.read().all] == ["big halls", "shared"]

        await press(pilot, "home", "D", "enter")
        assert file.read().find("big halls") is not None
        await press(pilot, "D", "down", "enter")
        assert [view.name for view in file.read().all] == ["shared"]

        await press(pilot, "D")
        assert "“shared” is changed in its own file" in " ".join(screen_text(app).split())
    assert team.read().named("shared").link == LECTURES


def test_the_question_for_a_views_name(snap_compare: Compare, tmp_path: Path) -> None:
    async def ask(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await press(pilot, "enter", "enter", "slash", *"lecture", "enter", "S", *"halls")

    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SIZE, run_before=ask)


@pytest.mark.parametrize("size", [SIZE, (120, 36)], ids=str)
def test_the_menu_of_a_connection_with_views(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    last_week = Place("campus", "campus-attendance", range="last week", tab="Hours")
    views_in(tmp_path, halls=LECTURES, busy_hours=last_week, narrow=Place("campus", "rooms", columns=("girth",)))

    async def walk(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await press(pilot, "enter")

    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=walk)
