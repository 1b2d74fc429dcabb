"""Changes to a profile that are not sent: none is lost without a question, and none overwrites somebody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import screen_text
from tests.virbela.screens.editing import at, open_profile, type_value
from tests.virbela.screens.support import Campus, open_, press
from tui.vendors.virbela.screens import ProfileScreen
from tui.vendors.virbela.screens.profiles.profile_many import ManyProfilesScreen

SIZE = (80, 24)


async def test_escape_leaves_the_value_then_asks_about_the_changes(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await press(pilot, "enter", "x", "escape")
        assert not screen.editor.is_typing
        assert len(screen.draft) == 0
        await press(pilot, "minus", "escape")
        assert "1 change was not sent." in screen_text(campus.app)
        await press(pilot, "escape")
        assert campus.app.screen is screen
        await press(pilot, "escape", "down", "enter")
        assert campus.app.screen is not screen


@pytest.mark.parametrize("key", ["1", "q", "escape"])
async def test_one_pending_change_is_asked_about_whichever_way_it_would_be_left(tmp_path: Path, key: str) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, key)
        assert "1 change was not sent." in screen_text(campus.app)
        await press(pilot, "enter")
        assert campus.app.screen is screen
        assert screen.draft.update == {"Department": "Arts"}
        await press(pilot, key, "down", "enter")
        gone: object = campus.app.screen
        assert key == "q" or gone is not screen
    assert (key != "q") or campus.app.return_code == 0


async def test_what_is_being_typed_is_asked_about_too(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await press(pilot, "enter", "x", "ctrl+q")
        assert "1 change was not sent." in screen_text(campus.app)
        await press(pilot, "enter")
        assert screen.editor.is_typing


async def test_changes_for_many_are_asked_about_too(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        await open_(pilot, "profiles")
        await press(pilot, "space", "space", "e")
        many = campus.app.screen
        assert isinstance(many, ManyProfilesScreen)
        at(many, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "1")
        assert "1 change was not sent." in screen_text(campus.app)
        await press(pilot, "enter", "f2", "escape")
        back: object = campus.app.screen
        assert back is many
        assert many.draft.update == {"Department": "Arts"}


@pytest.fixture
async def clashing(tmp_path: Path) -> AsyncIterator[tuple[Campus, Pilot[int], str]]:
    """A profile of which somebody else changed the same field and another one while it was edited."""
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, user_id = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        campus.clock.at += timedelta(minutes=1)
        body: dict[str, Any] = {"update": {"Department": "Sales", "Region": "Canada"}}
        await campus.somebody_else.put(f"/MemberProfile/{user_id}", body)
        await press(pilot, "f2")
        yield campus, pilot, user_id


async def test_both_are_shown_when_somebody_changed_it_meanwhile(clashing: tuple[Campus, Pilot[int], str]) -> None:
    campus, _, _ = clashing
    shown = screen_text(campus.app)
    assert "You read" in shown
    assert "Is there now" in shown
    assert all(word in shown for word in ("Sales", "Arts", "Canada"))
    assert "Whose changes win?" in shown
    assert "Keep mine" in shown
    assert "Take theirs" in shown
    assert not [method for method, _ in campus.asked if method == "PUT"]


async def test_keeping_mine_leaves_their_other_changes(clashing: tuple[Campus, Pilot[int], str]) -> None:
    campus, pilot, user_id = clashing
    await press(pilot, "right", "enter")
    after = await campus.profile(user_id)
    assert (after["Department"], after["Region"]) == ("Arts", "Canada")


async def test_taking_theirs_sends_nothing_when_nothing_of_mine_is_left(
    clashing: tuple[Campus, Pilot[int], str],
) -> None:
    campus, pilot, user_id = clashing
    await press(pilot, "right", "right", "enter")
    screen = campus.app.screen
    assert isinstance(screen, ProfileScreen)
    assert len(screen.draft) == 0
    assert screen.draft.base["Department"] == "Sales"
    assert (await campus.profile(user_id))["Department"] == "Sales"
    assert not [method for method, _ in campus.asked if method == "PUT"]


async def test_cancelling_goes_back_to_what_was_typed(clashing: tuple[Campus, Pilot[int], str]) -> None:
    campus, pilot, _ = clashing
    await press(pilot, "enter")
    screen = campus.app.screen
    assert isinstance(screen, ProfileScreen)
    assert screen.draft.update == {"Department": "Arts"}


async def test_a_change_between_the_question_and_the_answer_is_noticed_too(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, user_id = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "f2")
        campus.clock.at += timedelta(minutes=1)
        await campus.somebody_else.put(f"/MemberProfile/{user_id}", {"update": {"Department": "Sales"}})
        await press(pilot, "right", "enter")
        shown = screen_text(campus.app)
        assert not [method for method, _ in campus.asked if method == "PUT"]
        await press(pilot, "right", "enter")
        after = await campus.profile(user_id)
    assert "Whose changes win?" in shown
    assert after["Department"] == "Arts"
