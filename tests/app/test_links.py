"""A link opens the app where it leads, and what the app shows makes the same link."""

from __future__ import annotations

import argparse
import base64
import json
import re
import shlex
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.support import NOW, make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.commands import get
from tui.commands.shared.session import Session
from tui.core.links import parse_link
from tui.core.place import Place
from tui.core.time.clock import FrozenClock
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.linking import place_shown
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.screens.navigation import tabs_of
from tui.storage.paths import paths_under

SIZE = (80, 24)


def app_at(folder: Path, text: str) -> tuple[FrontdeskApp, Place]:
    app = make_app(folder, only="campus")
    link = parse_link(text, lambda name: app.app_state.connections.named(name).catalog)
    app.app_state.opens = link
    return app, link


async def test_the_app_opens_at_a_link_and_escape_leads_back_as_if_one_had_walked(tmp_path: Path) -> None:
    app, link = app_at(tmp_path, "campus/rooms?where=lecture&sort=-name&columns=name,levelName")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        assert place_shown(app.screen) == link
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
        shown = place_shown(app.screen)
        assert (shown.range, shown.tab) == ("2d", "People")
        assert shown.values["roomId"] != link.values["roomId"]
        assert "Lecture Hall Curie" in screen_text(app)


async def test_the_tabs_of_a_collection_are_known_before_it_is_opened(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    for connection in app.app_state.connections.all:
        for collection in connection.catalog.collections:
            tabs = tabs_of(connection, collection, {})
            assert len(set(tabs)) == len(tabs)


async def copied(app: FrontdeskApp, pilot: Pilot[int], which: int) -> str:
    """Copy what leads here, and return what the terminal was sent."""
    sent: list[str] = []
    app.write_terminal = sent.append
    await pilot.press("Y", *["down"] * which, "enter")
    await settled(pilot)
    found = re.search(r"\x1b]52;c;([A-Za-z0-9+/=]+)", "".join(sent))
    assert found is not None
    return base64.b64decode(found[1]).decode()


@pytest.mark.parametrize(
    "text",
    [
        "campus/rooms?where=lecture%20-noether%20%7C%20name:%22caf%C3%A9%22&sort=-name",
        "campus/attendance/Lecture%20Hall%20Curie?range=yesterday&columns=userName,joinTime",
        "campus/users?where=name:o",
    ],
)
async def test_the_command_that_is_copied_reads_the_same_rows_when_it_is_run(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY", "STY"):
        monkeypatch.delenv(name, raising=False)
    app, _ = app_at(tmp_path, text)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        shown = {record.id for record in app.screen.view.shown_records()}
        command = await copied(app, pilot, 2)

    frontdesk, name, *words = shlex.split(command)
    assert (frontdesk, name) == ("frontdesk", "get")
    state = app.app_state
    session = Session(state.config, state.connections, paths_under(tmp_path), FrozenClock(NOW))
    args = argparse.Namespace(session=session, config=None, log=None)
    read = get.parse(argparse.ArgumentParser, [*without_columns(words), "--format", "json"], args)
    assert await get.run(read) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(shown) > 0


def without_columns(words: list[str]) -> list[str]:
    return [word for word in words if not word.startswith("--columns=")]


async def test_the_link_that_is_copied_leads_back_to_what_was_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    app, link = app_at(tmp_path, "campus/campus-attendance?from=2d&tab=Hours")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        text = await copied(app, pilot, 0)
    assert text == "campus/campus-attendance?from=2d&tab=Hours"
    assert parse_link(text, lambda name: app.app_state.connections.named(name).catalog) == link
