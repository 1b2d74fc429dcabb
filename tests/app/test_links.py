"""A link opens the app where it leads, and what the app shows makes the same link."""

from __future__ import annotations

from pathlib import Path

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.links import Link, parse_link
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.linking import link_of
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.screens.navigation import tabs_of

SIZE = (80, 24)


def app_at(folder: Path, text: str) -> tuple[FrontdeskApp, Link]:
    app = make_app(folder, only="campus")
    link = parse_link(text, lambda name: app.app_state.connections.named(name).catalog)
    app.app_state.opens = link
    return app, link


async def test_the_app_opens_at_a_link_and_escape_leads_back_as_if_one_had_walked(tmp_path: Path) -> None:
    app, link = app_at(tmp_path, "campus/rooms?where=lecture&sort=-name&columns=name,levelName")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        assert link_of(app.screen) == link
        assert 0 < len(app.screen.view) < app.screen.view.total
        assert "campus › Rooms" in screen_text(app)

        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, VendorScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_room_by_its_name_opens_at_the_tab_and_range_that_the_link_says(tmp_path: Path) -> None:
    app, link = app_at(tmp_path, "campus/attendance/Lecture%20Hall%20Curie?from=2d&tab=People")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        shown = link_of(app.screen)
        assert (shown.range, shown.tab) == ("2d", "People")
        assert shown.values["roomId"] != link.values["roomId"]
        assert "Lecture Hall Curie" in screen_text(app)


async def test_the_tabs_of_a_collection_are_known_before_it_is_opened(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    for connection in app.app_state.connections.all:
        for collection in connection.catalog.collections:
            tabs = tabs_of(connection, collection, {})
            assert len(set(tabs)) == len(tabs)
