"""Where the screen is read out, its state is one sentence, which changes only with the state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.app.support import make_app, settled
from tui.app import FrontdeskApp
from tui.core.collection import Query
from tui.core.errors import Unreachable
from tui.core.record import Page
from tui.widgets.state_line import StateLine

SIZE = (80, 24)


def sentence(app: FrontdeskApp) -> str:
    return app.screen.query_one(StateLine).sentence


async def test_it_says_where_one_is_how_much_there_is_and_whether_that_is_all(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", ui={"screen_reader": True})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert sentence(app) == "campus."
        await pilot.press("enter")
        await settled(pilot)
        assert sentence(app) == "campus, Rooms: 60 rooms, complete."

        said: list[str] = []

        def hear(words: str) -> None:
            said.append(words)

        app.screen.watch(app.screen.query_one(StateLine), "sentence", hear, init=False)
        await pilot.press("down", "down", "up")
        assert said == []
        await pilot.press("space")
        assert sentence(app) == "campus, Rooms: 60 rooms, 1 marked, complete."
        await pilot.press("r")
        await settled(pilot)
        assert said[1:] == ["campus, Rooms: loading rooms.", "campus, Rooms: 60 rooms, 1 marked, complete."]


async def test_what_failed_and_what_lacks_a_part_is_said(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", ui={"screen_reader": True})
    campus = app.app_state.connections.named("campus")
    rooms = campus.catalog.collection("rooms")
    failing = False

    async def fetch(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
        async for page in rooms.fetch(client, query):
            yield page if failing else replace(page, missing=("One room could not be read.",))
        if failing:
            raise Unreachable("No answer.")

    campus.__dict__["catalog"] = replace(campus.catalog, collections=(replace(rooms, fetch=fetch),))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert sentence(app) == "campus, Rooms: 60 rooms, incomplete."
        failing = True
        await pilot.press("r")
        await settled(pilot)
        assert sentence(app) == "campus, Rooms: 60 rooms, failed."


async def test_nobody_else_gives_a_line_for_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert not app.screen.query(StateLine)
