"""The one way to start a worker: the screen takes what it brings, a mistake in it ends nothing, and it may ask."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.errors import Bug, FrontdeskError, Refused, Unreachable
from tui.core.time.clock import SystemClock
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.listing import ListScreen, choice

SIZE = (80, 24)


class SpareScreen(FrontdeskScreen[str | None]):
    """A screen that is asked something, and can be left."""

    TITLE_CRUMB = "Spare"


async def six() -> int:
    return 6


async def mistaken() -> int:
    raise KeyError("joinTime")


async def unreachable() -> int:
    raise Unreachable("No answer within 30 s.", way_out="Try again.")


def below(app: FrontdeskApp) -> FrontdeskScreen:
    assert isinstance(app.screen, FrontdeskScreen)
    return app.screen


async def test_a_result_is_taken_on_the_screen(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        taken: list[int] = []
        below(app).run_guarded(six(), then=taken.append, group="test")
        await settled(pilot)
        assert taken == [6]


async def test_a_mistake_in_a_worker_is_one_line_and_its_details_are_in_the_logs(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        below(app).run_guarded(mistaken(), group="test")
        await settled(pilot)
        assert "Frontdesk itself failed: KeyError in tui/screens/guarded.py" in screen_text(app)
        (report,) = (tmp_path / "logs").iterdir()
        assert "joinTime" in report.read_text()


async def test_an_error_goes_to_whoever_asked_for_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        errors: list[FrontdeskError] = []
        below(app).run_guarded(unreachable(), failed=errors.append, group="test")
        below(app).run_guarded(mistaken(), failed=errors.append, group="test")
        await settled(pilot)
        assert [type(error) for error in errors] == [Unreachable, Bug]


async def test_a_mistake_in_what_takes_the_result_ends_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        errors: list[FrontdeskError] = []
        below(app).run_guarded(six(), then=list[int]().remove, failed=errors.append, group="test")
        await settled(pilot)
        assert [type(error) for error in errors] == [Bug]


async def test_work_that_is_broken_off_before_it_begins_leaves_no_word_on_the_terminal(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        below(app).run_guarded(six(), group="test").cancel()
        await settled(pilot)
        gc.collect()
        assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]


async def test_what_comes_for_a_screen_that_is_gone_is_dropped(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(spare := SpareScreen())
        await app.pop_screen()
        taken: list[int] = []
        spare.run_guarded(six(), then=taken.append, group="test")
        await settled(pilot)
        assert taken == []


async def test_what_an_older_worker_of_an_exclusive_group_brings_is_dropped(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        gate, taken = asyncio.Event(), list[str]()

        async def held(name: str) -> str:
            await gate.wait()
            return name

        for name in ("first", "second"):
            below(app).run_guarded(held(name), then=taken.append, group="test", exclusive=True)
            await pilot.pause()
        gate.set()
        await settled(pilot)
        assert taken == ["second"]


async def test_a_worker_may_ask_and_the_way_back_is_an_answer_too(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        answers: list[str | None] = []

        async def ask() -> None:
            for _ in range(2):
                answers.append(await app.push_screen_wait(ListScreen("Which?", [choice("this", "This")])))  # noqa: PERF401
            answers.append(await app.push_screen_wait(SpareScreen()))

        asking = below(app).run_guarded(ask(), group="test")
        for key in ("enter", "escape", "escape"):
            await pilot.pause()
            await pilot.press(key)
        await asking.wait()
        assert answers == ["this", None, None]


async def test_there_is_one_journal_and_it_is_made_when_it_is_first_used(tmp_path: Path) -> None:
    state = make_app(tmp_path, only="campus").app_state
    assert state.journal is state.journal
    assert not (tmp_path / "journal.sqlite3").exists()
    assert await state.journal.entries() == ()
    assert state.keeps_journal
    await state.aclose()
    await state.aclose()


def test_without_a_place_for_it_there_is_no_journal_and_nothing_may_be_sent() -> None:
    config = config_from({"connections": {}}, file=Path("config.toml"), environ={})
    state = FrontdeskApp(Connections(config, clock=SystemClock()), config).app_state
    assert not state.keeps_journal
    with pytest.raises(Refused, match="nothing is sent"):
        _ = state.journal
