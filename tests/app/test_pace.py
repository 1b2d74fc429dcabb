"""Rows are shown at a pace of their own, however many pages they come in; a key never waits for that."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic, sleep

import pytest
from textual.app import App

from tests.app.support import make_app, settled
from tests.rest import PATIENCE
from tui.core import turns
from tui.core.record import Page, Record
from tui.core.turns import KeysFirst, give_way, keys_go_first
from tui.screens.base import SHOWN_EVERY
from tui.screens.browse.browser import BrowserScreen
from tui.screens.pace import Pace, in_portions


class CountingBrowser(BrowserScreen):
    """Counts how often rows are taken in, and how often they are shown."""

    taken = shown = 0

    def take_page(self, page: Page[object]) -> None:
        self.taken += 1
        super().take_page(page)

    def show_pages(self) -> None:
        self.shown += 1
        super().show_pages()


async def test_what_came_is_shown_by_itself_however_late_the_clock_is_looked_at() -> None:
    app: App[None] = App()
    async with app.run_test():
        shown = asyncio.Event()
        pace = Pace(app, shown.set, seconds=0.0)
        for wait in (0.0, 0.001, 0.05):
            shown.clear()
            pace.begin(wait)
            pace.ask()
            sleep(0.002)  # noqa: ASYNC251 - a busy machine: the clock has run on before anything of the app could
            await asyncio.wait_for(shown.wait(), PATIENCE)
            assert not pace.waiting


async def test_many_pages_are_shown_in_few_goes(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        connection = app.app_state.connections.all[0]
        people = connection.catalog.collection("users")
        screen = CountingBrowser(connection, people, {}, None, ("campus", "People"))
        began = monotonic()
        await app.push_screen(screen)
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "read"])
        seconds = monotonic() - began
        await settled(pilot)
        assert screen.taken >= 5
        assert screen.view.total > 1_000
        assert screen.shown <= 2 + seconds / SHOWN_EVERY  # one of them because the test waits for rest
        assert not screen.shows_soon


async def test_rows_that_arrive_wait_until_a_key_has_shown_what_it_did() -> None:
    keys = KeysFirst()
    rows: tuple[Record[object], ...] = tuple(Record(str(number), None, b"{}") for number in range(500))
    portions: list[Record[object]] = []
    sizes = []

    async def take() -> None:
        async for portion in in_portions(Page(rows), keys):
            portions.extend(portion.records)
            sizes.append(len(portion.records))

    keys.pressed()
    taking = asyncio.create_task(take())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not portions
    keys.done()
    await taking
    assert tuple(portions) == rows
    assert max(sizes) <= 200, "a key that is pressed between two of them is not kept waiting"


async def test_what_computes_at_length_gives_way_to_a_key_in_the_app_and_to_everybody_on_the_command_line() -> None:
    steps: list[str] = []

    async def compute() -> None:
        for step in "abc":
            await give_way()
            steps.append(step)

    async def beside() -> None:
        for _ in range(3):
            steps.append("beside")
            await asyncio.sleep(0)

    await asyncio.gather(compute(), beside())
    assert steps[:3] == ["beside", "a", "beside"]

    keys = KeysFirst()
    keys_go_first(keys)
    steps.clear()
    keys.pressed()
    computing = asyncio.create_task(compute())
    await beside()
    assert steps == ["beside"] * 3
    keys.done()
    await computing
    assert steps == ["beside"] * 3 + ["a", "b", "c"]


async def test_a_key_that_nobody_sees_the_end_of_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 0.01)
    keys = KeysFirst()
    keys.pressed()

    await asyncio.wait_for(keys.wait(), PATIENCE)
    assert not keys.hold


async def test_the_app_tells_when_a_key_begins_and_when_it_is_done(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    told: list[str] = []

    class Told(KeysFirst):
        def pressed(self) -> None:
            told.append("pressed")
            super().pressed()

        def done(self) -> None:
            told.append("done")
            super().done()

    app.type_ahead._keys_first = Told()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("down")
        await settled(pilot)
        assert told == ["pressed", "done"]
