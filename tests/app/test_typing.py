"""Every printable key, typed into whatever is typed in: each is text there, none runs a command or loses a screen."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.support import make_app, settled
from tui.app import FrontdeskApp

PRINTABLE = string.printable[:95]
KEYS = tuple("space" if character == " " else character for character in PRINTABLE)
PRODUCTION = {"class": "production"}

ROOMS = ("enter", "enter")
PEOPLE = ("enter", "down", "enter")
PROFILE = ("enter", "down", "down", "enter", "enter")
INVITE = ("enter", *["down"] * 9, "enter")

FIELDS = {
    "the filter of a list": ("campus", (*ROOMS, "slash")),
    "the file of an export": ("campus", (*ROOMS, "x")),
    "a range": ("campus", (*ROOMS, "enter", "t")),
    "a text in the details": ("campus", (*ROOMS, "d", "D", "slash")),
    "the palette": ("campus", ("colon",)),
    "find": ("campus", ("slash",)),
    "the filter of the journal": ("campus", ("J", "slash")),
    "a parameter": ("names", ("enter", "enter")),
    "a serial number": ("line4", ("enter", "enter")),
    "a field of a form": ("campus", INVITE),
    "somebody in a picker": ("campus", ("enter", *["down"] * 10, "enter", "f4")),
    "the file of a bulk": ("campus", (*INVITE, "f3")),
    "the name before a delete": ("campus", (*PEOPLE, "a", "down", "down", "down", "enter")),
    "the number before many": ("campus", (*PEOPLE, "space", "space", "a", "down", "enter")),
    "a value of a profile": ("campus", (*PROFILE, "down", "down", "down", "enter")),
    "a field by its name": ("campus", (*PROFILE, "plus")),
}
"""By what is typed in: the connection, and the keys that lead there from home."""

QUESTIONS = {
    "what to sort by": ("campus", (*ROOMS, "s")),
    "which columns": ("campus", (*ROOMS, "c")),
    "what to copy": ("campus", (*ROOMS, "y")),
    "what to do": ("campus", (*PEOPLE, "a")),
    "whether to leave a form": ("campus", (*INVITE, *"lee", "escape")),
}
"""Small lists over a screen: q is a way back from them, and no other key does anything that cannot be seen there."""

REVIEWS = {
    "whether to invite": ("campus", (*INVITE, *"lee@example.org", "f2")),
    "whether to suspend": ("campus", (*PEOPLE, "a", "down", "enter")),
    "whether to send many": ("campus", (*PEOPLE, "space", "space", "a", "down", "enter", "2", "enter")),
}
"""Questions before a write that are answered by a button."""


async def go(app: FrontdeskApp, pilot: Pilot[int], keys: tuple[str, ...]) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.mark.parametrize("field", FIELDS)
async def test_every_key_is_text_where_text_is_typed(tmp_path: Path, field: str) -> None:
    connection, way = FIELDS[field]
    app = make_app(tmp_path, only=connection, change=PRODUCTION)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(app, pilot, way)
        before = [*app.screen_stack]
        typed_in = app.focused
        assert isinstance(typed_in, Input), typed_in
        await pilot.press("ctrl+u", *KEYS)
        assert [*app.screen_stack] == before
        assert app.focused is typed_in
        assert typed_in.value == PRINTABLE


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_key_that_is_no_answer_does_nothing_while_a_small_list_is_open(tmp_path: Path, question: str) -> None:
    connection, way = QUESTIONS[question]
    app = make_app(tmp_path, only=connection, change=PRODUCTION)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(app, pilot, way)
        before = [*app.screen_stack]
        await pilot.press(*(key for key in KEYS if key != "q"))
        await settled(pilot)
        assert [*app.screen_stack] == before
        await pilot.press("q")
        await settled(pilot)
        assert [*app.screen_stack] == before[:-1]


@pytest.mark.parametrize("question", REVIEWS)
async def test_no_key_does_anything_while_it_is_asked_whether_to_send(tmp_path: Path, question: str) -> None:
    connection, way = REVIEWS[question]
    app = make_app(tmp_path, only=connection, change=PRODUCTION)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(app, pilot, way)
        before = [*app.screen_stack]
        await pilot.press(*KEYS)
        await settled(pilot)
        assert [*app.screen_stack] == before
        assert not app.app_state.keeps_journal


PASTED = "lee@example.org\nkim@example.org\r\n\nbo@example.org\n"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("the filter of a list", "lee@example.org kim@example.org bo@example.org"),
        ("a parameter", "lee@example.org; kim@example.org; bo@example.org"),  # one that takes several
    ],
)
async def test_no_line_of_a_paste_is_lost(tmp_path: Path, field: str, text: str) -> None:
    connection, way = FIELDS[field]
    app = make_app(tmp_path, only=connection)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(app, pilot, way)
        typed_in = app.focused
        assert isinstance(typed_in, Input)
        typed_in.post_message(events.Paste(PASTED))
        await settled(pilot)
        assert typed_in.value == text
