"""Rows are shown at a pace of their own, however many pages they come in; a key never waits for that."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic, sleep

from textual.app import App

from tests.app.support import make_app, settled
from tests.rest import PATIENCE
from tui.core.record import Page, Record
from tui.screens.base import SHOWN_EVERY
from tui.screens.browse.browser import BrowserScreen
from tui.screens.pace import KeysFirst, Pace, in_portions


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


async def test_rows_that_arrive_wait_until_a_key_that_was_just_pressed_has_had_its_time() -> None:
    keys = KeysFirst()
    rows: tuple[Record[object], ...] = tuple(Record(str(number), None, b"{}") for number in range(500))
    pressed = monotonic()
    keys.pressed()
    portions: list[Record[object]] = []
    sizes, times = [], []
    async for portion in in_portions(Page(rows), keys):
        portions += portion.records
        sizes.append(len(portion.records))
        times.append(monotonic())
    assert times[0] - pressed >= 0.01
    assert tuple(portions) == rows
    assert max(sizes) <= 200, "a key that is pressed between two of them is not kept waiting"
