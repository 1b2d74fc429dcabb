"""What a start does once, and what it puts off until home is at rest."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.message import Message

from tests.app.support import make_app, settled
from tests.gates import Gate
from tui.core.garbage import spare_the_start, spare_what_lives
from tui.screens.home.home import HomeScreen
from tui.themes import LIGHT_THEME

SIZE = (80, 24)


@pytest.fixture
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


async def test_home_is_at_rest_once_every_connection_has_answered_and_said_what_there_is(tmp_path: Path) -> None:
    gate = Gate(lambda path, query: "/Comeback" in path and "2026-05" in query)
    app = make_app(tmp_path, only="office", change={"briefing": True}, gate=gate)
    at_rest = asyncio.Event()

    def seen(message: Message) -> None:
        if isinstance(message, HomeScreen.AtRest):
            at_rest.set()

    async with app.run_test(size=SIZE, message_hook=seen) as pilot:
        await gate.reached()
        await pilot.pause()
        assert app.app_state.answers["office"].probe is not None
        assert not at_rest.is_set()

        gate.open()
        await settled(pilot)
        assert app.app_state.briefing["office"]
        assert at_rest.is_set()


async def test_home_without_a_connection_that_is_briefed_is_at_rest_with_the_last_answer(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    rests: list[Message] = []

    def seen(message: Message) -> None:
        if isinstance(message, HomeScreen.AtRest):
            rests.append(message)

    async with app.run_test(size=SIZE, message_hook=seen) as pilot:
        await settled(pilot)
        assert all(answered.probe is not None for answered in app.app_state.answers.values())

    assert set(map(id, rests)) == {id(rests[0])}  # one, on its way through screen and app


async def test_the_stylesheets_are_parsed_once_until_home_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Stylesheet] = []
    reparse = Stylesheet.reparse

    def counted(stylesheet: Stylesheet) -> None:
        parsed.append(stylesheet)
        reparse(stylesheet)

    monkeypatch.setattr(Stylesheet, "reparse", counted)
    app = make_app(tmp_path, only="campus")

    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert parsed == []
        assert app.screen.styles.background.rich_color.name == app.theme_variables["background"].lower()

        app.theme = LIGHT_THEME
        await settled(pilot)
        assert len(parsed) == 1
        assert app.screen.styles.background.rich_color.name == app.theme_variables["background"].lower()


def test_a_start_is_looked_through_for_no_garbage_and_what_it_made_is_looked_at_no_more(collector: None) -> None:
    spare_the_start()
    assert gc.get_threshold()[0] > 130_000  # what a start makes
    assert gc.isenabled()

    spare_what_lives()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == (1_000, 5, 20_000)


def test_the_demo_is_configured_without_a_client_of_a_vendor() -> None:
    code = """
import sys
from tui.sandbox import demo_config
demo_config("http://sandbox.invalid")
print(*(name for name in sys.modules if name.startswith(("tui.transport", "tui.reading")) or name.endswith(".client")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
