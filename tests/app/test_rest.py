"""What the other tests of screens stand on: when an app is at rest."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from tests.rest import settled


class AskingApp(App[None]):
    """Works, asks a question, works again."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    async def work(self) -> None:
        await asyncio.to_thread(self.done.append, "before")
        answer = await self.push_screen_wait(Screen[str]())
        await asyncio.sleep(0.05)
        self.done.append(answer)


async def test_work_is_waited_for_and_a_question_is_rest() -> None:
    app = AskingApp()
    async with app.run_test() as pilot:
        app.run_worker(app.work())
        await settled(pilot)
        assert app.done == ["before"]

        asking: Screen[Any] = app.screen
        asking.dismiss("yes")
        await settled(pilot)
        assert app.done == ["before", "yes"]


async def test_a_pilot_waits_for_what_a_key_brings_about_however_long_the_way() -> None:
    class LongWay(App[None]):
        BINDINGS: ClassVar[list[BindingType]] = [("a", "go(50)", "go")]
        went = 0

        def action_go(self, steps: int) -> None:
            self.went += 1
            if steps > 1:
                self.call_after_refresh(self.action_go, steps - 1)

    app = LongWay()
    async with app.run_test() as pilot:
        await pilot.press("a")
        assert app.went == 50
