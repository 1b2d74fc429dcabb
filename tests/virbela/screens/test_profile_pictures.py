"""Pictures of profiles: the list, the editor, the questions. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import settled
from tests.virbela.screens.support import Campus, open_, press

Compare = Callable[..., bool]
SMALL, LARGE = (80, 24), (120, 36)

CHANGES = ("down", "down", "down", "enter", "ctrl+u", "A", "r", "t", "s", "enter", "down", "minus")


def after(campus: Campus, collection: str, *keys: str, meanwhile: bool = False) -> Callable[[Pilot[Any]], Any]:
    """Go to a collection and press keys; `meanwhile`, somebody else changes the same fields before the last one."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        user_id = str((await campus.user())["objectId"])
        values = {"userId": user_id} if collection == "profile" else {}
        await open_(pilot, collection, crumbs=("campus", "Profiles", "Ifeanyi Balogun"), **values)
        *first, last = keys or ("home",)
        await press(pilot, *first)
        campus.clock.at += timedelta(minutes=2)
        if meanwhile:
            body = {"update": {"Department": "Sales", "Region": "Canada"}}
            await campus.somebody_else.put(f"/MemberProfile/{user_id}", body)
        await press(pilot, last)

    return run


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_list_of_profiles(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=size, run_before=after(campus, "profiles"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_editor_with_changes(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=size, run_before=after(campus, "profile", *CHANGES))


def test_a_value_being_typed(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=SMALL, run_before=after(campus, "profile", *CHANGES[:8]))


def test_the_question_before_it_goes_to_production(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path, change={"class": "production"})
    assert snap_compare(campus.app, terminal_size=SMALL, run_before=after(campus, "profile", *CHANGES, "f2"))


def test_the_question_whose_changes_win(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path, change={"class": "production"})
    run = after(campus, "profile", *CHANGES, "f2", meanwhile=True)
    assert snap_compare(campus.app, terminal_size=SMALL, run_before=run)


def test_the_question_before_an_undo(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    run = after(campus, "profile", *CHANGES, "f2", "right", "enter", "u")
    assert snap_compare(campus.app, terminal_size=SMALL, run_before=run)


def test_one_field_of_all_marked(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    run = after(campus, "profiles", "space", "space", "space", "e", *CHANGES[:10])
    assert snap_compare(campus.app, terminal_size=SMALL, run_before=run)
