"""States: each is distinct, names its way out, and costs nothing while nobody waits."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.app.support import screen_text
from tui.widgets.state_view import StateKind, StateView, ViewState


class _Host(App[int]):
    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self.state = state

    def compose(self) -> ComposeResult:
        yield StateView(self.state)


@pytest.mark.parametrize("kind", list(StateKind))
async def test_a_state_says_what_is_so_and_what_helps(kind: StateKind) -> None:
    app = _Host(ViewState(kind, "What is so.", "What there is to add.", "What helps.", "HTTP 503"))
    async with app.run_test(size=(80, 24)):
        text = screen_text(app)
    for words in ("What is so.", "What there is to add.", "What helps.", "HTTP 503"):
        assert words in text
    assert ("! What is so." in text) is kind.failed


async def test_markup_and_escapes_in_a_vendors_words_are_harmless() -> None:
    app = _Host(ViewState(StateKind.ERROR, "[/b] failed.", "\x1b[31mred\x07 [bold]", "Press r."))
    async with app.run_test(size=(80, 24)):
        text = screen_text(app)
    assert "[/b] failed." in text
    assert "[bold]" in text
    assert "\x1b" not in text


async def test_long_words_are_wrapped_within_the_screen() -> None:
    app = _Host(ViewState(StateKind.ERROR, "word " * 60))
    async with app.run_test(size=(60, 24)):
        lines = screen_text(app).splitlines()
    assert sum(line.count("word") for line in lines) == 60
    assert max(map(len, lines)) <= 60


async def test_the_spinner_turns_only_while_something_is_waited_for() -> None:
    app = _Host(ViewState(StateKind.LOADING, "Asking campus."))
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.query_one(StateView)
        assert view.is_turning
        view.state = ViewState(StateKind.EMPTY, "Nothing.")
        await pilot.pause()
        assert not view.is_turning
